"""Makes the playground, a page without a server: ``python docs/playground/build.py [FOLDER]`` writes a folder for any web host.

Needs a checkout of filterlang, and Node with npm, which installs Pyodide and the packages of the page into a
cache folder the first time. What is made is the same each time, byte for byte.
"""

import argparse
from contextlib import suppress
from functools import partial
import gzip
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
import io
import json
from pathlib import Path
import shutil
import sys
import tarfile
from typing import ClassVar

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "explore")]

from build_page import PAGE, bundled  # noqa: E402 - of this checkout
from import_graph import imports_of, package_of, sources  # noqa: E402
from npm_packages import installed  # noqa: E402

SOURCES = HERE / "src"
EXAMPLE = ROOT / "docs" / "examples" / "support_bot.jsonl"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
ENTRY = SOURCES / "browser_answers.py"
"""The module that the worker imports, and by which others are reached."""
NOT_IN_A_BROWSER = frozenset({"sql", "opening", "client", "serve", "saved", "lint", "lsp", "cli", "strategies", "migrate"})
"""Packages that need others than Python's own; who imports them there says what is missing."""
NO_SQL = b'raise ImportError("SQL is written by sqlglot, which is not in a browser: `filterlang sql` prints it")\n'
NOTICE = """\
The playground is made of filterlang, of Pyodide {version}, and of the packages below.

Pyodide (the folder pyodide) is used unchanged, except that its list of packages is empty. It is subject to the terms of the
Mozilla Public License, v. 2.0, which is at https://mozilla.org/MPL/2.0/. Its source is version {version} of
{source}, and it is published as the npm package pyodide. It contains CPython {python} under the
PSF License Agreement (https://docs.python.org/3/license.html), and the libraries that its source names.

"""


def built() -> dict[str, bytes]:
    """The files of the site, by their paths in it."""
    pyodide = installed(HERE / "package.json") / "node_modules" / "pyodide"
    packages = installed(PAGE / "package.json") / "node_modules"
    loaded = {f"pyodide/{name}": (pyodide / name).read_bytes() for name in PYODIDE}
    loaded |= {f"pyodide/{LOCK}": empty_lock(pyodide), "filterlang.tar.gz": archived(python_files())}
    # Module scripts are not counted: browsers load them without fetch.
    total = sum(len(content) for path, content in loaded.items() if not path.endswith(".mjs"))
    return loaded | {
        "index.html": (SOURCES / "index.html").read_bytes(),
        "playground.js": bundled(packages, SOURCES / "playground.js", *constants(TOTAL=total)),
        "playground.css": bundled(packages, SOURCES / "playground.css"),
        "editors.css": b"/* Filled by the page, with the styles of its editors. */\n",
        "worker.js": (SOURCES / "worker.js").read_bytes(),
        "favicon.svg": (PAGE / "favicon.svg").read_bytes(),
        "support_bot.jsonl": EXAMPLE.read_bytes(),
        "LICENSES.txt": licenses(pyodide).encode(),
    }


def constants(**more: int) -> list[str]:
    """The options that write numbers into the page: what is bounded before Python is asked, as Python bounds it, and more."""
    from filterlang.ide.json_requests import DEEPEST, LARGEST

    numbers = {"DEEPEST": DEEPEST, "LARGEST": LARGEST, **more}
    return [f"--define:{name}={value}" for name, value in numbers.items()]


def empty_lock(pyodide: Path) -> bytes:
    """Pyodide's list of packages, without any: nothing is loaded from elsewhere."""
    return json.dumps({**json.loads((pyodide / LOCK).read_bytes()), "packages": {}}).encode()


def python_files() -> dict[str, bytes]:
    """The modules that Python has in the browser, by their paths: those that the page's answers reach, and every rule."""
    texts = sources(ROOT)
    pending = {name for name in texts if name.startswith("filterlang.rules.")} | imports_of(
        ENTRY.read_text(encoding="utf-8"), texts
    )
    reached = {"filterlang"}
    while pending:
        name = pending.pop()
        if name not in reached and package_of(name) not in NOT_IN_A_BROWSER:
            reached.add(name)
            around = {name.rsplit(".", parts)[0] for parts in range(1, name.count(".") + 1)}
            pending |= (imports_of(texts[name], texts) | around) - {"filterlang"}
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in map(path_of, reached)}
    made = {"filterlang/syntax/_table.py": parser_table(), "filterlang/sql/__init__.py": NO_SQL}
    return {**files, **made, ENTRY.name: ENTRY.read_bytes()}


def path_of(module: str) -> Path:
    """The file of a module."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def parser_table() -> bytes:
    """The parser's table, so that no start has to make it."""
    from filterlang.syntax.automaton import Table
    from filterlang.syntax.grammar import load

    table = load()
    return f"TABLE = {tuple(getattr(table, name) for name in Table.__match_args__)!r}\n".encode()


def archived(files: dict[str, bytes]) -> bytes:
    """Files as an archive that is the same each time, in three quarters of a zip file's size."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for path, content in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(made.getvalue(), 9, mtime=0)


def licenses(pyodide: Path) -> str:
    """The notices that go with the site."""
    package = json.loads((pyodide / "package.json").read_bytes())
    python = json.loads((pyodide / LOCK).read_bytes())["info"]["python"]
    source = package["repository"]["url"].removeprefix("git+").removesuffix(".git")
    notice = NOTICE.format(version=package["version"], source=source, python=python)
    page = (PAGE.parent / "assets" / "LICENSES.txt").read_text(encoding="utf-8")
    return f"{notice}{(ROOT / 'LICENSE').read_text(encoding='utf-8')}\n{page}"


def write(folder: Path) -> None:
    """Makes the site in a folder, and prints what its files weigh. A folder that holds anything else is refused."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / "filterlang.tar.gz").is_file():
            sys.exit(f"{folder} holds something else than a playground: name another folder")
        shutil.rmtree(folder)
    files = built()
    packed = {path: len(gzip.compress(content, 9)) for path, content in files.items()}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        print(f"{path:30} {len(content):12,} {packed[path]:12,}")
    print(f"{'bytes, and with gzip':30} {sum(map(len, files.values())):12,} {sum(packed.values()):12,}\n{folder}")


class Files(SimpleHTTPRequestHandler):
    """Sends the files of a site with their types."""

    extensions_map: ClassVar[dict[str, str]] = {
        ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
        ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".wasm": "application/wasm",
        ".json": "application/json", ".jsonl": "application/jsonl", ".txt": "text/plain; charset=utf-8",
        ".gz": "application/gzip", "": "application/octet-stream",
    }  # fmt: skip

    def end_headers(self) -> None:
        for name, value in {
            "cache-control": "no-cache",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        }.items():
            self.send_header(name, value)
        super().end_headers()

    def handle(self) -> None:
        with suppress(ConnectionError):  # a request that the browser gave up
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of a site, on this machine only; port 0 is any that is free."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Files, directory=str(folder)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the playground, a folder for any web host.")
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=HERE / "site",
        metavar="FOLDER",
        help="where to write it (default: site, beside this file)",
    )
    parser.add_argument(
        "--serve",
        action="store_true",
        help="show it at an address of this machine until Ctrl-C; a file:// address does not work",
    )
    parser.add_argument("--port", type=int, default=0, help="the port of --serve (default: any that is free)")
    options = parser.parse_args()
    write(options.folder)
    if options.serve:
        with server(options.folder, options.port) as serving:
            print(f"http://127.0.0.1:{serving.server_port}/\nCtrl-C ends it.", flush=True)
            with suppress(KeyboardInterrupt):
                serving.serve_forever()


if __name__ == "__main__":
    main()
