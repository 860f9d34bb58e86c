"""Print the SQL that a filter becomes for an engine, readable, with its values below it."""

from __future__ import annotations

import argparse
from textwrap import fill

from filterlang.text.extras import install
from filterlang.cli.inputs import add_inputs, filters
from filterlang.cli.terminal import Usage, report, shown
from filterlang.sql.engine_registry import DIALECTS

SUMMARY = "print the SQL that a filter becomes"
_PRINTED = "\n".join(
    fill(f"  {dialect.name}: {'; '.join(dialect.types[:1] + dialect.types[2:])}", 60, subsequent_indent=" " * 6)
    for dialect in DIALECTS.values()
)
_UNTESTED = ", ".join(dialect.label for dialect in DIALECTS.values() if not dialect.is_tested)
EXAMPLES = f"""\
examples:
  filterlang sql 'and(eq(status, "error"), gt(latency, 10))'
  filterlang sql --engine clickhouse --table traces.runs 'has(tags, "beta")'
  filterlang sql --engine spark 'and(eq(metadata_key, "user_id"), eq(metadata_value, "u1"))'
  filterlang sql --explain --engine spark 'like(metadata_key, "ls_%")'
  filterlang sql --engine bigquery --literals --table dataset.runs 'gt(latency, 10)'

The columns have the names of LangSmith's v1 API: texts (ids too), times, tags, tokens and costs (numbers), and objects
(extra, inputs, outputs, feedback_stats). Snowflake's names are in capitals, as it keeps names that are written without
quotes. Where filterlang does not open tables itself (postgres and below), UUIDs are assumed to be in lower case, with
hyphens, as LangSmith exports them. The columns for texts, times, tags and objects have these types:

{_PRINTED}

Values are bound to the names that the comments list. With --literals they stand in the SQL, to be pasted into a console.

The SQL for {_UNTESTED} follows their documentation and was never run there. That
of the other engines is tested on them.

Where SQL does not express the whole filter, a comment holds the condition of the rows that are also evaluated in Python.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    add_inputs(parser)
    names = ", ".join(DIALECTS)
    parser.add_argument(
        "--engine", choices=tuple(DIALECTS), default="duckdb", metavar="ENGINE", help=f"{names} (default: duckdb)"
    )
    parser.add_argument("--table", default="runs", metavar="NAME", help="table, schema.table or catalog.schema.table")
    parser.add_argument("--explain", action="store_true", help="also say what is skipped, and which conditions SQL decides")
    parser.add_argument("--literals", action="store_true", help="write values into the SQL, instead of names")


def run(options: argparse.Namespace) -> int:
    """Prints the SQL for each filter; returns 1 when a filter has errors."""
    from importlib.util import find_spec

    if find_spec("sqlglot") is None:
        raise Usage(f"SQL output needs sqlglot: {install(DIALECTS[options.engine].extra)}")
    from filterlang.findings.errors import FilterError
    from filterlang.sql.explaining import explained_filter
    from filterlang.sql.sqltext import sql_text

    texts: list[str] = []
    failed = False
    for filter in filters(options):
        try:
            if options.explain:
                texts.append(explained_filter(filter.text, options.engine))
            texts.append(sql_text(filter.text, options.engine, options.table, literals=options.literals))
        except FilterError as error:
            failed = True
            report(filter.placed(error.diagnostics), filter.document.source)
        except ValueError as error:
            raise Usage(str(error)) from None
    if texts:
        print(shown("\n\n".join(texts)))
    return int(failed)
