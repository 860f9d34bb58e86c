"""Print whole traces as trees: each run with its type, start, duration, tokens, cost and error, and the runs that match."""

from __future__ import annotations

import argparse

from filterlang.cli.inputs import add_expression
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.run_options import add_conditions, add_sources
from filterlang.cli.run_problems import reported_problems
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage

SUMMARY = "print the trace of a run, or the traces of runs that a filter selects, as a tree"
ALIASES = ("trace", "traces", "show", "waterfall", "spans")
"""Names of commands in other programs that do the same."""
EXAMPLES = """\
examples:
  filterlang tree 01a12f32-7b80-7b60-a5ac-ba8e3fd0ff0b --from runs.jsonl
  filterlang tree 01a12f32 'gt(latency, 2)' --from runs.jsonl
  filterlang tree 'eq(status, "error")' --from runs.jsonl --limit 3
  filterlang tree 01a12f32 --from runs.jsonl --format jsonl
  filterlang tree 01a12f32-7b80-7b60-a5ac-ba8e3fd0ff0b --project support-bot

ID is the id of a trace or of any run of it, or the beginning of one: at least 8 characters that belong to one trace. LangSmith
looks up whole ids only. Runs that match the filter are marked with ●. Without ID, the traces of the first 10 matching runs are
printed, as JSON lines those of all; --limit counts these runs.

Starts are seconds after the trace's first run. The lines fit the terminal, or 80 columns: where names have too little room,
starts and types are left out, then names are shortened; numbers never are.
Of a deep trace, …12 stands for the 12 outer levels that have no room. --format jsonl prints the runs in the order of the tree.

Runs are read as `filterlang runs` reads them; its help says what --from takes.

Exit status: 0 all is well, 1 the filter is wrong, 2 the command was used wrongly, no run has the id, a file or a table cannot
be read, or a request fails, 130 interrupted.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs", nargs="*", metavar="ID|FILTER|PATH", help="the id of a run or a trace, a filter, and files or a table of runs"
    )
    add_expression(parser)
    add_sources(parser)
    add_conditions(parser)
    limit = parser.add_argument("--limit", type=int, metavar="N", help="without ID: the traces of N runs (default: 10)")
    names_elsewhere(limit, "n", "head", "max")
    format = parser.add_argument("--format", choices=("tree", "jsonl"), default="tree", help="default: tree")
    names_elsewhere(format, "json", "jsonl", "output-format")


@interrupted_by_signals()
@reported_problems
def run(options: argparse.Namespace) -> int:
    """Prints the traces; returns 1 when a filter is wrong."""
    from filterlang.cli.query_options import conditions_of, require_one_source, sort_inputs
    from filterlang.cli.tree_output import show_traces, take_id

    id = take_id(options)
    sort_inputs(options)
    require_one_source(options)
    if id is not None and options.limit is not None:
        raise Usage("--limit counts the runs whose traces are printed, and the trace of an id is one: leave it out")
    show_traces(options, conditions_of(options), id)
    return 0
