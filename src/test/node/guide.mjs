// The steps of Chipi's Node guide, with the gateway as the only other thing: the base URL. Then what the guide doesn't
// show: that the SDK understands the gateway's errors. Prints a line per step; exits 1 at the first that fails.
//
// Environment: GATEWAY_URL, API_KEY, BEARER, REFERENCE (a phone number that settles); POLL_MILLIS (the guide's 2500).
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { ChipiServerSDK } from "@chipi-stack/backend";
import { ChipiApiError } from "@chipi-stack/shared";

const { GATEWAY_URL, API_KEY, BEARER, REFERENCE, POLL_MILLIS = "2500" } = process.env;
for (const [name, value] of Object.entries({ GATEWAY_URL, API_KEY, BEARER, REFERENCE })) {
  assert.ok(value, `${name} is not set`);
}
// The guide waits 12 polls of 2.5 s.
const SETTLEMENT_MILLIS = 30_000;

const sdk = sdkWith(API_KEY);

function sdkWith(apiPublicKey) {
  return new ChipiServerSDK({ apiPublicKey, apiSecretKey: "sk_unused", alphaUrl: GATEWAY_URL });
}

async function step(what, run) {
  try {
    const result = await run();
    console.log(`ok   ${what}`);
    return result;
  } catch (error) {
    const reason = [error.name, error.status, error.code, error.message].filter(Boolean).join(" ");
    console.log(`FAIL ${what}: ${reason.replaceAll(/\s+/g, " ")}`);
    process.exit(1);
  }
}

async function post(body) {
  const response = await fetch(`${GATEWAY_URL}/v1/sku-purchases`, {
    method: "POST",
    headers: { "x-api-key": API_KEY, Authorization: `Bearer ${BEARER}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Purchase failed: ${response.status} ${await response.text()}`);
  return { status: response.status, row: await response.json() };
}

async function settled(id) {
  const interval = Number(POLL_MILLIS);
  for (let attempt = 0; attempt < Math.ceil(SETTLEMENT_MILLIS / interval); attempt++) {
    const purchase = await sdk.getSkuPurchase(id, BEARER);
    if (purchase.status === "SUCCESS") return purchase;
    assert.ok(["PENDING", "PROCESSING"].includes(purchase.status), `settled as ${purchase.status}`);
    await sleep(interval);
  }
  throw new Error("Settlement timeout");
}

async function apiError(call, status, code) {
  const error = await call().then(() => assert.fail("no error at all"), (thrown) => thrown);
  assert.ok(error instanceof ChipiApiError, `${error.name} is not a ChipiApiError: ${error.message}`);
  assert.equal(error.status, status);
  assert.match(error.code, code);
  // Where a body has no code or message of its own, the SDK makes these up.
  assert.doesNotMatch(error.code, /^(HTTP_\d+|UNKNOWN_ERROR)$/);
  assert.notEqual(error.message, "Unknown error occurred");
  assert.ok(error.message.length > 0, "no message");
}

const sku = await step("getSkuList finds Telcel", async () => {
  const page = await sdk.getSkuList({ chipiCategory: "RECARGAS", carrierName: "Telcel", limit: 50 }, BEARER);
  for (const field of ["total", "page", "limit", "totalPages"]) assert.equal(typeof page[field], "number", field);
  assert.ok(page.data.every((each) => /telcel/i.test(each.carrierName)), "another carrier's SKU");
  const fixed = page.data.find((each) => typeof each.fixedAmount === "number");
  assert.ok(fixed, "no Telcel SKU with a fixed amount");
  return fixed;
});

await step(`getSku ${sku.id}`, async () => {
  const { id, fixedAmount } = await sdk.getSku(sku.id, BEARER);
  assert.deepEqual({ id, fixedAmount }, { id: sku.id, fixedAmount: sku.fixedAmount });
});

const order = {
  transactionHash: `order-${randomUUID()}`,
  skuId: sku.id,
  skuReference: REFERENCE,
  currencyAmount: sku.fixedAmount,
  chain: "STARKNET",
  token: "USDC",
  walletAddress: "0x0",
};
const bought = await step("POST /v1/sku-purchases", async () => {
  const { status, row } = await post(order);
  assert.equal(status, 201);
  assert.equal(row.transactionHash, order.transactionHash);
  assert.ok(["PENDING", "PROCESSING", "SUCCESS"].includes(row.status), row.status);
  assert.match(row.id, /^(sku-)?tx-/);
  return row;
});

await step("the same POST again is the same purchase", async () => {
  const { status, row } = await post(order);
  assert.equal(status, 200);
  assert.equal(row.id, bought.id);
});

const purchase = await step("getSkuPurchase until SUCCESS", () => settled(bought.id));

await step("the settled purchase is Chipi's row", async () => {
  assert.equal(purchase.id, bought.id);
  assert.equal(purchase.skuId, order.skuId);
  assert.equal(purchase.skuReference, order.skuReference);
  assert.equal(Number(purchase.skuPurchaseAmount), order.currencyAmount);
  assert.ok(purchase.skuFileNumber, "no receipt");
});

await step("getTransaction by hash and by id", async () => {
  for (const key of [order.transactionHash, bought.id]) {
    const transaction = await sdk.getTransaction(key, BEARER);
    assert.equal(transaction.id, bought.id);
    assert.equal(transaction.status, "SUCCESS");
  }
});

await step("ChipiApiError: unknown purchase, 404", () =>
  apiError(() => sdk.getSkuPurchase("tx-nobody-has-this", BEARER), 404, /^PURCHASE_NOT_FOUND$/));
await step("ChipiApiError: unknown transaction, 404", () =>
  apiError(() => sdk.getTransaction("order-nobody-has-this", BEARER), 404, /^PURCHASE_NOT_FOUND$/));
await step("ChipiApiError: unknown SKU, 404", () =>
  apiError(() => sdk.getSku("sku-nobody-has-this", BEARER), 404, /^SKU_NOT_FOUND$/));
await step("ChipiApiError: no JWT, 401", () => apiError(() => sdk.getSkuPurchase(bought.id, "not-a-jwt"), 401, /./));
await step("ChipiApiError: the secret key instead of a JWT, 401", () =>
  apiError(() => sdk.getSkuPurchase(bought.id), 401, /./));
await step("ChipiApiError: another API key, 403", () => {
  const stranger = sdkWith("pk_prod_" + "9".repeat(32));
  return apiError(() => stranger.getSkuPurchase(bought.id, BEARER), 403, /^API_KEY_MISMATCH$/);
});
