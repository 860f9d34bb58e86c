// Writes a snippet of the language server protocol as a template of CodeMirror.

const PIECE = /\\([\\$}])|\$\{(\d+):((?:[^\\}]|\\.)*)\}|\$\{(\d+)\}|\$(\d+)|[{}]/g;
const unescaped = (text) => text.replace(/\\([\\$}])/g, "$1");
const escaped = (text) => text.replace(/[{}\\]/g, "\\$&");
/** CodeMirror goes through fields in order of their numbers, and 0 is the last in the protocol. */
const number = (digits) => (digits === "0" ? "9999" : digits);

/**
 * @param {string} snippet  with `$1`, `${1}` and `${1:text}`
 * @returns {string}
 */
export function template(snippet) {
  return snippet.replace(PIECE, (piece, escape, withText, text, bare, short) => {
    if (escape !== undefined) return escaped(escape);
    if (withText !== undefined) return `\${${number(withText)}:${escaped(unescaped(text))}}`;
    if (bare !== undefined || short !== undefined) return `\${${number(bare ?? short)}}`;
    return escaped(piece);
  });
}
