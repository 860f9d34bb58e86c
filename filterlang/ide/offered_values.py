"""Values to offer for a field: values of its type, and values that runs are known to have, the most frequent first.

Owns the invariant that a value that the project's configuration does not list is not offered where it lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice

from filterlang.ide.offers import CompletionKind, Offer, is_inside, snippet_offer, value_offer
from filterlang.ide.snippet_syntax import stop
from filterlang.schema.aliases import CUSTOM, ENUM_ALIASES, FIELD_ALIASES, THREAD_KEYS
from filterlang.schema.project_lists import LISTED, NOUNS, is_own_key
from filterlang.schema.types import Field, Type
from filterlang.schema.usage import USUAL_NUMBERS, USUAL_VALUES
from filterlang.semantics.datetimes import present, write_datetime
from filterlang.text.display import clip
from filterlang.text.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.ide.known_values import Scalar

MOST_VALUES = 200
"""The number of known values that are offered at most, of all that match the typed text."""
_MOST_OF_ANY = 5
"""The number of values of each key that are offered where no key is named."""
_KINDS = {
    "metadata": CompletionKind.KEY,
    "feedback": CompletionKind.KEY,
    "tags": CompletionKind.TAG,
    "names": CompletionKind.NAME,
}
_KEY_ALIASES = (alias.metadata_key for alias in FIELD_ALIASES.values())
_OWN_KEYS = tuple(dict.fromkeys((*THREAD_KEYS, *filter(is_own_key, _KEY_ALIASES))))
"""Keys of the metadata that LangSmith and its SDKs set."""


def value_offers(view: FilterView, field: Field, keys: Sequence[str], typed: str, *, is_quoted: bool) -> list[Offer]:
    """The values for a comparison with a field that match the typed text, which ``is_quoted`` if it stands in quotes.

    The values of a pair are those seen under its keys; without a key, those seen under any.
    """
    match field.type:
        case Type.ENUM:
            return list(_of_enumeration(field))
        case Type.BOOLEAN:
            return [value_offer(CompletionKind.VALUE, truth, field.name) for truth in (True, False)]
        case Type.DATETIME:
            return list(_times())
        case Type.DURATION if is_quoted:
            return [value_offer(CompletionKind.VALUE, f"{number}s", field.name) for number in USUAL_NUMBERS[field.name]]
        case Type.DURATION | Type.NUMBER:
            numbers = USUAL_NUMBERS.get(field.name, ())
            return [value_offer(CompletionKind.VALUE, number, field.unit or field.name) for number in numbers]
        case _ if field.role == "value":
            return list(islice(_under_keys(view, field, keys, typed), MOST_VALUES))
        case _ if field.name in LISTED:
            return list(_listed(view, LISTED[field.name], typed))
        case _:
            return []


def _of_enumeration(field: Field) -> Iterator[Offer]:
    for value in USUAL_VALUES.get(field.name, field.values):
        aliases = (alias for alias, meant in ENUM_ALIASES.items() if meant == value)
        yield value_offer(CompletionKind.VALUE, value, field.name, *aliases)


def _times() -> Iterator[Offer]:
    now = present().replace(microsecond=0)
    today = now.replace(hour=0, minute=0, second=0)
    for says, time, names in (
        ("the start of today", today, ("today",)),
        ("the start of yesterday", today - timedelta(days=1), ("yesterday",)),
        ("an hour ago", now - timedelta(hours=1), ("an hour ago", "hour", "1h", "1 hour ago")),
        ("24 hours ago", now - timedelta(days=1), ("24 hours ago", "24h", "day", "last day")),
        ("7 days ago", today - timedelta(days=7), ("7 days ago", "7d", "week", "last week")),
        ("30 days ago", today - timedelta(days=30), ("30 days ago", "30d", "month", "last month")),
        ("now", now, ("now",)),
    ):
        yield value_offer(CompletionKind.VALUE, write_datetime(time), f"{says}, in UTC", *names)


def _listed(view: FilterView, name: str, typed: str) -> Iterator[Offer]:
    """Yields tags, names or keys."""
    word = typed.lower()
    fitting = (text for text in known_texts(view, name) if text and is_inside(word, text.lower()))
    for text in islice(fitting, MOST_VALUES):
        yield value_offer(_KINDS[name], text, NOUNS[name])


def known_texts(view: FilterView, name: str) -> Iterable[str]:
    """The texts that runs are known to have, then those that a key of the configuration lists, then LangSmith's own keys."""
    known: Iterable[str] = getattr(view.values, name)
    listed: Iterable[str] | None = getattr(view.project, name)
    own = _OWN_KEYS if name == CUSTOM else ()
    if listed is not None:
        is_key = name == CUSTOM
        known = (text for text in known if text in listed or (is_key and (is_own_key(text) or view.project.has_key(text))))
    return dict.fromkeys((*known, *sorted(listed or ()), *own))


def _under_keys(view: FilterView, field: Field, keys: Sequence[str], typed: str) -> Iterator[Offer]:
    """Yields the values under keys; under any key where none is named. Its detail is the key."""
    known: Mapping[str, Sequence[Scalar]] = getattr(view.values, field.family, {})
    seen: set[tuple[str, Scalar]] = set()
    word = typed.lower()
    most = None if keys else _MOST_OF_ANY
    for key in keys or known:
        types = _types(view, field, key)
        truths = (True, False) if "boolean" in types else ()
        for value in (*known.get(key, ())[:most], *truths):
            identity = type(value).__name__, value  # 1 and true are equal
            fits = (not types or _TYPE_NAMES[type(value)] in types) and (field.type is Type.SCALAR or isinstance(value, str))
            if fits and value != "" and identity not in seen and is_inside(word, str(value).lower()):
                seen.add(identity)
                yield value_offer(CompletionKind.VALUE, value, clip(key))


def _types(view: FilterView, field: Field, key: str) -> frozenset[str]:
    """The types of values that the configuration gives a key; none where it gives none."""
    return (view.project.metadata or {}).get(key, frozenset()) if field.family == CUSTOM else frozenset()


_TYPE_NAMES: dict[type, str] = {str: "string", bool: "boolean", int: "number", float: "number"}


def pattern_offers(offers: Sequence[Offer], typed: str) -> list[Offer]:
    """An empty pattern, and one for each text; they begin with ``%`` unless a pattern is typed that does not."""
    before = "" if typed and not typed.startswith("%") else "%"
    patterns = [
        value_offer(offer.kind, f"{before}{offer.content}%", offer.detail)
        for offer in offers
        if offer.content is not None and not _SPECIAL.intersection(offer.content)
    ]
    return [*([] if typed else [snippet_offer("%…%", f'"%{stop(1)}%"', ("%",), "a text that contains …")]), *patterns]


_SPECIAL = frozenset("%\\")
"""Characters that a pattern has another meaning for."""


def list_offers(offers: Sequence[Offer], open_list: str) -> list[Offer]:
    """Lists: an open one, a snippet, and one of each value."""
    lists = (replace(offer, template=f"[{offer.template}]", content=None) for offer in offers)
    return [snippet_offer("[…]", open_list, ("[",), "a list"), *lists]
