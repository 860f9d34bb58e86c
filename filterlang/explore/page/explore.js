// The page of `filterlang explore`: its requests go to the server that it came from.

import { start } from "./start.js";

/** The token leaves the address, which people copy and show; for a reload it is kept as long as the tab. */
function token() {
  const key = `token of ${location.host}`;
  const value = location.search.slice(1) || sessionStorage.getItem(key) || "";
  sessionStorage.setItem(key, value);
  if (location.search) history.replaceState(history.state, "", location.pathname + location.hash);
  return value;
}

const headers = { "content-type": "application/json", "x-token": token() };
const backend = {
  async ask(request, signal) {
    const response = await fetch("/ask", { method: "POST", headers, body: JSON.stringify(request), signal });
    if (!response.ok) throw new Error(`The server refuses this page (${response.status}). Open the address that it printed.`);
    return response.json();
  },
};
start(backend, document.querySelector("#explorer"), { nonce: document.querySelector('meta[name="nonce"]').content });
