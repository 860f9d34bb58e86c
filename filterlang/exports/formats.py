"""Recognises files in formats that are not read, and says how to convert them.

Owns the invariant that the first bytes of a file decide: its name counts only if they are not known.
"""

from pathlib import PurePath

_READ = "JSON, JSON lines, CSV, Parquet and databases of DuckDB are read"
_AS_PARQUET, _AS_LINES, _AS_CSV = "write it as Parquet", "write its runs as JSON lines", "save the sheet as CSV"
_UNPACK = "unpack it"
_UTF_8 = "save it as UTF-8"

Format = tuple[str, str]
"""A format by its name in messages, and the advice for a file of this format."""

_EXCEL: Format = ("an Excel workbook", _AS_CSV)
_SHEET: Format = ("a spreadsheet of OpenDocument", _AS_CSV)
_ARROW: Format = ("a file of Arrow (Feather)", _AS_PARQUET)
_AVRO: Format = ("a file of Avro", _AS_PARQUET)
_ORC: Format = ("a file of ORC", _AS_PARQUET)
_PICKLE: Format = ("a pickle of Python, which is not opened because it may run code", _AS_LINES)
_SQLITE: Format = ("a database of SQLite", "write its table as Parquet or JSON lines")
_ZIP: Format = ("a zip archive", _UNPACK)
_TAR: Format = ("a tar archive", _UNPACK)
_XML: Format = ("XML", _AS_LINES)
_HTML: Format = ("a page of HTML", "fetch the export again")
_HDF5: Format = ("a file of HDF5", _AS_PARQUET)
_NUMPY: Format = ("an array of NumPy", _AS_LINES)
_YAML: Format = ("YAML", _AS_LINES)

_BEGINNINGS: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xfe\0\0", ("a file in UTF-32", _UTF_8)), (b"\0\0\xfe\xff", ("a file in UTF-32", _UTF_8)),
    (b"\xff\xfe", ("a file in UTF-16", _UTF_8)), (b"\xfe\xff", ("a file in UTF-16", _UTF_8)),
    (b"{\0", ("a file in UTF-16", _UTF_8)), (b"\0{", ("a file in UTF-16", _UTF_8)), (b"[\0", ("a file in UTF-16", _UTF_8)),
    (b"PK\x03\x04", _ZIP), (b"PK\x05\x06", _ZIP),
    (b"BZh", ("packed with bzip2", _UNPACK)), (b"\xfd7zXZ", ("packed with xz", _UNPACK)),
    (b"7z\xbc\xaf", ("a 7z archive", _UNPACK)),
    (b"Rar!", ("a rar archive", _UNPACK)), (b"\x04\x22\x4d\x18", ("packed with lz4", _UNPACK)),
    (b"ARROW1", _ARROW), (b"FEA1", _ARROW), (b"\xff\xff\xff\xff", ("a stream of Arrow", _AS_PARQUET)), (b"Obj\x01", _AVRO),
    (b"ORC", _ORC), (b"PARE", ("an encrypted Parquet file", "decrypt it")), (b"SQLite format 3", _SQLITE),
    (b"\xd0\xcf\x11\xe0", _EXCEL), (b"\x89HDF", _HDF5), (b"\x93NUMPY", _NUMPY), (b"%PDF", ("a PDF", _AS_LINES)),
    *((b"\x80" + bytes([protocol]), _PICKLE) for protocol in range(2, 6)),
    (b"<?xml", _XML), (b"<!DOCTYPE", _HTML), (b"<!doctype", _HTML), (b"<html", _HTML),
)  # fmt: skip
"""The formats that are not read, by the first bytes of a file."""

_ENDINGS: dict[str, Format] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls"), _EXCEL), ".ods": _SHEET, ".numbers": ("a sheet of Numbers", _AS_CSV),
    **dict.fromkeys((".arrow", ".feather", ".ipc", ".arrows"), _ARROW), ".avro": _AVRO, ".orc": _ORC,
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), _PICKLE), **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".db3"), _SQLITE),
    ".zip": _ZIP, **dict.fromkeys((".tar", ".tgz"), _TAR), ".xml": _XML, **dict.fromkeys((".html", ".htm"), _HTML),
    **dict.fromkeys((".h5", ".hdf5"), _HDF5), **dict.fromkeys((".npy", ".npz"), _NUMPY),
    **dict.fromkeys((".yaml", ".yml"), _YAML),
    ".msgpack": ("a file of MessagePack", _AS_LINES), ".bson": ("a file of BSON", _AS_LINES),
}  # fmt: skip
"""The formats that are not read, by the ending of a file's name."""

_SUPPORTED = (b"{", b"[", b"PAR1", b"\xef\xbb\xbf")
"""The first bytes of files that are read, whatever their names."""

_IN_ZIP = (_EXCEL, _SHEET, _NUMPY)
"""The formats whose files are zip archives."""


def unsupported(path: str, head: bytes) -> str | None:
    """Returns a message about a file whose format is not read, with advice; None for a file that may be read.

    ``head`` is the first 12 bytes of the file, or more.
    """
    suffixes = PurePath(path.lower()).suffixes
    by_name = _ENDINGS.get(suffixes[-1]) if suffixes else None
    by_bytes = next((format for beginning, format in _BEGINNINGS if head.startswith(beginning)), None)
    if by_bytes is _ZIP and by_name in _IN_ZIP:
        by_bytes = by_name
    if by_bytes is None and (not head or head.lstrip().startswith(_SUPPORTED) or head[8:12] == b"DUCK"):
        return None
    if by_bytes is None and suffixes[-2:] == [".tar", ".gz"]:
        by_bytes = _TAR
    format = by_bytes or by_name
    return None if format is None else f"{format[0]}: {format[1]} ({_READ})"
