// The editors of the three filters, their findings with buttons that fix them, and the conditions that are pointed at.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { forEachDiagnostic, lintKeymap, setDiagnosticsEffect } from "@codemirror/lint";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightSpecialChars, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { langsmithFilter } from "../../../docs/editors/codemirror/src/index.js";
import { Asking } from "../../../docs/editors/codemirror/src/asking.js";
import { withCode } from "../../../docs/editors/codemirror/src/markdown.js";
import { rewriting } from "../../../docs/editors/codemirror/src/rewriting.js";
import { button, fill, h, icon, unseen } from "./dom.js";
import { typingOver } from "./typing_over.js";

/** The filters: which one, its name, what it is about, and an example. */
export const FILTERS = [
  { which: "filter", label: "Filter", about: "each run", example: 'and(eq(run_type, "llm"), gt(latency, 5))' },
  { which: "trace_filter", label: "Trace filter", about: "the root run", example: 'eq(name, "support_bot")' },
  { which: "tree_filter", label: "Tree filter", about: "any run of the trace", example: 'eq(status, "error")' },
];
/** Findings that are written below an editor. */
const LISTED = 4;

const colours = HighlightStyle.define([
  { tag: tags.operatorKeyword, color: "var(--operator)", fontWeight: "600" },
  { tag: tags.special(tags.variableName), color: "var(--field)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
]);

const pointAt = StateEffect.define();
const pointed = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(pointAt)) continue;
      const { start, end } = effect.value ?? { start: 0, end: 0 };
      const isThere = start < end && end <= transaction.newDoc.length;
      return isThere ? Decoration.set([Decoration.mark({ class: "pointed" }).range(start, end)]) : Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class Editors {
  /**
   * @param {object} backend
   * @param {import("./address.js").Address} address
   * @param {string} [nonce]  of the style policy
   */
  constructor(backend, address, nonce) {
    this.address = address;
    this.asking = () => new Asking((request, signal) => backend.ask(request, signal), {});
    this.language = new Compartment();
    this.ask = (request, signal) => backend.ask(request, signal);
    /** @type {Map<string, {view: EditorView, block: HTMLElement, findings: HTMLElement}>} */
    this.parts = new Map(FILTERS.map((filter) => [filter.which, this.editor(filter, nonce)]));
    this.element = h("div", { class: "filters" }, ...[...this.parts.values()].map(({ block }) => block));
    address.onChange((state) => this.take(state));
    this.take(address.state);
  }

  editor({ which, label, about, example }, nonce) {
    const name = h("span", { class: "filter-name", id: `name-of-${which}` }, h("b", {}, label), `: ${about}`);
    const findings = h("ul", { class: "findings", "aria-label": `Findings of the ${label.toLowerCase()}` });
    const view = new EditorView({
      doc: this.address.state[which],
      extensions: [
        nonce ? EditorView.cspNonce.of(nonce) : [],
        history(),
        drawSelection(),
        highlightSpecialChars(),
        closeBrackets(),
        autocompletion(),
        typingOver,
        EditorView.lineWrapping,
        syntaxHighlighting(colours),
        pointed,
        placeholder(example),
        EditorState.allowMultipleSelections.of(false),
        EditorView.contentAttributes.of({ "aria-labelledby": `name-of-${which}`, spellcheck: "false", autocapitalize: "off" }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        this.language.of(langsmithFilter({ ask: this.ask })),
        EditorView.updateListener.of((update) => this.updated(which, update)),
      ],
    });
    const actions = h(
      "span",
      { class: "actions" },
      button("Format", () => rewriting(this.asking(), "format")(view), { title: "Shift-Alt-F" }),
      button("Clear", () => {
        this.address.change({ [which]: "" });
        view.focus();
      }),
    );
    const box = h("div", { class: "editor" }, view.dom);
    const block =
      which === "filter"
        ? h("div", { class: "filter-block" }, h("div", { class: "filter-head" }, name, actions), box, findings)
        : h("details", { class: "filter-block" }, h("summary", {}, name), box, findings, actions);
    return { view, block, findings };
  }

  /** Takes over the texts of a state that did not come from here. */
  take(state) {
    for (const [which, { view, block }] of this.parts) {
      const text = state[which];
      if (view.state.doc.toString() !== text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      if (text && block.localName === "details") block.open = true;
    }
  }

  updated(which, update) {
    if (update.docChanged) this.address.change({ [which]: update.state.doc.toString() }, { typing: true });
    if (
      update.docChanged ||
      update.transactions.some((each) => each.effects.some((effect) => effect.is(setDiagnosticsEffect)))
    ) {
      // After the update: a view cannot be read inside of it.
      queueMicrotask(() => this.list(which));
    }
  }

  /** Writes the findings below the editor, with the buttons that fix them. */
  list(which) {
    const { view, findings } = this.parts.get(which);
    const listed = [];
    forEachDiagnostic(view.state, (diagnostic, from, to) => listed.push({ diagnostic, from, to }));
    fill(findings, ...listed.slice(0, LISTED).map((finding) => item(view, finding)));
    if (listed.length > LISTED) findings.append(h("li", {}, `and ${listed.length - LISTED} more: Ctrl-Shift-M lists all`));
  }

  /** Gives the editors the values and the facts that completion and findings use. */
  learn(values, project) {
    const effects = this.language.reconfigure(langsmithFilter({ ask: this.ask, values, project: project ?? undefined }));
    for (const { view } of this.parts.values()) view.dispatch({ effects });
  }

  /** Marks a condition, or none. */
  point(which, place) {
    for (const [name, { view }] of this.parts) view.dispatch({ effects: pointAt.of(name === which ? place : null) });
  }

  /** Goes to a condition and selects it. */
  select(which, { start, end }) {
    const { view, block } = this.parts.get(which);
    if (block.localName === "details") block.open = true;
    if (end <= view.state.doc.length) view.dispatch({ selection: { anchor: start, head: end }, scrollIntoView: true });
    view.focus();
  }

  focus() {
    this.parts.get("filter").view.focus();
  }
}

function item(view, { diagnostic, from, to }) {
  const { severity, source, actions = [] } = diagnostic;
  const message = diagnostic.renderMessage?.(view) ?? withCode(diagnostic.message);
  const place = () => {
    view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    view.focus();
  };
  return h(
    "li",
    { class: severity },
    severity === "error" ? icon("failed") : null,
    unseen(`${severity}: `),
    h("button", { type: "button", class: "plain", onclick: place, title: `${source}: go to its place` }, message),
    ...actions.map((action) =>
      h(
        "button",
        {
          type: "button",
          class: "fix",
          onclick: () => {
            action.apply(view, from, to);
            view.focus();
          },
        },
        withCode(action.name),
      ),
    ),
  );
}
