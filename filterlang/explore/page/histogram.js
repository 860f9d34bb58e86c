// The runs over time, as bars of which a range can be chosen: by mouse, by keys, or in two fields.

import { Newest, problemOf } from "./asking.js";
import { button, fill, h, set, svg } from "./dom.js";
import * as numbers from "./numbers.js";

const HEIGHT = 72;
/** Pixels: a bar is no wider, and stands in the middle of its part. */
const WIDEST = 48;

export class Histogram {
  /** @param {object} backend @param {import("./address.js").Address} address @param {(text: string) => void} say */
  constructor(backend, address, say) {
    this.address = address;
    this.say = say;
    this.bars = [];
    this.anchor = 0;
    this.current = 0;
    this.since = field("From", "since", (value) => address.change({ since: value }));
    this.until = field("until", "until", (value) => address.change({ until: value }));
    this.all = button("Whole time", () => address.change({ since: null, until: null }), { hidden: true });
    this.chart = svg("svg", {
      class: "chart",
      role: "listbox",
      "aria-multiselectable": "true",
      width: "100%",
      height: HEIGHT,
      "aria-label": "Runs over time. Arrow keys choose a bar, with Shift several, Enter shows only their runs.",
    });
    this.chart.addEventListener("keydown", (event) => this.key(event));
    this.chart.addEventListener("pointerdown", (event) => this.press(event));
    this.chart.addEventListener("pointermove", (event) => this.drag(event));
    this.chart.addEventListener("pointerup", () => this.release());
    this.chart.addEventListener("pointercancel", () => {
      this.pressed = false;
    });
    this.scale = h("div", { class: "scale", "aria-hidden": "true" });
    this.note = h("p", { class: "note" });
    this.rows = h("tbody");
    this.element = h(
      "section",
      { class: "histogram", "aria-labelledby": "histogram-title" },
      h(
        "div",
        { class: "head" },
        h("h2", { id: "histogram-title" }, "Over time"),
        h("span", { class: "range" }, this.since.element, this.until.element, h("span", { class: "utc" }, "UTC"), this.all),
      ),
      this.chart,
      this.scale,
      this.note,
      h(
        "details",
        { class: "as-table" },
        h("summary", {}, "As a table"),
        h(
          "div",
          { class: "scrolls", tabindex: 0, role: "region", "aria-label": "Runs over time as a table" },
          h(
            "table",
            {},
            h("thead", {}, h("tr", {}, ...["From (UTC)", "Runs", "Failed"].map((name) => h("th", { scope: "col" }, name)))),
            this.rows,
          ),
        ),
      ),
    );
    this.newest = new Newest(backend, this.element);
    address.onChange((state) => this.take(state));
    this.take(address.state);
  }

  take({ since, until }) {
    this.since.input.value = since ? numbers.time(since) : "";
    this.until.input.value = until ? numbers.time(until) : "";
    this.all.hidden = !since && !until;
  }

  cancel() {
    this.newest.cancel();
  }

  async refresh(query) {
    const answer = await this.newest.ask({ request: "histogram", query });
    if (!answer) return;
    const problem = problemOf(answer);
    fill(this.note, problem ?? (answer.undated ? `${numbers.runs(answer.undated)} without a start time` : ""));
    if (problem === null) this.draw(answer);
  }

