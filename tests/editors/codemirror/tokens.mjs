// Prints the tokens of texts as the package colours them, and snippets as it writes them, for Python to compare.
// Standard input: {"texts": [...], "snippets": [...]}. The environment variable MODULES is a node_modules folder.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { template } from "../../../docs/editors/codemirror/src/snippets.js";
import { tokenizer } from "../../../docs/editors/codemirror/src/tokenizer.js";

const { StringStream } = createRequire(`${process.env.MODULES}/`)("@codemirror/language");

/** The tokens of a text, each with its places in UTF-16 units. */
function tokens(text) {
  const state = tokenizer.startState();
  const found = [];
  let lineStart = 0;
  for (const line of text.split("\n")) {
    const stream = new StringStream(line, 2, 2);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const type = tokenizer.token(stream, state);
      if (stream.pos === stream.start) throw new Error(`no token in ${JSON.stringify(line)} at ${stream.pos}`);
      if (type) found.push([lineStart + stream.start, lineStart + stream.pos, type]);
    }
    lineStart += line.length + 1;
  }
  return found;
}

const { texts, snippets } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({ tokens: texts.map(tokens), templates: snippets.map(template) }));
