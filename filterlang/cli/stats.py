"""Compute measures of runs by group: a table in the terminal, a file of data, or a plot."""

from __future__ import annotations

import argparse
import os

from filterlang.cli.inputs import add_expression
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.run_options import add_conditions, add_sources
from filterlang.cli.run_problems import reported_problems
from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage

SUMMARY = "count runs, errors, latency, costs and tokens by name, model, day and so on, as a table or a plot"
ALIASES = ("stat", "statistics", "summary", "aggregate", "plot", "groupby")
"""Names of commands in other programs that do the same."""
EXAMPLES = """\
examples:
  filterlang stats runs.jsonl
  filterlang stats --from runs.jsonl --by name
  filterlang stats 'eq(run_type, "llm")' --from 'export/*.parquet' --by model,day --show count,errors,p50,p95,cost,tokens
  filterlang stats --from runs.jsonl --by tags --show count,error_rate,feedback.user_score --sort error_rate --limit 10
  filterlang stats --from runs.jsonl --by day,model --show cost -o cost.png
  filterlang stats 'eq(is_root, true)' --project support-bot --since 7d --by day -o week.csv

--by groups runs by name, run_type, status, model, tags (a run counts for each of its tags), metadata.KEY, error (its first
word), is_root, project (its name) or project_id, thread_id, trace_id, reference_example_id, and by the time at which runs
started, in UTC: second, minute, hour, day, week, month, year.

--show measures count, errors, error_rate, streaming_rate; sums: tokens, prompt_tokens, completion_tokens, cost, prompt_cost,
completion_cost; percentiles of the latency: p50, p95, p99.9; of another value: first_token_p50, cost_p99, tokens_p95;
mean_latency, total_latency, min_cost, max_tokens and the like; feedback.KEY, the mean score; first_start and last_start.
LangSmith's own names mean the same: run_count, total_tokens, total_cost, median_tokens, latency_p50, last_run_start_time.

-o writes the rows as .csv, .jsonl or .parquet, or draws the first measure: lines over time with a span of time in --by, or
else bars, as .png, .svg or .pdf.

Runs are read as `filterlang runs` reads them; its help says what --from takes. With --project, the fields that matter are
fetched from LangSmith, with the key in LANGSMITH_API_KEY.

Exit status: 0 all is well, 1 the filter is wrong, 2 the command was used wrongly, a file or a table cannot be read or
written, or a request fails, 130 interrupted; the file that -o names is written completely or not at all.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs", nargs="*", metavar="FILTER|PATH", help="a filter (without one: all runs), and files or a table of runs"
    )
    add_expression(parser)
    by = parser.add_argument("--by", metavar="NAMES", default="", help="what to group by, between commas: name,model,day")
    names_elsewhere(by, "group-by", "group", "groupby")
    show = parser.add_argument(
        "--show", metavar="NAMES", help="what to measure, between commas (default: count,errors,p50,p95,cost,tokens)"
    )
    names_elsewhere(show, "measures", "metrics", "select", "columns")
    parser.add_argument("--sort", metavar="NAME", help="sort by this column; a measure from the greatest")
    limit = parser.add_argument("--limit", type=int, metavar="N", help="show only the first N groups")
    names_elsewhere(limit, "n", "head", "top", "max")
    add_sources(parser)
    add_conditions(parser)
    output = parser.add_argument(
        "-o", "--output", metavar="FILE", help="write a file: .csv, .jsonl, .parquet, or a plot: .png, .svg, .pdf"
    )
    names_elsewhere(output, "plot", "out")
    parser.add_argument(
        "--format",
        choices=("table", "jsonl", "csv", "parquet", "png", "svg", "pdf"),
        metavar="FORMAT",
        help="table, jsonl, csv, parquet, png, svg or pdf (default: the ending of FILE, or table)",
    )


@interrupted_by_signals()
@reported_problems
def run(options: argparse.Namespace) -> int:
    """Prints or writes the measures; returns 1 when a filter is wrong."""
    from filterlang.cli.query_options import conditions_of, require_one_source, sort_inputs
    from filterlang.cli.stats_output import output_format, show_or_write
    from filterlang.evaluate.run_measures import SHOWN
    from filterlang.evaluate.run_statistics import question_of

    format = output_format(options)
    sort_inputs(options)
    require_one_source(options)
    query = conditions_of(options)
    show = SHOWN if options.show is None else options.show
    question = question_of(options.by, show, sort=options.sort, limit=options.limit)
    try:
        show_or_write(options, query, question, format)
    except OSError as error:
        raise Usage(f"{error.filename or options.output}: {error.strerror or os.strerror(error.errno or 0)}") from None
    return 0
