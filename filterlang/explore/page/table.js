// The table of runs: sorted by its headings, with the columns that somebody chose, and as many rows as were asked for.

import { Newest, problemOf } from "./asking.js";
import { button, fill, h, icon, unseen } from "./dom.js";
import * as numbers from "./numbers.js";
import { plain, shown } from "./text.js";

const ROWS = 100;
/** Units of a text in a cell. */
const LENGTH = 160;
const NUMERIC = new Set(["number", "seconds", "cost"]);
const WRITTEN = { number: numbers.count, seconds: numbers.seconds, cost: numbers.cost, time: numbers.time };

export class Runs {
  /** @param {object} backend @param {import("./address.js").Address} address @param {import("./filtering.js").Filtering} filtering */
  constructor(backend, address, filtering) {
    this.address = address;
    this.filtering = filtering;
    this.columns = [];
    this.head = h("tr");
    this.body = h("tbody");
    this.note = h("p", { class: "note" });
    this.more = button(`Show ${ROWS} more`, () => this.load(this.rows.length), { hidden: true, class: "more" });
    this.choice = h("div", { class: "menu", id: "columns", popover: "auto", role: "group", "aria-label": "Columns" });
    const chooser = button("Columns", () => this.openMenu(chooser), { "aria-haspopup": "true" });
    this.table = h(
      "table",
      { class: "runs", "aria-labelledby": "runs-title", hidden: true },
      h("thead", {}, this.head),
      this.body,
    );
    this.element = h(
      "section",
      { class: "results", "aria-labelledby": "runs-title" },
      h(
        "div",
        { class: "head" },
        h("h2", { id: "runs-title", tabindex: -1 }, "Runs"),
        h("span", { class: "actions" }, chooser, this.choice),
      ),
      h("div", { class: "scrolls", role: "region", tabindex: 0, "aria-label": "Table of runs" }, this.table),
      this.note,
      this.more,
    );
    this.newest = new Newest(backend, this.element);
    address.onChange((state, changed) => {
      if (changed.has("columns")) this.drawMenu();
      if (changed.has("sort") || changed.has("columns")) this.refresh(address.query);
      if (changed.has("run")) this.markOpen(state.run);
    });
    this.body.addEventListener("keydown", (event) => this.key(event));
  }

  /** Takes the columns that there are. */
  learn(columns) {
    this.columns = columns;
    this.drawMenu();
  }

  get chosen() {
    const names = this.address.state.columns;
    const known = names && this.columns.filter((column) => names.includes(column.name));
    return known?.length ? known : this.columns.filter((column) => column.shown);
  }

  cancel() {
    this.newest.cancel();
  }

  refresh(query, count) {
    this.query = query;
    if (count !== undefined) this.count = count;
    return this.load(0);
  }

  async load(offset) {
    const columns = this.chosen;
    const { sort } = this.address.state;
    const answer = await this.newest.ask({
      request: "runs",
      query: this.query,
      sort,
      offset,
      limit: ROWS,
      columns: columns.map(({ name }) => name),
    });
    if (!answer) return;
    const problem = problemOf(answer);
    if (problem !== null) return fill(this.note, problem);
    this.rows = offset ? [...this.rows, ...answer.runs] : answer.runs;
    this.drawHead(columns, sort);
    const made = answer.runs.map((run) => this.row(run, columns));
    if (offset) this.body.append(...made);
    else fill(this.body, ...made);
    if (offset) made[0]?.querySelector("a")?.focus();
    this.more.hidden = !answer.more;
    this.table.hidden = !this.rows.length;
    fill(
      this.note,
      this.rows.length
        ? answer.more
          ? `${numbers.runs(this.rows.length)} shown${this.count ? ` of ${numbers.count(this.count)}` : ""}.`
          : ""
        : this.none(),
    );
    this.markOpen(this.address.state.run);
  }

  none() {
    const { filter, trace_filter, tree_filter, since, until } = this.query;
    if (filter || trace_filter || tree_filter)
      return "No run matches. “What each condition leaves” says which condition empties the result.";
    return since || until ? "No run in this time. “Whole time” shows all." : "There are no runs in here.";
  }

