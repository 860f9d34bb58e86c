// Of the requests of one part of the page, only the newest has an answer, and the others are aborted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Newest, problemOf } from "../../filterlang/explore/page/asking.js";

const later = () => {
  const requests = [];
  const ask = (request, signal) => new Promise((resolve, reject) => requests.push({ request, signal, resolve, reject }));
  return { backend: { ask }, requests };
};

test("a newer request aborts the older one, whose answer is dropped", async () => {
  const { backend, requests } = later();
  const newest = new Newest(backend);
  const answers = [newest.ask({ n: 1 }), newest.ask({ n: 2 })];
  assert.deepEqual(
    requests.map(({ signal }) => signal.aborted),
    [true, false],
  );
  requests[0].resolve({ count: 1 });
  requests[1].resolve({ count: 2 });
  assert.deepEqual(await Promise.all(answers), [null, { count: 2 }]);
});

test("a request that fails has a problem to show, unless it was aborted", async () => {
  const { backend, requests } = later();
  const newest = new Newest(backend);
  const lost = newest.ask({ n: 1 });
  requests[0].reject(new TypeError("Failed to fetch"));
  assert.match(problemOf(await lost), /does not answer/);
  const cancelled = newest.ask({ n: 2 });
  newest.cancel();
  requests[1].reject(new DOMException("aborted", "AbortError"));
  assert.equal(await cancelled, null);
});

test("a part is busy only when the answer takes long", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { backend, requests } = later();
  const classes = new Set();
  const place = { classList: { add: (name) => classes.add(name), remove: (name) => classes.delete(name) } };
  const newest = new Newest(backend, place);
  const answer = newest.ask({});
  context.mock.timers.tick(190);
  assert.deepEqual([...classes], []);
  context.mock.timers.tick(20);
  assert.deepEqual([...classes], ["busy"]);
  requests[0].resolve({});
  await answer;
  assert.deepEqual([...classes], []);
});
