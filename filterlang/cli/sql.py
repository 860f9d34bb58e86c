"""Print the SQL that a filter becomes for an engine, readable, with its values below it."""

from __future__ import annotations

import argparse

from filterlang.text.extras import install
from filterlang.cli.inputs import add_inputs, filters
from filterlang.cli.terminal import Usage, report, shown
from filterlang.sql.engine_registry import ENGINES

SUMMARY = "print the SQL that a filter becomes"
EXAMPLES = """\
examples:
  filterlang sql 'and(eq(status, "error"), gt(latency, 10))'
  filterlang sql --engine clickhouse --table traces.runs 'has(tags, "beta")'
  filterlang sql --engine spark 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'

The columns have the names of LangSmith's v1 API: ids are texts, times the engine's own type, tags a list of texts, tokens
and costs numbers, and extra, inputs, outputs and feedback_stats JSON. Values are bound to the names that the comments
list, and never stand in the SQL.

Where SQL does not express the whole filter, a comment holds the condition of the rows that are also evaluated in Python.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    parser.add_argument("--engine", choices=tuple(ENGINES), default="duckdb", help="the engine to write for (default: duckdb)")
    parser.add_argument("--table", default="runs", metavar="NAME", help="table, schema.table or catalog.schema.table")


def run(options: argparse.Namespace) -> int:
    """Prints the SQL for each filter; returns 1 when a filter has errors."""
    from importlib.util import find_spec

    if find_spec("sqlglot") is None:
        raise Usage(f"SQL output needs sqlglot: {install(ENGINES[options.engine].extra)}")
    from filterlang.findings.errors import FilterError
    from filterlang.sql.sqltext import sql_text

    texts: list[str] = []
    failed = False
    for filter in filters(options):
        try:
            texts.append(sql_text(filter.text, options.engine, options.table))
        except FilterError as error:
            failed = True
            report(filter.placed(error.diagnostics), filter.document.source)
        except ValueError as error:
            raise Usage(str(error)) from None
    if texts:
        print(shown("\n\n".join(texts)))
    return int(failed)
