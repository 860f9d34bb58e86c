"""The options that say where runs are and which of them count, for the commands that read runs.

Owns the invariant that they are the same in each of these commands.
"""

from __future__ import annotations

from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import add_api_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say where the runs are."""
    paths = parser.add_argument(
        "--from",
        dest="paths",
        action="append",
        default=[],
        metavar="PATH",
        help="a file, a pattern or a folder, also s3:// and https://; - for standard input; or a table: spark:db.runs, "
        "clickhouse://host/db.runs, "
        "duckdb:FILE#runs",
    )
    names_elsewhere(paths, "file", "input", "path")
    project = parser.add_argument("--project", action="append", metavar="NAME", help="a project of LangSmith; may be repeated")
    names_elsewhere(project, "session", "project-name")
    parser.add_argument("--project-id", action="append", metavar="ID", help="the same, by its id")
    parser.add_argument("--skip-broken", action="store_true", help="skip lines that are not runs, and print their number")
    parser.add_argument("--api", choices=("auto", "v1", "v2"), help="which of LangSmith's APIs to use (default: auto)")
    parser.add_argument("--windows", type=int, metavar="N", help="split the time into N parts and fetch them at the same time")
    add_api_url(parser)


def add_conditions(parser: argparse.ArgumentParser) -> None:
    """Adds the options that select runs, beside the filter."""
    since = parser.add_argument("--since", metavar="TIME", help="runs that started then or later: 7d, 12h, 2026-11-01T09:30Z")
    names_elsewhere(since, "start-time", "after", "from-time")
    until = parser.add_argument("--until", metavar="TIME", help="runs that started then or earlier")
    names_elsewhere(until, "end-time", "before")
    parser.add_argument("--trace-filter", metavar="FILTER", help="a filter on the root run of the run's trace")
    parser.add_argument("--tree-filter", metavar="FILTER", help="a filter that any run of the trace has to match")
