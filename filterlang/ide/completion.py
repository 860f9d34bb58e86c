"""Completion: what can stand at a cursor in a filter, finished or not.

Owns the invariant that every item replaces the same span, which contains the cursor, and that nothing is parsed for an item.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.ide.completion_slots import CompletionSlot, SlotKind, slot_at
from filterlang.ide.cursor import CLOSE, COMMA, TextCursor, cursor_at
from filterlang.ide.fitting_names import operators_for, operators_in
from filterlang.ide.offered_names import call_offers, comparison_offers, field_offers, operator_offers, value_template
from filterlang.ide.offered_pairs import call_replacements, key_offers, pair_offers
from filterlang.ide.offered_values import list_offers, pattern_offers, value_offers
from filterlang.ide.offers import CompletionKind, MatchedOffer, Offer, matching, snippet_offer
from filterlang.ide.snippet_syntax import plain
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.places import UNPUBLISHED
from filterlang.schema.types import Field, Operator, Support, Takes, Type
from filterlang.syntax.strings import quote, unescape
from filterlang.text.frozen import dataclass, replace
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView

__all__ = ["Completion", "CompletionKind", "CompletionList", "completions"]


@dataclass(frozen=True, slots=True)
class Completion:
    """An item. ``text`` replaces the span of the list; it is in the snippet syntax of LSP where ``snippet`` holds.

    ``plain`` is the text for an editor without snippets. ``filter`` is what people type for it: an editor compares it with the
    text from the start of the span to the cursor. ``documentation`` is Markdown; items are in the order of ``sort``.
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
    if cursor is None or slot is None or "\n" in view.text[cursor.span.start : cursor.span.end]:
        return CompletionList(_at(view, offset), (), False)
    offers = _offers(view, cursor, slot)
    result = _fitted(cursor, slot, offers)
    if not result.items and slot.kind is SlotKind.FIELD and slot.is_called and _has_pairs(view):
        span, pairs = call_replacements(view, cursor)
        rows = matching(pairs, view.text[span.start : cursor.offset])
        result = CompletionList(span, tuple(_item(row, number) for number, row in enumerate(rows)), bool(rows))
    return result


def _at(view: FilterView, offset: int) -> Span:
    """An empty span at an offset, or at the end of the text that is nearer."""
    nearest = min(max(offset, 0), len(view.text))
    return Span(nearest, nearest)


def _offers(view: FilterView, cursor: TextCursor, slot: CompletionSlot) -> Sequence[Offer]:
    match slot.kind:
        case SlotKind.CONDITION:
            return _conditions(view, cursor)
        case SlotKind.OPERATOR:
            return operator_offers(_operators(view, slot))
        case _ if not _has_fields(view):
            return ()
        case SlotKind.FIELD:
            return field_offers(slot.idea if slot.idea in OPERATORS else "", view.dialect)
        case _:
            return _values(view, cursor, slot)


def _has_fields(view: FilterView) -> bool:
    """Whether the fields are known of what the filter is evaluated on."""
    return view.embedded is None or view.embedded.kind not in UNPUBLISHED


def _has_pairs(view: FilterView) -> bool:
    return DIALECTS[view.dialect].has_pairs and _has_fields(view)


def _conditions(view: FilterView, cursor: TextCursor) -> Sequence[Offer]:
    """What a condition begins with: an operator, or a pair; for what is typed also a field, or a key."""
    typed, has_pairs = cursor.typed, _has_pairs(view)
    return (
        *call_offers(view.dialect),
        *(pair_offers() if has_pairs else ()),
        *(comparison_offers(view.dialect) if typed and _has_fields(view) else ()),
        *(key_offers(view, typed) if typed and has_pairs else ()),
    )


def _operators(view: FilterView, slot: CompletionSlot) -> Sequence[Operator]:
    """The operators that fit what stands in the parentheses already."""
    dialect = DIALECTS[view.dialect]
    operators = operators_in(dialect)
    if slot.takes is not None:
        operators = [operator for operator in operators if operator.takes is slot.takes]
    if slot.subject is None or slot.subject.field is None:
        return operators
    return [operator for operator in operators_for(slot.subject.field, dialect) if operator in operators]


