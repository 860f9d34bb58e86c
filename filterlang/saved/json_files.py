"""Reads JSON and JSON lines, with the places of all values.

Owns the invariant that nothing is read with a loss: a key that stands twice and a number that JSON does not have are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
import json
import re
from typing import NoReturn

from filterlang.hosts.readers.json_strings import json_string
from filterlang.saved.placed_values import PlacedDocument, Key, PlacedValue
from filterlang.saved.problems import FileProblem, problem_at
from filterlang.text.display import clip
from filterlang.text.source import Source, Span

_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_JSON = _JSON_LINES | {".json"}
_TOKEN = re.compile(r'(?P<text>"(?:[^"\\]++|\\.)*+")(?P<colon>\s*:)?|[{}\[\]]|[^\s"{}\[\],:]+')
_LINE = re.compile(r"[^\n]+")


def json_documents(source: Source, suffix: str) -> Iterator[PlacedDocument | FileProblem]:
    """Yields the one document of a file, or the document of each line, with a problem for a broken one."""
    whole = None if suffix in _JSON_LINES else _document(source, Span(0, len(source.text)))
    lines = [Span(*line.span()) for line in _LINE.finditer(source.text) if line[0].strip()]
    if whole is None or (isinstance(whole, FileProblem) and _is_first_of_lines(source, lines)):
        yield from (_document(source, line) for line in lines)
    elif isinstance(whole, FileProblem) and suffix not in _JSON:
        yield replace(whole, message=f"{whole.message}; YAML is read from files named .yaml or .yml")
    else:
        yield whole


def _is_first_of_lines(source: Source, lines: Sequence[Span]) -> bool:
    """Whether the first line is a document of its own, and other lines follow."""
    return len(lines) > 1 and isinstance(_document(source, lines[0]), PlacedDocument)


class _RepeatedKeyError(ValueError):
    """An object with a key that stands twice."""


class _NoNumberError(ValueError):
    """A number that JSON does not have."""


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Returns an object; raises where a key stands twice, because the first value would be lost."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _RepeatedKeyError
    return members


def _no_number(name: str) -> NoReturn:
    raise _NoNumberError(name)


def _document(source: Source, span: Span) -> PlacedDocument | FileProblem:
    """The document at a place of the file, or its first problem."""
    try:
        value = json.loads(source.text[span.start : span.end], object_pairs_hook=_each_once, parse_constant=_no_number)
    except _RepeatedKeyError:
        key, at = next((key, value.key_start) for beside, key, value in _values(source.text, span) if key in beside)
        return problem_at(source, at, f"the key {clip(str(key))} stands twice in one object: keep one of them")
    except _NoNumberError as error:
        number = str(error)
        at = next(value.start for *_, value in _values(source.text, span) if source.text[value.start : value.end] == number)
        return problem_at(source, at, f"{number} is not a JSON number")
    except json.JSONDecodeError as error:
        return problem_at(source, span.start + error.pos, f"not JSON: {error.msg}")
    except RecursionError:
        return problem_at(source, span.start, "nested too deeply to be read")
    except ValueError:
        return problem_at(source, span.start, "a number has too many digits to be read")
    return PlacedDocument(value, partial(_placed, source.text, span))


def _placed(text: str, span: Span) -> PlacedValue:
    """The value of a document with its places."""
    values = _values(text, span)
    _, _, root = next(values)
    for _ in values:
        pass
    return root


def _values(text: str, span: Span) -> Iterator[tuple[dict[Key, PlacedValue], Key, PlacedValue]]:
    """Yields each value of a document after the values before it in its object or list, and its key there.

    ``json`` has read the document, or as much of it as is needed.
    """
    holders: list[dict[Key, PlacedValue]] = [{}]
    key: re.Match[str] | None = None
    for token in _TOKEN.finditer(text, span.start, span.end):
        if token["colon"]:
            key = token
        elif token[0] in "}]":
            holders.pop()
        else:
            holder, members = holders[-1], dict[Key, PlacedValue]()
            name: Key = len(holder) if key is None else json.loads(key["text"])
            start, end = token.span()
            decode = partial(json_string, text, start + 1, end - 1) if token["text"] else None
            value = PlacedValue(start if key is None else key.start(), start, end, members.copy, decode)
            yield holder, name, value
            holder[name] = value
            if token[0] in "{[":
                holders.append(members)
            key = None
