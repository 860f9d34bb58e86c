// Findings as underlined places, with their fixes as buttons.

import { forceLinting, linter } from "@codemirror/lint";
import { changesOf } from "./asking.js";
import { withCode } from "./markdown.js";

const SEVERITIES = { error: "error", warning: "warning", note: "info" };

/**
 * @param {import("./asking.js").Asking} asking
 * @param {number} delay  milliseconds after the last keystroke
 */
export const findings = (asking, delay) =>
  linter(
    async (view) => {
      const { state } = view;
      if (!state.doc.toString().trim()) return [];
      const answer = await asking.answer(state, { request: "diagnostics" });
      return (answer?.diagnostics ?? []).map((finding) => diagnostic(finding, state.doc));
    },
    { delay },
  );

function diagnostic(finding, doc) {
  const { start, end, severity, code, message, help, fixes } = finding;
  const text = help && !fixes.some((fix) => fix.message === help) ? `${message}: ${help}` : message;
  return {
    from: start,
    to: end,
    severity: SEVERITIES[severity] ?? "error",
    source: code,
    message: text,
    renderMessage: () => withCode(text),
    actions: fixes.map((fix) => ({ name: fix.message, apply: (view) => applied(view, fix, doc) })),
  };
}

/** Applies a fix to the text that it was made for; a text that has changed since is checked again instead. */
function applied(view, fix, doc) {
  if (view.state.doc.eq(doc)) view.dispatch({ changes: changesOf(fix.edits), userEvent: "input.fix" });
  forceLinting(view);
}
