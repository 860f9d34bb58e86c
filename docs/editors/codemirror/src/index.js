// LangSmith's run filters in CodeMirror 6.

import { LanguageSupport, StreamLanguage, bracketMatching } from "@codemirror/language";
import { EditorView, keymap } from "@codemirror/view";
import { Asking } from "./asking.js";
import { completionSource } from "./completing.js";
import { hovers, signatures } from "./hovering.js";
import { findings } from "./linting.js";
import { rewriting } from "./rewriting.js";
import { tokenizer } from "./tokenizer.js";

/** The language by itself: colours, brackets and indentation, without a server. */
export const langsmithFilterLanguage = StreamLanguage.define(tokenizer);

const theme = EditorView.baseTheme({
  ".cm-filter-hover, .cm-filter-signature": { padding: "2px 8px", maxWidth: "40em" },
  ".cm-filter-hover p, .cm-filter-hover ul, .cm-completionInfo p": { margin: "4px 0" },
  ".cm-filter-hover ul": { paddingLeft: "1.5em" },
});

/** A list of completions that is so narrow that the documentation stands beside it rather than over it. */
const listTheme = EditorView.theme({
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxWidth: "min(360px, 95vw)" },
});

/**
 * Everything for an editor that holds one filter.
 *
 * @param {object} [options]
 * @param {import("./asking.js").Ask} [options.ask]  sends a request to filterlang; without it, only the language is there
 * @param {string} [options.dialect]  `portable`, `v1`, `v2` or `examples`
 * @param {object} [options.values]  values to offer, as the JSON interface takes them
 * @param {object} [options.project]  what is known of the runs, as the JSON interface takes it
 * @param {number} [options.width]  columns of a formatted filter
 * @param {number} [options.delay]  milliseconds from the last keystroke to the findings
 * @returns {LanguageSupport}
 */
export function langsmithFilter({ ask, dialect, values, project, width, delay = 150 } = {}) {
  if (!ask) return new LanguageSupport(langsmithFilterLanguage, [bracketMatching()]);
  const known = { dialect, project };
  const asking = (settings) => new Asking(ask, settings);
  return new LanguageSupport(langsmithFilterLanguage, [
    bracketMatching(),
    theme,
    listTheme,
    findings(asking(known), delay),
    langsmithFilterLanguage.data.of({ autocomplete: completionSource(asking({ ...known, values })) }),
    hovers(asking(known)),
    signatures(asking({ dialect })),
    keymap.of([
      { key: "Shift-Alt-f", run: rewriting(asking({ width }), "format") },
      { key: "Shift-Alt-x", run: rewriting(asking(known), "fixes") },
    ]),
  ]);
}
