"""Recognises what a source of runs is, and opens it: one table of kinds.

Owns the invariant that no library is loaded to recognise its objects: only the names of types and their methods are looked at.
"""

from collections.abc import Callable, Iterable
from functools import partial
from importlib.util import find_spec
import os
from typing import Any, NamedTuple

from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions, checked
from filterlang.opening.file_contents import is_open_file, open_file
from filterlang.opening.given_runs import open_document, open_each, paths_or_runs, text_of_path
from filterlang.opening.given_tables import (
    is_arrow, is_dataset, is_pandas_frame, is_polars_frame, open_arrow, open_dataset, open_pandas, open_polars,
)  # fmt: skip
from filterlang.opening.local_files import open_local_files
from filterlang.opening.remote_files import open_remote_files
from filterlang.sql.addresses import open_address
from filterlang.sql.shown_addresses import is_address, shown_address
from filterlang.sql.remote_schemes import is_remote_file
from filterlang.sql.engine_registry import ENGINES, Engine, EngineName
from filterlang.text.extras import install
from filterlang.text.jsonvalues import as_list, is_object


class SourceKind(NamedTuple):
    """A kind of sources: its name for people, whether an object is of this kind, and the function that opens it."""

    name: str
    recognises: Callable[[Any], bool]
    open: Callable[[Any, SourceOptions], Runs]


def open_source(source: object, options: SourceOptions) -> Runs:
    """Returns the runs of a source. Raises ``TypeError`` for an object of which nothing is known."""
    kind = next((kind for kind in KINDS if kind.recognises(source)), None)
    if kind is None:
        names = ", ".join(dict.fromkeys(kind.name for kind in KINDS if kind.name))
        raise TypeError(f"runs are opened from {names}, not {type(source).__name__}")
    return kind.open(source, options)


def open_paths(sources: Iterable[str], options: SourceOptions) -> Runs:
    """Opens several files, patterns and folders as one set of runs, or the address of one table.

    Raises ``ValueError`` for an address beside other sources.
    """
    paths = list(sources)
    addresses = [source for source in paths if is_address(source)]
    if not addresses:
        return open_local_files(paths, options)
    if all(map(is_remote_file, paths)):
        return open_remote_files(paths, options)
    if len(paths) > 1:
        raise ValueError(f"{shown_address(addresses[0])}: its runs are not joined with others: open them one by one")
    return checked(open_address(addresses[0], options.columns), shown_address(addresses[0]), options)


def _is_path(source: object) -> bool:
    return isinstance(source, str | os.PathLike)


def _open_path(source: str | os.PathLike[str], options: SourceOptions) -> Runs:
    return open_paths([text_of_path(source)], options)


def _is_list_in_a_tuple(source: object) -> bool:
    """Whether a tuple is one of runs or of paths, and not a session or a client and the name of a table."""
    items = as_list(source)
    return type(source) is tuple and all(_is_path(item) or _is_run(item) for item in items)


def _is_misordered(source: object) -> bool:
    """Whether a tuple, which is not a list, is not a session or client and a name, in this order."""
    items = as_list(source)
    return type(source) is tuple and (len(items) != 2 or not isinstance(items[1], str))


def _require_session_before_name(source: tuple[object, ...], _: SourceOptions) -> Runs:
    raise TypeError(
        "a table is opened with two things, the session or client before the name: "
        "open_runs((session, 'catalog.db.runs')) for Spark, open_runs((client, 'db.runs')) for ClickHouse"
    )


def _is_run(source: object) -> bool:
    """Whether an object is a run, or a dict that may hold some: a mapping, or a model of pydantic."""
    if isinstance(source, type):
        return False
    return is_object(source) or callable(getattr(source, "model_dump", None)) or hasattr(type(source), "__fields__")


def _open_engine(engine: Engine, source: object, options: SourceOptions) -> Runs:
    if not find_spec("sqlglot"):
        raise ImportError(f"queries for {engine.label} are written by sqlglot: {install(engine.extra)}")
    return checked(engine.open(source, options.columns), engine.label_of(source), options)


def _is_iterable(source: object) -> bool:
    return isinstance(source, Iterable)


def _is_awaitable(source: object) -> bool:
    return hasattr(source, "__await__")


def _is_bytes(source: object) -> bool:
    return isinstance(source, bytes | bytearray | memoryview)


def _refuse_bytes(source: object, _: SourceOptions) -> Runs:
    raise TypeError(f"runs are not opened from {type(source).__name__}: wrap the content of a file as io.BytesIO(data)")


def _is_asynchronous(source: object) -> bool:
    return hasattr(source, "__aiter__") and not hasattr(source, "__iter__")


def _refuse_asynchronous(source: object, _: SourceOptions) -> Runs:
    raise TypeError(
        f"runs are not opened from an asynchronous iterator ({type(source).__name__}): read it first, as in "
        "open_runs([run async for run in runs])"
    )


def _refuse_awaitable(source: Any, _: SourceOptions) -> Runs:
    if hasattr(source, "close"):
        source.close()  # a coroutine that is never awaited would warn as well
    raise TypeError(f"runs are not opened from a {type(source).__name__}: await it first, as in open_runs(await …)")


def _open_iterable(source: Iterable[object], options: SourceOptions) -> Runs:
    paths, objects = paths_or_runs(source)
    return open_paths(paths, options) if paths else open_each(objects, options)


_ENGINES: dict[EngineName, str] = {
    "duckdb": "a relation or a connection of DuckDB",
    "spark": "a data frame of Spark",
    "clickhouse": "a table as (client, name)",
}
"""The names of what an engine opens."""

KINDS: tuple[SourceKind, ...] = (
    SourceKind("a path or an address", _is_path, _open_path),
    SourceKind("", _is_list_in_a_tuple, _open_iterable),
    SourceKind("", _is_misordered, _require_session_before_name),
    *(
        SourceKind(name, ENGINES[engine].recognises, partial(_open_engine, ENGINES[engine]))
        for engine, name in _ENGINES.items()
    ),
    SourceKind("a data frame of pandas or polars", is_pandas_frame, open_pandas),
    SourceKind("a data frame of pandas or polars", is_polars_frame, open_polars),
    SourceKind("an Arrow table or dataset", is_dataset, open_dataset),
    SourceKind("an Arrow table or dataset", is_arrow, open_arrow),
    SourceKind("an open file", is_open_file, open_file),
    SourceKind("", _is_bytes, _refuse_bytes),
    SourceKind("", _is_awaitable, _refuse_awaitable),
    SourceKind("", _is_asynchronous, _refuse_asynchronous),
    SourceKind("a run", _is_run, open_document),
    SourceKind("a list or an iterator of runs or of paths", _is_iterable, _open_iterable),
)
"""The kinds of sources, in the order in which they are tried. Those without a name are refused, each with what to write."""
