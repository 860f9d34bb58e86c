// Which runs the page looks at: a file that is chosen or dropped, or pasted lines; and how far Python is.

import { button, fill, h } from "../../../filterlang/explore/page/dom.js";

/* global TOTAL */ // the bytes that Python loads, written here by build.py

/** Bytes of the runs, unpacked. Python needs about ten times as many of memory. */
const LARGEST = 50_000_000;
const MB = 1_000_000;
const TOO_LARGE = `more than ${LARGEST / MB} MB: too much for a browser. \`filterlang explore FILE\` shows files of any size.`;
const YET = "You can write a filter already; findings and runs come when it is there.";

export class RunsPanel {
  /** @param {(name: string, blob: Blob) => Promise<string | null>} open  looks at runs; resolves to why they cannot be read */
  constructor(open) {
    this.open = open;
    this.state = h("p", { class: "python", role: "status" });
    this.bar = h("progress", { max: TOTAL, "aria-label": "Python is loading" });
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.file = h("input", { type: "file", hidden: true, onchange: () => this.choose(this.file.files[0]) });
    this.text = h("textarea", { "aria-label": "Runs as lines of JSON", placeholder: '{"id": "…", "name": "…", "run_type": "chain", "start_time": "…", …}' });
    this.paste = h("details", { class: "paste" }, h("summary", {}, "Paste runs"), this.text, button("Look at these", () => this.read("Pasted runs", new Blob([this.text.value]))));
    this.element = h(
      "section",
      { class: "playground", "aria-label": "Runs to look at" },
      h(
        "p",
        {},
        "Look at your own runs: ", button("Choose a file", () => this.file.click()), this.file,
        " or drop one anywhere here (lines of JSON, JSON or CSV, also packed with gzip). ",
        h("b", {}, "They stay in this browser."),
      ),
      this.paste, this.problem, this.state, this.bar,
    ); // prettier-ignore
    const isFile = (event) => event.dataTransfer?.types.includes("Files");
    document.addEventListener("dragover", (event) => { if (isFile(event)) event.preventDefault(); });
    document.addEventListener("drop", (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.choose(event.dataTransfer.files[0]);
    });
  }

  async choose(file) {
    if (file) await this.read(file.name, file);
    this.file.value = "";
  }

  async read(name, blob) {
    let message;
    try {
      const runs = await unpacked(blob);
      message = runs ? await this.open(fileName(name), runs) : `${name}: ${TOO_LARGE}`;
    } catch (error) {
      message = `${name} cannot be read: ${error?.message ?? error}`;
    }
    this.refuse(message);
    if (message === null) this.paste.open = false;
  }

  /** Shows why runs are not there. */
  refuse(message) {
    fill(this.problem, message ?? "");
    this.problem.hidden = message === null;
  }

  /** Shows what Python does. */
  show({ name, loaded = 0, message }) {
    if (name === "lost") return this.refuse(message);
    const isStarting = loaded >= TOTAL;
    const texts = {
      loading: isStarting ? `Python is starting. ${YET}` : `Python is loading: ${mega(loaded)} of ${mega(TOTAL)} MB. ${YET}`,
      reading: "Python reads the runs.",
      failed: message,
      ready: "",
    };
    // Not at each number: a screen reader would read it aloud.
    this.state.setAttribute("aria-live", name === "loading" && loaded && !isStarting ? "off" : "polite");
    fill(this.state, texts[name]);
    this.state.classList.toggle("problem", name === "failed");
    this.bar.hidden = name !== "loading" && name !== "reading";
    if (name === "loading" && !isStarting) this.bar.value = loaded;
    else this.bar.removeAttribute("value");
  }
}

const mega = (bytes) => (bytes / MB).toFixed(1);

/** A name that a file in the worker can have. */
const fileName = (name) => name.replace(/[/\0]/g, "_").slice(0, 100).replace(/^\.+$/, "runs") || "runs";

/** The contents of a file, unpacked if they are packed with gzip; null if they are too large. */
async function unpacked(blob) {
  if (blob.size > LARGEST) return null;
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (head[0] !== 0x1f || head[1] !== 0x8b) return blob;
  const reader = blob.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const pieces = [];
  let size = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    size += piece.value.length;
    if (size > LARGEST) return reader.cancel().then(() => null);
  }
  return new Blob(pieces);
}
