// What there is to know of the place under the mouse, and of the call that the cursor is in.

import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, ViewPlugin, hoverTooltip, showTooltip } from "@codemirror/view";
import { rendered } from "./markdown.js";

/** @param {import("./asking.js").Asking} asking */
export const hovers = (asking) =>
  hoverTooltip(async (view, pos) => {
    const { state } = view;
    const hover = (await asking.answer(state, { request: "hover", offset: pos }))?.hover;
    if (!hover || view.state.doc !== state.doc) return null;
    return { pos: hover.start, end: hover.end, above: true, create: () => ({ dom: classed(rendered(hover.markdown), "cm-filter-hover") }) };
  });

/** Whether somebody writes: a fix and formatting are input as well. */
const isWritten = (transaction) => ["input.type", "input.complete", "input.paste"].some((event) => transaction.isUserEvent(event));

const setSignature = StateEffect.define();

const shownSignature = StateField.define({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setSignature)) return effect.value;
    if (!shown || !transaction.docChanged) return shown;
    return isWritten(transaction) || transaction.isUserEvent("delete") ? { ...shown, pos: transaction.changes.mapPos(shown.pos) } : null;
  },
  provide: (field) => showTooltip.from(field),
});

/**
 * The arguments of the call around the cursor, shown below it while somebody types: a fix, or leaving the editor, hides them.
 * @param {import("./asking.js").Asking} asking
 */
export const signatures = (asking) => [
  shownSignature,
  EditorView.focusChangeEffect.of((_state, isFocused) => (isFocused ? null : setSignature.of(null))),
  ViewPlugin.define((view) => ({
    update(update) {
      const typed = update.transactions.some(isWritten);
      const isShown = update.state.field(shownSignature) !== null;
      if (typed || (isShown && update.selectionSet)) this.ask(update.state);
    },
    async ask(state) {
      const offset = state.selection.main.head;
      const signature = (await asking.answer(state, { request: "signature", offset }))?.signature;
      if (view.state.doc !== state.doc || view.state.selection.main.head !== offset) return;
      if (!view.hasFocus) return;
      if (!signature && view.state.field(shownSignature) === null) return;
      view.dispatch({ effects: setSignature.of(signature ? tooltip(signature, offset) : null) });
    },
    destroy: () => asking.cancel(),
  })),
];

function tooltip({ label, parameters, active }, pos) {
  const { start, end } = parameters[active] ?? { start: label.length, end: label.length };
  const create = () => {
    const dom = classed(document.createElement("div"), "cm-filter-signature");
    dom.append(label.slice(0, start));
    dom.appendChild(document.createElement("strong")).append(label.slice(start, end));
    dom.append(label.slice(end));
    return { dom };
  };
  return { pos, above: false, create };
}

function classed(element, name) {
  element.classList.add(name);
  return element;
}
