// Commands that rewrite the whole filter: formatting, and all safe fixes.

import { changesOf } from "./asking.js";

/**
 * @param {import("./asking.js").Asking} asking
 * @param {"format" | "fixes"} request
 * @returns {import("@codemirror/view").Command}
 */
export const rewriting = (asking, request) => (view) => {
  const { state } = view;
  asking.answer(state, { request }).then((answer) => {
    if (!answer?.edits.length || view.state.doc !== state.doc || state.readOnly) return;
    view.dispatch({ changes: changesOf(answer.edits), userEvent: `input.${request}` });
  });
  return true;
};
