// The playground: the explorer's page over runs that stay in this browser, answered by Python in a worker.

import { StyleModule } from "style-mod";
import { start } from "../../../filterlang/explore/page/start.js";
import { refused } from "./bounds.js";
import { Python } from "./python.js";
import { RunsPanel } from "./runs_panel.js";

const EXAMPLE = "support_bot.jsonl";

/** Puts the styles of CodeMirror into a sheet that is there: the policy of the page lets nobody add one. */
function styleEditors() {
  const { sheet } = document.querySelector("#editors");
  const place = { adoptedStyleSheets: [sheet], ownerDocument: { defaultView: { CSSStyleSheet: function () { return sheet; } } } };
  const { mount } = StyleModule;
  StyleModule.mount = (root, modules) => mount(place, modules);
}

/** A worker that has the page's policy, also where the host sends no headers: a script without an address of its own inherits it. */
function worker() {
  const source = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Worker(trusted.createScriptURL(address), { type: "module" });
}
const itself = { createScriptURL: (address) => address };
const trusted = globalThis.trustedTypes?.createPolicy("playground", itself) ?? itself;

styleEditors();
const panel = new RunsPanel((name, blob) => open(name, blob));
const python = new Python(worker, (state) => panel.show(state));
const example = fetch(new URL(EXAMPLE, import.meta.url)).then((response) => response.blob());
const first = example.then((blob) => void python.open(`Example runs: ${EXAMPLE}`, blob));
const backend = {
  async ask(request, signal) {
    const refusal = refused(request);
    if (refusal) return refusal;
    if (!("text" in request)) await first;
    return python.ask(request, signal);
  },
};
const page = start(backend, document.querySelector("#explorer"), { lead: panel.element });
document.querySelector("h1").textContent = "filterlang playground"; // until the runs have their title

/** Looks at other runs. Resolves to why they cannot be read, or to null. */
async function open(name, blob) {
  const { problem } = await python.open(name, blob);
  if (problem) return problem.message;
  page.address.change({ run: null, since: null, until: null });
  await page.reload();
  return null;
}

globalThis.playground = { python, page }; // for tests, and for whoever looks into the console
