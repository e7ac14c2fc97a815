// Talks to the gateway as any front end would: a bearer on every call, problems as errors, and streams that resume.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || [body.message].flat().join('; ') || `The gateway answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

async function problemOf(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // not even JSON: the status has to do
  }
  const problem = new Problem(response.status, body ?? {});
  problem.retryAfter = Number(response.headers.get('Retry-After')) || 0;
  return problem;
}

export class Gateway {
  constructor(user) {
    this.user = user;
  }

  async token(fresh = false) {
    if (fresh || !this.kept || Date.parse(this.kept.expiresAt) - Date.now() < 30_000) {
      const response = await fetch(`/playground/token?sub=${encodeURIComponent(this.user)}`);
      if (!response.ok) throw await problemOf(response);
      this.kept = await response.json();
    }
    return this.kept.token;
  }

  async call(path, { headers, ...options } = {}) {
    const send = async fresh => fetch(path, {
      ...options,
      headers: { Accept: 'application/json', ...headers, Authorization: `Bearer ${await this.token(fresh)}` },
    });
    const response = await send(false);
    return response.status === 401 && !options.method ? send(true) : response;
  }

  async json(path, options) {
    const response = await this.call(path, options);
    if (!response.ok) throw await problemOf(response);
    return response.json();
  }

  // Buys and follows. The same hash is sent again while no answer came: that debits once, and without it nobody knows.
  buy(order, watcher, signal) {
    return this.follow(order.transactionHash, watcher, signal, () => this.call('/v1/sku-purchases', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify(order),
      signal,
    }));
  }

  // Follows one purchase to its end, over as many connections as it takes. `first` opens the first one.
  async follow(hash, watcher, signal, first) {
    const resume = () => this.call(`/v1/sku-purchases/${encodeURIComponent(hash)}/events`, {
      headers: { Accept: 'text/event-stream', ...(last.id && { 'Last-Event-ID': last.id }) },
      signal,
    });
    const last = { id: '', retry: 2000, ended: false };
    let open = first ?? resume;
    for (let failures = 0; !last.ended; failures++) {
      try {
        const response = await open();
        if (response.status === 204) return;
        if (!response.ok) throw await problemOf(response);
        open = resume;
        failures = 0;
        watcher.connected();
        if (!(response.headers.get('Content-Type') ?? '').startsWith('text/event-stream')) {
          await response.body?.cancel();
          continue; // the POST was answered, but not as a stream
        }
        await read(response, last, event => this.tell(event, last, watcher));
        if (last.ended) return;
        watcher.dropped('The stream was closed; resuming');
      } catch (error) {
        if (signal.aborted) return;
        const passing = !(error instanceof Problem) || error.status === 429 || error.status >= 502;
        if (!passing || failures >= 8) throw error;
        last.pause = (error.retryAfter ?? 0) * 1000;
        watcher.dropped(`${error.message}; trying again`);
      }
      const pause = Math.max(last.pause ?? 0, Math.min(last.retry * 2 ** failures, 15_000));
      last.pause = 0;
      await new Promise(done => setTimeout(done, pause * (0.75 + Math.random() / 2)));
    }
  }

  async tell(event, last, watcher) {
    if (event.name === 'end') last.ended = true;
    if (event.name === 'heartbeat') return;
    if (event.name === 'reset') watcher.reset();
    if (event.name === 'reauthenticate') {
      // Any request with a fresh bearer lets the gateway ask Chipi again.
      await this.token(true);
      this.json('/v1/sku-purchases?limit=1').catch(() => {});
    }
    watcher.event(event);
  }
}

// A connection that has been silent for three heartbeats is dead, whatever the socket says.
const SILENCE = 45_000;

async function read(response, last, tell) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await within(SILENCE, reader);
    if (done) return;
    // A carriage return at the very end may be half of a line break.
    text = (text + value).replace(/\r\n|\r(?!$)/g, '\n');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const event = parse(block, last);
      if (event) await tell(event);
    }
  }
}

async function within(millis, reader) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('The stream fell silent')), millis);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function parse(block, last) {
  const event = { name: 'message', data: [] };
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === 'event') event.name = value;
    else if (field === 'data') event.data.push(value);
    else if (field === 'id') last.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) last.retry = Number(value);
  }
  if (event.data.length === 0 && event.name === 'message') return null;
  try {
    return { name: event.name, id: last.id, data: JSON.parse(event.data.join('\n') || '{}') };
  } catch {
    return { name: event.name, id: last.id, data: {} };
  }
}
