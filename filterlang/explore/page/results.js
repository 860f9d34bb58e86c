// Asks for the results of a query: how many runs first, and when that is known, everything else that is shown of it.

import { Newest, problemOf } from "./asking.js";
import { withCode } from "../../../docs/editors/codemirror/src/markdown.js";
import { fill, h, icon } from "./dom.js";
import { FILTERS } from "./editors.js";
import * as numbers from "./numbers.js";

/** Milliseconds from a key to the request. */
const PAUSE = 20;
const QUERY = ["filter", "trace_filter", "tree_filter", "since", "until"];

export class Results {
  /**
   * @param {object} backend
   * @param {import("./address.js").Address} address
   * @param {{refresh(query: object, count: number): void, cancel(): void}[]} views
   * @param {(text: string) => void} say
   */
  constructor(backend, address, views, say) {
    this.address = address;
    this.views = views;
    this.say = say;
    this.count = h("b", {}, "…");
    this.total = h("span");
    this.problem = h("p", { class: "problem", hidden: true });
    this.element = h("div", { class: "count" }, h("p", {}, this.count, " ", this.total), this.problem);
    /** Whether anything was counted yet. */
    this.known = false;
    this.newest = new Newest(backend, this.element);
    address.onChange((state, changed) => {
      if (QUERY.some((name) => changed.has(name))) this.soon();
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }

  async refresh() {
    const { query } = this.address;
    for (const view of this.views) view.cancel();
    const answer = await this.newest.ask({ request: "count", query });
    if (!answer) return;
    const problem = problemOf(answer);
    document.body.classList.toggle("outdated", problem !== null);
    if (problem !== null) return this.refuse(problem, answer.problem?.filter);
    this.problem.hidden = true;
    this.known = true;
    fill(this.count, numbers.count(answer.count));
    fill(this.total, `of ${numbers.runs(answer.total)}`);
    this.element.title = answer.seconds === undefined ? "" : `counted in ${numbers.seconds(answer.seconds)}`;
    this.say(`${numbers.count(answer.count)} of ${numbers.runs(answer.total)}`);
    for (const view of this.views) view.refresh(query, answer.count);
  }

  refuse(message, which) {
    const name = FILTERS.find((filter) => filter.which === which)?.label;
    fill(
      this.problem,
      icon("failed"),
      name ? `${name}: ` : "",
      withCode(message.replace(/[.?!]?$/, (mark) => mark || ".")),
      this.known ? " The results below are from the last valid filter." : "",
    );
    this.problem.hidden = false;
    this.say(this.problem.textContent);
  }
}
