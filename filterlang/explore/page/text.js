// Shows a text of a run. Owns the invariant that nothing in it changes the direction or the look of what stands around it:
// characters that cannot be seen are written as their numbers.

import { h } from "./dom.js";

const HIDDEN = new RegExp(
  "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e" +
    "\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}\\p{Surrogate}]|" +
    "(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d|\\u200d(?!\\p{Extended_Pictographic})", // joins emoji elsewhere
  "gu",
);
/** Characters that are written as numbers; more of them in one text are left out. */
const MOST = 500;

/**
 * A text as an element of its own direction.
 * @param {string} text
 * @param {number} [length]  at most this many units
 */
export function shown(text, length = Infinity) {
  const element = h("bdi");
  const cut = text.length > length ? `${whole(text, length)}…` : text;
  let end = 0;
  let count = 0;
  for (const match of cut.matchAll(HIDDEN)) {
    if (match.index > end) element.append(cut.slice(end, match.index));
    if (++count <= MOST)
      element.append(h("span", { class: "hidden-character", title: "a character that cannot be seen" }, code(match[0])));
    end = match.index + match[0].length;
  }
  if (end < cut.length) element.append(cut.slice(end));
  return element;
}

/** The same as a plain text, for attributes and the title of the window. */
export const plain = (text, length = 200) =>
  (text.length > length ? `${whole(text, length)}…` : text).replace(HIDDEN, "\ufffd");

const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The beginning of a text, without half a character at its end. */
function whole(text, length) {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
