// Completion of operators, fields, values, keys and snippets.

import { snippet } from "@codemirror/autocomplete";
import { rendered } from "./markdown.js";
import { template } from "./snippets.js";

/** The icon of CodeMirror for each kind of item. */
const ICONS = {
  operator: "function", field: "property", value: "enum", key: "variable", tag: "constant", name: "constant",
  snippet: "text", keyword: "keyword",
};

/**
 * @param {import("./asking.js").Asking} asking
 * @returns {import("@codemirror/autocomplete").CompletionSource}
 */
export const completionSource = (asking) => async (context) => {
  context.addEventListener("abort", () => asking.cancel(), { onDocChange: true });
  const answer = await asking.answer(context.state, { request: "completions", offset: context.pos });
  if (!answer || context.aborted || !answer.items.length) return null;
  // The items fit what is typed and are in order already, and the next key asks again.
  return { from: answer.start, to: answer.end, options: answer.items.map(option), filter: false };
};

function option(item) {
  return {
    label: item.plain,
    displayLabel: item.label,
    detail: item.detail || undefined,
    type: ICONS[item.kind],
    info: item.documentation ? () => rendered(item.documentation) : undefined,
    apply: item.snippet ? snippet(template(item.text)) : item.text,
  };
}
