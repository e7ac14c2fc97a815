// Buys through a Chipi Gateway and follows to the end, whatever breaks on the way. Copy it; how to use it: streams.md.
const SILENCE = 30_000; // ms; a stream opened by ticket has a heartbeat every 15 s
const NAMES = ['status', 'detail', 'refund', 'reset', 'reauthenticate', 'heartbeat', 'end'];
const MINE = '/v1/sku-purchases?limit=1';

/** A transactionHash. Make it in the click and keep it to the end: whatever is repeated with it is debited once. */
export const newKey = () => `web-${[...crypto.getRandomValues(new Uint32Array(4))].map(n => n.toString(36)).join('-')}`;

// Until begin calls done(why), the network comes back or the signal aborts; leaves no listener and no timer behind.
const until = (signal, begin) => new Promise((resolve, reject) => {
  signal.throwIfAborted();
  const end = new AbortController();
  const over = AbortSignal.any([signal, end.signal]);
  over.addEventListener('abort', () => (signal.aborted ? reject : resolve)(over.reason));
  addEventListener('online', () => end.abort('online'), { signal: over });
  begin(why => end.abort(why), over);
});
const pause = (failures, signal, least = 0) => until(signal, (done, over) => {
  const timer = setTimeout(done, Math.max(least, Math.min(1000 * 2 ** failures, 30_000) * (0.5 + Math.random() / 2)));
  over.addEventListener('abort', () => clearTimeout(timer));
});
// One EventSource. Silence is told by the clock: timers of hidden tabs come late, those of sleeping ones not at all.
const listen = (address, hear, signal) => until(signal, (done, over) => {
  const source = new EventSource(address);
  let heard = Date.now();
  const check = () => { if (Math.abs(Date.now() - heard) > SILENCE) done('silent'); };
  const timer = setInterval(check, 5_000);
  over.addEventListener('abort', () => { clearInterval(timer); source.close(); });
  document.addEventListener('visibilitychange', check, { signal: over });
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) done('closed'); };
  for (const name of NAMES) source.addEventListener(name, ({ data, lastEventId }) => {
    heard = Date.now();
    hear({ name, id: lastEventId, data: JSON.parse(data) }, done);
  });
});

export class ChipiGateway {
  /** @param getToken gives (a promise of) a fresh bearer, asked for each request. @param url the gateway's origin */
  constructor(getToken, url = '') { Object.assign(this, { getToken, url }); }
  /** An answer's JSON; POSTs a body. Asks again while network or gateway are away. Else an Error: status, problem. */
  async json(path, { body, signal = new AbortController().signal, tries = Infinity } = {}) {
    for (let failures = 1, answer, json; ; failures++, answer = json = undefined) {
      try {
        const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${await this.getToken()}` };
        answer = await fetch(this.url + path, { method: body ? 'POST' : 'GET', headers, body: JSON.stringify(body),
          signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]) });
        json = await answer.json();
      } catch { signal.throwIfAborted(); }
      if (answer?.ok && json) return json;
      const { ok, status, headers } = answer ?? { ok: true };
      const passing = ok || status === 429 || status >= 500 || (status === 401 && failures < 2);
      if (!passing || failures >= tries) throw Object.assign(new Error(json?.detail), { status, problem: json });
      await pause(failures, signal, 1000 * headers?.get('Retry-After') || 0);
    }
  }
  /** Buys and follows. With the lastEventId of an earlier page it doesn't buy again: the gateway has the order. */
  async buy(order, options) {
    if (!options.lastEventId) await this.json('/v1/sku-purchases', { body: order, signal: options.signal, tries: 9 });
    return this.follow(order.transactionHash, options);
  }
  /** Tells on({ name, id, data }) each event once, to the end of a purchase; without a hash, of all one's purchases. */
  async follow(hash, { on, signal = new AbortController().signal, lastEventId: last = '' }) {
    if (!hash) last ||= (await this.json(MINE, { signal })).gateway.lastEventId;
    for (let failures = 0, lapses = 0, told = new Set(); ; await pause(failures++, signal)) {
      const { url } = await this.json('/v1/stream-tickets', { body: hash ? { purchase: hash } : {}, signal });
      const address = () => `${this.url}${url}&lastEventId=${last}`;
      const why = await listen(address(), ({ name, id, data }, done) => {
        [last, failures] = [id || last, 0];
        if (data.reason === 'polling') pause(lapses++, signal).then(() => this.json(MINE, { signal })).catch(() => {});
        if (name === 'end' || data.reason === 'expired') done(name);
        if (name === 'heartbeat' || told.has(name + id)) return;
        if (hash) told.add(name + id);
        on({ name, id, data });
      }, signal);
      // 204 (nothing more to come) closes an EventSource as a refusal does: fetch tells which. Five seconds are enough.
      const again = why === 'closed' && await fetch(address(), { signal: AbortSignal.timeout(5_000) }).catch(() => {});
      if (why === 'end' || again?.status === 204) return;
    }
  }
}
