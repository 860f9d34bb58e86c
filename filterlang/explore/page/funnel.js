// The funnel: how many runs each condition leaves, one after the other and by itself.

import { Newest, problemOf } from "./asking.js";
import { fill, h, icon, svg, unseen } from "./dom.js";
import { FILTERS } from "./editors.js";
import * as numbers from "./numbers.js";
import { shown } from "./text.js";

export class Funnel {
  /** @param {object} backend @param {import("./editors.js").Editors} editors */
  constructor(backend, editors) {
    this.editors = editors;
    this.list = h("ol");
    this.note = h("p", { class: "note" });
    this.element = h(
      "section",
      { class: "funnel", "aria-labelledby": "funnel-title" },
      h("h2", { id: "funnel-title" }, "What each condition leaves"),
      this.note,
      this.list,
    );
    this.newest = new Newest(backend, this.element);
  }

  cancel() {
    this.newest.cancel();
  }

  async refresh(query) {
    if (!FILTERS.some(({ which }) => query[which].trim())) {
      fill(this.list);
      return fill(
        this.note,
        "Write a filter, or press the funnel beside a value: the conditions and the runs that each of them leaves are listed here.",
      );
    }
    const answer = await this.newest.ask({ request: "funnel", query });
    if (!answer) return;
    const problem = problemOf(answer);
    fill(this.note, ...(problem !== null ? [problem] : emptied(answer)));
    if (problem !== null) return;
    const { steps, total, empties } = answer;
    const several = new Set(steps.map((step) => step.filter)).size > 1;
    fill(this.list, ...steps.map((step, index) => this.step(step, total, index === empties, several)));
  }

  step(step, total, empties, several) {
    const point = () => this.editors.point(step.filter, step);
    const leave = () => this.editors.point(null, null);
    const label = FILTERS.find(({ which }) => which === step.filter).label;
    return h(
      "li",
      { class: empties ? "step empties" : "step" },
      h(
        "button",
        {
          type: "button",
          class: "condition",
          title: "go to the condition",
          onclick: () => this.editors.select(step.filter, step),
          onfocus: point,
          onblur: leave,
          onpointerenter: point,
          onpointerleave: leave,
        },
        several ? h("span", { class: "which" }, `${label}: `) : null,
        shown(step.text, 400),
      ),
      h("span", { class: "alone" }, `alone ${numbers.count(step.alone)}`),
      bar(step, total),
      h(
        "span",
        { class: "left" },
        empties ? icon("failed") : null,
        h("b", {}, numbers.count(step.left)),
        unseen(" runs left"),
        ` ${numbers.percent(step.left, total)}`,
      ),
    );
  }
}

function bar({ left, alone }, total) {
  const width = (part) => `${total ? (100 * part) / total : 0}%`;
  return svg(
    "svg",
    { class: "bar", "aria-hidden": "true", width: "100%", height: 8 },
    svg("rect", { class: "track", width: "100%", height: 8, rx: 2 }),
    svg("rect", { class: "by-itself", width: width(alone), height: 8, rx: 2 }),
    svg("rect", { class: "kept", width: width(left), height: 8, rx: 2 }),
  );
}

function emptied({ steps, empties, total }) {
  if (empties === null || empties === undefined)
    return [`From ${numbers.runs(total)}, one condition after the other. Pale bars: runs that a condition selects by itself.`];
  const { text, alone } = steps[empties];
  const why = alone ? `by itself it leaves ${numbers.runs(alone)}, but none of those before` : "no run satisfies it";
  return [h("strong", {}, icon("failed"), " No run is left after "), h("code", {}, shown(text, 200)), `: ${why}.`];
}
