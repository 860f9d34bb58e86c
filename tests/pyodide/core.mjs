// Runs pytest -m core in Pyodide. Beside this file: node_modules, wheels/ and pure/ (packages without a wheel).
import { readdirSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [checkout, ...pytestArguments] = process.argv.slice(2);
const python = await loadPyodide();
const wheels = readdirSync("wheels").map((name) => `wheels/${name}`);
await python.loadPackage(wheels, { checkIntegrity: false, messageCallback: () => {} });
for (const [place, folder] of [["/checkout", checkout], ["/pure", "pure"]]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, place);
}
python.globals.set("arguments", python.toPy(pytestArguments));
process.exitCode = python.runPython(`
import os, sys
sys.path += ["/pure"]
sys.path.insert(0, "/checkout")
sys.dont_write_bytecode = True
os.chdir("/checkout")
import pytest
int(pytest.main(["-m", "core and not processes", "-p", "no:cacheprovider", *arguments]))
`);
