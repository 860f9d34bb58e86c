"""The hover text of a value: how it is read, and whether runs are known to have it.

Owns the invariant that a text of the filter or of a run is shown as code, which it cannot end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from filterlang.rewrite.like_patterns import ANY, ONE, LikePattern
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.operators import PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.semantics import datetimes
from filterlang.semantics.durations import guess_duration, read_duration, spelled_duration
from filterlang.syntax.tree import Boolean, Node, Null, Number, String
from filterlang.text.safe_markdown import code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.ide.placed_nodes import PlacedNode

_MOST_VALUES = 5
_LONG = 100
"""The number of characters from which on the length of a text is shown."""
_GROUPED = 10_000
"""The number from which on digits are grouped."""
_OBJECTS = {"input": "the inputs", "output": "the outputs", "metadata": "the metadata", "feedback": "the feedback"}
"""The objects whose keys a family of pairs is about."""


def value_blocks(view: FilterView, placed: PlacedNode) -> Iterator[str]:
    """The paragraphs on a value of a condition; none where there is nothing to add to its text."""
    node, field = placed.node, placed.field
    operator, subject = placed.condition.node.operator, placed.condition.subject
    scale = 1 if subject is None else subject.scale
    if isinstance(node, String) and operator in PATTERNS:
        yield pattern_in_words(node.value)
    elif isinstance(node, String) and placed.is_key and field is not None:
        yield from key_blocks(view, field.family or CUSTOM, node.value)
    elif field is not None:
        yield from _READERS.get(field.type, _plain)(node, field, scale)
        if isinstance(node, String):
            yield from _known(view, field, node.value)
    else:
        yield from _plain(node, None, scale)


def pattern_in_words(pattern: str) -> str:
    """Describes the texts that a pattern matches, as Markdown."""
    parsed = LikePattern(pattern)
    if parsed.literal is not None:
        return f"Matches the text {code(parsed.literal)} only: there is no `%` or `_`"
    if parsed.matches_all:
        return "Matches every text"
    steps = list(_steps(parsed))
    shape = _SHAPES.get("".join(step if step == ANY else "." for step in steps))
    if shape is not None and ONE not in parsed.tokens:
        return f"Matches texts that {shape} {next(step for step in steps if step != ANY)}"
    return "Matches texts of, in this order: " + ", ".join("any text" if step == ANY else step for step in steps)


_SHAPES = {"%.%": "contain", ".%": "begin with", "%.": "end with"}
"""The verb for a pattern with one text, which the dot stands for."""


def _steps(pattern: LikePattern) -> Iterator[str]:
    """The parts of a pattern: ``%``, stretches of text as code, and numbers of characters."""
    for kind, group in groupby(pattern.tokens, lambda token: token if token in (ANY, ONE) else ""):
        tokens = list(group)
        if kind == ANY:
            yield ANY
        elif kind == ONE:
            yield f"{len(tokens)} characters" if len(tokens) > 1 else "one character"
        else:
            yield code("".join(token[0] for token in tokens))


def _time(node: Node, field: Field, scale: float) -> Iterator[str]:
    """A point in time in UTC, and how far away it is."""
    time = datetimes.read_datetime(node.value) if isinstance(node, String) else None
    if time is not None:
        yield f"{time:%A}, {time.day} {time:%B %Y}, {time:%H:%M:%S} UTC  \n{_distance(time)}"


_UNITS = {"day": 86_400, "hour": 3600, "minute": 60, "second": 1}


def _distance(time: datetime) -> str:
    """How long ago a point in time was, in its largest unit, or how long it is until then."""
    seconds = int((datetimes.present() - time).total_seconds())
    unit = next((unit for unit, length in _UNITS.items() if abs(seconds) >= length), "")
    if not unit:
        return "now"
    count = abs(seconds) // _UNITS[unit]
    amount = f"{count:,} {unit}{'s' * (count > 1)}"
    return f"{amount} ago" if seconds > 0 else f"in {amount}"


def _duration(node: Node, field: Field, scale: float) -> Iterator[str]:
    seconds = _seconds(node)
    seconds = seconds if seconds is None else seconds * scale
    spelled = "" if seconds is None else spelled_duration(seconds)
    if seconds is not None and spelled:
        yield f"{spelled} ({_grouped(seconds)} seconds)" if seconds != 1 and spelled != f"{seconds:g} s" else spelled
    elif seconds is not None:
        yield f"{_grouped(seconds)} seconds"


def _seconds(node: Node) -> float | None:
    if isinstance(node, Number):
        return float(node.value)
    if not isinstance(node, String):
        return None
    seconds = read_duration(node.value)
    return guess_duration(node.value) if seconds is None else seconds


def _plain(node: Node, field: Field | None, scale: float) -> Iterator[str]:
    """A number with its unit, and the type of any other literal."""
    unit = f" {field.unit}" if field is not None and field.unit else ""
    if isinstance(node, Number):
        if unit or not -_GROUPED < node.value < _GROUPED:
            yield f"{_grouped(node.value)}{unit}"
    elif isinstance(node, Boolean) and field is not None and field.type is Type.SCALAR:
        yield 'A truth value: `true` and the text `"true"` differ'
    elif isinstance(node, Null):
        yield "`null`, which servers refuse"
    elif isinstance(node, String) and len(node.value) >= _LONG:
        yield f"A text of {len(node.value):,} characters"


def _grouped(number: float | Decimal) -> str:
    """A number with its digits grouped; one with too many of them in short."""
    if isinstance(number, int):
        return f"{number:,}" if abs(number) < 10**24 else f"a number of {len(str(abs(number)))} digits"
    return f"{number:,.10g}"


def _enum(node: Node, field: Field, scale: float) -> Iterator[str]:
    yield f"Values of `{field.name}`: " + ", ".join(f"`{known}`" for known in field.values)


_READERS: dict[Type, Callable[[Node, Field, float], Iterable[str]]] = {
    Type.DATETIME: _time, Type.DURATION: _duration, Type.ENUM: _enum,
}  # fmt: skip
"""How the values of a type are read. A number is multiplied to be in the field's unit."""


