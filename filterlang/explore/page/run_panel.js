// One run: its trace, why it matches, and everything it holds.

import { Newest, problemOf } from "./asking.js";
import { button, fill, h, icon, set } from "./dom.js";
import { plain, shown } from "./text.js";
import { Trace } from "./trace.js";
import { value } from "./values.js";
import { Why } from "./why.js";

const TITLES = {
  inputs: "Inputs",
  outputs: "Outputs",
  error: "Error",
  feedback: "Feedback",
  metadata: "Metadata",
  tags: "Tags",
  events: "Events",
  fields: "All fields",
};
/** Sections that begin folded. */
const FOLDED = new Set(["events", "fields"]);
const NARROW = matchMedia("(max-width: 1099px)");

export class RunPanel {
  /**
   * @param {object} backend
   * @param {import("./address.js").Address} address
   * @param {import("./filtering.js").Filtering} filtering
   * @param {{behind: Element[], focusRow: (id: string) => void, say: (text: string) => void}} page
   */
  constructor(backend, address, filtering, page) {
    Object.assign(this, { backend, address, filtering, page });
    this.heading = h("h2", { id: "run-title", tabindex: -1 }, "Run");
    this.facts = h("p", { class: "facts" });
    this.trace = new Trace(backend, address);
    this.why = new Why(backend);
    this.sections = h("div", { class: "sections" });
    const close = button("Close", () => this.close(), { title: "Escape", class: "close" });
    this.element = h(
      "section",
      { class: "run", "aria-labelledby": "run-title", hidden: true },
      h("div", { class: "head" }, this.heading, close),
      this.facts,
      h("details", { open: true }, h("summary", {}, "Trace"), this.trace.element),
      this.why.element,
      this.sections,
    );
    this.newest = new Newest(backend, this.element);
    address.onChange((state, changed) => {
      if (changed.has("run")) this.take(state.run);
    });
    NARROW.addEventListener("change", () => this.cover());
  }

  /** Shows what depends on the query anew. */
  refresh(query) {
    if (this.id) this.showQuery(this.id, query);
  }

  cancel() {
    this.trace.newest.cancel();
    this.why.newest.cancel();
  }

  showQuery(id, query) {
    this.trace.show(id, query);
    this.why.show(id, query);
  }

  take(id) {
    const before = this.id;
    this.id = id;
    this.element.hidden = !id;
    document.body.classList.toggle("with-run", Boolean(id));
    this.cover();
    if (id) this.show(id, before);
    else {
      this.newest.cancel();
      this.cancel();
      if (before) this.page.focusRow(before);
    }
  }

  /** On a narrow screen the panel covers the rest, which nobody can reach then. */
  cover() {
    for (const element of this.page.behind) element.inert = Boolean(this.id) && NARROW.matches;
  }

  async show(id, before) {
    const isInside = before && this.element.contains(document.activeElement);
    this.showQuery(id, this.address.query);
    const answer = await this.newest.ask({ request: "run", id });
    if (!answer) return;
    const problem = problemOf(answer);
    if (problem !== null) {
      fill(this.heading, "This run cannot be shown");
      fill(this.facts, shown(problem));
      fill(this.sections);
    } else this.draw(answer);
    if (!isInside) {
      this.heading.focus();
      this.element.scrollTop = 0;
    }
    this.page.say(problem ?? `Run ${plain(answer.title ?? id)}`);
  }

  draw({ id, title, run_type, status, sections }) {
    const failed = status === "error";
    set(this.element, "data-status", status ?? null);
    fill(this.heading, ...(failed ? [icon("failed")] : []), shown(title || "(no name)", 200));
    fill(
      this.facts,
      ...[run_type, status, id]
        .filter(Boolean)
        .map((fact, index) => h("span", { class: index === 2 ? "id" : null }, shown(String(fact), 100))),
    );
    fill(
      this.sections,
      ...sections.map(({ name, value: node }) => {
        const place = { backend: this.backend, filtering: this.filtering, id, section: name };
        const details = h("details", { class: `section ${name}` }, h("summary", {}, TITLES[name] ?? shown(name)));
        const unfold = () => {
          if (details.open && details.childElementCount === 1) details.append(value(node, place));
        };
        details.addEventListener("toggle", unfold);
        details.open = !FOLDED.has(name);
        unfold();
        return details;
      }),
    );
  }

  close() {
    this.address.change({ run: null });
  }
}
