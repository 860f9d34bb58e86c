"""Answer LangSmith clients from exported files: a query server on this machine that speaks the v1 and the v2 API."""

from __future__ import annotations

import argparse
import os

from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage
from filterlang.schema.served_apis import SERVED_APIS
from filterlang.text.extras import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.serve.exported_runs import ServedExport

SUMMARY = "answer LangSmith clients from files"
ALIASES = ("server",)
EXAMPLES = """\
examples:
  filterlang serve runs.parquet
  filterlang serve 'export/*.parquet' --project support-bot --port 0
  filterlang serve runs.jsonl --apis v2
  filterlang serve runs.jsonl --host 0.0.0.0 --api-key "$KEY"

When it is ready it prints the environment variables that point a client to it, and the projects it serves:
  export LANGSMITH_ENDPOINT=http://127.0.0.1:1984
  export LANGSMITH_API_KEY=local
  projects: runs (59 runs, 2026-10-05 … 2026-11-04)

--apis v1 speaks the API of a LangSmith without v2, and --apis v2 that of a LangSmith on which v1's queries have ended.

A file that changes is read again before the next request. Parameters that LangSmith ignores are ignored here too, with a line
on standard error; --strict refuses them, and --verbose prints a line for every request.

Runs belong to the project of their session_id. --project names the project of the runs without one, and the only project of an
export without a name for it. Ctrl-C ends the server.

Exit status: 0 ended by Ctrl-C or SIGTERM, 2 the command was used wrongly or a file cannot be read.
"""
_PORT = 1984


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("source", metavar="PATH", help="a file, a pattern or a folder of runs, as for filterlang runs")
    project = parser.add_argument("--project", metavar="NAME", help="the name of the project (default: the file's name)")
    names_elsewhere(project, "session", "project-name")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=_PORT, help="the port, 0 for a free one (default: %(default)s)")
    parser.add_argument(
        "--api-key", metavar="KEY", help="require this key from clients; needed for any other host than this machine"
    )
    parser.add_argument(
        "--apis",
        choices=tuple(SERVED_APIS),
        default="both",
        help="the APIs to speak, as LangSmith before or after the end of v1's queries (default: %(default)s)",
    )
    parser.add_argument("--skip-broken", action="store_true", help="skip lines that are not runs")
    parser.add_argument("--strict", action="store_true", help="refuse the parameters that LangSmith ignores")
    parser.add_argument("-v", "--verbose", action="store_true", help="print a line for every request on standard error")


def run(options: argparse.Namespace) -> int:
    """Serves requests until Ctrl-C."""
    from importlib.util import find_spec

    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise Usage(f"the server needs Starlette and uvicorn: {install('serve')}")
    from filterlang.serve.endpoints import application_of
    from filterlang.serve.requests import is_loopback
    from filterlang.serve.running import bind, log_requests, serve, url_of

    if options.api_key == "":
        raise Usage("--api-key is empty: give the key that clients have to send, or leave it out")
    if options.api_key is None and not is_loopback(options.host):
        raise Usage(f"--host {options.host} offers these runs to other machines: add --api-key KEY, or leave --host out")
    try:
        bound = bind(options.host, options.port)
    except OSError as error:
        raise Usage(f"{options.host}, port {options.port}: {error.strerror or error}") from None
    with bound:
        try:
            export = _export(options)
            app = application_of(export, api_key=options.api_key, strict=options.strict, apis=options.apis)
        except (ValueError, ImportError) as error:
            raise Usage(str(error)) from None
        log_requests(verbose=options.verbose)
        with interrupted_by_signals():  # uvicorn raises the signal that ended it once more
            serve(app, bound, lambda: _announce(export, url_of(bound), options.api_key))
    return 0


def _announce(export: ServedExport, url: str, key: str | None) -> None:
    """Prints the settings for clients and the served projects, in one write."""
    snapshot = export.snapshot()
    lines = [
        f"export LANGSMITH_ENDPOINT={url}",
        "export LANGSMITH_API_KEY=local" if key is None else "# LANGSMITH_API_KEY is the key given with --api-key",
        f"projects: {snapshot.projects.summary()}",
    ]
    if snapshot.skipped:
        lines.append(f"skipped: {snapshot.skipped} broken lines")
    print("\n".join(lines), flush=True)


def _export(options: argparse.Namespace) -> ServedExport:
    from filterlang.serve.exported_runs import export_at
    from filterlang.sql.addresses import local_source
    from filterlang.sql.shown_addresses import shown_address

    if local_source(options.source) is None:
        source = shown_address(options.source)
        raise Usage(f"{source}: files are served: write the runs to a file first, with filterlang runs --from {source} -o FILE")
    try:
        return export_at(options.source, _name(options), skip_broken=options.skip_broken)
    except OSError as error:
        raise Usage(f"{options.source}: {error.strerror or error}") from None


def _name(options: argparse.Namespace) -> str:
    """Returns the name of the project: ``--project``, or that of the file or folder without its endings."""
    from filterlang.sql.addresses import local_source

    name: str | None = options.project
    return name or os.path.basename(os.path.abspath(local_source(options.source) or "")).split(".", 1)[0] or "default"


def port(text: str) -> int:
    """Reads the number of a port, for argparse."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)
