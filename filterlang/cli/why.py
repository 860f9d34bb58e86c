"""Explain why a run matches a filter or does not, or how many runs each condition of a filter leaves."""

from __future__ import annotations

import argparse
import sys

from filterlang.cli.inputs import add_expression
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.run_options import add_conditions, add_sources
from filterlang.cli.run_problems import reported_problems
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage
from filterlang.text.display import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

SUMMARY = "explain why a run matches a filter or does not, and where a filter loses its runs"
ALIASES = ("funnel", "debug")
EXAMPLES = """\
examples:
  filterlang why 'and(eq(status, "error"), gt(latency, 5))' --from runs.jsonl
  filterlang why 'and(eq(status, "error"), gt(latency, 5))' --from runs.jsonl --run 01a17702
  filterlang why 'eq(name, "tool")' --from export/ --trace-filter 'eq(status, "error")' --format json
  filterlang why 'gt(latency, 5)' --project support-bot --run 01a17702-b4d8-7c5e-8f52-7a1c0e0a9d11

With --run, each condition is shown with a mark, and below it the value of that run. For --trace-filter and --tree-filter, the
run of the trace that decided is named. The beginning of an id is enough if it has 8 characters and no other run has it.

Without --run, each condition that has to hold is a line: `left` is the number of runs that meet it and all before it, `alone`
the number of runs that meet it by itself. The condition that leaves no run is named.

Sources are those of `filterlang runs`. Runs of LangSmith are counted from an export: filterlang runs --project NAME -o FILE.

Exit status: 0 the run matches, or some runs do; 1 it does not, or none does, or a filter is wrong; 2 the command was used
wrongly, or the runs cannot be read; 130 interrupted.
"""

_WIDEST = 100
"""Columns: longer lines are hard to read."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("inputs", nargs="*", metavar="FILTER|PATH", help="a filter, and files or a table of runs")
    add_expression(parser)
    run = parser.add_argument("--run", dest="run_id", metavar="ID", help="the id of a run, or its beginning: explain this run")
    names_elsewhere(run, "id", "run-id")
    add_sources(parser)
    add_conditions(parser)
    format_option = parser.add_argument("--format", choices=("text", "json"), default="text", help="json: one object")
    names_elsewhere(format_option, "json", "output-format")


@interrupted_by_signals()
@reported_problems
def run(options: argparse.Namespace) -> int:
    """Prints why a run matches, or the funnel; returns 1 when nothing matches, or when a filter is wrong."""
    from filterlang.cli.query_options import conditions_of, require_one_source, sort_inputs

    sort_inputs(options)
    query = conditions_of(options)
    if not any(query.get(name) for name in ("filter", "trace_filter", "tree_filter")):
        raise Usage("there is no filter to explain: write filterlang why FILTER --from FILE, with --run ID for one run")
    require_one_source(options)
    return _explain_run(options, query) if options.run_id is not None else _show_funnel(options, query)


def _explain_run(options: argparse.Namespace, query: dict[str, Any]) -> int:
    from filterlang.cli.run_lookup import run_with_trace
    from filterlang.evaluate.verdict_tree import as_text
    from filterlang.evaluate.why import why

    if options.since or options.until:
        raise Usage("--since and --until are for the runs that are counted: leave them out with --run")
    why(query["filter"], {}, trace_filter=query["trace_filter"], tree_filter=query["tree_filter"], trace=())  # checks them
    needs_trace = bool(query["trace_filter"] or query["tree_filter"])
    record, trace = run_with_trace(options, options.run_id, needs_trace=needs_trace)
    explained = why(query["filter"], record, trace_filter=query["trace_filter"], tree_filter=query["tree_filter"], trace=trace)
    _print(options, explained, as_text(explained, _width(), ascii=_is_ascii(sys.stdout)))
    return 0 if explained else 1


def _show_funnel(options: argparse.Namespace, query: dict[str, Any]) -> int:
    from filterlang.cli.file_runs import is_elsewhere, opened
    from filterlang.cli.progress import progress
    from filterlang.cli.spark_of_command import stopped_spark
    from filterlang.exports.funnel import as_table
    from filterlang.exports.no_runs import why_none

    if not options.paths:
        raise Usage(
            "runs of LangSmith are counted from an export: write filterlang runs --project NAME -o runs.jsonl first, "
            "or --run ID for one run"
        )
    with progress(free=True), stopped_spark():
        runs = opened(options)
        funnel = runs.funnel(**query)
        reason = "" if funnel.total or is_elsewhere(options) else why_none(runs, query)
    text = as_table(funnel, _width(), ascii=_is_ascii(sys.stdout)) if funnel.total else f"0 runs{reason}"
    _print(options, funnel, text)
    return 0 if funnel.left else 1


def _print(options: argparse.Namespace, result: Any, text: str) -> None:
    """Prints a result as text or JSON, at any depth."""
    from filterlang.evaluate.rows import json_text

    print(json_text(result.to_json()) if options.format == "json" else text)


def _width() -> int:
    from filterlang.exports.funnel import WIDTH

    return min(max(columns(sys.stdout) or WIDTH, 40), _WIDEST)


def _is_ascii(stream: TextIO) -> bool:
    """Whether a stream cannot show the marks and bars."""
    try:
        "✓✗█▏…".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False
