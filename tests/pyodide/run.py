"""Runs the tests of the core on CPython 3.14: in Pyodide, WebAssembly in Node, where filterlang's core also has to work.

``python tests/pyodide/run.py [FOLDER] [PYTEST ARGUMENTS]`` needs Node 20 with npm and pip. It installs Pyodide from npm and
the wheels from PyPI into FOLDER (default ``.pyodide``), then runs ``pytest -m core`` there, which takes about ten minutes.
"""

from pathlib import Path
import shutil
import subprocess
import sys

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PLATFORM = "pyemscripten_2026_0_wasm32"
WHEELS = [
    "argcomplete",
    "httpx",
    "hypothesis",
    "jsonschema",
    "lark",
    "pydantic",
    "pytest",
    "rich",
    "typing_extensions",
]
DOWNLOAD = (
    "download", "-q", "--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.14",
    "--abi", "cp314", "--abi", "none", "--platform", PLATFORM, "--platform", "any",
)  # fmt: skip


def run(*command: object, cwd: Path = ROOT) -> None:
    subprocess.run([str(word) for word in command], cwd=cwd, check=True)


def main(folder: Path, arguments: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "core.mjs"):
        shutil.copy(HERE / name, folder / name)
    run("npm", "install", "--silent", "--no-package-lock", cwd=folder)
    pip = (sys.executable, "-m", "pip")
    run(*pip, *DOWNLOAD, "-d", folder / "wheels", *WHEELS)
    run(*pip, "install", "-q", "--upgrade", "--no-binary", "pyyaml", "--target", folder / "pure", "pyyaml")
    node = ("node", "--stack-size=60000", "core.mjs", str(ROOT), *arguments)
    return subprocess.run(node, cwd=folder, check=False).returncode


if __name__ == "__main__":
    words = sys.argv[1:]
    place = words.pop(0) if words and not words[0].startswith("-") else ROOT / ".pyodide"
    sys.exit(main(Path(place).resolve(), words))
