// What becomes of requests in the queue of a worker: here one that the test plays.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Python } from "../../docs/playground/src/python.js";

mock.timers.enable({ apis: ["setTimeout"] });

/** A Python whose worker is played by the test: what was posted to it, and the workers there were. */
function played() {
  const workers = [];
  const states = [];
  const create = () => {
    const worker = { posted: [], terminate() { this.isOver = true; }, postMessage(message) { this.posted.push(message); } };
    workers.push(worker);
    return worker;
  };
  const python = new Python(create, (state) => states.push(state.name));
  const says = (data) => workers.at(-1).onmessage({ data });
  const answers = (answer) => says({ answer: JSON.stringify(answer) });
  const requests = () => workers.at(-1).posted.map(({ action, request, name }) => name ?? (request ? JSON.parse(request).request : action));
  return { python, workers, states, says, answers, requests };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("nothing is asked before Python is ready, then editors before runs, and one after the other", async () => {
  const { python, says, answers, requests } = played();
  const count = python.ask({ request: "count", query: {} });
  const findings = python.ask({ request: "diagnostics", text: "eq(a, 1)" });
  assert.deepEqual(requests(), []);
  says({ ready: true });
  assert.deepEqual(requests(), ["diagnostics"]);
  answers({ diagnostics: [] });
  assert.deepEqual(requests(), ["diagnostics", "count"]);
  answers({ count: 3 });
  assert.deepEqual(await Promise.all([count, findings]), [{ count: 3 }, { diagnostics: [] }]);
});

test("a request that nobody waits for is not made", async () => {
  const { python, says, answers, requests } = played();
  says({ ready: true });
  const first = python.ask({ request: "runs" });
  const outdated = new AbortController();
  const second = python.ask({ request: "count" }, outdated.signal);
  const third = python.ask({ request: "count" });
  outdated.abort();
  await assert.rejects(second, { name: "AbortError" });
  answers({ runs: [] });
  answers({ count: 1 });
  assert.deepEqual([await first, await third], [{ runs: [] }, { count: 1 }]);
  assert.deepEqual(requests(), ["runs", "count"]);
});

test("a worker that died is replaced by one that reads the same runs, and what was waiting is answered", async () => {
  const { python, workers, says, answers, requests } = played();
  says({ ready: true });
  const opened = python.open("a.jsonl", "blob");
  answers({ total: 2 });
  await opened;
  assert.deepEqual(requests(), ["a.jsonl", "learn"]);
  answers({});
  const deadly = python.ask({ request: "hover", text: "not(" });
  const waiting = python.ask({ request: "count" });
  says({ died: "RangeError: Maximum call stack size exceeded" });
  assert.match((await deadly).error.message, /started anew/);
  assert.deepEqual([workers.length, workers[0].isOver], [2, true]);
  says({ ready: true });
  assert.deepEqual(requests(), ["a.jsonl"]);
  answers({ total: 2 });
  answers({ count: 2 });
  assert.deepEqual(await waiting, { count: 2 });
});

test("runs that end the worker are given up, and those of before come back", async () => {
  const { python, says, answers, requests, states } = played();
  says({ ready: true });
  const good = python.open("good", "blob");
  answers({ total: 1 });
  await good;
  answers({});
  const bad = python.open("bad", "blob");
  says({ died: "out of memory" });
  assert.match((await bad).problem.message, /too much/);
  says({ ready: true });
  assert.deepEqual(requests(), ["good"]);
  says({ died: "out of memory" }); // even these
  says({ ready: true });
  assert.deepEqual(requests(), []);
  assert.ok(states.includes("lost"));
});

test("runs that cannot be read leave those of before", async () => {
  const { python, says, answers, requests } = played();
  says({ ready: true });
  const good = python.open("good", "blob");
  answers({ total: 1 });
  await good;
  answers({});
  const bad = python.open("bad", "blob");
  answers({ problem: { filter: null, message: "bad:1: not JSON" } });
  assert.equal((await bad).problem.message, "bad:1: not JSON");
  python.again("…");
  says({ ready: true });
  assert.deepEqual(requests(), ["good"]);
});

test("endless work is ended after some seconds", async () => {
  const { python, workers, says } = played();
  says({ ready: true });
  const endless = python.ask({ request: "count" });
  mock.timers.tick(59_000);
  assert.equal(workers.length, 1);
  mock.timers.tick(2_000);
  assert.equal(workers.length, 2);
  assert.match((await endless).problem.message, /longer than 60 seconds/);
});

test("a Python that cannot be started answers everything with the reason", async () => {
  const { python, says, states } = played();
  const waiting = python.ask({ request: "count" });
  says({ failed: "pyodide.asm.wasm is not there (404)" });
  await turn();
  assert.match((await waiting).problem.message, /is not there \(404\)/);
  assert.match((await python.ask({ request: "hover", text: "" })).error.message, /cannot be started/);
  assert.equal(states.at(-1), "failed");
});
