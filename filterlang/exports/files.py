"""Which files a source stands for, and what each of them holds.

Owns the invariant that a file is what its first bytes say, whatever it is called.
"""

from enum import StrEnum
import glob
import os
from pathlib import Path

from filterlang.exports.formats import foreign
from filterlang.exports.records import RecordError


class FileKind(StrEnum):
    """What reads a file."""

    JSON = "JSON"
    PARQUET = "Parquet"
    DATABASE = "a database of DuckDB"


_ENDS = (".jsonl", ".ndjson", ".json", ".parquet")
_TABLES = (".csv", ".tsv")
"""How the names of files end that count in a folder, and of those that count where there are none of these."""

_PACKED = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd"}
"""How the names of packed files end, and how the files begin."""

_PARQUET, _DATABASE = b"PAR1", b"DUCK"


def files_of(source: str) -> list[str]:
    """The files that a path, a pattern or a folder stands for, in order. Raises ``OSError`` where there are none."""
    if not source or "\0" in source:
        raise FileNotFoundError(2, "no file is called so", source)
    if Path(source).is_dir():
        inside = sorted(path for path in Path(source).rglob("*") if path.is_file())
        for ends in (_ENDS, _TABLES):
            if found := [str(path) for path in inside if _is_export(path.relative_to(source), ends)]:
                return found
        counted = ", ".join((*_ENDS, *_TABLES))
        raise RecordError(f"{source}: no runs in this folder: its files have to end in {counted}")
    if glob.has_magic(source) and not Path(source).exists():
        found = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - pathlib takes no pattern that begins with /
        files = [path for path in found if not Path(path).is_dir()]
        if not files:
            raise FileNotFoundError(2, "no file matches this pattern", source)
        return files
    if "://" in source and not Path(source).exists():
        raise FileNotFoundError(2, "only files of this machine are opened by name: give a relation of DuckDB", source)
    return [source]


def _is_export(path: Path, ends: tuple[str, ...]) -> bool:
    """Whether a file in a folder counts: hidden ones, and those that other programs put beside their data, do not."""
    name = path.name
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return name.endswith(ends) and not any(part.startswith((".", "_")) for part in path.parts)


def kind_of(path: str) -> FileKind:
    """What a file holds; an empty one what its name says. Raises ``RecordError`` for what can hold no runs."""
    if not Path(path).is_file():  # of what flows nothing is taken away
        Path(path).stat()
        return FileKind.JSON
    with Path(path).open("rb") as file:
        head = file.read(16)
    if (problem := foreign(path, head)) is not None:
        raise RecordError(f"{path}: {problem}")
    if head.startswith(_PARQUET) or (not head and path.endswith(".parquet")):
        return FileKind.PARQUET
    return FileKind.DATABASE if head[8:12] == _DATABASE or (not head and path.endswith(".duckdb")) else FileKind.JSON


def check_end(path: str, kind: FileKind) -> None:
    """Raise ``RecordError`` for a file that is empty, or Parquet that is cut short."""
    with Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - len(_PARQUET), 0))
        if not size:
            raise RecordError(f"{path}: the file is empty: fetch it again")
        if kind is FileKind.PARQUET and (file.read() != _PARQUET or size < 12):
            raise RecordError(f"{path}: a Parquet file that is cut short: fetch it again")


def is_named_as_packed(path: str) -> bool:
    """Whether the name of a file says how it is packed, which is what DuckDB goes by."""
    with Path(path).open("rb") as file:
        head = file.read(4)
    return all(path.endswith(end) == head.startswith(mark) for end, mark in _PACKED.items())
