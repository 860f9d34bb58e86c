// Makes elements. Owns the invariant that a text is only ever a text node or the value of an attribute that nobody executes.

const ATTRIBUTES = new Set([
  "accept",
  "autocomplete",
  "class",
  "disabled",
  "fill",
  "for",
  "height",
  "hidden",
  "id",
  "lang",
  "max",
  "min",
  "multiple",
  "name",
  "open",
  "placeholder",
  "patternTransform",
  "patternUnits",
  "popover",
  "role",
  "rx",
  "scope",
  "step",
  "tabindex",
  "title",
  "type",
  "value",
  "width",
  "x",
  "x1",
  "x2",
  "y",
  "y1",
  "y2",
  "checked",
]);

/**
 * An element of HTML.
 * @param {string} name
 * @param {Record<string, unknown>} [attributes]  `onclick` and the like are functions; true is an attribute without a value, and
 *   false, null and undefined are none
 * @param {...(Node | string | number | null | false | undefined | Node[])} children
 * @returns {any}
 */
export const h = (name, attributes, ...children) => filled(document.createElement(name), attributes, children);

/** An element of SVG, made like one of HTML. */
export const svg = (name, attributes, ...children) =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function" && name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else set(element, name, value);
  }
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

/** Sets an attribute, or removes it. */
export function set(element, name, value) {
  if (!ATTRIBUTES.has(name) && !/^(?:aria|data)-[a-z]+$/.test(name)) throw new Error(`the page sets no attribute ${name}`);
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Puts children in the place of those that an element has. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child || child === 0));
  return element;
}

/** A button with a text. */
export const button = (label, onclick, attributes) => h("button", { type: "button", onclick, ...attributes }, label);

/** A text that only screen readers have. */
export const unseen = (text) => h("span", { class: "unseen" }, text);

const ICONS = {
  failed: "M8 1 15 14H1ZM7.3 5.5v4h1.4v-4ZM7.3 10.8v1.4h1.4v-1.4Z",
  filter: "M1 2h14L9.6 8.6V14L6.4 12V8.6Z",
  yes: "M2 8.6 3.6 7 6.4 9.8 12.4 3.6 14 5.2 6.4 13Z",
  no: "M4 2.6 8 6.6 12 2.6 13.4 4 9.4 8 13.4 12 12 13.4 8 9.4 4 13.4 2.6 12 6.6 8 2.6 4Z",
};

/** A picture that says nothing to screen readers: a text beside it does. */
export function icon(name) {
  const picture = svg("svg", { class: `icon ${name}`, "aria-hidden": "true", width: 12, height: 12 });
  picture.setAttribute("viewBox", "0 0 16 16");
  const path = svg("path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  picture.append(path);
  return picture;
}
