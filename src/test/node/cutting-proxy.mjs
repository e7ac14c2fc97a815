// Stands between a reader and the gateway and cuts streams: after one event, in the middle of the next one, right behind
// its id; "end" counts as one. Every second cut is a clean end of the answer.
import { createServer, request } from "node:http";

/**
 * @param passes how many events the answer to the nth request may have
 * @return its url, what was asked of it, and close()
 */
export async function cuttingProxy(target, passes = () => 1) {
  const asked = [];
  const server = createServer((from, to) => {
    const { host, ...headers } = from.headers;
    const entry = { method: from.method, lastEventId: headers["last-event-id"], authorization: headers.authorization };
    const number = asked.push(entry);
    const onward = request(target + from.url, { method: from.method, headers, agent: false }, (answer) => {
      entry.status = answer.statusCode;
      to.writeHead(answer.statusCode, answer.headers).flushHeaders();
      if (answer.headers["content-type"]?.startsWith("text/event-stream")) {
        passSome(answer, to, passes(number), () => (number % 2 ? to.destroy() : to.end()));
      } else {
        answer.pipe(to);
      }
    });
    onward.on("error", () => to.destroy());
    to.on("close", () => onward.destroy());
    from.pipe(onward);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, asked, close };
}

function passSome(answer, to, most, cut) {
  let text = "";
  let events = 0;
  answer.setEncoding("utf8").on("end", () => to.end()).on("data", (chunk) => {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      // A test need not wait as long as the gateway asks for.
      const block = text.slice(0, end + 2).replace(/^retry: ?\d+$/m, "retry:20");
      text = text.slice(end + 2);
      if (/^id:|^event: ?end$/m.test(block) && ++events > most) {
        answer.destroy();
        const behindId = block.indexOf("\n", block.search(/^id:/m)) + 1;
        to.write(block.slice(0, behindId + 4), () => setTimeout(cut, 20));
        return;
      }
      to.write(block);
    }
  });
}