def _values(view: FilterView, cursor: TextCursor, slot: CompletionSlot) -> Sequence[Offer]:
    """The values of what is compared, in the form that the operator takes."""
    if slot.subject is None or not (slot.subject.family or slot.subject.field):
        return ()
    field = slot.subject.field or slot.subject.value_field(None)
    keys = [slot.subject.key] if slot.subject.family else [key for family, key in slot.keys if family == field.family]
    operator = OPERATORS.get(slot.idea)
    if operator is not None and not _takes(view, field, operator, is_called=slot.is_called):
        return ()
    takes = operator.takes if operator is not None else Takes.VALUE
    if field.type is Type.JSON:
        if takes is not Takes.KEY:
            return (
                [snippet_offer("{…}", value_template(operator, field), ("{",), "a JSON object")] if operator is not None else ()
            )
        field = FAMILIES[CUSTOM]["key"]
    typed = _typed(cursor)
    offers = value_offers(
        view, field, keys, typed.lstrip("%") if takes is Takes.PATTERN else typed, is_quoted=bool(cursor.quote)
    )
    if slot.kind is SlotKind.ITEM:
        is_list = takes is Takes.LIST or not slot.is_called
        return [offer for offer in offers if offer.content is None or offer.content not in slot.listed] if is_list else ()
    if takes is Takes.PATTERN:
        return pattern_offers(offers, typed)
    if operator is not None and takes is Takes.LIST:
        return list_offers(offers, value_template(operator, field))
    return offers


def _takes(view: FilterView, field: Field, operator: Operator, *, is_called: bool) -> bool:
    """Whether a field takes an operator. What is not a call of the language is read kindly, unless it compares by order."""
    dialect = DIALECTS[view.dialect]
    if dialect.fields:
        return dialect.lists(operator.name) and field.name in dialect.fields
    is_strict = is_called or operator.ordering
    return not is_strict or support(operator.name, field.operators) not in (Support.NO, Support.DOUBTFUL)


def _fitted(cursor: TextCursor, slot: CompletionSlot, offers: Sequence[Offer]) -> CompletionList:
    """The offers that fit what is typed, in the quotes that are there; what is no text replaces the quotes as well."""
    texts = [offer for offer in offers if offer.content is not None]
    within = bool(cursor.quote and texts)
    fitting = texts if within else offers
    rows = matching(fitting, _typed(cursor))
    if slot.kind is SlotKind.OPERATOR and not rows:
        rows = [MatchedOffer(offer, cursor.typed) for offer in fitting]
    if within:
        items = [_text_item(cursor, row, number) for number, row in enumerate(rows) if _can_hold(cursor, row.offer)]
    else:
        behind = ", " if slot.kind in (SlotKind.CONDITION, SlotKind.ITEM) and _needs_comma(cursor) else ""
        items = [_item(row, number, cursor.quote, behind) for number, row in enumerate(rows)]
    if len(items) == 1:
        items = [replace(items[0], preselect=True)]
    is_incomplete = bool(items) and (len(items) < len(fitting) or any(len(offer.names) > 1 for offer in fitting))
    return CompletionList(cursor.span if within else cursor.token, tuple(items), is_incomplete)


def _item(row: MatchedOffer, number: int, before: str = "", behind: str = "") -> Completion:
    """The item that writes an offer as it is; ``before`` is what stands between the start of its span and what is typed."""
    offer, text = row.offer, row.offer.template + behind
    written = plain(text) if offer.is_snippet else text
    is_meant = number == 0 and row.is_meant
    return Completion(
        offer.label, offer.kind, text, offer.detail, offer.documentation, offer.is_snippet, f"{number:04}", is_meant,
        before + row.name, written,
    )  # fmt: skip


def _text_item(cursor: TextCursor, row: MatchedOffer, number: int) -> Completion:
    """The item that writes a text into the string that is begun, with the quote that is missing."""
    offer = row.offer
    content = offer.content or ""
    written = quote(content)[1:-1] if cursor.quote == '"' else content
    text = written if cursor.is_closed else written + cursor.quote
    typed = written if row.name == content else cursor.typed
    is_meant = number == 0 and row.is_meant
    return Completion(
        offer.label, offer.kind, text, offer.detail, offer.documentation, False, f"{number:04}", is_meant, typed, text
    )  # fmt: skip


def _typed(cursor: TextCursor) -> str:
    """What is typed, with the escapes of a string read, but for one that is only begun."""
    if cursor.quote != '"':
        return cursor.typed
    text = unescape(cursor.typed)
    backslashes = len(cursor.typed) - len(cursor.typed.rstrip("\\"))
    return text[:-1] if backslashes % 2 else text


def _can_hold(cursor: TextCursor, offer: Offer) -> bool:
    """Whether the string that is begun can hold a text: nothing is an escape between single quotes."""
    return cursor.quote == '"' or cursor.quote not in (offer.content or "")


def _needs_comma(cursor: TextCursor) -> bool:
    """Whether an argument follows what is typed."""
    return cursor.next is not None and cursor.next.kind not in (CLOSE, COMMA)
