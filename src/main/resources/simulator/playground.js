import { ChipiGateway, newKey } from './chipi-gateway.js';
import { example } from './example.js';

const $ = id => document.getElementById(id);
const state = { gateway: null, skus: [], page: null, watching: null };

async function getToken() {
  const response = await fetch(`/playground/token?sub=${encodeURIComponent($('user').value.trim() || 'ana')}`);
  return (await response.json()).token;
}

// Everything shown comes through here, so nothing that Chipi or a user wrote is ever read as markup.
function element(name, { text, className } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const STATUSES = ['PENDING', 'PROCESSING', 'SUCCESS', 'FAILED', 'CANCELLED'];
const statusClass = status => (STATUSES.includes(status) ? status : '');
const clock = at => (at ? new Date(at) : new Date()).toLocaleTimeString();
const money = (amount, currency) => new Intl.NumberFormat('es-MX', { style: 'currency', currency: currency || 'MXN' }).format(amount);

function showProblem(place, error) {
  const body = error.problem ?? {};
  const title = body.title || (error.status ? `Error ${error.status}` : 'No connection');
  const fields = (body.errors ?? body.fields ?? body.violations ?? [])
    .map(wrong => element('li', { text: typeof wrong === 'string' ? wrong : `${wrong.field ?? ''}: ${wrong.message ?? wrong.detail ?? ''}` }));
  place.replaceChildren(
    element('strong', { text: body.code ? `${title} (${body.code})` : title }),
    element('div', { text: error.message }),
    ...(fields.length ? [element('ul', {}, ...fields)] : []));
  place.hidden = false;
}

async function guarded(place, action) {
  place.hidden = true;
  try {
    return await action();
  } catch (error) {
    if (error.name !== 'AbortError') showProblem(place, error);
    return undefined;
  }
}

// ---- 1. buying ----

const chosen = () => state.skus.find(sku => sku.id === $('sku').value);

async function loadSkus() {
  const search = $('search').value.trim();
  const wanted = new URLSearchParams({ limit: '50', locale: 'en' });
  if (search) wanted.set('carrierName', search);
  if ($('category').value) wanted.set('category', $('category').value);
  await guarded($('problem'), async () => {
    const skus = [];
    for (let page = 1, pages = 1; page <= pages && page <= 10; page++) {
      wanted.set('page', page);
      const answer = await state.gateway.json(`/v1/skus?${wanted}`);
      skus.push(...answer.data);
      pages = answer.totalPages ?? 1;
    }
    if ($('search').value.trim() !== search) return; // typed on meanwhile: a newer search is under way
    showSkus(skus);
  });
}

function showSkus(skus) {
  const before = $('sku').value;
  state.skus = skus;
  const brands = new Map();
  for (const sku of skus) {
    const brand = sku.carrierName || 'Other';
    if (!brands.has(brand)) brands.set(brand, Object.assign(document.createElement('optgroup'), { label: brand }));
    brands.get(brand).append(new Option(sku.chipiName || sku.name, sku.id));
  }
  $('sku').replaceChildren(...brands.values());
  $('sku').value = skus.some(sku => sku.id === before) ? before : skus[0]?.id ?? '';
  if ($('category').options.length === 1) {
    [...new Set(skus.map(sku => sku.category))].sort().forEach(word => $('category').append(new Option(word, word)));
  }
  showSku();
}

function showSku() {
  const sku = chosen();
  $('submit').disabled = !sku;
  if (!sku) {
    $('sku-note').textContent = 'No product of that name.';
    return;
  }
  const fixed = typeof sku.fixedAmount === 'number';
  $('sku-note').textContent = `${sku.id} · ${sku.category} · ${fixed ? money(sku.fixedAmount, sku.currency) : 'you choose the amount'}`;
  $('reference-label').textContent = sku.referenceLabel || 'Reference';
  $('amount-label').textContent = `${sku.amountLabel || 'Amount'} (${sku.currency})`;
  $('amount').readOnly = fixed;
  $('amount').value = fixed ? sku.fixedAmount : example(sku.amountRegexValidation);
  const phone = new RegExp(sku.referenceRegexValidation).test('0012341001');
  $('fault').disabled = !phone;
  if (!phone) $('fault').value = '';
  fillReference();
}

function fillReference() {
  const four = String(Math.floor(Math.random() * 10_000)).padStart(4, '0');
  $('reference').value = $('fault').value ? `00${four}${$('fault').value}` : example(chosen()?.referenceRegexValidation ?? '');
}

async function loadFaults() {
  const answer = await fetch('/playground/faults');
  for (const fault of await answer.json()) $('fault').append(new Option(`${fault.code}: ${fault.story}`, fault.code));
}

async function buy(event) {
  event.preventDefault();
  const sku = chosen();
  const order = {
    transactionHash: newKey(),
    skuId: sku.id,
    skuReference: $('reference').value.trim(),
    currencyAmount: Number($('amount').value),
    chain: 'STARKNET',
    token: 'USDC',
    walletAddress: '0x0',
  };
  $('submit').disabled = true;
  try {
    await watch(order.transactionHash, sku.chipiName || sku.name, options => state.gateway.buy(order, options));
  } finally {
    $('submit').disabled = !chosen();
  }
}

// ---- 2. watching ----

// Returns with the first event: the gateway has the purchase.
async function watch(hash, title, open = options => state.gateway.follow(hash, options)) {
  state.watching?.abort();
  const { signal } = state.watching = new AbortController();
  $('watched').textContent = `${title} · ${hash}`;
  $('state').textContent = 'Connecting…';
  $('state').className = 'state';
  $('timeline').replaceChildren();
  await new Promise(known => {
    const on = event => {
      known();
      showEvent(event);
    };
    guarded($('problem'), () => open({ on, signal }).catch(error => {
      if (!signal.aborted) {
        $('watched').textContent = `Not followed: ${title}`;
        $('state').textContent = '';
      }
      throw error;
    })).then(known);
  });
}

function note(name, text, detail, at) {
  $('timeline').append(element('li', {}, element('span', { text: `${name}: ${text}` }),
    element('small', { text: [clock(at), detail].filter(Boolean).join(' · ') })));
}

// CONFIRMED goes without saying.
const SUBMISSIONS = { UNCONFIRMED: 'not confirmed by Chipi yet', REJECTED: 'refused by Chipi, nothing debited' };

function showEvent({ name, id, data }) {
  const row = data.transaction ?? {};
  if (name === 'status' && data.status) {
    $('state').textContent = data.status;
    $('state').className = `state ${statusClass(data.status)}`;
  }
  const more = [id && data.at && `event ${id}`, data.source && `learnt by ${data.source}`, SUBMISSIONS[row.gateway?.submission],
    row.skuFileNumber && `receipt ${row.skuFileNumber}`, row.errorMessage, row.gateway?.problem?.message].filter(Boolean);
  note(name, data.status ?? data.refund ?? data.reason ?? '', more.join(' · '), data.at);
}

// ---- 3. what was bought ----

async function loadMine() {
  return guarded($('list-problem'), async () => {
    const { data, gateway } = await state.gateway.json('/v1/sku-purchases?limit=10', { signal: state.page.signal });
    $('mine').replaceChildren(...data.map(showMine));
    if (data.length === 0) $('mine').append(element('li', { text: 'Nothing yet.' }));
    return gateway.lastEventId;
  });
}

// The list is read once; from then on the feed says when it has changed.
async function followMine() {
  const lastEventId = await loadMine();
  const { signal } = state.page;
  guarded($('list-problem'), () => state.gateway.follow(null, { on: soon(loadMine), signal, lastEventId }));
}

function showMine(row) {
  const again = element('button', { text: 'Watch', className: 'quiet' });
  again.type = 'button';
  again.setAttribute('aria-label', `Watch ${row.skuId} for ${row.skuReference}`);
  again.addEventListener('click', () => watch(row.transactionHash, row.skuId));
  const refund = row.gateway?.refund ? ` · ${row.gateway.refund}` : '';
  return element('li', {},
    element('div', {}, element('span', { text: `${row.status}${refund}`, className: statusClass(row.status) }),
      element('small', { text: `${row.skuId} · ${row.skuReference} · ${row.skuPurchaseAmount ?? ''}` }),
      element('small', { text: `${clock(row.createdAt)} · ${row.transactionHash}` })),
    again);
}

// ---- the page ----

function soon(action, millis = 250) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, millis);
  };
}

function begin() {
  state.watching?.abort();
  state.page?.abort();
  state.page = new AbortController();
  state.gateway = new ChipiGateway(getToken);
  $('timeline').replaceChildren();
  $('state').textContent = '';
  $('watched').textContent = 'Nothing bought yet.';
  followMine();
}

$('user').addEventListener('change', begin);
$('search').addEventListener('input', soon(loadSkus));
$('category').addEventListener('change', loadSkus);
$('sku').addEventListener('change', showSku);
$('fault').addEventListener('change', fillReference);
$('another').addEventListener('click', fillReference);
$('buy').addEventListener('submit', buy);
begin();
loadFaults();
loadSkus();
