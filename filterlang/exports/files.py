"""Lists the files that a path, a pattern or a folder means, and recognises the format of each.

Owns the invariant that the first bytes of a file decide its format, whatever its name.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
import glob
import os
from stat import S_ISREG
from pathlib import Path, PurePath
from typing import IO

from filterlang.exports.formats import unsupported
from filterlang.exports.records import RecordError


class FileKind(StrEnum):
    """The formats that are read."""

    JSON = "JSON"
    PARQUET = "Parquet"
    DATABASE = "a database of DuckDB"


_ENDINGS = (".jsonl", ".ndjson", ".json", ".parquet")
_CSV_ENDINGS = (".csv", ".tsv")
"""The endings of the files that are read in a folder; those of CSV only if the folder has no others."""

_PACKED = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd"}
"""The first bytes of packed files, by the ending of their names."""

_PIECE = 1 << 13
"""How many bytes are read at once to find a line break."""

_PARQUET, _DATABASE = b"PAR1", b"DUCK"
"""The first bytes of a Parquet file, and the bytes 8 to 12 of a database of DuckDB."""


Stamp = tuple[tuple[str, int, int], ...]
"""The path, the time of the last change and the size of each file."""


def stamp_of(files: Iterable[str]) -> Stamp:
    """Returns the state of files; a pipe can be read only once, so it never changes. Raises ``OSError`` for missing files."""
    states = ((path, os.stat(path)) for path in files)  # noqa: PTH116 - a thousand files are looked at for each request
    return tuple((path, file.st_mtime_ns, file.st_size) if S_ISREG(file.st_mode) else (path, 0, 0) for path, file in states)


def files_of(source: str) -> list[str]:
    """Returns the files that a path, a pattern or a folder means, in order. Raises ``OSError`` if there are none."""
    if not source or "\0" in source:
        raise FileNotFoundError(2, "a file cannot have this name", source)
    if Path(source).is_dir():
        return _files_in_folder(source)
    if glob.has_magic(source) and not Path(source).exists():
        return _matching_files(source)
    if "://" in source and not Path(source).exists():
        raise FileNotFoundError(2, "only files of this machine are opened by name: give a relation of DuckDB", source)
    return [source]


def _files_in_folder(folder: str) -> list[str]:
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return exports_among({str(path): path.relative_to(folder) for path in paths}, folder)


def exports_among(paths: Mapping[str, PurePath], folder: str) -> list[str]:
    """Returns those of the files in a folder that are read. ``paths`` has each with its path below the folder.

    Raises ``RecordError`` if there are none.
    """
    for endings in (_ENDINGS, _CSV_ENDINGS):
        if exports := [path for path, below in paths.items() if _is_export(below, endings)]:
            return exports
    expected = ", ".join((*_ENDINGS, *_CSV_ENDINGS))
    raise RecordError(f"{folder}: no runs in this folder: its files have to end in {expected}")


def _matching_files(pattern: str) -> list[str]:
    paths = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - pathlib takes no pattern that begins with /
    files = [path for path in paths if not Path(path).is_dir()]
    if not files:
        raise FileNotFoundError(2, "no file matches this pattern", pattern)
    return files


def _is_export(path: PurePath, endings: tuple[str, ...]) -> bool:
    """Whether a file in a folder is read. Names that begin with a dot or ``_`` are hidden or belong to other programs."""
    name = path.name
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return name.endswith(endings) and not any(part.startswith((".", "_")) for part in path.parts)


def kind_of(path: str) -> FileKind:
    """Returns the format of a file, by its name if it is empty. Raises ``RecordError`` for a format that is not read."""
    if not Path(path).is_file():  # a pipe: bytes that are read here would be missing later
        Path(path).stat()
        return FileKind.JSON
    with Path(path).open("rb") as file:
        return kind_of_bytes(path, file.read(16))


def kind_of_bytes(path: str, head: bytes) -> FileKind:
    """Returns the format of a file with these first bytes. Raises ``RecordError`` for a format that is not read."""
    if (problem := unsupported(path, head)) is not None:
        raise RecordError(f"{path}: {problem}")
    if head.startswith(_PARQUET) or (not head and path.endswith(".parquet")):
        return FileKind.PARQUET
    return FileKind.DATABASE if head[8:12] == _DATABASE or (not head and path.endswith(".duckdb")) else FileKind.JSON


def check_end(path: str, kind: FileKind) -> None:
    """Raises ``RecordError`` if a file is empty, or is Parquet that is cut short."""
    with Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - len(_PARQUET), 0))
        if not size:
            raise RecordError(f"{path}: the file is empty: fetch it again")
        if kind is FileKind.PARQUET and (file.read() != _PARQUET or size < 12):
            raise RecordError(f"{path}: a Parquet file that is cut short: fetch it again")


def is_named_as_packed(path: str) -> bool:
    """Whether the ending of a file's name agrees with how it is packed: DuckDB goes by the name."""
    with Path(path).open("rb") as file:
        head = file.read(4)
    return all(path.endswith(ending) == head.startswith(mark) for ending, mark in _PACKED.items())


def may_have_lines_over(size: int, path: str) -> bool:
    """Whether a file may have a line of more than ``size`` bytes. Reads little of a file of short lines.

    A line as long as two parts of the file covers one of them, which then has no line break. A packed file
    is not read: its bytes do not show where lines end.
    """
    if path.endswith(tuple(_PACKED)):
        return True
    part = size // 2
    with Path(path).open("rb", buffering=0) as file:
        return any(not _has_line_break(file, start, part) for start in range(0, file.seek(0, os.SEEK_END) - part + 1, part))


def _has_line_break(file: IO[bytes], start: int, size: int) -> bool:
    """Whether ``size`` bytes of a file have a line break, or no longer exist."""
    file.seek(start)
    pieces = (file.read(min(_PIECE, size - place)) for place in range(0, size, _PIECE))
    return any(not piece or b"\n" in piece for piece in pieces)
