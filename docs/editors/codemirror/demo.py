"""Shows the CodeMirror package in a page: ``python docs/editors/codemirror/demo.py``, then open the address that it prints.

Needs Python with filterlang, and Node with npm for the first start, which installs CodeMirror into a cache folder.

The server listens on this machine only, answers only requests with the token that is in its own page, and serves no files.
"""

import argparse
from contextlib import suppress
import hashlib
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
import os
from pathlib import Path
import secrets
import shutil
from string import Template
import subprocess
import sys
import tempfile
import webbrowser

HERE = Path(__file__).resolve().parent
LARGEST = 4_000_000
"""Bytes of a request that is read."""
VALUES = {
    "metadata": {"tier": ["free", "gold", "trial"], "attempt": [1, 2, 3]},
    "feedback": {"outcome": ["resolved", "escalated"]},
    "tags": ["production", "beta"],
    "names": ["ChatModel", "support_bot"],
}
"""What the page offers for completion, as an example."""


def installed(cache: Path, package: Path = HERE / "package.json") -> Path:
    """Returns a folder with the packages that a ``package.json`` names, which are installed the first time."""
    folder = cache / f"npm-{hashlib.sha256(package.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache))
        shutil.copy(package, unfinished / "package.json")
        npm = shutil.which("npm") or sys.exit("npm is not installed")
        command = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=unfinished, check=True)  # noqa: S603 - the packages that are named beside this file
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return folder / "node_modules"


def bundled(modules: Path, entry: Path = HERE / "demo" / "page.js", *options: str) -> bytes:
    """Returns the program of the page in one piece."""
    esbuild = modules / "esbuild" / "bin" / "esbuild"
    command = ["node", str(esbuild), str(entry), "--bundle", "--format=esm", "--target=es2022", "--log-level=error", *options]
    paths = {**os.environ, "NODE_PATH": str(modules)}
    return subprocess.run(command, env=paths, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - our own program


class Demo(ThreadingHTTPServer):
    """Serves the page on a port of this machine, 0 for any that is free."""

    daemon_threads = True

    def __init__(self, program: bytes, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.program = program
        self.token = secrets.token_urlsafe()
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}

    @property
    def url(self) -> str:
        """The address of the page. Its token keeps it from other users of this machine."""
        return f"http://127.0.0.1:{self.server_port}/?{self.token}"


class _Handler(BaseHTTPRequestHandler):
    server: Demo  # pyright: ignore[reportIncompatibleVariableOverride]

    def handle(self) -> None:
        with suppress(ConnectionError):  # a request that the page gave up
            super().handle()

    def do_GET(self) -> None:
        if self.headers.get("host") not in self.server.hosts:
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path == f"/?{self.server.token}":
            self._page()
        elif self.path == "/page.js":
            self._send("text/javascript; charset=utf-8", self.server.program)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        token = self.headers.get("x-token", "").encode("latin-1")
        size = self.headers.get("content-length", "")
        if self.headers.get("host") not in self.server.hosts or not secrets.compare_digest(token, self.server.token.encode()):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path != "/ask":
            self._refuse(HTTPStatus.NOT_FOUND)
        elif not (size.isascii() and size.isdigit() and len(size) < 10 and int(size) <= LARGEST):
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._send("application/json", json.dumps(_answer(self.rfile.read(int(size)))).encode())

    def _page(self) -> None:
        nonce = secrets.token_urlsafe()
        page = Template((HERE / "demo" / "index.html").read_text(encoding="utf-8"))
        filled = page.substitute(token=self.server.token, nonce=nonce, values=escape(json.dumps(VALUES)))
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; "
            "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        self._send("text/html; charset=utf-8", filled.encode(), policy)

    def _send(self, type: str, body: bytes, policy: str = "default-src 'none'") -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in {
            "content-type": type, "content-length": str(len(body)), "content-security-policy": policy,
            "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store",
        }.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self.send_error(status)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing: the token is in the address."""


def _answer(body: bytes) -> dict[str, object]:
    from filterlang.ide.json_interface import answer

    try:
        return answer(json.loads(body))
    except (ValueError, RecursionError):
        return {"error": {"path": "", "message": "the body of the request is not JSON"}}


def main() -> None:
    parser = argparse.ArgumentParser(description="Show the CodeMirror package in a page.")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: any that is free)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    with Demo(bundled(installed(cache / "filterlang-codemirror")), options.port) as server:
        print(f"{server.url}\nCtrl-C ends it.", flush=True)
        if not options.no_browser:
            webbrowser.open(server.url)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main()
