// The two dialogs: the filter in every form to copy, and the keys.

import { Newest, problemOf } from "./asking.js";
import { button, fill, h } from "./dom.js";
import { shown } from "./text.js";

const KEYS = [
  ["/", "go to the filter"],
  ["Ctrl-Space", "complete"],
  ["Shift-Alt-F", "format the filter"],
  ["Shift-Alt-X", "apply all safe fixes"],
  ["Ctrl-Shift-M", "list the findings, with their fixes"],
  ["Tab", "go on, also out of an editor"],
  ["↑ ↓", "in the table and the trace: the run before and after"],
  [
    "← →",
    "in the table: the buttons that filter by a value; in the trace: fold and unfold; over time: choose a bar, with Shift several",
  ],
  ["Enter", "open a run; show only the runs of the chosen bars"],
  ["Esc", "close the run, a menu or this list"],
  ["Alt-←", "go back: every step is in the address, which can be kept and shared"],
  ["?", "show this list"],
];

/** A dialog with a title and a button that closes it. */
function dialog(id, title, ...children) {
  const element = h("dialog", { id, "aria-labelledby": `title-of-${id}` });
  element.append(
    h(
      "div",
      { class: "head" },
      h("h2", { id: `title-of-${id}` }, title),
      button("Close", () => element.close(), { title: "Escape" }),
    ),
    ...children,
  );
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  return element;
}

export const keys = () =>
  dialog(
    "keys",
    "Keys",
    h("dl", {}, ...KEYS.map(([key, text]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)))),
  );

/** Shows a form, and goes on from its heading with Tab. */
function jump(section) {
  section.scrollIntoView();
  section.querySelector("h3").focus({ preventScroll: true });
}

export class Forms {
  /** @param {object} backend @param {import("./address.js").Address} address @param {(text: string) => void} say */
  constructor(backend, address, say) {
    this.address = address;
    this.say = say;
    this.list = h("div", { class: "forms" });
    this.jumps = h("nav", { class: "jumps", "aria-label": "Forms" });
    this.element = dialog("forms", "Copy as…", this.jumps, this.list);
    this.newest = new Newest(backend, this.list);
  }

  async open() {
    this.element.showModal();
    fill(this.jumps);
    fill(this.list, h("p", { class: "note" }, "…"));
    const answer = await this.newest.ask({ request: "forms", query: this.address.query });
    if (!answer) return;
    const problem = problemOf(answer);
    if (problem !== null) return fill(this.list, h("p", { class: "note" }, problem));
    const sections = answer.forms.map((form) => this.form(form));
    fill(this.list, ...sections);
    fill(this.jumps, ...sections.map((section, place) => button(answer.forms[place].name, () => jump(section))));
  }

  form({ name, text, problem, notes }) {
    const hasText = text !== null && text !== undefined;
    const copy = button(
      "Copy",
      async () => {
        try {
          await navigator.clipboard.writeText(text);
          fill(copy, "Copied");
          this.say(`Copied: ${name}`);
        } catch {
          getSelection().selectAllChildren(code);
          this.say("The browser does not let the page copy. The text is selected: press Ctrl-C.");
        }
      },
      { "aria-label": `Copy: ${name}` },
    );
    const code = h("pre", { tabindex: 0, role: "region", "aria-label": name }, hasText ? shown(text) : "");
    return h(
      "section",
      {},
      h("div", { class: "head" }, h("h3", { tabindex: -1 }, name), hasText ? copy : null),
      hasText ? code : h("p", { class: "note" }, shown(problem ?? "There is no such form.")),
      ...(notes ?? []).map((note) => h("p", { class: "note" }, shown(note))),
    );
  }
}
