"""Reads files of saved queries and rules: JSON, JSON lines or YAML into models, or every problem at once.

Owns the invariant that a file is read whole or not at all: the result has all of its objects, in their order.
"""

import codecs
from collections import Counter
from collections.abc import Iterator, Sequence
import json
import os
from pathlib import Path
from typing import NoReturn, TypeVar, cast

from pydantic import BaseModel, ValidationError

from filterlang.text.extras import install
from filterlang.text.display import clip, harmless
from filterlang.saved.problems import FileProblem, SavedQueryError, problems_of

M = TypeVar("M", bound=BaseModel)

_ITEMS = "items"  # the key of the lists in v2's answers
_YAML = frozenset({".yaml", ".yml"})
_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_JSON = _JSON_LINES | {".json"}

Entry = tuple[str, object] | FileProblem
"""A document of a file with its place for messages, or the problem that keeps it from being read."""


def load_models(model: type[M], path: str | os.PathLike[str], wrapper: str) -> list[M]:
    """Reads the objects of a file as models.

    The file holds one object, a list of them, or an object that has the list under ``wrapper`` or, as v2's answers, under
    ``items``; several such documents in YAML (``.yaml``, ``.yml``), one a line in JSON lines. An empty file holds none. Raises
    ``SavedQueryError`` with all problems, ``ImportError`` for YAML without PyYAML, and the ordinary ``OSError`` for a file that
    cannot be opened.
    """
    loaded: list[M] = []
    problems: list[FileProblem] = []
    for entry in _entries(Path(path)):
        if isinstance(entry, FileProblem):
            problems.append(entry)
            continue
        for place, value in _objects(*entry, wrapper):
            try:
                loaded.append(model.model_validate(value))
            except ValidationError as error:
                problems.extend(problems_of(error, place))
    if problems:
        raise SavedQueryError(problems)
    return loaded


def _objects(place: str, document: object, wrapper: str) -> Iterator[tuple[str, object]]:
    inner: object = document
    if isinstance(document, dict):
        outer = cast("dict[object, object]", document)
        inner = outer.get(wrapper, outer.get(_ITEMS))
    if not isinstance(inner, list):
        yield place, document
        return
    for number, item in enumerate(cast("list[object]", inner), 1):
        yield f"{place}: item {number}", item


def _entries(path: Path) -> Iterator[Entry]:
    name = harmless(str(path))
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return iter([FileProblem(f"{name}:{line}", f"not UTF-8 ({error.reason}): save the file as UTF-8")])
    if not text.strip():
        return iter(())
    return _yaml_documents(text, name) if path.suffix.lower() in _YAML else _json_documents(text, name, path.suffix.lower())


def _json_documents(text: str, name: str, kind: str) -> Iterator[Entry]:
    """The one document of a file, or the document of each line."""
    whole = None if kind in _JSON_LINES else _json(text, name, name)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if whole is None or (isinstance(whole, FileProblem) and _is_first_of_lines(lines)):
        yield from (_json(line, f"{name}:{number}", name, number) for number, line in lines)
    elif isinstance(whole, FileProblem) and kind not in _JSON:
        yield FileProblem(whole.place, f"{whole.message}; YAML is read from files named .yaml or .yml")
    else:
        yield whole


def _is_first_of_lines(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether the first line is a document of its own, and other lines follow."""
    return len(lines) > 1 and not isinstance(_json(lines[0][1], "", ""), FileProblem)


class _NoPlainJsonError(ValueError):
    """JSON that Python reads with a loss."""


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Returns an object; raises where a key stands twice, because the first value would be lost."""
    members = dict(pairs)
    if len(members) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise _NoPlainJsonError(f"the key {clip(twice)} stands twice in one object: keep one of them")
    return members


def _no_number(name: str) -> NoReturn:
    raise _NoPlainJsonError(f"{name} is not a JSON number")


def _json(text: str, place: str, name: str, line: int = 1) -> Entry:
    """A JSON document, which begins at a line of the file."""
    try:
        return place, json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except _NoPlainJsonError as error:
        return FileProblem(place, str(error))
    except json.JSONDecodeError as error:
        return FileProblem(f"{name}:{line + error.lineno - 1}", f"not JSON: {error.msg} (column {error.colno})")
    except RecursionError:
        return FileProblem(place, "nested too deeply to be read")
    except ValueError:
        return FileProblem(place, "a number has too many digits to be read")


def _yaml_documents(text: str, name: str) -> Iterator[Entry]:
    """The documents of a YAML file that are not empty, up to the first one that is broken."""
    try:
        from filterlang.saved.yaml_files import documents
    except ImportError:
        raise ImportError(f"reading YAML needs PyYAML: {install('yaml')}") from None

    loaded, broken = documents(text, name)
    several = len(loaded) + (broken is not None) > 1
    for number, document in enumerate(loaded, 1):
        if document is not None:
            yield f"{name}: document {number}" if several else name, document
    if broken is not None:
        yield broken
