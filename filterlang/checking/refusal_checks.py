"""Refusals: what a backend of the dialect is known not to take.

Owns the invariant that a fact about a dialect comes from the schema, with its evidence.
"""

from filterlang.rules.context import Context
from filterlang.schema.dialects import REFUSALS
from filterlang.schema.citations import NO_EVIDENCE
from filterlang.schema.types import Refusal
from filterlang.syntax.tree import Call


def refusal_of(operator: str, field: str, backends: frozenset[str]) -> Refusal | None:
    """The first refusal of an operator on a field by one of the backends; an empty name stands for any."""
    return next((refusal for refusal in _BY_NAMES.get((operator, field), ()) if refusal.dialects & backends), None)


_BY_NAMES: dict[tuple[str, str], list[Refusal]] = {}
for _refusal in REFUSALS:
    _BY_NAMES.setdefault((_refusal.operator, _refusal.field), []).append(_refusal)


def report_unlisted(context: Context, node: Call) -> None:
    """Reports an operator that the documentation of the dialect does not list."""
    message = f"the documentation of {context.analysis.dialect.selects} does not list `{node.operator}`"
    context.doubt(message, node, NO_EVIDENCE, at=node.operator_span)
