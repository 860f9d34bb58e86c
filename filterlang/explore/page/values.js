// The values of a run as folding rows. Owns the invariant that rows are made when they are unfolded: a large value costs nothing
// before somebody looks at it.

import { Newest, problemOf } from "./asking.js";
import { button, fill, h } from "./dom.js";
import { count } from "./numbers.js";
import { plain, shown } from "./text.js";

/** Values with fewer parts are unfolded at once, down to a depth. */
const FEW = 12;
const DEEP = 3;
/** A longer text is folded. */
const SHORT = 600;
const UNITS = { object: "keys", list: "items", text: "characters", time: "characters" };

/** @typedef {{backend: object, filtering: import("./filtering.js").Filtering, id: string, section: string}} Place  of a value */

/**
 * A value as an element.
 * @param {any} node
 * @param {Place} place
 */
export const value = (node, place) => (entriesOf(node, 0) ? parts(node, place, 0) : leaf(node, place));

/**
 * The keys and nodes inside of an object or a list of which `offset` came before; null for other values.
 * Plain texts in a list have no key.
 */
function entriesOf(node, offset) {
  if (node.t === "object") return node.entries;
  if (node.t !== "list") return null;
  const isPlain = node.items.every((item) => item.t === "text");
  return node.items.map((item, index) => [isPlain ? null : String(offset + index), item]);
}

function parts(node, place, depth) {
  const list = h("ul", { class: "parts" });
  const add = (part, offset) => {
    const entries = entriesOf(part, offset);
    list.append(...entries.map(([key, child]) => row(key, child, place, depth)));
    if (part.more) list.append(h("li", {}, following(part, node.path, offset + entries.length, place, add)));
  };
  add(node, 0);
  return list.childElementCount ? list : h("span", { class: "empty" }, node.t === "list" ? "[ ]" : "{ }");
}

function row(key, node, place, depth) {
  if (key === null) return h("li", {}, leaf(node, place));
  const name = h("span", { class: "key" }, shown(key, 200));
  const size = (entriesOf(node, 0)?.length ?? 0) + (node.more ?? 0);
  if (!entriesOf(node, 0)) return h("li", {}, name, " ", leaf(node, place));
  if (!size) return h("li", {}, name, " ", parts(node, place, depth));
  const facts = h("span", { class: "size" }, `${count(size)} ${size === 1 ? UNITS[node.t].slice(0, -1) : UNITS[node.t]}`);
  const details = h("details", {}, h("summary", {}, name, " ", facts, place.filtering.button(node.filter)));
  const unfold = () => {
    if (details.open && details.childElementCount === 1) details.append(parts(node, place, depth + 1));
  };
  details.addEventListener("toggle", unfold);
  if (size <= FEW && depth < DEEP) {
    details.open = true;
    unfold();
  }
  return h("li", {}, details);
}

function leaf(node, place) {
  const box = h("span", { class: `leaf ${node.t}` }, place.filtering.button(node.filter));
  const grow = (part, offset) => {
    box.append(shown(part.text));
    const end = offset + [...part.text].length; // the server counts characters, not units
    if (part.more) box.append(following(part, node.path, end, place, grow));
  };
  if (node.text.length <= SHORT && !node.more) {
    box.prepend(shown(node.text));
    return box;
  }
  const beginning = shown(node.text, SHORT);
  const unfold = button(
    `Show more of ${count(node.text.length + node.more)} characters`,
    () => {
      beginning.remove();
      unfold.remove();
      grow(node, 0);
    },
    { class: "rest" },
  );
  box.prepend(beginning, unfold);
  return box;
}

/** A button that asks for what follows on a part of a value, and gives it to `add` in its own place. */
function following(part, path, offset, place, add) {
  const newest = new Newest(place.backend);
  const ask = async () => {
    made.disabled = true;
    const answer = await newest.ask({ request: "value", id: place.id, section: place.section, path, offset });
    if (!answer) return;
    made.disabled = false;
    const problem = problemOf(answer);
    if (problem !== null) return fill(made, plain(problem));
    (made.parentElement.localName === "li" ? made.parentElement : made).remove();
    add(answer.value, offset);
  };
  const made = button(`${count(part.more)} more ${UNITS[part.t]}`, ask, { class: "rest" });
  return made;
}