def key_blocks(view: FilterView, family: str, key: str) -> Iterator[str]:
    """The paragraphs on a key of a family of pairs: what the project's runs are known to have under it."""
    if family == CUSTOM:
        types = (view.project.metadata or {}).get(key, frozenset())
        values = view.values.metadata.get(key, ())
        known = view.project.has_key(key) or key in view.values.metadata
        everything = view.project.metadata is not None
    else:
        types, values = frozenset[str](), view.values.feedback.get(key, ())
        listed = view.project.feedback if family == "feedback" else None
        known = key in view.values.feedback or key in (listed or ())
        everything = listed is not None
    yield f"The key {code(key)} of {_OBJECTS[family]}{_seen(known=known, everything=everything)}"
    if types:
        yield f"Its values are of type {' or '.join(sorted(types))}"
    if values:
        yield "Frequent values: " + ", ".join(code(_literal(value), 40) for value in values[:_MOST_VALUES])


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def _known(view: FilterView, field: Field, value: str) -> Iterator[str]:
    """Whether runs are known to have a tag or a name."""
    lists = {"tags": (view.project.tags, view.values.tags), "name": (view.project.names, view.values.names)}
    facts, values = lists.get(".".join(field.stored), (None, ()))
    if facts is not None or values:
        seen = _seen(known=value in (facts or ()) or value in values, everything=facts is not None)
        if seen:
            yield f"{code(value)}{seen}"


def _seen(*, known: bool, everything: bool) -> str:
    """Whether the project's runs are known to have something; empty where only some of them were looked at."""
    return ", seen in your runs" if known else ", not seen in your runs" if everything else ""
