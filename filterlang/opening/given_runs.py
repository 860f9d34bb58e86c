"""Opens runs that are Python objects in memory: dicts and models, one by one, in answers of an API, or from an iterator.

Owns the invariant that an iterator is read once and to its end, and that each object which is not a run is named by its index.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
import os
from typing import Any, cast

from filterlang.evaluate.run_objects import record_of_object
from filterlang.exports.memory import LocalRuns
from filterlang.exports.nesting import unread_sentences
from filterlang.exports.records import Record, RecordError, records_in
from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions, require_no_columns
from filterlang.sql.shown_addresses import is_address
from filterlang.text.jsonvalues import is_object

_PATHS = (str, os.PathLike)


def open_document(document: object, options: SourceOptions) -> Runs:
    """Returns the runs of one object: a run, or an answer of an API that holds runs."""
    location = "the dict" if is_object(document) else "the run"
    return _local([(location, record_of_object(document))], options)


def open_each(runs: Iterable[object], options: SourceOptions) -> Runs:
    """Returns the runs of an iterable. Raises ``TypeError`` with the index of an object that is not a run."""
    return _local(((f"runs[{index}]", _run(run, index, options)) for index, run in enumerate(runs)), options)


def paths_or_runs(source: Iterable[object]) -> tuple[list[str], Iterable[object]]:
    """Returns the paths in an iterable whose first object is a path, and otherwise no paths and all its objects.

    Raises ``TypeError`` for an object beside paths that is not a path, and for the text of a run in place of a path.
    """
    objects = iter(source)
    first = list(islice(objects, 1))
    if not first or not isinstance(first[0], _PATHS):
        return [], chain(first, objects)
    return [_path(path, index) for index, path in enumerate(chain(first, objects))], ()


def _path(path: object, index: int) -> str:
    if isinstance(path, str) and path.lstrip().startswith(("{", "[")) and not os.path.exists(path):  # noqa: PTH110 - any text
        raise TypeError(f"runs[{index}] is a text of JSON, not a run: read it with json.loads, or open the file itself")
    if not isinstance(path, _PATHS):
        raise TypeError(f"paths and other objects together: runs[{index}] is {_kind(path)}, not a path")
    return text_of_path(cast("str | os.PathLike[str]", path))


def text_of_path(path: str | os.PathLike[str]) -> str:
    """Returns a path as text. Only a text can be an address: a ``Path`` always names a file."""
    name = os.fspath(path)
    return f"./{name}" if not isinstance(path, str) and is_address(name) else name


def _run(run: object, index: int, options: SourceOptions) -> Record | object:
    record = record_of_object(run)
    if record is None and not options.skip_broken:
        raise TypeError(f"runs[{index}] is {_kind(run)}, not a run: a run is a dict or a Run")
    return run if record is None else record


def _kind(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


def _local(documents: Iterable[tuple[str, object]], options: SourceOptions) -> LocalRuns:
    """Returns the runs of documents, each with its location. With ``skip_broken``, those that are not runs are left out."""
    require_no_columns(options)
    skipped: list[RecordError] | None = [] if options.skip_broken else None
    unread = Counter[str]()
    records = records_in(documents, skipped, unread)
    return LocalRuns(records, skipped=None if skipped is None else len(skipped), unread=unread_sentences(unread))
