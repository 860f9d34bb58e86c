// The state of the page. Owns the invariant that it is the fragment of the address: back, forward and reload restore it.

const TEXTS = ["filter", "trace_filter", "tree_filter"];
const PLAIN = [...TEXTS, "since", "until", "run"];
/** Milliseconds within which keys belong to one step of the history. */
const BURST = 1500;

/** @typedef {{filter: string, trace_filter: string, tree_filter: string, since: string | null, until: string | null,
 *   run: string | null, sort: {column: string, descending: boolean} | null, columns: string[] | null}} State */

export class Address {
  constructor() {
    /** @type {State} */
    this.state = read(location.hash);
    this.listeners = [];
    this.typed = -Infinity;
    window.addEventListener("popstate", () => this.moveTo(read(location.hash)));
  }

  /** Calls a function with the state, and with what of it has changed. */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** The part of the state that says which runs are wanted. */
  get query() {
    const { filter, trace_filter, tree_filter, since, until } = this.state;
    return { filter, trace_filter, tree_filter, since, until };
  }

  /**
   * Changes parts of the state.
   * @param {Partial<State>} parts
   * @param {{typing?: boolean}} [how]
   */
  change(parts, { typing = false } = {}) {
    const state = { ...this.state, ...parts };
    const now = performance.now();
    const joins = typing && now - this.typed < BURST;
    this.typed = typing ? now : -Infinity;
    if (written(state) === written(this.state)) return;
    history[joins ? "replaceState" : "pushState"](null, "", this.link(state));
    this.moveTo(state);
  }

  /** The address of a state. */
  link(state) {
    return written(state) || location.pathname;
  }

  moveTo(state) {
    const before = this.state;
    this.state = state;
    const changed = new Set(Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(before[name])));
    if (changed.size) for (const listener of this.listeners) listener(state, changed);
  }
}

function read(fragment) {
  const values = new URLSearchParams(fragment.slice(1));
  const state = Object.fromEntries(PLAIN.map((name) => [name, values.get(name) || (TEXTS.includes(name) ? "" : null)]));
  for (const name of ["since", "until"]) if (state[name] && Number.isNaN(Date.parse(state[name]))) state[name] = null;
  const sort = values.get("sort");
  const columns = values.get("columns");
  return {
    ...state,
    sort: sort ? { column: sort.replace(/^-/, ""), descending: sort.startsWith("-") } : null,
    columns: columns ? columns.split(",") : null,
  };
}

function written(state) {
  const values = new URLSearchParams();
  for (const name of PLAIN) if (state[name]) values.set(name, state[name]);
  if (state.sort) values.set("sort", (state.sort.descending ? "-" : "") + state.sort.column);
  if (state.columns) values.set("columns", state.columns.join(","));
  const text = values.toString();
  return text && `#${text}`;
}
