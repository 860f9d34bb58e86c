"""Reads comparisons: the field, the texts in the value, and the same comparison with other texts.

Owns the invariant that a field is recognised bare or in quotes, and that a text of ``search`` is never taken for a field.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
import json
import re

from filterlang.migrate.migration import Change, ChangeKind
from filterlang.rules.moves import MovedCondition
from filterlang.schema.operators import LOGICAL
from filterlang.schema.types import Field
from filterlang.semantics.resolving import resolve
from filterlang.text.source import Span
from filterlang.text.jsonvalues import is_object
from filterlang.syntax.tree import Call, List, Name, Node, String

_PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_COLON = re.compile(r"\s*:")


def subject(node: Call) -> Name | String | None:
    """The name in the place of the field: the first of two or more arguments; None where it is not a name."""
    first = node.arguments[0] if len(node.arguments) > 1 and node.operator not in LOGICAL else None
    return first if isinstance(first, (Name, String)) else None


def compared(node: Call) -> Field | None:
    """The field that a call compares with a value."""
    name = subject(node)
    resolved = resolve(name) if name is not None else None
    return resolved.field if resolved is not None else None


def moved_condition(node: Node) -> MovedCondition | None:
    """The operator, the field and the texts of a condition that is no and, or or not; None for any other node."""
    if not isinstance(node, Call) or node.operator in LOGICAL:
        return None
    field = compared(node)
    values = node.arguments[1:2] if field is not None else node.arguments[:1]
    return MovedCondition(node.operator, field, tuple(text.value for value in values for text in texts(value)))


def texts(value: Node) -> Iterator[String]:
    """The texts of a value: itself, or the items of a list."""
    for node in value.children or (value,):
        if isinstance(node, String):
            yield node


def with_texts(node: Call, value: Callable[[String], str]) -> Call:
    """Returns a comparison with other texts in its value; items of a list that become the same are written once."""
    first, old, *rest = node.arguments
    if isinstance(old, String):
        new: Node = String(value(old), old.start, old.end)
    elif isinstance(old, List):
        new = List(tuple(_changed(old.items, value)), old.start, old.end)
    else:
        return node
    return node if new == old else node.with_children((first, new, *rest))


def _changed(items: Iterable[Node], value: Callable[[String], str]) -> Iterator[Node]:
    """Yields the items with their texts changed; of texts that differed and are now the same, only the first."""
    first_old: dict[str, str] = {}
    for item in items:
        if not isinstance(item, String):
            yield item
            continue
        text = value(item)
        if first_old.setdefault(text, item.value) == item.value:
            yield String(text, item.start, item.end)


def object_texts(text: str) -> list[tuple[Span, bool]] | None:
    """The spans of the texts on the top level of a JSON object, and whether each is a key; None for any other text."""
    try:
        if not is_object(json.loads(text)):
            return None
    except (ValueError, RecursionError):
        return None
    spans: list[tuple[Span, bool]] = []
    depth = 0
    for piece in _PIECES.finditer(text):
        if piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth -= 1
        elif depth == 1:
            spans.append((Span(*piece.span()), _COLON.match(text, piece.end()) is not None))
    return spans


def with_object_texts(text: str, spans: Iterable[Span], value: Callable[[str], str]) -> str:
    """Returns a JSON text with the texts at these spans changed, and everything else as it was written."""
    pieces: list[str] = []
    position = 0
    for span in spans:
        old = json.loads(text[span.start : span.end])
        new = value(old)
        if new != old:
            pieces += (text[position : span.start], json.dumps(new, ensure_ascii=False))
            position = span.end
    return "".join([*pieces, text[position:]])


def merged(present: Mapping[str, Span], names: Mapping[str, str]) -> Iterator[Change]:
    """Reports names that were several before a renaming and are one after it."""
    old_names: dict[str, list[str]] = {}
    for name in present:
        old_names.setdefault(names.get(name, name), []).append(name)
    for new, old in old_names.items():
        if len(old) > 1:
            listed = " and ".join(f"`{name}`" for name in sorted(old))
            message = f"{listed} are both `{new}` now, and can no longer be told apart"
            yield Change(ChangeKind.NOTE, message, max(present[name] for name in old))
