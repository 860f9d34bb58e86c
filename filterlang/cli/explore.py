"""Explore exported runs on a page in the browser: a server on this machine that only this page can ask."""

from __future__ import annotations

import argparse
import os
import sys

from filterlang.cli.inputs import add_expression
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.serve import port
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage, report
from filterlang.text.extras import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket

    from filterlang.explore.explored_runs import ExploredRuns

SUMMARY = "look at runs on a page in the browser: filter them, count them, open them"
ALIASES = ("browse", "ui", "view")
EXAMPLES = """\
examples:
  filterlang explore runs.jsonl
  filterlang explore 'export/*.parquet' 'eq(status, "error")'
  filterlang explore runs.jsonl --no-browser --port 8765

The page has an editor for filters with findings and completion, the number of runs that match while you type, a histogram, the
table of runs, and each run with its trace. The address of the page holds what it shows: copy it to come back, while the command
runs. Only this machine can reach the page, and only with the token in the printed address. Ctrl-C ends it.

Parquet and databases of DuckDB are queried where they are; JSON and CSV are read once, when the command starts.

Exit status: 0 ended by Ctrl-C or SIGTERM, 1 a filter is wrong, 2 the command was used wrongly or a file cannot be read.
"""
_HOST = "127.0.0.1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs", nargs="+", metavar="PATH|FILTER", help="files, patterns or folders of runs; a filter to begin with"
    )
    add_expression(parser)
    parser.add_argument("--trace-filter", metavar="FILTER", help="begin with a filter on the root run of the run's trace")
    parser.add_argument("--tree-filter", metavar="FILTER", help="begin with a filter that any run of the trace has to match")
    parser.add_argument("--port", type=port, default=0, help="the port (default: a free one)")
    browser = parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    names_elsewhere(browser, "headless", "no-open")
    parser.add_argument("--skip-broken", action="store_true", help="skip lines that are not runs")


def run(options: argparse.Namespace) -> int:
    """Serves the page until Ctrl-C; returns 1 when a filter to begin with is wrong."""
    from importlib.util import find_spec

    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise Usage(f"the page needs Starlette and uvicorn: {install('explore')}")
    from filterlang.cli.query_options import sort_inputs
    from filterlang.findings.errors import FilterError
    from filterlang.serve.running import bind

    options.paths = list[str]()
    sort_inputs(options)
    if not options.paths:
        raise Usage("name the files of runs to explore, such as runs.jsonl or 'export/*.parquet'")
    try:
        _require_filters(options)
    except FilterError as error:
        report(error.diagnostics, error.source)
        return 1
    try:
        bound = bind(_HOST, options.port)
    except OSError as error:
        raise Usage(f"port {options.port}: {error.strerror or error}") from None
    with bound, interrupted_by_signals():
        _serve(options, bound, _explored(options))
    return 0


def _explored(options: argparse.Namespace) -> ExploredRuns:
    from filterlang.explore.opened_runs import explored_files
    from filterlang.sql.addresses import is_address, shown_address

    sources: list[str] = options.paths
    for source in sources:
        if is_address(source):
            address = shown_address(source)
            raise Usage(
                f"{address}: files are explored: write the runs to one first, with filterlang runs --from {address} -o FILE"
            )
    try:
        return explored_files(sources, skip_broken=options.skip_broken)
    except OSError as error:
        raise Usage(f"{error.filename or ', '.join(sources)}: {error.strerror or error}") from None
    except (ValueError, ImportError) as error:
        raise Usage(str(error)) from None


def _require_filters(options: argparse.Namespace) -> None:
    """Raises ``FilterError`` for a filter with errors."""
    from filterlang.checking.meaning import to_predicate

    for text in _filters(options).values():
        to_predicate(text)


def _filters(options: argparse.Namespace) -> dict[str, str]:
    from filterlang.schema.query_arguments import FILTERS

    return {name: text for name in FILTERS if (text := getattr(options, name))}


def _serve(options: argparse.Namespace, bound: socket.socket, explored: ExploredRuns) -> None:
    """Serves the page, and learns values in a thread meanwhile."""
    import secrets
    import threading
    from urllib.parse import quote, urlencode

    from filterlang.explore.page_server import PageServer, explorer
    from filterlang.serve.running import serve, url_of

    token = secrets.token_urlsafe(16)
    fragment = urlencode(_filters(options), quote_via=quote)
    url = f"{url_of(bound)}/?{token}{'#' if fragment else ''}{fragment}"
    server = PageServer(explored, token)

    def ready() -> None:
        print(f"{url}\nCtrl-C ends it.", flush=True)
        server.learn()
        if not options.no_browser and _has_browser():
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    serve(explorer(server), bound, ready, server.close)


def _has_browser() -> bool:
    """Whether a browser can be opened here: not on a build machine, over SSH, or on a system without a display."""
    if any(os.environ.get(name) for name in ("CI", "SSH_CONNECTION", "SSH_TTY")):
        return False
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
