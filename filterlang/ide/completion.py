"""Completion: the items for a cursor in a filter, finished or not.

Owns the invariant that every item replaces the same span, which contains the cursor, and that nothing is parsed for an item.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from filterlang.ide.completion_slots import CompletionSlot, SlotKind, slot_at
from filterlang.ide.cursor import CLOSE, COMMA, OPEN, WORD, TextCursor, cursor_at
from filterlang.ide.offered_pairs import call_replacements
from filterlang.ide.offered_values import MOST_VALUES
from filterlang.ide.offers import CompletionKind, MatchedOffer, Offer, matching
from filterlang.ide.slot_offers import has_pairs, offers_for
from filterlang.ide.snippet_syntax import plain
from filterlang.schema.operators import OPERATORS
from filterlang.syntax.strings import quote
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
    """The items for a cursor. Each replaces ``span``; an editor requests an incomplete list again when more is typed."""

    span: Span
    items: tuple[Completion, ...]
    is_incomplete: bool


def completions(view: FilterView, offset: int) -> CompletionList:
    """The completions at an offset of a filter's text."""
    holes = [hole.span for hole in view.embedded.holes] if view.embedded is not None else []
    cursor = cursor_at(view.text, offset, holes)
    slot = slot_at(cursor) if cursor is not None else None
    if cursor is None or slot is None or "\n" in view.text[cursor.span.start : cursor.span.end]:
        return CompletionList(_at(view, offset), (), False)
    result = _fitted(cursor, slot, offers_for(view, cursor, slot))
    if not result.items and slot.kind is SlotKind.FIELD and slot.is_called and has_pairs(view):
        span, pairs = call_replacements(view, cursor)
        rows = matching(pairs, view.text[span.start : cursor.offset])
        if rows:
            result = CompletionList(span, tuple(_item(row, number) for number, row in enumerate(rows)), True)
    return result


def _at(view: FilterView, offset: int) -> Span:
    """An empty span at an offset, or at the end of the text that is nearer."""
    nearest = min(max(offset, 0), len(view.text))
    return Span(nearest, nearest)


def _fitted(cursor: TextCursor, slot: CompletionSlot, offers: Sequence[Offer]) -> CompletionList:
    """The list of the offers that match the typed text. Texts go between the present quotes; other offers replace these."""
    texts = [offer for offer in offers if offer.content is not None]
    within = bool(cursor.quote and texts)
    fitting = texts if within else offers
    rows = matching(fitting, cursor.typed_text)
    if slot.kind is SlotKind.OPERATOR and (not rows or cursor.text[cursor.span.start : cursor.span.end] in OPERATORS):
        found = {row.offer for row in rows}
        rows += [MatchedOffer(offer, cursor.typed) for offer in fitting if offer not in found]
    if within:
        items = [_text_item(cursor, row, number) for number, row in enumerate(rows) if _can_hold(cursor, row.offer)]
    else:
        behind = ", " if slot.kind in (SlotKind.CONDITION, SlotKind.ITEM) and _needs_comma(cursor) else ""
        items = [_item(row, number, cursor.quote, behind) for number, row in enumerate(rows)]
    if len(items) == 1:
        items = [replace(items[0], preselect=True)]
    is_part = cursor.typed != "" or len(fitting) >= MOST_VALUES or any(len(offer.names) > 1 for offer in fitting)
    return CompletionList(cursor.span if within else cursor.token, tuple(items), bool(items) and is_part)


def _item(row: MatchedOffer, number: int, before: str = "", behind: str = "") -> Completion:
    """The item that writes an offer as it is; ``before`` is the text between the start of its span and the typed text."""
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


def _can_hold(cursor: TextCursor, offer: Offer) -> bool:
    """Whether the string that is begun can hold a text: nothing is an escape between single quotes."""
    return cursor.quote == '"' or cursor.quote not in (offer.content or "")


def _needs_comma(cursor: TextCursor) -> bool:
    """Whether an argument follows the typed text. Behind an item of a list, a call is not an argument."""
    following = [piece.kind for piece in islice(cursor.behind(), 2)]
    is_call = cursor.brackets[-1].text == "[" and following == [WORD, OPEN]
    return bool(following) and following[0] not in (CLOSE, COMMA) and not is_call
