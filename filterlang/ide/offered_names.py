"""Operators and fields to offer, by themselves and as the beginning of a condition.

Owns the invariant that they are described in the words of the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from filterlang.ide.fitting_names import DOUBTFUL, fields_for, grade, operators_for, operators_in
from filterlang.ide.hovers_of_names import field_blocks, operator_blocks
from filterlang.ide.offers import CompletionKind, Offer
from filterlang.ide.snippet_syntax import between_quotes, quoted_stop, stop
from filterlang.rewrite.composing import PATTERNS
from filterlang.schema.aliases import FIELD_ALIASES
from filterlang.schema.dialects import DIALECTS, Dialect
from filterlang.schema.facts_in_words import type_in_words
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.types import Field, Operator, Takes, Type
from filterlang.syntax.printer import write_call, write_list
from filterlang.syntax.spellings import PHRASES

_PARAGRAPH = "\n\n"


@lru_cache
def call_offers(dialect_name: str) -> tuple[Offer, ...]:
    """The calls of the operators of a dialect."""
    dialect = DIALECTS[dialect_name]
    return tuple(_operator_offer(operator, _call_template(operator, dialect)) for operator in operators_in(dialect))


def operator_offers(operators: Iterable[Operator]) -> list[Offer]:
    """The names of operators, for a place in front of a parenthesis."""
    return [_operator_offer(operator) for operator in operators]


@lru_cache
def field_offers(operator: str, dialect_name: str) -> tuple[Offer, ...]:
    """The fields that take an operator; an empty name stands for any."""
    fields = fields_for(OPERATORS.get(operator), DIALECTS[dialect_name])
    return tuple(_field_offer(field, field.name, is_snippet=False) for field in fields)


@lru_cache
def comparison_offers(dialect_name: str) -> tuple[Offer, ...]:
    """For each field its most usual comparison, for a person who begins with the field."""
    dialect = DIALECTS[dialect_name]
    rows = [(field, operators_for(field, dialect)) for field in fields_for(None, dialect)]
    return tuple(
        _field_offer(field, _comparison(operators[0], field), is_snippet=True) for field, operators in rows if operators
    )


@lru_cache(256)
def _operator_offer(operator: Operator, template: str = "") -> Offer:
    return Offer(
        CompletionKind.OPERATOR,
        operator.name,
        template or operator.name,
        (operator.name, *_spellings(operator)),
        operator.says,
        _PARAGRAPH.join(operator_blocks(operator.name, operator)),
        is_snippet=bool(template),
    )


def _spellings(operator: Operator) -> Iterator[str]:
    """Yields what people write for an operator, and for what it says in other words, with their words joined."""
    ideas = (operator.name, *(idea for idea, pattern in PATTERNS.items() if pattern[0] == operator.name))
    for phrase in (operator.reads, *(phrase for idea in ideas for phrase in PHRASES.get(idea, ()))):
        yield "".join(phrase.split())
        yield "_".join(phrase.split())


@lru_cache
def field_markdown(field: Field) -> str:
    """The description of a field, as in its hover."""
    return _PARAGRAPH.join(field_blocks(field.name, field, None))


def _field_offer(field: Field, template: str, *, is_snippet: bool) -> Offer:
    return Offer(
        CompletionKind.FIELD,
        field.name,
        template,
        (field.name, *_ALIASES.get(field.name, ())),
        f"{field.says} ({type_in_words(field)})",
        field_markdown(field),
        is_snippet=is_snippet,
    )


def _aliases() -> Mapping[str, list[str]]:
    result: dict[str, list[str]] = {}
    for name, alias in FIELD_ALIASES.items():
        if alias.field:
            result.setdefault(alias.field, []).append(name.lower())
    return result


_ALIASES = _aliases()


def _call_template(operator: Operator, dialect: Dialect) -> str:
    """A call with placeholders, and with the field where only one takes the operator."""
    if operator.takes is Takes.TEXT:
        return write_call(operator.name, (quoted_stop(1),))
    fields = [] if operator.name in LOGICAL else fields_for(operator, dialect)
    likely = [field for field in fields if grade(operator, field, dialect) < DOUBTFUL]
    return _comparison(operator, likely[0]) if len(likely) == 1 else write_call(operator.name, (stop(1),))


def _comparison(operator: Operator, field: Field) -> str:
    return write_call(operator.name, (field.name, value_template(operator, field)))


def value_template(operator: Operator, field: Field, number: int = 1) -> str:
    """The value that an operator compares a field with, as a placeholder of a number."""
    if field.type is Type.JSON and operator.takes is Takes.VALUE:
        key, value = stop(number, "key"), stop(number + 1, "value")
        return "".join(('"', between_quotes('{"'), key, between_quotes('": "'), value, between_quotes('"}'), '"'))
    if operator.takes is Takes.PATTERN:
        return f'"%{stop(number)}%"'
    is_number = is_bare(field) or (field.type is Type.SCALAR and operator.ordering)
    value = stop(number) if is_number else quoted_stop(number)
    return write_list((value,)) if operator.takes is Takes.LIST else value


def is_bare(field: Field) -> bool:
    """Whether the values of a field are written without quotes."""
    return field.type in (Type.NUMBER, Type.DURATION, Type.BOOLEAN)
