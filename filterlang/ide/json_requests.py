"""Reads the requests of the JSON interface, and writes the messages about wrong ones.

Owns the invariant that a request which is not exactly as documented is refused with the path of the wrong value, before
anything is parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
import re

from filterlang.ide.filter_view import FilterView
from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.schema.dialects import DIALECTS
from filterlang.semantics.surroundings import VALUE_TYPES, ProjectFacts
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.jsonvalues import as_mapping, is_array, is_object
from filterlang.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

LARGEST = 100_000
"""UTF-16 units of the longest filter that is answered for."""
DEEPEST = 500
"""The deepest nesting of a filter that is answered for: Python in a browser cannot drop a tree that is much deeper."""
_MOST_ITEMS = 100_000
"""Items of ``values`` and ``project`` together."""
_WIDEST = 1_000
_NESTING = re.compile(r"""\"(?:[^"\\]|\\.)*\"?|'[^']*'?|([(\[{])|([)\]}])|(\bnot\b(?!\s*\()|[!~])""", re.DOTALL | re.IGNORECASE)


class RequestError(Exception):
    """A request that is refused. ``path`` leads to the value that is wrong, and is empty for the request as a whole."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


@dataclass(frozen=True, slots=True)
class JsonRequest:
    """A request that was read. ``offset`` counts code points here."""

    kind: str
    view: FilterView
    offset: int
    width: int
    unsafe: bool


def read_request(request: object, with_offset: Mapping[str, bool], values: KnownValues = NO_VALUES) -> JsonRequest:
    """Reads a request. ``with_offset`` are the kinds there are, each with whether it has an offset. Raises ``RequestError``.

    ``values`` are offered where the request has none.
    """
    if not is_object(request):
        raise RequestError("", f"a request is an object, not {_shown(request)}")
    members = as_mapping(request)
    kind = members.get("request")
    if not isinstance(kind, str) or kind not in with_offset:
        raise RequestError("request", f"is one of {', '.join(with_offset)}, not {_shown(kind)}")
    known_members("", members, _KEYS)
    read = {key: check(key, members[key]) for key, check in _KEYS.items() if members.get(key) is not None}
    if "text" not in read:
        raise RequestError("text", "is missing: the text of the filter")
    source = Source(read["text"])
    units = source.encoded_offset(len(source.text), "utf-16")
    if units > LARGEST:
        raise RequestError("text", f"has {units:,} UTF-16 units: at most {LARGEST:,} are answered for")
    if nesting(source.text) > DEEPEST:
        raise RequestError("text", f"is nested more than {DEEPEST} levels deep")
    offset = read.get("offset")
    if with_offset[kind] and offset is None:
        raise RequestError("offset", f"is missing: a request for {kind} is about a place in the text")
    if offset is not None and offset > units:
        raise RequestError("offset", f"is {offset}, and the text ends at {units} (in UTF-16 units)")
    read.setdefault("values", values)
    view = FilterView(source, **{key: read[key] for key in ("dialect", "project", "values") if key in read})
    return JsonRequest(
        kind, view, source.decoded_offset(offset or 0, "utf-16"), read.get("width", 88), read.get("unsafe", False)
    )  # fmt: skip


def nesting(text: str) -> int:
    """How deep brackets and negations without brackets are nested, at most."""
    depth = deepest = negations = 0
    for opened, closed, negated in _NESTING.findall(text):
        depth = max(0, depth + bool(opened) - bool(closed))
        negations += bool(negated)
        deepest = max(deepest, depth)
    return deepest + negations


def _refuse(path: str, wanted: str, value: object) -> NoReturn:
    raise RequestError(path, f"has to be {wanted}, not {_shown(value)}")


def _shown(value: object) -> str:
    """A value for a message, without reading all of it."""
    if isinstance(value, str):
        return clip(f'"{value[:60]}"', 40)
    return (
        "null" if value is None else str(value).lower() if isinstance(value, bool) else _NAMES.get(type(value), "another value")
    )


_NAMES: dict[type, str] = {dict: "an object", list: "an array", tuple: "an array", int: "a number", float: "a number"}


def known_members(path: str, members: Mapping[str, object], keys: Iterable[str]) -> None:
    """Raises ``RequestError`` for an object with another key than these."""
    unknown = next((key for key in members if key not in keys), None)
    if unknown is not None:
        shown, listed = clip(str(unknown), 40), ", ".join(keys)
        if path:
            raise RequestError(f"{path}.{shown}", f"is not known: there are {listed}")
        raise RequestError(shown, f"is not a key of a request: these are {listed}")


def text_value(path: str, value: object) -> str:
    """Reads a text. Raises ``RequestError``."""
    if isinstance(value, str):
        return value
    _refuse(path, "a text", value)


def whole_number(path: str, value: object) -> int:
    """Reads a whole number from 0 on. Raises ``RequestError``."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, float) and value.is_integer() and value >= 0:  # JavaScript has no other numbers
        return int(value)
    _refuse(path, "a whole number from 0", value if not isinstance(value, (int, float)) else str(value))


