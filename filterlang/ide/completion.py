"""Completion: what can stand at a cursor in a filter, finished or not.

Owns the invariant that every item replaces the same span, which contains the cursor, and that nothing is parsed for an item.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.ide.cursor import CLOSE, COMMA, TextCursor, cursor_at
from filterlang.ide.offered_names import (
    KEY_ALIASES, comparison_offers, condition_offers, field_offers, key_pair_template, name_offers, operators, operators_of,
)  # fmt: skip
from filterlang.ide.offered_values import known_texts, list_offers, pattern_offers, value_offers
from filterlang.ide.offers import CompletionKind, Offer, matched, plain, snippet_offer
from filterlang.ide.slots import CompletionSlot, SlotKind, slot_at
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.operators import LOGICAL, OPERATORS, support
from filterlang.schema.places import UNPUBLISHED
from filterlang.schema.types import Field, Operator, Support, Takes
from filterlang.syntax.strings import quote
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView

__all__ = ["Completion", "CompletionKind", "CompletionList", "completions"]

_MOST = 200
"""The number of items that are offered at most."""


@dataclass(frozen=True, slots=True)
class Completion:
    """An item. ``text`` replaces the span of the list; it is in the snippet syntax of LSP where ``snippet`` holds.

    ``plain`` is the text for an editor without snippets. ``filter`` is what is typed for it: an editor compares that with the
    text between the start of the span and the cursor.
    """

    label: str
    kind: CompletionKind
    text: str
    detail: str
    documentation: str
    snippet: bool
    sort: str
    preselect: bool
    filter: str
    plain: str


@dataclass(frozen=True, slots=True)
class CompletionList:
    """The items for a cursor. ``span`` is what each replaces; an incomplete list is asked for again when more is typed."""

    span: Span
    items: tuple[Completion, ...]
    is_incomplete: bool


def completions(view: FilterView, offset: int) -> CompletionList:
    """What can stand at an offset of a filter's text."""
    holes = [hole.span for hole in view.embedded.holes] if view.embedded is not None else []
    cursor = cursor_at(view.text, offset, holes)
    slot = slot_at(cursor) if cursor is not None else None
    if cursor is None or slot is None:
        at = min(max(offset, 0), len(view.text))
        return CompletionList(Span(at, at), (), False)
    offers = _offers(view, cursor, slot)
    return _fitted(cursor, slot, offers)


def _offers(view: FilterView, cursor: TextCursor, slot: CompletionSlot) -> Sequence[Offer]:
    if slot.kind is SlotKind.CONDITION:
        return _conditions(view, cursor)
    if slot.kind is SlotKind.OPERATOR:
        return _names(view, slot)
    if view.embedded is not None and view.embedded.kind in UNPUBLISHED:
        return ()
    if slot.kind is SlotKind.FIELD:
        operator = slot.idea if slot.is_exact else ""
        return field_offers(operator, view.dialect)
    return _values(view, cursor, slot)


def _conditions(view: FilterView, cursor: TextCursor) -> Sequence[Offer]:
    offers = list(condition_offers(view.dialect))
    if view.embedded is not None and view.embedded.kind in UNPUBLISHED:
        return [offer for offer in offers if offer.kind is CompletionKind.OPERATOR]
    if cursor.typed:
        offers += comparison_offers(view.dialect)
        if DIALECTS[view.dialect].has_pairs:
            offers += _key_pairs(view)
    return offers


def _key_pairs(view: FilterView) -> list[Offer]:
    """A pair for each key that is known, by the key and by its path."""
    return [
        snippet_offer(path, key_pair_template(CUSTOM, key, 1), (path, key.lower(), *KEY_ALIASES.get(key, ())), "metadata key")
        for key in dict.fromkeys((*known_texts(view, CUSTOM), *KEY_ALIASES))
        for path in (f"{CUSTOM}.{key}",)
    ]


