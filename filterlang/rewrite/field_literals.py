"""FieldLiterals: conditions on the one value of a field, which are compared with each other to see what one of them adds.

Owns the invariant that a literal means what its condition means: of every run, which has one value of the field or none.
"""

from __future__ import annotations

from collections.abc import Mapping

from filterlang.rewrite.normal_form import FieldTest, SignedTest, formula
from filterlang.schema.operators import LOGICAL
from filterlang.semantics.conditions import conditions_of
from filterlang.semantics.predicate import lower
from filterlang.semantics.value_tests import VALUE_TESTS, as_double
from filterlang.syntax.tree import Call, Node
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from filterlang.schema.types import Field

Keyed = tuple[type, "Any"]
"""A value with its type, so that true is not taken for 1."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldLiteral:
    """A condition that the value of a field meets a test; with ``holds`` false, that it does not, or that there is no value."""

    node: Node
    field: Field
    operator: str
    values: tuple[Any, ...]
    holds: bool

    @property
    def keyed(self) -> list[Keyed]:
        """The values that the field is compared with, each with its type."""
        return [(type(value), value) for value in self.values]

    @property
    def identity(self) -> tuple[object, ...]:
        """Equals that of a condition with the same meaning, however its values are written."""
        return (self.field.name, self.operator, self.holds, *self.keyed)

    @property
    def is_equality(self) -> bool:
        """Whether it compares with ``eq`` or ``in``."""
        return self.operator in ("eq", "in")

    def test(self) -> Callable[[Any], bool]:
        """Returns the test of a value that is not missing."""
        if self.is_equality:
            expected = set(self.keyed)
            return lambda value: ((type(value), value) in expected) is self.holds
        meets = VALUE_TESTS[self.operator](self.values[0])
        return lambda value: meets(value) is self.holds


def literal_of(node: Node) -> FieldLiteral | None:
    """A comparison, or ``not`` around one, as a literal; None for other conditions and for null, which is no value."""
    inner = node.children[0] if isinstance(node, Call) and node.operator == "not" and node.children else node
    if not isinstance(inner, Call) or inner.operator in LOGICAL:
        return None
    signed = formula(lower(conditions_of(node)))
    if not isinstance(signed, SignedTest) or not isinstance(signed.test, FieldTest):
        return None
    test = signed.test
    if test.operator not in VALUE_TESTS or isinstance(test.value, Mapping):
        return None
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    if None in values:
        return None
    return FieldLiteral(node, test.field, test.operator, tuple(map(as_double, values)), signed.holds)


class FieldLiterals:
    """The literals of the conditions of one filter, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Node, FieldLiteral | None]] = {}  # by the id of a node, which is kept alive

    def of(self, node: Node) -> FieldLiteral | None:
        """The literal of a condition, or None."""
        if id(node) not in self._known:
            self._known[id(node)] = (node, literal_of(node))
        return self._known[id(node)][1]
