"""Writes selected runs as JSON lines, CSV or Parquet, to standard output or a file.

Owns the invariant that each run is written when it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
import io
import os
import sys

from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import IO, Any

    Record = Mapping[str, Any]
    Write = Callable[[Iterable[Record], IO[bytes], Sequence[str] | None], None]

ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
"""The formats of files, by the endings of their names."""


def output_format(options: argparse.Namespace) -> str:
    """Returns the format of the output, or ``count``. Raises ``Usage`` for options that contradict each other."""
    if options.count:
        if options.output or options.format:
            raise Usage("--count prints only a number: leave out -o and --format")
        return "count"
    if not options.output:
        if options.format == "parquet":
            raise Usage("Parquet is written to a file: name it with -o")
        return options.format or ("table" if sys.stdout.isatty() else "jsonl")
    format: str | None = options.format or ENDINGS.get(os.path.splitext(options.output)[1].lower())
    if format is None:
        raise Usage(f"{options.output}: cannot tell the format from the name: use .jsonl, .csv or .parquet, or --format")
    if format == "table":
        raise Usage("a table is for a terminal: write jsonl, csv or parquet")
    if format == "parquet":
        from importlib.util import find_spec

        from filterlang.text.extras import install

        if find_spec("pyarrow") is None:
            raise Usage(f"Parquet output needs pyarrow: {install('local')}")
    return format


def standard_output() -> IO[bytes]:
    """Returns standard output; for a terminal, a file that removes control characters."""
    return _Screen() if sys.stdout.isatty() else sys.stdout.buffer


class _Screen(io.BytesIO):
    def write(self, data: Any) -> int:
        from filterlang.text.display import harmless

        lines = bytes(data).decode().replace("\r\n", "\n").split("\n")
        sys.stdout.write("\n".join(map(harmless, lines)))
        return len(data)


def write_lines(records: Iterable[Record], file: IO[bytes], select: Sequence[str] | None) -> None:
    """Writes JSON lines, one for each run: the selected fields, or those that have a value in the run."""
    import json

    from filterlang.evaluate.rows import json_text

    for record in records:
        if select is None:
            fields = {name: value for name, value in record.items() if value is not None}
        else:
            fields = {name: record.get(name) for name in select}
        try:
            line = json.dumps(fields, default=str, ensure_ascii=False, allow_nan=False)
        except (ValueError, RecursionError):  # NaN, which is not JSON, or nested too deep for json
            line = json_text(fields)
        file.write(line.encode(errors="backslashreplace") + b"\n")  # JSON's escape for half of a surrogate pair is the same


def write_csv(records: Iterable[Record], file: IO[bytes], select: Sequence[str] | None) -> None:
    """Writes CSV as in RFC 4180: a header, lines that end in CR LF, quotes where they are needed; lists and objects as JSON.

    Cells that a spreadsheet would run as formulas are not changed: an escape would become part of the data for every other
    reader. The help of the command says so.
    """
    import csv

    from filterlang.tables.tabular import columns_for, rows

    writer = csv.writer(_Encoded(file))
    writer.writerow(columns_for(select))
    for cells in rows(records, select):
        writer.writerow(map(_cell, cells))


class _Encoded:
    """A binary file that texts can be written to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def _cell(value: Any) -> str:
    from datetime import datetime
    from decimal import Decimal
    import json

    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return json.dumps(value, ensure_ascii=False)


def write_parquet(records: Iterable[Record], file: IO[bytes], select: Sequence[str] | None) -> None:
    """Writes Parquet, with the schema of ``Results.to_arrow``."""
    from filterlang.tables.arrow import write_parquet

    write_parquet(records, file, select)


WRITERS: dict[str, Write] = {"jsonl": write_lines, "csv": write_csv, "parquet": write_parquet}