def _names(view: FilterView, slot: CompletionSlot) -> Sequence[Offer]:
    """The operators that fit what stands in the parentheses."""
    dialect = DIALECTS[view.dialect]
    known = operators(dialect)
    if slot.joins and slot.idea:
        return name_offers(operator for operator in known if operator.name in LOGICAL)
    if slot.joins:
        return name_offers(known)
    if slot.idea == "search":
        return name_offers(operator for operator in known if operator.takes is Takes.TEXT)
    field = slot.subject.field if slot.subject is not None else None
    fitting = operators_of(field, dialect) if field is not None else [each for each in known if each.name not in LOGICAL]
    listed = [operator for operator in fitting if (operator.takes is Takes.LIST) == (slot.idea == "in")]
    return name_offers(listed or fitting)


def _values(view: FilterView, cursor: TextCursor, slot: CompletionSlot) -> Sequence[Offer]:
    if slot.subject is None:
        return ()
    if slot.subject.family:
        keys: tuple[str, ...] = (slot.subject.key,)
        field = slot.subject.value_field(None)
    elif slot.subject.field is not None:
        field = slot.subject.field
        keys = tuple(key for family, key in slot.keys if family == field.family)
    else:
        return ()
    operator = OPERATORS.get(slot.idea)
    if operator is not None and not _takes(operator, field, slot, view):
        return ()
    offers = value_offers(view, field, keys)
    takes = operator.takes if operator is not None else Takes.VALUE
    if slot.kind is SlotKind.ITEM:
        strict = slot.is_exact and takes is not Takes.LIST
        return () if strict else [offer for offer in offers if offer.content is None or offer.content not in slot.listed]
    if takes is Takes.PATTERN:
        return pattern_offers(offers, cursor.typed)
    return list_offers(offers, field) if takes is Takes.LIST else offers


def _takes(operator: Operator, field: Field, slot: CompletionSlot, view: FilterView) -> bool:
    """Whether a field takes an operator; what is not written as a call is read kindly, unless it compares by order."""
    if DIALECTS[view.dialect].fields:
        return True
    if not slot.is_exact and not operator.ordering:
        return True
    return support(operator.name, field.operators) not in (Support.NO, Support.DOUBTFUL)


def _fitted(cursor: TextCursor, slot: CompletionSlot, offers: Sequence[Offer]) -> CompletionList:
    """The offers that fit what is typed, as items in the quotes that are there."""
    texts = [offer for offer in offers if offer.content is not None]
    within = bool(cursor.quote) and bool(texts) and slot.kind in (SlotKind.VALUE, SlotKind.ITEM)
    span = cursor.span if within else cursor.token
    rows = matched(texts if within else offers, cursor.typed)
    comma = ", " if slot.kind in (SlotKind.CONDITION, SlotKind.ITEM) and _needs_comma(cursor) else ""
    lead = "" if within else cursor.quote
    items: list[Completion] = []
    for offer, name in rows[:_MOST]:
        template = _between_quotes(cursor, offer) if within else offer.template
        if template is None:
            continue
        is_snippet = offer.is_snippet and not within
        text = template + comma
        items.append(
            Completion(
                offer.label, offer.kind, text, offer.detail, offer.documentation, is_snippet, f"{len(items):04}", False,
                lead + name, plain(text) if is_snippet else text,
            )
        )  # fmt: skip
    return CompletionList(span, tuple(items), True)


def _between_quotes(cursor: TextCursor, offer: Offer) -> str | None:
    """The text of an offer in a string that is begun; None where the string's quotes cannot hold it."""
    content = offer.content or ""
    if cursor.quote == '"':
        written = quote(content)[1:-1]
    elif "'" in content:
        return None
    else:
        written = content
    return written if cursor.is_closed else written + cursor.quote


def _needs_comma(cursor: TextCursor) -> bool:
    following = cursor.next
    return following is not None and following.kind not in (CLOSE, COMMA)
