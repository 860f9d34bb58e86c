"""Says what each word and literal of a filter stands for: an operator, the field that is compared, a value, a key.

Owns the invariant that this is read from the analysis: no name is resolved again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto

from filterlang.schema.types import Type
from filterlang.syntax.tree import Call, List, String
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.schema.types import Field
    from filterlang.semantics.analysed_filter import FieldComparison
    from filterlang.semantics.conditions import Condition
    from filterlang.syntax.tree import Node
    from filterlang.text.source import Span


class NodeRole(Enum):
    """The role of a node in its condition."""

    OPERATOR = auto()
    FIELD = auto()
    VALUE = auto()


@dataclass(frozen=True, slots=True, eq=False)
class PlacedNode:
    """A node of a condition. ``field`` is the field that is compared there, as it is meant; None where that is not known.

    Of an operator, ``node`` is the whole call.
    """

    role: NodeRole
    node: Node
    condition: Condition
    field: Field | None = None

    @property
    def place(self) -> Span:
        """The span in the analysed text: of an operator, that of its name."""
        node = self.node
        return node.operator_span if self.role is NodeRole.OPERATOR and isinstance(node, Call) else node.span

    @property
    def is_key(self) -> bool:
        """Whether the node is a key of a pair, or the key that a condition asks for."""
        field = self.field
        if self.role is not NodeRole.VALUE or field is None or not isinstance(self.node, String):
            return False
        return field.role == "key" or (field.type is Type.JSON and not self.node.value.lstrip().startswith("{"))


def placed_nodes(view: FilterView) -> Mapping[Span, PlacedNode]:
    """The operators, fields and values of all conditions, by their place in the analysed text."""
    return view.once(_placed_nodes)


def _placed_nodes(view: FilterView) -> Mapping[Span, PlacedNode]:
    analysis = view.analysis
    comparisons = {id(comparison.node): comparison for comparison in analysis.comparisons}
    nodes: dict[Span, PlacedNode] = {}
    for condition in analysis.conditions:
        for placed in _of_condition(condition, comparisons.get(id(condition.node))):
            nodes.setdefault(placed.place, placed)
    return nodes


def compared_field(condition: Condition, comparison: FieldComparison | None = None) -> Field | None:
    """The field that a condition compares, as it is meant; None where that is not known."""
    if comparison is not None:
        return comparison.field
    subject = condition.subject
    if subject is None:
        return None
    return subject.field or (subject.value_field(_value(condition.node)) if subject.family else None)


def _value(call: Call) -> Node | None:
    return call.arguments[1] if len(call.arguments) > 1 else None


def _of_condition(condition: Condition, comparison: FieldComparison | None) -> Iterator[PlacedNode]:
    call = condition.node
    yield PlacedNode(NodeRole.OPERATOR, call, condition)
    if condition.joins or not call.arguments:
        return
    field = compared_field(condition, comparison)
    first, *values = call.arguments
    if values or field is not None:
        yield PlacedNode(NodeRole.FIELD, first, condition, field)
    else:
        values = [first]
    for value in values:
        for item in value.items if isinstance(value, List) else (value,):
            yield PlacedNode(NodeRole.VALUE, item, condition, field)
