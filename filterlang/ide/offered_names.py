"""Operators, fields and pairs to offer, the usual ones first.

Owns the invariant that nothing is offered that a backend of the dialect is known to refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from filterlang.checking.refusal_checks import is_unattested, refusal_of
from filterlang.findings.evidence import Severity
from filterlang.ide.offers import CompletionKind, Offer, in_snippet, snippet_offer, stop
from filterlang.rewrite.composing import PATTERNS
from filterlang.schema.aliases import FIELD_ALIASES
from filterlang.schema.dialects import DIALECTS, METADATA_JSON, Dialect
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS, support
from filterlang.schema.types import Field, Operator, Support, Takes, Type
from filterlang.schema.usage import USUAL_FAMILIES, USUAL_FIELDS, USUAL_OPERATORS
from filterlang.syntax.printer import write_call
from filterlang.syntax.spellings import PHRASES
from filterlang.syntax.strings import quote

_GRADES = {Support.YES: 0, Support.LIKELY: 1, Support.UNKNOWN: 2}
_LAST = 3
_REFUSED = 9
_ORDER = {name: number for number, name in enumerate(dict.fromkeys((*USUAL_FIELDS, *FIELDS)))}


def grade(operator: Operator, field: Field, dialect: Dialect) -> int:
    """How well it is known that a field takes an operator in a dialect: the less, the better; ``_REFUSED`` where not."""
    if dialect.fields:
        return 0 if field.name in dialect.fields and dialect.lists(operator.name) else _REFUSED
    known = _GRADES.get(support(operator.name, field.operators), _REFUSED)
    doubts = (_doubt(operator.name, field.name, dialect), _doubt("", field.name, dialect))
    is_doubtful = is_unattested(field) or (field.type is Type.JSON and bool(METADATA_JSON.dialects & dialect.backends))
    return max(known, *doubts, _LAST * is_doubtful)


def _doubt(operator: str, field: str, dialect: Dialect) -> int:
    refusal = refusal_of(operator, field, dialect.backends)
    if refusal is None:
        return 0
    return _LAST if refusal.evidence.severity is Severity.NOTE else _REFUSED


def _is_known(operator: Operator, dialect: Dialect) -> bool:
    """Whether a dialect has an operator. The refusal of ``search`` is one of its use on a field."""
    refused = operator.takes is not Takes.TEXT and refusal_of(operator.name, "", dialect.backends) is not None
    return dialect.lists(operator.name) and not refused


def operators(dialect: Dialect) -> list[Operator]:
    """The operators of a dialect."""
    return [OPERATORS[name] for name in USUAL_OPERATORS if _is_known(OPERATORS[name], dialect)]


def operators_of(field: Field, dialect: Dialect) -> list[Operator]:
    """The operators that a field takes, those that are known to be taken first."""
    fitting = [operator for operator in operators(dialect) if grade(operator, field, dialect) < _REFUSED]
    return sorted(fitting, key=lambda operator: grade(operator, field, dialect))


def fields_of(operator: Operator | None, dialect: Dialect) -> list[Field]:
    """The fields that take an operator; those that take any where the operator is not known."""
    if operator is not None and not _is_known(operator, dialect):
        return []
    graded = {
        field: min((grade(each, field, dialect) for each in _any_of(operator)), default=_REFUSED) for field in FIELDS.values()
    }
    fitting = [field for field, known in graded.items() if known < _REFUSED]
    return sorted(fitting, key=lambda field: (graded[field], _ORDER[field.name]))


def _any_of(operator: Operator | None) -> Iterable[Operator]:
    return OPERATORS.values() if operator is None else (operator,)


# Offers


@lru_cache
def condition_offers(dialect_name: str) -> tuple[Offer, ...]:
    """What a condition begins with: an operator, or a pair as a whole."""
    dialect = DIALECTS[dialect_name]
    offers = [_operator_offer(operator, _call_template(operator, dialect)) for operator in operators(dialect)]
    return (*offers, *(pair_offers() if dialect.has_pairs else ()))


def name_offers(offered: Iterable[Operator]) -> list[Offer]:
    """Operators in front of a parenthesis that is there."""
    return [_operator_offer(operator, "") for operator in offered]


def _operator_offer(operator: Operator, template: str) -> Offer:
    names = (operator.name, *_spellings(operator))
    detail = write_call(operator.name, (operator.arguments,))
    return Offer(
        CompletionKind.OPERATOR, operator.name, template or operator.name, names, detail, operator_markdown(operator),
        is_snippet=bool(template),
    )  # fmt: skip


def _spellings(operator: Operator) -> Iterator[str]:
    """Yields what people write for an operator, its words joined, and for what it says in other words."""
    ideas = [operator.name, *(idea for idea, pattern in PATTERNS.items() if pattern[0] == operator.name)]
    for idea in ideas:
        yield from ("".join(phrase.split()) for phrase in PHRASES.get(idea, ()))
    yield operator.reads.replace(" ", "")


def _call_template(operator: Operator, dialect: Dialect) -> str:
    """The call of an operator, with a placeholder for what is not known yet."""
    if operator.takes is Takes.TEXT:
        return write_call(operator.name, ('"' + stop(1) + '"',))
    known = [] if operator.name in LOGICAL else fields_of(operator, dialect)
    fields = [field for field in known if grade(operator, field, dialect) < _LAST]
    if len(fields) == 1:
        return write_call(operator.name, (fields[0].name, value_template(operator, fields[0], 1)))
    return write_call(operator.name, (stop(1),))


def value_template(operator: Operator, field: Field, number: int) -> str:
    """A value that an operator compares a field with, as a placeholder."""
    if field.type is Type.JSON and operator.takes is Takes.VALUE:
        key, value = stop(number, "key"), stop(number + 1, "value")
        return "".join(('"', _content('{"'), key, _content('": "'), value, _content('"}'), '"'))
    if operator.takes is Takes.PATTERN:
        return f'"%{stop(number)}%"'
    value = stop(number) if field.type in _BARE else f'"{stop(number)}"'
    return f"[{value}]" if operator.takes is Takes.LIST else value


_BARE = (Type.NUMBER, Type.DURATION, Type.BOOLEAN)
"""The types of fields whose values are not written as strings."""


def _content(text: str) -> str:
    """A text between quotes, as a snippet has it."""
    return in_snippet(quote(text)[1:-1])


@lru_cache
def pair_offers() -> tuple[Offer, ...]:
    """The pairs of all families, with placeholders for the key and the value."""
    return tuple(
        snippet_offer(
            f"{family} pair", pair_template(family, stop(1), 2), (family, f"{family} pair"), _pair_detail(family),
            _pair_markdown(family),
        )
        for family in USUAL_FAMILIES
    )  # fmt: skip


def pair_template(family: str, key: str, number: int, condition: str = "") -> str:
    """The template of a pair with a key, and with a condition on its value."""
    roles = FAMILIES[family]
    if not condition:
        scored = roles.get("score")
        value = stop(number) if scored else '"' + stop(number) + '"'
        condition = write_call("eq", ((scored or roles["value"]).name, value))
    return write_call("and", (write_call("eq", (roles["key"].name, f'"{key}"')), condition))


def key_pair_template(family: str, key: str, number: int, condition: str = "") -> str:
    """The template of a pair whose key is known."""
    return pair_template(family, _content(key), number, condition)


@lru_cache
def field_offers(operator: str, dialect_name: str) -> tuple[Offer, ...]:
    """The fields that take an operator, by their names; an empty operator takes any."""
    dialect = DIALECTS[dialect_name]
    fields = fields_of(OPERATORS.get(operator), dialect)
    return tuple(
        Offer(CompletionKind.FIELD, field.name, field.name, field_names(field), field_detail(field), field_markdown(field))
        for field in fields
    )


@lru_cache
def comparison_offers(dialect_name: str) -> tuple[Offer, ...]:
    """Each field with the operator that is used most with it: for a person who begins with the field."""
    dialect = DIALECTS[dialect_name]
    rows = [(field, operators_of(field, dialect)) for field in fields_of(None, dialect) if not field.family]
    return tuple(
        Offer(
            CompletionKind.FIELD, field.name, write_call(fitting[0].name, (field.name, value_template(fitting[0], field, 1))),
            field_names(field), f"{fitting[0].name} · {field_detail(field)}", field_markdown(field), is_snippet=True,
        )
        for field, fitting in rows if fitting
    )  # fmt: skip


def field_names(field: Field) -> tuple[str, ...]:
    """A field's name, and the names that people write for it."""
    return (field.name, *_ALIASES.get(field.name, ()))


