"""Show runs on a page in the browser, to filter them, count them and open each with its trace."""

from __future__ import annotations

import argparse
import os
import sys

from filterlang.cli.inputs import add_expression
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.serve import port
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage, add_api_url, report, tell
from filterlang.text.extras import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from filterlang.explore.explored_runs import ExploredRuns

SUMMARY = "look at runs on a page in the browser: filter them, count them, open them"
ALIASES = ("browse", "ui", "view")
EXAMPLES = """\
examples:
  filterlang explore runs.jsonl
  filterlang explore 'export/*.parquet' 'eq(status, "error")'
  filterlang explore --project support-bot --since 7d --limit 5000
  filterlang explore runs.jsonl --no-browser --port 8765

The page has an editor for filters with findings and completion, the number of runs that match while you type, a histogram, the
table of runs, and each run with its trace. The address of the page holds what it shows: copy it to come back, while the command
runs. Only this machine can reach the page, and only with the token in the printed address. Ctrl-C ends it.

Parquet and databases of DuckDB are queried where they are; JSON and CSV are read once, when the command starts. Start it again
when files have changed.

--project and --project-id fetch runs from LangSmith first, the latest ones, with the key in LANGSMITH_API_KEY. Times are those
of `filterlang runs`: 7d before now, or an ISO time.

Exit status: 0 ended by Ctrl-C or SIGTERM, 1 a filter is wrong, 2 the command was used wrongly, a file cannot be read or a
request fails, 130 interrupted before the page was ready.
"""
_HOST = "127.0.0.1"
_FETCHED = 2_000
"""Runs that are fetched from LangSmith unless ``--limit`` says how many."""
_LARGE = 100_000_000
"""Bytes of JSON that take a while to read."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs", nargs="*", metavar="PATH|FILTER", help="files, patterns or folders of runs; a filter to begin with"
    )
    add_expression(parser)
    parser.add_argument("--trace-filter", metavar="FILTER", help="begin with a filter on the root run of the run's trace")
    parser.add_argument("--tree-filter", metavar="FILTER", help="begin with a filter that any run of the trace has to match")
    parser.add_argument("--skip-broken", action="store_true", help="skip lines that are not runs")
    _add_project(parser)
    parser.add_argument("--port", type=port, default=0, help="the port (default: a free one)")
    browser = parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    names_elsewhere(browser, "headless", "no-open")


def _add_project(parser: argparse.ArgumentParser) -> None:
    """Adds the options for runs of LangSmith."""
    project = parser.add_argument("--project", action="append", metavar="NAME", help="a project of LangSmith; may be repeated")
    names_elsewhere(project, "session", "project-name")
    parser.add_argument("--project-id", action="append", metavar="ID", help="the same, by its id")
    since = parser.add_argument("--since", metavar="TIME", help="fetch runs that started then or later: 7d, 12h, an ISO time")
    names_elsewhere(since, "start-time", "after", "from-time")
    parser.add_argument("--until", metavar="TIME", help="fetch runs that started then or earlier")
    parser.add_argument("--limit", type=int, metavar="N", help=f"fetch at most N runs (default: {_FETCHED:,})")
    add_api_url(parser)


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
    _require_source(options)
    try:
        _require_filters(options)
        bound = bind(_HOST, options.port)
    except FilterError as error:
        report(error.diagnostics, error.source)
        return 1
    except OSError as error:
        raise Usage(f"port {options.port}: {error.strerror or error}") from None
    with bound, interrupted_by_signals():
        explored = _of_files(options.paths, options) if options.paths else _of_project(options)
        _serve(options, bound, explored)
    return 0


def _require_source(options: argparse.Namespace) -> None:
    """Raises ``Usage`` unless the runs are in files or in projects, and the options apply to them."""
    is_remote = bool(options.project or options.project_id)
    if bool(options.paths) is is_remote:
        raise Usage("say where the runs are: either files, such as runs.jsonl, or --project NAME for those of LangSmith")
    given = {"--since": options.since, "--until": options.until, "--limit": options.limit, "--api-url": options.api_url}
    unsuitable = {"--skip-broken": options.skip_broken} if is_remote else given
    for option, value in unsuitable.items():
        if value:
            raise Usage(f"{option} is only for {'files' if is_remote else '--project'}: leave it out")


def _of_files(sources: Sequence[str], options: argparse.Namespace) -> ExploredRuns:
    """Opens files. Raises ``Usage`` for those that cannot be read."""
    from filterlang.explore.opened_runs import bytes_of_json, explored_files
    from filterlang.sql.shown_addresses import is_address, shown_address

    for source in sources:
        if source == "-":
            raise Usage("only files are explored, not standard input: filterlang runs --from - -o runs.parquet writes one")
        if is_address(source):
            address = shown_address(source)
            raise Usage(f"{address}: only files are explored: filterlang runs --from {address} -o runs.parquet writes one")
    try:
        size = bytes_of_json(sources)
        if size > _LARGE:
            tell(f"reading {size / 1e6:,.0f} MB of JSON into memory; Parquet opens at once: filterlang runs -o runs.parquet")
        return explored_files(sources, skip_broken=options.skip_broken)
    except OSError as error:
        raise Usage(f"{error.filename or ', '.join(sources)}: {error.strerror or error}") from None
    except (ValueError, ImportError) as error:
        raise Usage(str(error)) from None


def _of_project(options: argparse.Namespace) -> ExploredRuns:
    """Fetches the latest runs of projects."""
    from filterlang.cli.fetched_runs import fetched_records
    from filterlang.explore.explored_runs import ExploredRuns
    from filterlang.exports.memory import LocalRuns
    from filterlang.tables.run_cells import counted

    limit = _FETCHED if options.limit is None else options.limit
    try:
        records, has_more = fetched_records(options, limit)
    except ValueError as error:
        raise Usage(str(error)) from None
    name = ", ".join([*(options.project or ()), *(options.project_id or ())])
    notes = [f"these are the latest {counted(len(records))}, and there are more: --limit N fetches N"] if has_more else []
    for note in notes:
        tell(f"filterlang: {note}")
    named = options.project or ()
    project = name if len(named) == 1 and not options.project_id else None
    return ExploredRuns(LocalRuns(records), name, notes, project=project)


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
    from contextlib import ExitStack
    import secrets
    import threading
    from urllib.parse import quote, urlencode

    from filterlang.cli.forwarding_page import forwarding_page
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

            address = ending.enter_context(forwarding_page(url))
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    with ExitStack() as ending:
        serve(explorer(server), bound, ready, server.close)


def _has_browser() -> bool:
    """Whether a browser can be opened here: not on a build machine, over SSH, or on a system without a display."""
    if any(os.environ.get(name) for name in ("CI", "SSH_CONNECTION", "SSH_TTY")):
        return False
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