  draw({ bars, unit }) {
    const hadFocus = this.chart.contains(document.activeElement);
    const highest = Math.max(1, ...bars.map((bar) => bar.count));
    this.bars = bars;
    this.anchor = this.current = Math.min(this.current, Math.max(0, bars.length - 1));
    this.options = bars.map((bar, index) => option(bar, index, bars.length, highest, unit));
    fill(this.chart, pattern(), ...this.options);
    const at = (iso) => h("span", {}, numbers.time(iso, unit));
    const filled = bars.filter((bar) => bar.count);
    const most = filled.length ? `at most ${numbers.count(highest)} in ${spanOf(bars[0], unit)}` : "";
    fill(this.scale, ...(bars.length ? [at(bars[0].start), h("span", {}, most), at(bars.at(-1).end)] : []));
    fill(
      this.rows,
      ...filled.map((bar) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, numbers.time(bar.start, unit)),
          h("td", {}, numbers.count(bar.count)),
          h("td", {}, numbers.count(bar.errors)),
        ),
      ),
    );
    this.mark();
    if (hadFocus) this.options[this.current]?.focus();
  }

  /** Shows which bars are chosen, and lets Tab come to the newest of them. */
  mark(chosen = false) {
    const [first, last] = [Math.min(this.anchor, this.current), Math.max(this.anchor, this.current)];
    this.options?.forEach((element, index) => {
      element.setAttribute("aria-selected", String(chosen && index >= first && index <= last));
      element.setAttribute("tabindex", index === this.current ? "0" : "-1");
    });
  }

  move(index, extends_) {
    this.current = Math.max(0, Math.min(this.bars.length - 1, index));
    if (!extends_) this.anchor = this.current;
    this.mark(true);
    this.options[this.current].focus();
  }

  key(event) {
    const steps = { ArrowLeft: this.current - 1, ArrowRight: this.current + 1, Home: 0, End: this.bars.length - 1 };
    if (event.key in steps) this.move(steps[event.key], event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") this.apply();
    else return;
    event.preventDefault();
  }

  place(event) {
    const { left, width } = this.chart.getBoundingClientRect();
    return Math.max(0, Math.min(this.bars.length - 1, Math.floor(((event.clientX - left) / width) * this.bars.length)));
  }

  press(event) {
    if (event.button !== 0 || !this.bars.length) return;
    event.preventDefault();
    this.pressed = true;
    this.chart.setPointerCapture(event.pointerId);
    this.anchor = this.current = this.place(event);
    this.mark(true);
  }

  drag(event) {
    if (!this.pressed) return;
    this.current = this.place(event);
    this.mark(true);
  }

  release() {
    if (!this.pressed) return;
    this.pressed = false;
    this.apply();
  }

  apply() {
    if (!this.bars.length) return;
    const [first, last] = [Math.min(this.anchor, this.current), Math.max(this.anchor, this.current)];
    const [since, until] = [this.bars[first].start, this.bars[last].end];
    this.anchor = this.current = 0;
    this.address.change({ since, until });
    this.say(`Only runs from ${numbers.time(since)} until ${numbers.time(until)}`);
  }
}

function field(label, name, change) {
  const input = h("input", {
    type: "text",
    name,
    placeholder: "any time",
    autocomplete: "off",
    title: "2026-10-05, or 2026-10-05 09:00:03",
  });
  input.addEventListener("change", () => {
    const value = numbers.written(input.value);
    set(input, "aria-invalid", value === undefined ? "true" : null);
    if (value !== undefined) change(value);
  });
  return { input, element: h("label", {}, `${label} `, input) };
}

function option({ start, count, errors }, index, bars, highest, unit) {
  const tall = (part) => (part ? Math.max(2, (part / highest) * (HEIGHT - 4)) : 0);
  const share = 100 / bars;
  const bar = (name, height, pattern) => {
    const made = svg("rect", { class: name, y: HEIGHT - height, height, fill: pattern });
    made.style.setProperty("x", `max(${index * share}% + 1px, ${(index + 0.5) * share}% - ${WIDEST / 2}px)`);
    made.style.setProperty("width", `min(${share}% - 2px, ${WIDEST}px)`);
    return made;
  };
  const [all, failed] = [tall(count), tall(errors)];
  const name = `${numbers.time(start, unit)}: ${numbers.runs(count)}${errors ? `, ${numbers.count(errors)} failed` : ""}`;
  return svg(
    "g",
    { role: "option", "aria-label": name, "aria-selected": "false", tabindex: -1 },
    svg("title", {}, name),
    svg("rect", { class: "ground", x: `${index * share}%`, width: `${share}%`, y: 0, height: HEIGHT }),
    bar("all", all),
    errors ? bar("errors", failed, "url(#stripes)") : null,
  );
}

/** Stripes, so that failed runs are not told by their colour only. */
function pattern() {
  const stripes = svg("pattern", {
    id: "stripes",
    width: 5,
    height: 5,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  stripes.append(
    svg("rect", { class: "stripe-ground", width: 5, height: 5 }),
    svg("rect", { class: "stripe", width: 2, height: 5 }),
  );
  return svg("defs", {}, stripes);
}

const LENGTHS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** How long a bar is: `1 hour`, `3 days`. */
function spanOf({ start, end }, unit) {
  const units = LENGTHS[unit] ? Math.round((Date.parse(end) - Date.parse(start)) / LENGTHS[unit]) : 1;
  return units > 1 ? `${units} ${unit}s` : `1 ${unit}`;
}
