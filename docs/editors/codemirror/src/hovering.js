// What there is to know of the place under the mouse, and of the call that the cursor is in.

import { StateEffect, StateField } from "@codemirror/state";
import { ViewPlugin, hoverTooltip, showTooltip } from "@codemirror/view";
import { rendered } from "./markdown.js";

/** @param {import("./asking.js").Asking} asking */
export const hovers = (asking) =>
  hoverTooltip(async (view, pos) => {
    const { state } = view;
    const hover = (await asking.answer(state, { request: "hover", offset: pos }))?.hover;
    if (!hover || view.state.doc !== state.doc) return null;
    return { pos: hover.start, end: hover.end, above: true, create: () => ({ dom: classed(rendered(hover.markdown), "cm-filter-hover") }) };
  });

const setSignature = StateEffect.define();

const shownSignature = StateField.define({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setSignature)) return effect.value;
    return shown && transaction.docChanged ? { ...shown, pos: transaction.changes.mapPos(shown.pos) } : shown;
  },
  provide: (field) => showTooltip.from(field),
});

/**
 * The arguments of the call around the cursor, shown while somebody types.
 * @param {import("./asking.js").Asking} asking
 */
export const signatures = (asking) => [
  shownSignature,
  ViewPlugin.define((view) => ({
    update(update) {
      const typed = update.transactions.some((transaction) => transaction.isUserEvent("input"));
      const isShown = update.state.field(shownSignature) !== null;
      if (typed || (isShown && update.selectionSet)) this.ask(update.state);
    },
    async ask(state) {
      const offset = state.selection.main.head;
      const signature = (await asking.answer(state, { request: "signature", offset }))?.signature;
      if (view.state.doc !== state.doc || view.state.selection.main.head !== offset) return;
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
  return { pos, above: true, create };
}

function classed(element, name) {
  element.classList.add(name);
  return element;
}
