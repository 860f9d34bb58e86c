// The demo: an editor for one filter, which asks the server of demo.py.

import { EditorView, basicSetup } from "codemirror";
import { langsmithFilter } from "../src/index.js";

const setting = (name) => document.querySelector(`meta[name="${name}"]`).content;

const ask = (request, signal) =>
  fetch("/ask", {
    method: "POST",
    headers: { "content-type": "application/json", "x-token": setting("token") },
    body: JSON.stringify(request),
    signal,
  }).then((response) => response.json());

// For tests, and for trying things in the console.
window.editor = new EditorView({
  doc: 'and(eq(status, "error"), gt(latency, 5))',
  parent: document.querySelector("#editor"),
  extensions: [basicSetup, EditorView.cspNonce.of(setting("nonce")), langsmithFilter({ ask, values: JSON.parse(setting("values")) })],
});
