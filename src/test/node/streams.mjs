// Readers of a purchase's stream that people use, each cut off again and again (cutting-proxy.mjs): every event of the
// log comes once and in order. The settings are those of src/docs/streams.md. Prints a line per step; exits 1 at the
// first that fails.
//
// Environment: GATEWAY_URL, SIMULATOR_URL, API_KEY.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { fetchEventSource } from "@microsoft/fetch-event-source";
import { EventSource } from "eventsource";

import { cuttingProxy } from "./cutting-proxy.mjs";

const { GATEWAY_URL, SIMULATOR_URL, API_KEY } = process.env;
for (const [name, value] of Object.entries({ GATEWAY_URL, SIMULATOR_URL, API_KEY })) {
  assert.ok(value, `${name} is not set`);
}
const NAMES = ["status", "detail", "refund", "reauthenticate", "heartbeat", "reset", "end"];
const ENDS_WITHIN = 60_000;

// fetch-event-source is for pages: these two it looks for.
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };

async function getToken() {
  return (await (await fetch(`${SIMULATOR_URL}/simulator/token?sub=ana&ttl=60`)).json()).token;
}

const authorized = async (headers) => ({ ...headers, Authorization: `Bearer ${await getToken()}` });

let phones = 0;

function newOrder() {
  const phone = `55${String(Date.now()).slice(-6)}${String(phones++).padStart(2, "0")}`;
  return { transactionHash: `order-${randomUUID()}`, skuId: "sku-tl-TEL010", skuReference: phone, currencyAmount: 10 };
}

