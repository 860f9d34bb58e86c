// Colours a filter line by line, without a server: what each token is, by the tables of the schema.

import { FIELDS, OPERATORS } from "./tables.js";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/;
const NUMBER = /^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?/;
/** The rest of a string on this line, and its closing quote if that is there. */
const REST = { '"': /^((?:[^"\\]|\\.|\\$)*)("?)/, "'": /^([^']*)('?)/ };
const BRACKETS = { "(": "paren", ")": "paren", "[": "squareBracket", "]": "squareBracket" };
const CONSTANTS = { true: "bool", false: "bool", null: "null" };

/**
 * @typedef {object} State
 * @property {string} quote  the quote of a string that goes on from the line before, or ""
 * @property {string} field  the field that the innermost call compares, or ""
 * @property {string[]} outer  the fields of the calls around it
 */

/** @type {import("@codemirror/language").StreamParser<State>} */
export const tokenizer = {
  name: "langsmith-filter",
  startState: () => ({ quote: "", field: "", outer: [] }),
  copyState: (state) => ({ ...state, outer: [...state.outer] }),

  token(stream, state) {
    if (state.quote) return string(stream, state);
    if (stream.eatSpace()) return null;
    const next = stream.peek() ?? "";
    if (next === '"' || next === "'") {
      state.quote = next;
      stream.next();
      return string(stream, state);
    }
    if (stream.match(NUMBER)) return "number";
    if (stream.match(NAME)) return name(stream, state);
    stream.next();
    return punctuation(next, state);
  },

  indent(state, textAfter, context) {
    const depth = state.outer.length - (/^\s*[)\]]/.test(textAfter) ? 1 : 0);
    return state.quote ? null : Math.max(depth, 0) * context.unit;
  },

  languageData: { closeBrackets: { brackets: ["(", "[", '"', "'"] } },
};

function string(stream, state) {
  const [, content, closing] = stream.match(REST[state.quote]);
  if (closing) state.quote = "";
  return closing && FIELDS.get(state.field)?.includes(content) ? "string.special" : "string";
}

function name(stream, state) {
  const text = stream.current();
  if (Object.hasOwn(CONSTANTS, text)) return CONSTANTS[text];
  if (stream.match(/^\s*\(/, false)) return OPERATORS.has(text) ? "operatorKeyword" : "variableName";
  if (!FIELDS.has(text)) return "variableName";
  state.field = text;
  return "variableName.special";
}

function punctuation(character, state) {
  if (character === "(" || character === "[") {
    state.outer.push(state.field);
    if (character === "(") state.field = "";
  } else if ((character === ")" || character === "]") && state.outer.length) {
    state.field = state.outer.pop();
  }
  return BRACKETS[character] ?? (character === "," ? "separator" : "operator");
}
