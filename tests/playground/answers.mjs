// Prints the answers to requests that Python in WebAssembly gives, for Python to compare.
// Standard input: {"site", "driver", "runs", "requests"}, the first three of them paths. MODULES is a node_modules folder.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { site, driver, runs, requests } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(`${process.env.MODULES}/pyodide/pyodide.mjs`).href);
const python = await loadPyodide();
const read = (path) => new Uint8Array(readFileSync(path));
python.unpackArchive(read(`${site}/filterlang.tar.gz`), "gztar", { extractDir: "/modules" });
python.FS.writeFile("/modules/answer_all.py", read(driver));
python.FS.writeFile("/support_bot.jsonl", read(runs));
python.globals.set("requests", python.toPy(requests));
console.log(python.runPython(`
import sys, warnings
sys.path.insert(0, "/modules")
warnings.simplefilter("error")
import json
from answer_all import answers
json.dumps(answers("/support_bot.jsonl", requests))
`));
