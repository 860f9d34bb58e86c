// Why a run matches the filter, or does not: each condition, and the value that it met.

import { Newest, problemOf } from "./asking.js";
import { fill, h, icon, unseen } from "./dom.js";
import { shown } from "./text.js";

export class Why {
  /** @param {object} backend */
  constructor(backend) {
    this.title = h("summary", {}, "Why");
    this.body = h("div");
    this.element = h("details", { class: "why", open: true }, this.title, this.body);
    this.newest = new Newest(backend, this.element);
  }

  async show(id, query) {
    this.element.hidden = !["filter", "trace_filter", "tree_filter"].some((which) => query[which].trim());
    if (this.element.hidden) return this.newest.cancel();
    const answer = await this.newest.ask({ request: "why", query, id });
    if (!answer) return;
    const problem = problemOf(answer);
    if (problem !== null) return fill(this.body, h("p", { class: "note" }, problem));
    fill(this.title, answer.tree.verdict ? "Why this run matches" : "Why this run does not match");
    fill(this.body, h("ul", { class: "verdicts" }, verdict(answer.tree)));
  }
}

function verdict({ verdict: isTrue, text, met, children }) {
  const operator = children?.length ? /^\w+(?=\()/.exec(text)?.[0] : null; // its conditions stand below
  return h(
    "li",
    { class: isTrue ? "true" : "false" },
    icon(isTrue ? "yes" : "no"),
    unseen(isTrue ? "true: " : "false: "),
    h("code", {}, shown(operator ?? text, 400)),
    met ? h("span", { class: "met" }, " ", ...told(met)) : null,
    children?.length ? h("ul", {}, ...children.map(verdict)) : null,
  );
}

/** A message, in which words between backticks are code. */
const told = (message) =>
  message.split(/`([^`]+)`/).map((piece, index) => (index % 2 ? h("code", {}, shown(piece, 200)) : shown(piece, 400)));
