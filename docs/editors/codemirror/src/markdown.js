// Shows the Markdown of hovers and documentation as elements. No HTML is read: every text becomes a text node.

const INLINE = /\\([!-/:-@[-`{-~])|(`+)(?!`)(.*?[^`])\2(?!`)|\*\*(.+?)\*\*/gs;

/**
 * The elements for paragraphs, line breaks, lists, code and bold text; everything else is shown as it is written.
 * @param {string} markdown
 * @returns {HTMLElement}
 */
export function rendered(markdown) {
  const root = document.createElement("div");
  for (const block of markdown.split(/\n{2,}/)) {
    const lines = block.split("\n").filter((line) => line.trim());
    let list = null;
    let paragraph = null;
    let broken = false; // two spaces at the end of the line before
    for (const line of lines) {
      const item = /^\s*[-*] (.*)$/s.exec(line);
      if (item) {
        list ??= root.appendChild(document.createElement("ul"));
        inline(list.appendChild(document.createElement("li")), item[1]);
        paragraph = null;
        continue;
      }
      list = null;
      if (paragraph) paragraph.append(broken ? document.createElement("br") : " ");
      paragraph ??= root.appendChild(document.createElement("p"));
      inline(paragraph, line.trim());
      broken = line.endsWith("  ");
    }
  }
  return root;
}

/**
 * A message, in which only words between backticks are code.
 * @param {string} message
 * @returns {HTMLElement}
 */
export function withCode(message) {
  const span = document.createElement("span");
  message.split(/`([^`]+)`/).forEach((piece, index) => {
    if (index % 2) span.appendChild(document.createElement("code")).append(piece);
    else span.append(piece);
  });
  return span;
}

function inline(parent, text) {
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parent.append(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[1]) parent.append(match[1]);
    else if (match[2]) parent.appendChild(document.createElement("code")).append(unpadded(match[3]));
    else inline(parent.appendChild(document.createElement("strong")), match[4]);
  }
  parent.append(text.slice(end));
}

/** Code without the space that keeps a backtick from its marks. */
const unpadded = (code) => (/^ .*[^ ].* $/s.test(code) ? code.slice(1, -1) : code);
