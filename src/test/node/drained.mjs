// Two readers by EventSource of one purchase: the one is told that its process ends, the other comes while it ends. Both are let
// alone, and must have been told everything once, and the end, by whichever process serves STREAM_URL later. Prints a line for each.
import assert from "node:assert/strict";

import { EventSource } from "eventsource";

const { STREAM_URL } = process.env;
assert.ok(STREAM_URL, "STREAM_URL is not set");

// Resolves at the end with the ids of all events, and what each answer had brought when it was over.
function follow(whenCut) {
  const ids = [];
  const answers = [];
  return new Promise((resolve, reject) => {
    const source = new EventSource(STREAM_URL);
    for (const name of ["status", "detail", "refund"]) {
      source.addEventListener(name, ({ lastEventId }) => ids.push(lastEventId));
    }
    source.addEventListener("open", () => answers.push(0));
    source.addEventListener("end", () => {
      source.close();
      resolve({ ids, answers });
    });
    source.addEventListener("error", ({ code, message }) => {
      if (source.readyState === EventSource.CLOSED) reject(new Error(`gave up: ${code} ${message}`));
      if (answers.length > 0) answers[answers.length - 1] = ids.length;
      whenCut?.();
    });
  });
}

// While they wait to come back they don't keep Node from ending.
const awake = setInterval(() => {}, 1_000);
let other;
const one = await follow(() => (other ??= follow()));
const { ids, answers } = await other;
assert.deepEqual(ids, one.ids);
assert.equal(answers[0], 0, "the other has met the process that ends: its first answer brought no event");
console.log(`ok   ${one.ids.join(" ")}`);
console.log(`ok   ${ids.join(" ")}`);
clearInterval(awake);