  drawHead(columns, sort) {
    const focused = this.head.contains(document.activeElement) ? document.activeElement.dataset.column : null;
    fill(this.head, ...columns.map((column) => heading(column, sort, () => this.sortBy(column, sort))));
    if (focused) this.head.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Sorts upwards, then downwards, then as the runs come; numbers and times begin with the largest. */
  sortBy({ name, kind }, sort) {
    const first = kind !== "text" && kind !== "list";
    const isFirst = sort?.column === name && sort.descending === first;
    if (sort?.column === name && !isFirst) return this.address.change({ sort: null });
    return this.address.change({ sort: { column: name, descending: isFirst ? !first : first } });
  }

  row({ id, cells, failed }, columns) {
    const open = () => this.address.change({ run: id });
    const link = (content) => {
      const state = { ...this.address.state, run: id };
      return Object.assign(
        h(
          "a",
          {
            onclick: (event) => {
              if (event.ctrlKey || event.metaKey) return event.stopPropagation();
              event.preventDefault();
              event.stopPropagation();
              open();
            },
          },
          content,
        ),
        { href: this.address.link(state) },
      );
    };
    const row = h("tr", { class: failed ? "failed" : null, "data-run": id, onclick: open });
    const named = Math.max(
      0,
      columns.findIndex(({ name }) => name === "name"),
    );
    columns.forEach(({ name, kind }, index) => {
      const isNamed = index === named;
      const cell = cells[name] ?? { text: "", value: null, filter: null };
      const content = written(cell, kind);
      const mark = isNamed && failed ? [icon("failed"), unseen("failed: ")] : [];
      const value = h("span", { class: "value" }, ...mark, isNamed ? link(content) : content);
      const filter = this.filtering.button(cell.filter);
      filter?.setAttribute("tabindex", "-1"); // reached by the arrow keys, so that Tab goes from run to run
      row.append(
        h(
          isNamed ? "th" : "td",
          {
            scope: isNamed ? "row" : null,
            class: NUMERIC.has(kind) ? "number" : kind,
            title: cell.text.length > 24 ? plain(cell.text, 500) : null,
          },
          h("span", { class: "cell" }, value, filter),
        ),
      );
    });
    return row;
  }

  markOpen(id) {
    for (const row of this.body.children) row.classList.toggle("open", row.dataset.run === id);
  }

  /** Goes back to the row of a run, if it is there. */
  focusRow(id) {
    const row = [...this.body.children].find((each) => each.dataset.run === id);
    (row?.querySelector("a") ?? this.element.querySelector("h2")).focus();
  }

  /** Up and down go from run to run, left and right between a run and the buttons of its values. */
  key(event) {
    const row = event.target.closest("tr");
    const places = [...row.querySelectorAll("a, .by-value")];
    const at = places.indexOf(event.target);
    const next = {
      ArrowDown: () => row.nextElementSibling?.querySelector("a"),
      ArrowUp: () => row.previousElementSibling?.querySelector("a"),
      ArrowRight: () => places[at + 1],
      ArrowLeft: () => places[at - 1],
    }[event.key]?.();
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  openMenu(chooser) {
    this.choice.showPopover();
    const { right, bottom } = chooser.getBoundingClientRect();
    this.choice.style.setProperty("top", `${Math.max(4, Math.min(bottom + 4, innerHeight - this.choice.offsetHeight - 4))}px`);
    this.choice.style.setProperty("left", `${Math.max(4, right - this.choice.offsetWidth)}px`);
    this.choice.querySelector("input")?.focus();
  }

  drawMenu() {
    const chosen = new Set(this.chosen.map(({ name }) => name));
    const focused = this.choice.contains(document.activeElement) ? document.activeElement.value : null;
    fill(
      this.choice,
      ...this.columns.map(({ name, label }) =>
        h(
          "label",
          {},
          h("input", {
            type: "checkbox",
            value: name,
            checked: chosen.has(name),
            onchange: (event) => this.choose(name, event.target.checked),
          }),
          " ",
          shown(label),
        ),
      ),
    );
    if (focused) this.choice.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
  }

  choose(name, isChosen) {
    const names = this.chosen.map((column) => column.name).filter((each) => each !== name);
    const columns = isChosen ? [...names, name] : names;
    const defaults = this.columns.filter((column) => column.shown).map((column) => column.name);
    this.address.change({
      columns: columns.length && columns.toSorted().join() !== defaults.toSorted().join() ? columns : null,
    });
  }
}

function heading({ name, label, kind, sortable }, sort, onclick) {
  const isSorted = sort?.column === name;
  const order = isSorted ? (sort.descending ? "descending" : "ascending") : null;
  const arrow = h(
    "span",
    { class: "arrow", "aria-hidden": "true" },
    order === "descending" ? "▼" : order === "ascending" ? "▲" : "",
  );
  const content = sortable ? h("button", { type: "button", onclick, "data-column": name }, shown(label), arrow) : shown(label);
  return h("th", { scope: "col", "aria-sort": order, class: NUMERIC.has(kind) ? "number" : null }, content);
}

function written({ text, value }, kind) {
  const isFit = kind === "time" ? typeof value === "string" : typeof value === "number";
  return isFit && WRITTEN[kind] ? WRITTEN[kind](value) : shown(text, LENGTH);
}