def _width(path: str, value: object) -> int:
    width = whole_number(path, value)
    return width if 1 <= width <= _WIDEST else _refuse(path, f"from 1 to {_WIDEST}", str(width))


def flag(path: str, value: object) -> bool:
    """Reads true or false. Raises ``RequestError``."""
    return value if isinstance(value, bool) else _refuse(path, "true or false", value)


def _dialect(path: str, value: object) -> str:
    return value if isinstance(value, str) and value in DIALECTS else _refuse(path, f"one of {', '.join(DIALECTS)}", value)


def items(path: str, value: object, read: Callable[[str, object], Any], most: int = _MOST_ITEMS) -> tuple[Any, ...]:
    """Reads an array of at most ``most`` items. Raises ``RequestError``."""
    if not is_array(value):
        _refuse(path, "an array", value)
    members: Sequence[object] = value  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    if len(members) > most:
        raise RequestError(path, f"has more than {most:,} items")
    return tuple(read(f"{path}[{number}]", item) for number, item in enumerate(members))


def _texts(path: str, value: object) -> tuple[str, ...]:
    return items(path, value, text_value)


def _names(path: str, value: object) -> frozenset[str]:
    return frozenset(_texts(path, value))


def _scalar(path: str, value: object) -> str | int | float | bool:
    if isinstance(value, (str, int, float)) and value == value:  # noqa: PLR0124 - NaN is not JSON
        return value
    _refuse(path, "a text, a number, true or false", value)


def _scalars(path: str, value: object) -> tuple[Any, ...]:
    return items(path, value, _scalar)


def _type_names(path: str, value: object) -> frozenset[str]:
    names = _names(path, [value] if isinstance(value, str) else value)
    unknown = min(names - {*VALUE_TYPES}, default=None)
    return names if unknown is None else _refuse(path, f"some of {', '.join(VALUE_TYPES)}", unknown)


def _by_key(read: Callable[[str, object], Any]) -> Callable[[str, object], dict[str, Any]]:
    def read_all(path: str, value: object) -> dict[str, Any]:
        if not is_object(value) or len(as_mapping(value)) > _MOST_ITEMS:
            _refuse(path, f"an object with at most {_MOST_ITEMS:,} keys", value)
        return {text_value(path, key): read(f"{path}.{clip(str(key), 40)}", inner) for key, inner in as_mapping(value).items()}

    return read_all


def _record(make: Callable[..., Any], members: Mapping[str, Callable[[str, object], Any]]) -> Callable[[str, object], Any]:
    """The function that reads an object with some of these members."""

    def read(path: str, value: object) -> Any:
        if not is_object(value):
            _refuse(path, "an object", value)
        given = as_mapping(value)
        known_members(path, given, members)
        return make(**{key: members[key](f"{path}.{key}", inner) for key, inner in given.items() if inner is not None})

    return read


_KEYS: dict[str, Callable[[str, object], Any]] = {
    "request": text_value,
    "text": text_value,
    "offset": whole_number,
    "dialect": _dialect,
    "values": _record(
        KnownValues, {"metadata": _by_key(_scalars), "feedback": _by_key(_texts), "tags": _texts, "names": _texts}
    ),
    "project": _record(
        ProjectFacts,
        {"metadata": _by_key(_type_names), "feedback": _names, "tags": _names, "names": _names, "rules": _names},
    ),
    "width": _width,
    "unsafe": flag,
}
"""The keys of a request, each with the function that reads its value."""
