"""The offers of a slot, by its kind.

Owns the invariant that an offer fits the text around the slot: the operator, the field, the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.checking.literal_checks import problem
from filterlang.ide.completion_slots import CompletionSlot, SlotKind
from filterlang.ide.cursor import TextCursor
from filterlang.ide.fitting_names import operators_for, operators_in
from filterlang.ide.offered_names import (
    call_offers, comparison_offers, field_markdown, field_offers, operator_offers, value_template,
)  # fmt: skip
from filterlang.ide.offered_pairs import key_offers, pair_offers
from filterlang.ide.offered_values import list_offers, pattern_offers, value_offers
from filterlang.ide.offers import Offer, snippet_offer
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import OPERATORS, support
from filterlang.schema.places import UNPUBLISHED
from filterlang.schema.types import Field, Operator, Support, Takes, Type
from filterlang.syntax.lalr import accept
from filterlang.syntax.printer import write_call
from filterlang.syntax.tree import Boolean, Call, Node, Number, String
from filterlang.text.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView


def offers_for(view: FilterView, cursor: TextCursor, slot: CompletionSlot) -> Sequence[Offer]:
    """The offers of a slot. Known values, of which there may be many, are limited to the ones that match the typed text."""
    match slot.kind:
        case SlotKind.CONDITION:
            return _conditions(view, cursor.typed)
        case SlotKind.OPERATOR:
            return operator_offers(_operators(view, slot))
        case SlotKind.FIELD if _has_fields(view):
            return _fields(view, slot)
        case SlotKind.VALUE | SlotKind.ITEM if _has_fields(view):
            return _values(view, cursor, slot)
        case _:
            return ()


def _has_fields(view: FilterView) -> bool:
    """Whether the filter is evaluated on objects whose fields are published."""
    return view.embedded is None or view.embedded.kind not in UNPUBLISHED


def has_pairs(view: FilterView) -> bool:
    """Whether a key and its value are two conditions of a filter."""
    return DIALECTS[view.dialect].has_pairs and _has_fields(view)


def _conditions(view: FilterView, typed: str) -> Sequence[Offer]:
    """The beginnings of a condition: operators and pairs, and fields and keys once something is typed."""
    pairs = has_pairs(view)
    return (
        *call_offers(view.dialect),
        *(pair_offers() if pairs else ()),
        *(comparison_offers(view.dialect) if typed and _has_fields(view) else ()),
        *(key_offers(view, typed) if typed and pairs else ()),
    )


def _operators(view: FilterView, slot: CompletionSlot) -> Sequence[Operator]:
    """The operators that fit what stands in the parentheses already."""
    dialect = DIALECTS[view.dialect]
    field = slot.subject.field if slot.subject is not None else None
    fitting = operators_in(dialect) if field is None else operators_for(field, dialect)
    return [operator for operator in fitting if slot.takes in (None, operator.takes)]


def _fields(view: FilterView, slot: CompletionSlot) -> Sequence[Offer]:
    """The fields that an operator takes: first those that can have the value that is there.

    Of these, first a field that has the value as one of a few, then those of a pair that is begun.
    """
    operator = OPERATORS.get(slot.idea)
    offers = field_offers(slot.idea if operator is not None else "", view.dialect)
    has_type = bool(slot.value) and (operator is None or operator.takes not in (Takes.PATTERN, Takes.KEY))
    value = _literal(slot.value) if has_type else None
    families = _begun_pairs(slot)
    if value is None and not families:
        return offers

    def is_unlikely(offer: Offer) -> tuple[bool, bool, bool]:
        field = FIELDS[offer.names[0]]
        is_wrong = value is not None and problem(field, value, lambda _: slot.value) is not None
        is_listed = isinstance(value, String) and value.value in field.values
        return is_wrong, not is_listed, field.family not in families or field.role == "key"

    return sorted(offers, key=is_unlikely)


def _literal(text: str) -> Node | None:
    """The literal that a text is; None for any other text."""
    tree = accept(write_call("eq", ("name", text)))
    return tree.arguments[1] if isinstance(tree, Call) and isinstance(tree.arguments[1], (String, Number, Boolean)) else None


def _begun_pairs(slot: CompletionSlot) -> set[str]:
    """The families of the pairs of which the conditions beside a slot compare the key only."""
    fields = [FIELDS[name] for name in slot.beside if name in FIELDS]
    keys = {field.family for field in fields if field.role == "key"}
    return keys.difference(field.family for field in fields if field.role != "key")


def _values(view: FilterView, cursor: TextCursor, slot: CompletionSlot) -> Sequence[Offer]:
    """The values of the compared field, in the form that the operator takes; none where the field is unknown."""
    subject, operator = slot.subject, OPERATORS.get(slot.idea)
    if subject is None or not (subject.family or subject.field):
        return ()
    field = subject.field or subject.value_field(None)
    if operator is not None and not _is_taken(view, field, operator, slot):
        return ()
    takes = operator.takes if operator is not None else Takes.VALUE
    if field.type is Type.JSON:
        return _of_json(view, cursor, field, operator)
    keys = [subject.key] if subject.family else [key for family, key in slot.keys if family == field.family]
    is_pattern = takes is Takes.PATTERN
    typed = cursor.typed_text.lstrip("%") if is_pattern else cursor.typed_text
    about = field_markdown(field)
    offers = [
        replace(offer, documentation=about)
        for offer in value_offers(view, field, keys, typed, is_quoted=cursor.quote != "")
        if offer.content is None or offer.content not in slot.listed
    ]
    if slot.kind is SlotKind.ITEM:
        return offers if takes is Takes.LIST or not slot.is_called else ()
    if is_pattern:
        return pattern_offers([] if field.values else offers, cursor.typed_text)  # nobody looks for parts of a closed set
    return list_offers(offers, value_template(operator, field)) if operator and takes is Takes.LIST else offers


def _of_json(view: FilterView, cursor: TextCursor, field: Field, operator: Operator | None) -> Sequence[Offer]:
    """An object to compare the metadata with, or a key of it."""
    if operator is not None and operator.takes is Takes.KEY:
        return value_offers(view, FAMILIES[CUSTOM]["key"], (), cursor.typed_text, is_quoted=cursor.quote != "")
    if operator is None or support(operator.name, field.operators) is not Support.YES:
        return ()
    return [snippet_offer("{…}", value_template(operator, field), ("{",), "a JSON object", field_markdown(field))]


def _is_taken(view: FilterView, field: Field, operator: Operator, slot: CompletionSlot) -> bool:
    """Whether a field takes an operator. Text that is not a call only rules out comparisons by order."""
    dialect = DIALECTS[view.dialect]
    if dialect.fields:
        return dialect.lists(operator.name) and field.name in dialect.fields
    is_strict = slot.is_called or operator.ordering
    return not is_strict or support(operator.name, field.operators) not in (Support.NO, Support.DOUBTFUL)
