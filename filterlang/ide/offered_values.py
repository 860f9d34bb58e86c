"""Values to offer for a field: those of its type, and those that runs are known to have, the most frequent first.

Owns the invariant that a value that the project's configuration does not list is not offered where it lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from filterlang.ide.offers import CompletionKind, Offer, snippet_offer, stop, value_offer
from filterlang.schema.aliases import CUSTOM, ENUM_ALIASES, FIELD_ALIASES, THREAD_KEYS
from filterlang.schema.project_lists import LISTED, NOUNS, is_own_key
from filterlang.schema.types import Field, Type
from filterlang.schema.usage import USUAL_NUMBERS, USUAL_VALUES
from filterlang.semantics.datetimes import present, write_datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.ide.known_values import Scalar

_KINDS = {
    "metadata": CompletionKind.KEY,
    "feedback": CompletionKind.KEY,
    "tags": CompletionKind.TAG,
    "names": CompletionKind.NAME,
}
_OWN_KEYS = tuple(
    dict.fromkeys((*THREAD_KEYS, *(alias.metadata_key for alias in FIELD_ALIASES.values() if is_own_key(alias.metadata_key))))
)
"""Keys of metadata that LangSmith and its SDKs set."""


def value_offers(view: FilterView, field: Field, keys: Sequence[str]) -> list[Offer]:
    """The values to compare a field with; a value of a pair is one under the keys, or under any if there are none."""
    match field.type:
        case Type.ENUM:
            return list(_of_enumeration(field))
        case Type.BOOLEAN:
            return [value_offer(CompletionKind.VALUE, truth, field.says) for truth in (True, False)]
        case Type.DATETIME:
            return list(_of_times())
        case Type.DURATION:
            return list(_of_durations(field))
        case Type.NUMBER:
            return [value_offer(CompletionKind.VALUE, number, field.unit) for number in USUAL_NUMBERS.get(field.name, ())]
        case _ if field.role == "value":
            return list(_of_pair(view, field, keys))
        case _:
            return list(_listed(view, LISTED.get(field.name, "")))


def _of_enumeration(field: Field) -> Iterator[Offer]:
    for value in USUAL_VALUES.get(field.name, field.values):
        names = (alias for alias, meant in ENUM_ALIASES.items() if meant == value)
        yield value_offer(CompletionKind.VALUE, value, field.name, "", *names)


def _of_durations(field: Field) -> Iterator[Offer]:
    for seconds in USUAL_NUMBERS.get(field.name, ()):
        number = value_offer(CompletionKind.VALUE, seconds, field.unit)
        yield Offer(number.kind, number.label, number.template, number.names, number.detail, "", f"{number.template}s")


def _of_times() -> Iterator[Offer]:
    now = present().replace(microsecond=0)
    today = now.replace(hour=0, minute=0, second=0)
    for says, names, time in (
        ("the start of today", ("today",), today),
        ("the start of yesterday", ("yesterday",), today - timedelta(days=1)),
        ("an hour ago", ("an hour ago", "1 hour ago", "1h"), now - timedelta(hours=1)),
        ("24 hours ago", ("24 hours ago", "24h"), now - timedelta(days=1)),
        ("7 days ago", ("7 days ago", "7d", "week", "last week"), today - timedelta(days=7)),
        ("30 days ago", ("30 days ago", "30d", "month", "last month"), today - timedelta(days=30)),
        ("now", ("now",), now),
    ):
        yield _time_offer(says, names, time)


def _time_offer(says: str, names: Iterable[str], time: datetime) -> Offer:
    return value_offer(CompletionKind.VALUE, write_datetime(time), f"{says}, in UTC", "", *names)


def _listed(view: FilterView, name: str) -> Iterator[Offer]:
    """Yields tags, names or keys: known ones, then those of the configuration, then those that LangSmith sets."""
    for value in known_texts(view, name):
        if value:
            yield value_offer(_KINDS[name], value, NOUNS[name])


def known_texts(view: FilterView, name: str) -> Iterable[str]:
    """The texts that a key of the configuration lists, and those that runs are known to have."""
    if not name:
        return ()
    known: Iterable[str] = getattr(view.values, name)
    listed: Iterable[str] | None = getattr(view.project, name)
    own = _OWN_KEYS if name == CUSTOM else ()
    if listed is not None:
        known = (value for value in known if value in listed or (name == CUSTOM and _has_key(view, value)))
    return dict.fromkeys((*known, *sorted(listed or ()), *own))


def _has_key(view: FilterView, key: str) -> bool:
    return is_own_key(key) or view.project.has_key(key)


def _of_pair(view: FilterView, field: Field, keys: Sequence[str]) -> Iterator[Offer]:
    """Yields the values under keys, in turn by how frequent they are; under any key where none is named."""
    known = getattr(view.values, field.family, {})
    seen: set[tuple[type, Scalar]] = set()
    for key in keys or known:
        for value in (*known.get(key, ()), *_of_types(view, field, key)):
            if (type(value), value) not in seen and value != "" and _fits(view, field, key, value):
                seen.add((type(value), value))
                yield value_offer(CompletionKind.VALUE, value, key)


def _of_types(view: FilterView, field: Field, key: str) -> Iterable[Scalar]:
    return (True, False) if "boolean" in _types(view, field, key) else ()


def _types(view: FilterView, field: Field, key: str) -> frozenset[str]:
    """The types of values that the configuration gives a key; none where it gives none."""
    return (view.project.metadata or {}).get(key, frozenset()) if field.family == CUSTOM else frozenset()


_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "number", float: "number"}


def _fits(view: FilterView, field: Field, key: str, value: Scalar) -> bool:
    types = _types(view, field, key)
    return (not types or _TYPES[type(value)] in types) and (field.type is Type.SCALAR or isinstance(value, str))


def pattern_offers(offers: Sequence[Offer], typed: str) -> list[Offer]:
    """Patterns: an open one, and one for each text. What is typed tells whether a text may have others in front of it."""
    before = "" if typed and not typed.startswith("%") else "%"
    contents = [offer for offer in offers if offer.content is not None and not set(offer.content) & set("%\\")]
    result = [value_offer(offer.kind, f"{before}{offer.content}%", offer.detail, offer.documentation) for offer in contents]
    if not typed:
        result.insert(0, snippet_offer("%…%", f'"%{stop(1)}%"', ("%",), "any text around"))
    return result


def list_offers(offers: Sequence[Offer], field: Field | None) -> list[Offer]:
    """Lists: an open one, and one of each value."""
    bare = field is not None and field.type in (Type.NUMBER, Type.DURATION)
    result = [snippet_offer("[…]", f"[{stop(1)}]" if bare else f'["{stop(1)}"]', ("[",), "a list")]
    for offer in offers:
        text = f"[{offer.template}]"
        result.append(Offer(offer.kind, text, text, offer.names, offer.detail, offer.documentation))
    return result
