"""Reads files of saved queries and rules: JSON, JSON lines or YAML into models, or every problem at once.

Owns the invariant that a file is read whole or not at all: the result has all of its objects, in their order.
"""

import codecs
from collections.abc import Iterator, Sequence
import os
from pathlib import Path
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from filterlang.saved.json_files import json_documents
from filterlang.saved.placed_values import PlacedDocument, Key
from filterlang.saved.problems import FileProblem, SavedQueryError, problem_at
from filterlang.saved.refused_objects import RefusedObject, problems_of, refusals_of
from filterlang.text.display import harmless
from filterlang.text.extras import install
from filterlang.text.source import Source

M = TypeVar("M", bound=BaseModel)

_ITEMS = "items"  # the key of the lists in v2's answers
_YAML = frozenset({".yaml", ".yml"})


def load_models(model: type[M], path: str | os.PathLike[str], wrapper: str) -> list[M]:
    """Reads the objects of a file as models.

    The file holds one object, a list of them, or an object that has the list under ``wrapper`` or, as v2's answers, under
    ``items``; several such documents in YAML (``.yaml``, ``.yml``), one a line in JSON lines. An empty file holds none. Raises
    ``SavedQueryError`` with all problems, ``ImportError`` for YAML without PyYAML, and the ordinary ``OSError`` for a file that
    cannot be opened.
    """
    loaded: list[M] = []
    refusals: list[RefusedObject] = []
    problems: list[FileProblem] = []
    source = _source(Path(path))
    if isinstance(source, FileProblem):
        raise SavedQueryError([source])
    for document in _documents(source, Path(path).suffix.lower()):
        if isinstance(document, FileProblem):
            problems.append(document)
            continue
        for keys, value in _objects(document.value, wrapper):
            try:
                loaded.append(model.model_validate(value))
            except ValidationError as error:
                placed = document.placed
                for key in keys:
                    placed = placed.members[key]
                refusals += refusals_of(error, model, placed)
    if refusals or problems:
        once = dict.fromkeys([*problems, *problems_of(refusals, source)])  # two objects can share a filter by an alias
        raise SavedQueryError(sorted(once, key=lambda problem: (problem.line or 0, problem.column or 0)))
    return loaded


def _objects(document: object, wrapper: str) -> Iterator[tuple[Sequence[Key], object]]:
    """Yields the objects of a document, with the keys that lead to them."""
    keys: list[str] = []
    inner: object = document
    if isinstance(document, dict):
        outer = cast("dict[str, object]", document)
        keys = [wrapper if wrapper in outer else _ITEMS]
        inner = outer.get(keys[0])
    if not isinstance(inner, list):
        yield (), document
        return
    for number, item in enumerate(cast("list[object]", inner)):
        yield (*keys, number), item


def _source(path: Path) -> Source | FileProblem:
    """The text of a file."""
    name = harmless(str(path))
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        return Source(data.decode(), name)
    except UnicodeDecodeError as error:
        before = Source(data[: error.start].decode(), name)
        return problem_at(before, len(before.text), f"not UTF-8 ({error.reason}): save the file as UTF-8")


def _documents(source: Source, suffix: str) -> Iterator[PlacedDocument | FileProblem]:
    if not source.text.strip():
        return iter(())
    if suffix not in _YAML:
        return json_documents(source, suffix)
    try:
        from filterlang.saved.yaml_files import yaml_documents
    except ImportError:
        raise ImportError(f"reading YAML needs PyYAML: {install('yaml')}") from None
    return yaml_documents(source)
