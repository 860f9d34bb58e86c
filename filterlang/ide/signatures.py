"""The arguments of the call that a cursor stands in, and which of them it is in.

Owns the invariant that an answer depends on the brackets and commas before the cursor only, so that it is there while a call is
half written.
"""

from __future__ import annotations

from filterlang.ide.filter_tokens import BracketPair, FilterTokens, tokens_of
from filterlang.ide.placed_nodes import NodeRole, placed_nodes
from filterlang.ide.value_forms import value_form
from filterlang.schema.operators import OPERATORS
from filterlang.semantics.resolving import resolve
from filterlang.syntax.recovery.tokens import STRING, WORD
from filterlang.syntax.spellings import idea_of
from filterlang.syntax.tree import Name
from filterlang.text.frozen import dataclass
from filterlang.text.safe_markdown import with_code
from filterlang.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.schema.types import Field, Operator


@dataclass(frozen=True, slots=True)
class Signature:
    """A call with its arguments, such as ``gt(latency, seconds)``.

    ``parameters`` are the spans of the arguments in the ``label``, ``active`` the number of the one that the cursor is in: as
    many as there are where the call has too many arguments. ``documentation`` is Markdown.
    """

    label: str
    documentation: str
    parameters: tuple[Span, ...]
    active: int


def signature(view: FilterView, offset: int) -> Signature | None:
    """The signature of the innermost call around an offset; None outside of calls and in a call of an unknown name."""
    tokens = tokens_of(view)
    around = tokens.around(offset)
    while around is not None and tokens.brackets[around].operator is None:
        around = tokens.brackets[around].outer
    if around is None:
        return None
    pair = tokens.brackets[around]
    assert pair.operator is not None  # else the loop went on
    name = tokens[pair.operator].text
    operator = OPERATORS.get(name) or OPERATORS.get(idea_of(name))
    if operator is None:
        return None
    field = _compared(view, tokens, pair)
    return _signature(operator, field, tokens.argument(pair, offset))


def _compared(view: FilterView, tokens: FilterTokens, pair: BracketPair) -> Field | None:
    """The field that the first argument of a call names, as it is meant, if a comma follows it."""
    first, second = pair.opener + 1, pair.opener + 2
    if second not in pair.commas or tokens[first].kind not in (WORD, STRING):
        return None
    placed = placed_nodes(view).get(tokens[first].analysed)
    if placed is not None and placed.role is NodeRole.FIELD and placed.field is not None:
        return placed.field
    resolved = resolve(Name(tokens[first].text.strip("\"'")))
    return resolved.field or (resolved.value_field(None) if resolved.family else None) if resolved else None


def _signature(operator: Operator, field: Field | None, argument: int) -> Signature:
    arguments = _arguments(operator, field)
    label = f"{operator.name}("
    spans: list[Span] = []
    for number, text in enumerate(arguments):
        label += ", " * (number > 0)
        spans.append(Span(len(label), len(label) + len(text)))
        label += text
    active = min(argument, len(spans) - 1) if operator.most == 0 else min(argument, len(spans))
    return Signature(f"{label})", _documentation(operator, field), tuple(spans), active)


def _arguments(operator: Operator, field: Field | None) -> list[str]:
    """The arguments of an operator as they are shown, the last one in the form of the field's values."""
    *first, last = operator.arguments.split(", ")
    if operator.most == 0:
        return [*first, last]
    if field is not None and first:
        first = [field.name]
    return [*first, value_form(operator, field)]


def _documentation(operator: Operator, field: Field | None) -> str:
    lines = [with_code(operator.says)]
    if field is not None:
        lines.append(f"`{field.name}`: {with_code(field.says)}")
    return "\n\n".join(lines)
