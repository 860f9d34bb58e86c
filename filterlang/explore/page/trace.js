// The trace of a run as a tree beside a waterfall: arrow keys move in it, Enter opens a run.

import { Newest, problemOf } from "./asking.js";
import { fill, h, icon, svg, unseen } from "./dom.js";
import * as numbers from "./numbers.js";
import { plain, shown } from "./text.js";

/** The narrowest bar, in percent. */
const THIN = 0.4;

export class Trace {
  /** @param {object} backend @param {import("./address.js").Address} address */
  constructor(backend, address) {
    this.address = address;
    this.tree = h("div", { class: "tree", role: "tree", "aria-label": "Trace" });
    this.tree.addEventListener("keydown", (event) => this.key(event));
    this.note = h("p", { class: "note" });
    this.element = h("div", { class: "trace" }, this.tree, this.note);
    this.newest = new Newest(backend, this.element);
    this.rows = [];
  }

  async show(id, query) {
    const answer = await this.newest.ask({ request: "trace", query, id });
    if (!answer) return;
    const problem = problemOf(answer);
    if (problem !== null) return fill(this.note, problem);
    const { nodes, seconds, more } = answer;
    const hadFocus = this.tree.contains(document.activeElement);
    const marked = Object.values(query).some(Boolean);
    this.nodes = nodes;
    this.folded = new Set();
    this.rows = nodes.map((node, index) => this.row(node, index, seconds, marked));
    fill(this.tree, ...this.rows);
    this.tree.classList.toggle("without-tokens", !nodes.some((node) => node.tokens));
    const matching = nodes.filter((node) => node.matches).length;
    fill(
      this.note,
      [
        numbers.runs(nodes.length + more),
        seconds ? ` in ${numbers.seconds(seconds)}` : "",
        marked ? `, ${numbers.count(matching)} of them ${matching === 1 ? "matches" : "match"} the filter` : "",
        more ? `; the last ${numbers.count(more)} are not shown` : "",
      ].join(""),
    );
    this.current = Math.max(
      0,
      nodes.findIndex((node) => node.id === id),
    );
    this.mark(id);
    if (hadFocus) this.rows[this.current]?.focus();
    else this.rows[this.current]?.scrollIntoView?.({ block: "nearest" });
  }

  mark(id) {
    this.rows.forEach((row, index) => {
      row.setAttribute("tabindex", index === this.current ? "0" : "-1");
      row.setAttribute("aria-selected", String(this.nodes[index].id === id));
    });
  }

  row(node, index, total, marked) {
    const { depth, children, name, run_type, status, error, matches, tokens, cost } = node;
    const failed = status === "error" || Boolean(error);
    const label = h(
      "span",
      { class: "label" },
      h(
        "span",
        {
          class: "fold",
          "aria-hidden": "true",
          onclick: (event) => {
            event.stopPropagation();
            this.fold(index, !this.folded.has(index));
          },
        },
        children ? "▾" : "",
      ),
      failed ? [icon("failed"), unseen("failed: ")] : null,
      h("span", { class: "name" }, shown(name ?? "", 120)),
      h("span", { class: "type" }, shown(run_type ?? "", 30)),
      marked && matches ? h("span", { class: "match" }, "matches") : null,
    );
    label.style.setProperty("padding-inline-start", `${Math.min(depth, 24) * 14}px`);
    return h(
      "div",
      {
        class: failed ? "node failed" : "node",
        role: "treeitem",
        "aria-level": depth + 1,
        "aria-selected": "false",
        tabindex: -1,
        "aria-expanded": children ? "true" : null,
        title: [plain(error ?? ""), cost ? numbers.cost(cost) : ""].filter(Boolean).join(" · ") || null,
        onclick: () => this.open(index),
      },
      label,
      h(
        "span",
        { class: "waterfall" },
        bar(node, total, failed),
        h("span", {}, node.seconds === null ? "" : numbers.seconds(node.seconds)),
        h("span", {}, tokens ? `${numbers.count(tokens)} tok` : ""),
      ),
    );
  }

  open(index) {
    this.current = index;
    this.mark(this.nodes[index].id);
    this.rows[index].focus();
    this.address.change({ run: this.nodes[index].id });
  }

  fold(index, isFolded) {
    if (!this.nodes[index].children) return;
    if (isFolded) this.folded.add(index);
    else this.folded.delete(index);
    this.rows[index].setAttribute("aria-expanded", String(!isFolded));
    let hiddenBelow = Infinity;
    this.nodes.forEach(({ depth }, each) => {
      if (depth <= hiddenBelow) hiddenBelow = Infinity;
      this.rows[each].hidden = depth > hiddenBelow;
      if (hiddenBelow === Infinity && this.folded.has(each)) hiddenBelow = depth;
    });
  }

  key(event) {
    const moves = {
      ArrowDown: () => this.go(1),
      ArrowUp: () => this.go(-1),
      Home: () => this.to(0),
      End: () => this.to(this.rows.findLastIndex((row) => !row.hidden)),
      ArrowRight: () =>
        this.folded.has(this.current) ? this.fold(this.current, false) : this.nodes[this.current].children ? this.go(1) : null,
      ArrowLeft: () =>
        this.nodes[this.current].children && !this.folded.has(this.current)
          ? this.fold(this.current, true)
          : this.to(this.parent()),
      Enter: () => this.open(this.current),
      " ": () => this.open(this.current),
    };
    if (!moves[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moves[event.key]();
  }

  parent() {
    const { depth } = this.nodes[this.current];
    return this.nodes.findLastIndex((node, index) => index < this.current && node.depth < depth);
  }

  go(step) {
    let index = this.current + step;
    while (this.rows[index]?.hidden) index += step;
    this.to(index);
  }

  to(index) {
    if (!this.rows[index]) return;
    this.rows[this.current].setAttribute("tabindex", "-1");
    this.current = index;
    this.rows[index].setAttribute("tabindex", "0");
    this.rows[index].focus();
  }
}

function bar({ begin, seconds, matches }, total, failed) {
  const picture = svg(
    "svg",
    { class: "bar", "aria-hidden": "true", width: "100%", height: 10 },
    svg("rect", { class: "track", width: "100%", height: 10 }),
  );
  if (begin === null || begin === undefined || !total) return picture;
  const left = Math.min(100 - THIN, Math.max(0, (100 * begin) / total));
  const width = Math.max(THIN, Math.min(100 - left, (100 * (seconds ?? 0)) / total));
  picture.append(
    svg("rect", {
      class: failed ? "failed" : matches ? "kept" : "by-itself",
      x: `${left}%`,
      width: `${width}%`,
      y: 1,
      height: 8,
      rx: 2,
    }),
  );
  return picture;
}
