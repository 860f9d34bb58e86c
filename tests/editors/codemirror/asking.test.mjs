// Which requests have an answer: only the newest, and none that was refused or lost.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mock, test } from "node:test";
import { Asking } from "../../../docs/editors/codemirror/src/asking.js";

const { EditorState } = createRequire(`${process.env.MODULES}/`)("@codemirror/state");
const state = EditorState.create({ doc: "a\r\nb", extensions: EditorState.lineSeparator.of("\r\n") });

/** An `ask` whose answers are given by the test, and the requests that it got. */
function delayed() {
  const requests = [];
  const ask = (request, signal) =>
    new Promise((resolve, reject) => {
      requests.push({ request, signal, resolve, reject });
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  return { ask, requests };
}

test("the newest request has an answer, and older ones are given up", async () => {
  const { ask, requests } = delayed();
  const asking = new Asking(ask, { dialect: "v2" });
  const first = asking.answer(state, { request: "hover", offset: 1 });
  const second = asking.answer(state, { request: "hover", offset: 2 });
  assert.deepEqual(requests.map(({ signal }) => signal.aborted), [true, false]);
  requests[1].resolve({ hover: null });
  assert.deepEqual([await first, await second], [null, { hover: null }]);
  assert.deepEqual(requests[1].request, { dialect: "v2", request: "hover", offset: 2, text: "a\nb" });
});

test("an answer that comes although it was given up is ignored", async () => {
  const answers = [];
  const asking = new Asking(() => new Promise((resolve) => answers.push(resolve)), {});
  const late = asking.answer(state, { request: "tokens" });
  asking.cancel();
  answers[0]({ tokens: [] });
  assert.equal(await late, null);
});

test("a refused request and a broken connection have no answer, and say so in the console", async () => {
  const warn = mock.method(console, "warn", () => {});
  for (const ask of [
    async () => ({ error: { path: "text", message: "text: is too long" } }),
    async () => { throw new TypeError("Failed to fetch"); },
    () => { throw new Error("not a promise"); },
  ]) {
    assert.equal(await new Asking(ask, {}).answer(state, { request: "format" }), null);
  }
  assert.equal(warn.mock.callCount(), 3);
});
