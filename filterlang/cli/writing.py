"""How the runs that a command selects are written: JSON lines, CSV or Parquet; to standard output or a file.

Owns the invariant that runs are written as they come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
import io
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO, Any

    Record = Mapping[str, Any]
    Write = Callable[[Iterable[Record], IO[bytes], Sequence[str] | None], None]

ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
"""The formats of files, by how their names end."""


def standard_output() -> IO[bytes]:
    """Standard output; in a terminal without characters that could drive it."""
    return _Screen() if sys.stdout.isatty() else sys.stdout.buffer


class _Screen(io.BytesIO):
    def write(self, data: Any) -> int:
        from filterlang.text.display import harmless

        lines = bytes(data).decode().replace("\r\n", "\n").split("\n")
        sys.stdout.write("\n".join(map(harmless, lines)))
        return len(data)


def write_lines(records: Iterable[Record], file: IO[bytes], select: Sequence[str] | None) -> None:
    """JSON, one run a line: the fields selected, or those that a run has a value for."""
    import json

    from filterlang.evaluate.rows import json_text

    for record in records:
        if select is None:
            shown = {name: value for name, value in record.items() if value is not None}
        else:
            shown = {name: record.get(name) for name in select}
        try:
            line = json.dumps(shown, default=str, ensure_ascii=False, allow_nan=False)
        except (ValueError, RecursionError):  # NaN, which is not JSON, or nested too deep for json
            line = json_text(shown)
        file.write(line.encode(errors="backslashreplace") + b"\n")  # JSON's escape for half of a surrogate pair is the same


def write_csv(records: Iterable[Record], file: IO[bytes], select: Sequence[str] | None) -> None:
    """CSV after RFC 4180: a header, lines that end in CR LF, quotes where they are needed; lists and objects as JSON.

    Cells that a spreadsheet would run as formulas are left as they are: a mark before them would become part of the data for
    every other reader. The help of the command says so.
    """
    import csv

    from filterlang.exports.tabular import columns_for, rows

    writer = csv.writer(_Encoded(file))
    writer.writerow(columns_for(select))
    for cells in rows(records, select):
        writer.writerow(map(_cell, cells))


class _Encoded:
    """A file of bytes that texts are written to."""

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
    """Parquet, with the schema of ``Results.to_arrow``."""
    from filterlang.exports.arrow import write_parquet

    write_parquet(records, file, select)


WRITERS: dict[str, Write] = {"jsonl": write_lines, "csv": write_csv, "parquet": write_parquet}
