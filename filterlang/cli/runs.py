"""List the runs that a filter selects, of exported files, a table or LangSmith: as a table, JSON lines, CSV or Parquet."""

from __future__ import annotations

import argparse

from filterlang.cli.inputs import add_expression
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.run_options import add_conditions, add_sources
from filterlang.cli.run_problems import reported_problems
from filterlang.cli.signals import interrupted_by_signals

SUMMARY = "list the runs of files, of a table or of LangSmith that a filter selects"
ALIASES = ("list", "ls", "query", "export", "select", "count")
"""Names of commands in other programs that do the same."""
EXAMPLES = """\
examples:
  filterlang runs 'eq(status, "error")' runs.jsonl
  filterlang runs 'eq(name, "extractor")' --from runs.jsonl \\
      --trace-filter 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))'
  filterlang runs 'gt(latency, "5s")' --from runs.jsonl --select name,total_tokens --limit 10
  filterlang runs 'gt(total_cost, 0.1)' --from 'export/*.parquet' -o expensive.csv
  filterlang runs --from runs.jsonl -o runs.parquet
  filterlang runs 'search("timeout")' --from export/ --count
  filterlang runs 'eq(status, "error")' --project support-bot --since 7d
  filterlang runs --project support-bot --since 2026-11-01 --windows 8 -o november.parquet
  filterlang runs 'gt(total_cost, 1)' --from s3://bucket/export/ -o expensive.parquet
  filterlang runs 'eq(status, "error")' --from spark:lake.traces.runs --count
  filterlang runs 'gt(latency, 10)' --from clickhouses://reader@host/traces.runs --since 7d --limit 20
  filterlang runs 'has(tags, "beta")' --from duckdb:export.duckdb#archive.runs -o beta.parquet

A file holds runs as JSON lines (.gz and .zst too), the post and patch records that the langsmith SDK writes, or
Parquet; a pattern or a folder stands for all its files, and several files are read as one. --from FILE names a file too, - is
standard input.

s3://, https://, gs:// and the like are read by DuckDB's extension httpfs, which has to be installed: Parquet in place, JSON and
CSV as a whole. s3://bucket/export/ is a folder. Keys belong into a secret of DuckDB or the environment, never into the address.

The address of a table stands in place of a file. Between the parts of the table's name are dots, and a part that has a dot is
in backquotes. spark:catalog.db.runs is asked through the session that Spark's settings describe, or the server of Spark Connect
in SPARK_REMOTE. clickhouse://user@host:8123/db.runs is asked over HTTP, clickhouses:// and port 8443 over HTTPS; the user and
the password are those in the address, or in CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. duckdb:FILE#runs is a table or view of a
database, which is only read. Ctrl-C cancels the query in the engine too. A file with such a name is written ./spark:runs.

A terminal shows a table of the first 50 runs; --limit shows more.

CSV and Parquet have the same columns for all runs: values without a column of their own are JSON in the last one, `other`.
Times are in UTC, lists and objects are JSON. Cells of CSV are not escaped, even those that begin with = + - or @, which a
spreadsheet may run as formulas: import data that you do not trust as text.

--project and --project-id read from LangSmith, with the key in LANGSMITH_API_KEY. An export with -o that was interrupted, by
Ctrl-C or by a lost connection, continues where it stopped when the same command is run again: the runs fetched so far are kept
in FILE.part. Times are those at which runs start: 7d (or 30m, 12h, 2w) before now, or an ISO time, in UTC without an offset.

Exit status: 0 all is well, 1 the filter is wrong, 2 the command was used wrongly, a file or a table cannot be read or
written, or a request fails, 130 interrupted; the file that -o names is written completely or not at all.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "inputs", nargs="*", metavar="FILTER|PATH", help="a filter (without one: all runs), and files or a table of runs"
    )
    add_expression(parser)
    add_sources(parser)
    _add_selection(parser)
    _add_output(parser)


def _add_selection(parser: argparse.ArgumentParser) -> None:
    """Adds the options that select runs and fields."""
    add_conditions(parser)
    limit = parser.add_argument("--limit", type=int, metavar="N", help="at most N runs")
    names_elsewhere(limit, "n", "head", "max")
    select = parser.add_argument("--select", metavar="FIELDS", help="only these fields, separated by commas, and the id")
    names_elsewhere(select, "columns", "fields")


def _add_output(parser: argparse.ArgumentParser) -> None:
    """Adds the options that say how the runs are printed or written."""
    parser.add_argument("-o", "--output", metavar="FILE", help="write a file: .jsonl, .csv or .parquet")
    format_option = parser.add_argument(
        "--format",
        choices=("table", "jsonl", "csv", "parquet"),
        help="default: the ending of FILE; else table in a terminal and jsonl elsewhere",
    )
    names_elsewhere(format_option, "json", "jsonl", "csv", "parquet", "output-format", "type")
    parser.add_argument("--count", action="store_true", help="print only the number of runs")


@interrupted_by_signals()
@reported_problems
def run(options: argparse.Namespace) -> int:
    """Prints or writes the runs, newest first; returns 1 when a filter is wrong."""
    from filterlang.cli.query_options import query_of, require_one_source, sort_inputs
    from filterlang.cli.writing import output_format

    format = output_format(options)
    sort_inputs(options)
    require_one_source(options)
    query = query_of(options)
    if options.paths:
        from filterlang.cli.file_runs import show_or_write

        show_or_write(options, query, format)
    else:
        from filterlang.cli.export import export_runs

        export_runs(options, query, format)
    return 0
