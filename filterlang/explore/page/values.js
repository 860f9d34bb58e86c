// The values of a run as folding rows. Owns the invariant that rows are made when they are unfolded, so that a large value costs
// nothing before somebody looks at it.

import { Newest, problemOf } from "./asking.js";
import { button, fill, h } from "./dom.js";
import { count } from "./numbers.js";
import { plain, shown } from "./text.js";

/** Values with fewer parts are unfolded at once, down to a depth. */
const FEW = 12;
const DEEP = 3;
/** A longer text is folded. */
const SHORT = 600;

/**
 * @typedef {{backend: object, filtering: import("./filtering.js").Filtering, id: string, section: string}} Place  where a value is
 */

/**
 * A value as an element.
 * @param {any} node
 * @param {Place} place
 */
export const value = (node, place) => (partsOf(node) ? parts(node, place, 0) : leaf(node, place));

const partsOf = (node) => (node.t === "object" ? node.entries : node.t === "list" ? node.items.map((item, index) => [String(index), item]) : null);

function parts(node, place, depth) {
  const list = h("ul", { class: "parts" });
  const add = (part, offset) => {
    const entries = partsOf(part).map(([key, child], index) => [part.t === "list" ? String(offset + index) : key, child]);
    list.append(...entries.map(([key, child]) => row(key, child, place, depth)));
    if (part.more) list.append(rest(part, place, offset + entries.length, node.path, (next, from) => add(next, from)));
  };
  add(node, 0);
  if (!list.childElementCount) return h("span", { class: "empty" }, node.t === "list" ? "[ ]" : "{ }");
  return list;
}

function row(key, node, place, depth) {
  const name = h("span", { class: "key" }, shown(key, 200));
  const inside = partsOf(node);
  if (!inside || !(inside.length + node.more)) return h("li", {}, name, " ", inside ? parts(node, place, depth) : leaf(node, place));
  const size = inside.length + node.more;
  const details = h("details", {}, h("summary", {}, name, " ", h("span", { class: "size" }, node.t === "list" ? `${count(size)} items` : `${count(size)} keys`), place.filtering.button(node.filter)));
  const unfold = () => { if (details.open && details.childElementCount === 1) details.append(parts(node, place, depth + 1)); };
  details.addEventListener("toggle", unfold);
  if (size <= FEW && depth < DEEP) { details.open = true; unfold(); }
  return h("li", {}, details);
}

function leaf(node, place) {
  const filter = place.filtering.button(node.filter);
  if (node.t !== "text") return h("span", { class: `leaf ${node.t}` }, shown(node.text, 1000), filter);
  const isLong = node.text.length > SHORT || node.more > 0;
  const box = h("span", { class: "leaf text" }, shown(node.text, isLong ? SHORT : Infinity), filter);
  if (isLong) {
    const size = `${count(node.text.length + node.more)} characters`;
    const unfold = button(`Show all (${size})`, () => {
      const whole = h("span", { class: "leaf text" }, shown(node.text), filter);
      box.replaceWith(whole);
      if (node.more) whole.append(rest(node, place, node.text.length, node.path, (next, from) => whole.append(shown(next.text), next.more ? rest({ ...next, path: node.path }, place, from + next.text.length, node.path, () => {}) : "")));
    }, { class: "rest" });
    if (node.more) unfold.firstChild.data = `Show more (${size})`;
    box.append(unfold);
  }
  return box;
}

/** A button that asks for what was left out, and gives it to `add`. */
function rest(node, place, offset, path, add) {
  const newest = new Newest(place.backend);
  const unit = node.t === "text" ? "characters" : node.t === "list" ? "items" : "keys";
  const made = button(`${count(node.more)} more ${unit}`, async () => {
    made.disabled = true;
    const answer = await newest.ask({ request: "value", id: place.id, section: place.section, path: path ?? [], offset });
    if (!answer) return;
    made.disabled = false;
    const problem = problemOf(answer);
    if (problem !== null) return fill(made, plain(problem));
    (made.parentElement.localName === "li" ? made.parentElement : made).remove();
    add({ ...answer.value, path }, offset);
  }, { class: "rest" });
  return node.t === "text" ? made : h("li", {}, made);
}