async function post(path, body) {
  const headers = await authorized({ "x-api-key": API_KEY, "Content-Type": "application/json" });
  const response = await fetch(GATEWAY_URL + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
  return response.json();
}

async function bought() {
  const order = newOrder();
  await post("/v1/sku-purchases", order);
  return order.transactionHash;
}

// The ids of the log, as a reader gets them whom nobody cuts off.
async function log(hash) {
  const response = await fetch(`${GATEWAY_URL}/v1/sku-purchases/${hash}/events`, { headers: await authorized() });
  const text = await response.text();
  assert.match(text, /^event: ?end$/m);
  const ids = [...text.matchAll(/^id: ?(\d+)$/gm)].map(([, id]) => id);
  assert.ok(ids.length >= 3, `only ${ids.length} events`);
  return ids;
}

async function step(what, run, passes) {
  const proxy = await cuttingProxy(GATEWAY_URL, passes);
  try {
    await Promise.race([run(proxy), sleep(ENDS_WITHIN, undefined, { ref: false }).then(() => assert.fail("no end"))]);
    console.log(`ok   ${what}`);
  } catch (error) {
    console.log(`FAIL ${what}: ${error.message.replaceAll(/\s+/g, " ")} ${JSON.stringify(proxy.asked)}`);
    process.exit(1);
  } finally {
    proxy.close();
  }
}

// Resolves with the ids when the gateway says that there is nothing more.
function readAll(source) {
  const ids = [];
  return new Promise((resolve, reject) => {
    for (const name of NAMES) {
      source.addEventListener(name, ({ type, lastEventId }) => {
        if (["status", "detail", "refund"].includes(type)) ids.push(lastEventId);
        if (type === "end") resolve(ids);
      });
    }
    source.onerror = ({ code, message }) => {
      if (code === 204) resolve(ids);
      else if (source.readyState === source.CLOSED) reject(new Error(message));
    };
  }).finally(() => source.close());
}

function resumedEachTime(asked, ids) {
  assert.deepEqual(asked.map(({ lastEventId }) => lastEventId), [undefined, ...ids]);
  assert.deepEqual(asked.map(({ status }) => status), [...ids.map(() => 200), 204]);
}

await step("eventsource, by bearer", async ({ url, asked }) => {
  const hash = await bought();
  const source = new EventSource(`${url}/v1/sku-purchases/${hash}/events`, {
    fetch: async (input, init) => fetch(input, { ...init, headers: await authorized(init.headers) }),
  });
  const ids = await readAll(source);
  assert.deepEqual(ids, await log(hash));
  resumedEachTime(asked, ids);
  assert.equal(new Set(asked.map(({ authorization }) => authorization)).size, asked.length);
});

await step("eventsource, by ticket", async ({ url, asked }) => {
  const hash = await bought();
  const ticket = await post("/v1/stream-tickets", { purchase: hash });
  const ids = await readAll(new EventSource(url + ticket.url));
  assert.deepEqual(ids, await log(hash));
  resumedEachTime(asked, ids);
  assert.ok(asked.every(({ authorization }) => authorization === undefined));
});

class Refusal extends Error {}

// The settings of src/docs/streams.md.
async function readWithFetch(url, init = {}) {
  const told = [];
  const over = new AbortController();
  let last = "";
  await fetchEventSource(url, {
    ...init,
    signal: over.signal,
    openWhenHidden: true,
    async fetch(input, { headers, ...rest }) {
      const own = { ...headers, Authorization: `Bearer ${await getToken()}` };
      delete own["last-event-id"];
      if (last) own["last-event-id"] = last;
      return fetch(input, { ...rest, headers: own });
    },
    async onopen(response) {
      if (response.status === 204) return over.abort();
      if (response.ok && response.headers.get("content-type")?.startsWith("text/event-stream")) return;
      const Trouble = response.status < 500 && response.status !== 429 ? Refusal : Error;
      throw new Trouble(`${response.status} ${await response.text()}`);
    },
    onmessage({ id, event }) {
      if (event === "end") over.abort();
      if (!id || Number(id) <= Number(last)) return;
      last = id;
      told.push(id);
    },
    onclose() {
      throw new Error("closed before its end");
    },
    onerror(error) {
      if (error instanceof Refusal) throw error;
    },
  });
  return told;
}

await step("fetch-event-source, by bearer", async ({ url, asked }) => {
  const hash = await bought();
  const ids = await readWithFetch(`${url}/v1/sku-purchases/${hash}/events`);
  assert.deepEqual(ids, await log(hash));
  resumedEachTime(asked, ids);
  assert.equal(new Set(asked.map(({ authorization }) => authorization)).size, asked.length);
});

await step("fetch-event-source stops at a refusal", async ({ url, asked }) => {
  await assert.rejects(readWithFetch(`${url}/v1/sku-purchases/order-nobody-has-this/events`), Refusal);
  assert.equal(asked.length, 1);
});

await step("fetch-event-source repeats a POST: the same purchase, told on from where it was cut off", async ({ url, asked }) => {
  const order = newOrder();
  const body = JSON.stringify(order);
  const ids = await readWithFetch(`${url}/v1/sku-purchases`, {
    method: "POST",
    headers: { "x-api-key": API_KEY, "Content-Type": "application/json" },
    body,
  });
  assert.deepEqual(ids, await log(order.transactionHash));
  assert.ok(asked.length > 1);
  assert.ok(asked.every(({ method, status }) => method === "POST" && status === 200));
  const ledger = await fetch(`${SIMULATOR_URL}/simulator/ledger?hash=${order.transactionHash}`);
  assert.equal((await ledger.json()).debits, 1);
}, (number) => number);

// Why the settings are what they are; if one of these fails, a new version does better, and streams.md is to be changed.
await step("fetch-event-source without them loses the event it was cut off in, and knows no 204", async ({ url, asked }) => {
  const hash = await bought();
  const all = await log(hash);
  const ids = [];
  const reading = fetchEventSource(`${url}/v1/sku-purchases/${hash}/events`, {
    headers: await authorized(),
    openWhenHidden: true,
    onmessage: ({ id }) => id && ids.push(id),
    onclose() {
      throw new Error("closed before its end");
    },
    onerror() {
      if (asked.filter(({ status }) => status === 204).length > 1) throw new Error("it would go on for ever");
      return 20;
    },
  });
  await assert.rejects(reading, /for ever/);
  assert.deepEqual(ids, all.filter((_, at) => at % 2 === 0));
});

await step("fetch-event-source without them takes a clean end of the connection for the end", async ({ url, asked }) => {
  const hash = await bought();
  await fetchEventSource(`${url}/v1/sku-purchases/${hash}/events`, { headers: await authorized(), openWhenHidden: true });
  assert.equal(asked.at(-1).status, 200);
  assert.ok(asked.length < 3);
});
