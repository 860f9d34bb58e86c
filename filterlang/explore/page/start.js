// Puts the page together: one state, one backend, and the parts that show them.

import { Address } from "./address.js";
import { Newest, problemOf } from "./asking.js";
import { Forms, keys } from "./dialogs.js";
import { button, fill, h } from "./dom.js";
import { Editors } from "./editors.js";
import { Filtering } from "./filtering.js";
import { Funnel } from "./funnel.js";
import { Histogram } from "./histogram.js";
import * as numbers from "./numbers.js";
import { Results } from "./results.js";
import { RunPanel } from "./run_panel.js";
import { Runs } from "./table.js";
import { plain, shown } from "./text.js";

/** Milliseconds after which the page asks again whether the values are learned. */
const AGAIN = 1000;
/** Milliseconds that an announcement waits for a newer one. */
const POLITE = 700;

/**
 * @param {{ask: (request: object, signal: AbortSignal) => Promise<any>}} backend  answers requests
 * @param {HTMLElement} root  the element that the page fills
 * @param {{nonce?: string, lead?: Node}} [options]  the nonce of the style policy; an element that stands above the filters
 * @returns {{reload: () => Promise<void>, editors: Editors, address: Address}}  `reload` is for new runs in the backend
 */
export function start(backend, root, { nonce, lead } = {}) {
  const address = new Address();
  const live = h("p", { class: "unseen", role: "status" });
  const say = politely(live);
  const filtering = new Filtering(address, say);
  const editors = new Editors(backend, address, nonce);
  const funnel = new Funnel(backend, editors);
  const histogram = new Histogram(backend, address, say);
  const runs = new Runs(backend, address, filtering);
  const forms = new Forms(backend, address, say);
  const help = keys();
  const title = h("h1", {}, "filterlang explore");
  const span = h("p", { class: "span" });
  const notes = h("ul", { class: "notes" });
  const header = h(
    "header",
    {},
    title,
    span,
    h(
      "span",
      { class: "actions" },
      button("Copy as…", () => forms.open()),
      button("?", () => help.showModal(), { "aria-label": "Keys", title: "Keys" }),
    ),
  );
  const found = h("main", { tabindex: -1 });
  const panel = new RunPanel(backend, address, filtering, {
    behind: [header, found],
    focusRow: (id) => runs.focusRow(id),
    say,
  });
  const results = new Results(backend, address, [histogram, funnel, runs, panel], say);
  found.append(
    ...(lead ? [lead] : []),
    h(
      "div",
      { class: "question" },
      h("section", { "aria-label": "Filters" }, editors.element, results.element),
      funnel.element,
    ),
    notes,
    h("div", { class: "answers" }, histogram.element, runs.element),
  );
  fill(root, header, found, panel.element, live, filtering.hint, forms.element, help);
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // the fragment of the address is the state
    runs.element.querySelector("h2").focus();
  });
  document.addEventListener("keydown", (event) =>
    shortcut(event, { "?": () => help.showModal(), "/": () => editors.focus(), Escape: () => panel.close() }),
  );

  const newest = new Newest(backend);
  let about = { title: "" };
  const nameWindow = () => {
    document.title = [plain(address.state.filter.trim().replace(/\s+/g, " "), 60), plain(about.title ?? "", 60), "filterlang"]
      .filter(Boolean)
      .join(" · ");
  };
  address.onChange(nameWindow);

  async function learn() {
    const answer = await newest.ask({ request: "about" });
    if (!answer) return;
    const problem = problemOf(answer);
    if (problem !== null) return fill(span, problem);
    about = answer;
    fill(title, shown(about.title, 80));
    fill(
      span,
      numbers.runs(about.total),
      about.first ? ` from ${numbers.time(about.first, "hour")} until ${numbers.time(about.last, "hour")} UTC` : "",
    );
    fill(notes, ...about.notes.map((note) => h("li", {}, shown(note))));
    nameWindow();
    if (JSON.stringify(runs.columns) !== JSON.stringify(about.columns)) runs.learn(about.columns);
    if (about.learning) setTimeout(learn, AGAIN);
    else editors.learn(about.values, about.project);
  }
  async function reload() {
    await learn();
    await results.refresh();
  }
  panel.take(address.state.run);
  reload();
  return { reload, editors, address };
}

/** Announces the newest of several texts, after a while: nobody wants to hear every count. */
function politely(live) {
  let timer;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => fill(live, text), POLITE);
  };
}

function shortcut(event, actions) {
  const isWriting = event.target.closest?.(".cm-editor, input, dialog");
  if (isWriting || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}