_ALIASES: dict[str, list[str]] = {}
for _name, _alias in FIELD_ALIASES.items():
    if _alias.field:
        _ALIASES.setdefault(_alias.field, []).append(_name.lower())

KEY_ALIASES: dict[str, list[str]] = {}
"""The keys of metadata that people take for fields, each with the names that they write."""
for _name, _alias in FIELD_ALIASES.items():
    if _alias.metadata_key:
        KEY_ALIASES.setdefault(_alias.metadata_key, []).append(_name.lower())


# Texts for people


def field_detail(field: Field) -> str:
    """The type of a field, with its unit, for one line."""
    return f"{field.type.value} of {field.unit}" if field.unit else field.type.value


def field_markdown(field: Field) -> str:
    """A field, for people."""
    lines = [f"**{field.name}**: {field.says}."]
    if field.values:
        lines.append("One of " + ", ".join(f"`{value}`" for value in field.values) + ".")
    taken = [name for name in USUAL_OPERATORS if support(name, field.operators) in (Support.YES, Support.LIKELY)]
    lines.append("Takes " + ", ".join(f"`{name}`" for name in taken) + ".")
    return "\n\n".join(lines)


def operator_markdown(operator: Operator) -> str:
    """An operator, for people."""
    return f"`{write_call(operator.name, (operator.arguments,))}`\n\n{operator.says}"


def _pair_detail(family: str) -> str:
    roles = FAMILIES[family]
    return f"{roles['key'].name} and {(roles.get('score') or roles['value']).name}"


def _pair_markdown(family: str) -> str:
    return f"A key of the {family} and the value under it: both conditions stand in one `and`, and so are about one pair."
