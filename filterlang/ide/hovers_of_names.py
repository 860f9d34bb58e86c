"""The hover text of the name of an operator or of a field.

Owns the invariant that every fact shown is the schema's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from filterlang.schema.facts_in_words import (
    best_source, dialects_with, fields_of, operators_of, refusals_of_field, refusals_of_operator, stored_in_words,
    type_in_words,
)  # fmt: skip
from filterlang.schema.types import Support
from filterlang.semantics.resolving import meant_by
from filterlang.text.safe_markdown import code, with_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.evidence import Evidence
    from filterlang.schema.types import Field, Operator, Refusal
    from filterlang.semantics.resolving import ResolvedName

_SHOWN = (Support.YES, Support.LIKELY, Support.DOUBTFUL)
_MOST = 8
"""The number of names up to which a list is shown in full."""


def operator_blocks(word: str, operator: Operator, meaning: Iterable[str] = (), *, reported: bool = False) -> Iterator[str]:
    """The paragraphs on an operator, which a filter may call by another word, and on the ``meaning`` of the call.

    Where a finding is ``reported`` of the word, it says what is meant.
    """
    if word != operator.name and not reported:
        yield f"{code(word)} is not an operator: `{operator.name}` is"
    yield f"`{operator.name}({operator.arguments})`: {with_code(operator.says)}"
    yield from meaning
    if operator.negated:
        yield f"The opposite is `{operator.negated}`."
    yield from _support(fields_of(operator), "Fields that take it", "Fields that likely take it", "Doubtful for")
    yield from _where([] if reported else refusals_of_operator(operator), dialects_with(operator), operator.evidence)


def field_blocks(word: str, field: Field, resolved: ResolvedName | None, *, reported: bool = False) -> Iterator[str]:
    """The paragraphs on a field, which a filter may call by another word. ``reported`` is as for operators."""
    meant = meant_by(word, resolved) if resolved is not None else ""
    if word != field.name and not reported:
        yield with_code(meant) if meant else f"{code(word)} is not a field: `{field.name}` is"
    yield f"`{field.name}`: {with_code(field.says)}"
    if resolved is not None and resolved.scale != 1:
        yield f"It is in {field.unit}: a value of {code(word)} is multiplied by {resolved.scale:g}."
    yield f"{with_code(type_in_words(field))}; {with_code(stored_in_words(field))}".removesuffix("; ")
    yield from _support(operators_of(field), "Takes", "Likely takes", "Doubtful with")
    yield from _where([] if reported else refusals_of_field(field), dialects_with(field), field.evidence)


def _support(groups: Iterable[tuple[Support, list[str]]], *labels: str) -> Iterator[str]:
    """Yields a paragraph with a line for each level of support: known, likely and doubtful."""
    by_level = dict(groups)
    lines = [f"{label}: {_listed(by_level[level])}" for level, label in zip(_SHOWN, labels, strict=True) if level in by_level]
    if lines:
        yield "  \n".join(lines)


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(f"`{name}`" for name in names[:_MOST]) + rest


def _joined(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _where(refusals: list[Refusal], dialects: list[str], evidence: Iterable[Evidence]) -> Iterator[str]:
    """Yields the refusals of a name, the servers that take it, and the best source."""
    for refusal in refusals:
        yield f"{with_code(refusal.says)}: {with_code(refusal.instead)}"
    yield f"Taken by {_joined(dialects)}" if dialects else "No server takes it"
    yield f"Source: {with_code(best_source(evidence))}"
