// What the page does not ask Python for, because it could harm it.

/* global DEEPEST, LARGEST */ // of filterlang.ide.json_requests, written here by build.py

/** Why a text is not a filter to ask for; null if it is one. Brackets count wherever they are: Python looks more closely. */
export function refusal(text) {
  if (text.length > LARGEST) return `the filter has ${text.length.toLocaleString("en")} characters: at most ${LARGEST.toLocaleString("en")} are tried here`;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth = Math.max(0, depth + ("([{".includes(bracket) ? 1 : -1));
    if (depth > DEEPEST) return `the filter is nested more than ${DEEPEST} levels deep`;
  }
  return null;
}

/** The answer to a request that is not made; null for one that is. */
export function refused(request) {
  if (typeof request.text === "string") {
    const message = refusal(request.text);
    return message && { error: { path: "text", message } };
  }
  for (const filter of ["filter", "trace_filter", "tree_filter"]) {
    const message = refusal(request.query?.[filter] ?? "");
    if (message) return { problem: { filter, message } };
  }
  return null;
}
