// Adds a condition to a filter.

/**
 * A filter and a condition, joined by `and`: inside of the filter's own `and` where it is one.
 * @param {string} filter
 * @param {string} condition
 */
export function joined(filter, condition) {
  const present = filter.trim();
  if (!present) return condition;
  const opening = /^and\s*\(/.exec(present);
  if (!opening || closing(present, opening[0].length) !== present.length - 1) return `and(${present}, ${condition})`;
  const inside = present.slice(opening[0].length, -1).trim().replace(/,$/, "");
  return `and(${inside ? `${inside}, ` : ""}${condition})`;
}

/** The place of the bracket that closes the one before `start`; -1 where none does. */
function closing(text, start) {
  let depth = 1;
  for (const match of text.slice(start).matchAll(/"(?:[^"\\]|\\[^])*"|'[^']*'|[()[\]]/g)) {
    if ("([".includes(match[0])) depth += 1;
    else if (")]".includes(match[0]) && --depth === 0) return start + match.index;
  }
  return -1;
}
