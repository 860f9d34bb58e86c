// Python in a worker. Answers one message after the other; when Python itself fails, it says so, and is of no use any longer.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;

/** Reports how many bytes have come: Pyodide fetches its files by itself. */
const load = globalThis.fetch;
let loaded = 0;
globalThis.fetch = async (...request) => {
  const response = await load(...request);
  if (!response.ok) throw new Error(`${response.url} is not there (${response.status})`);
  const counting = new TransformStream({
    transform(bytes, controller) {
      loaded += bytes.length;
      postMessage({ loaded });
      controller.enqueue(bytes);
    },
  });
  return new Response(response.body.pipeThrough(counting), { headers: response.headers });
};

try {
  const modules = fetch(here("filterlang.tar.gz")).then((response) => response.arrayBuffer());
  const python = await loadPyodide({ indexURL: here("pyodide/") });
  python.unpackArchive(await modules, "gztar", { extractDir: "/modules" });
  python.runPython("import sys; sys.path.insert(0, '/modules'); sys.dont_write_bytecode = True");
  python.FS.mkdir("/runs");
  python.FS.chdir("/runs"); // messages name a file as the page does
  const playground = python.pyimport("browser_answers").Playground();
  const actions = {
    ask: ({ request }) => playground.answer(request),
    learn: () => playground.learn(),
    open({ name, blob }) {
      python.FS.mount(python.FS.filesystems.WORKERFS, { blobs: [{ name, data: blob }] }, "/runs");
      try {
        return playground.open(name);
      } finally {
        python.FS.unmount("/runs");
      }
    },
  };
  onmessage = ({ data }) => {
    try {
      postMessage({ answer: actions[data.action](data) });
    } catch (error) {
      postMessage({ died: String(error) });
    }
  };
  postMessage({ ready: true });
} catch (error) {
  postMessage({ failed: String(error?.message ?? error) });
}
