"""Simplifying: a shorter filter that selects the same runs, with every step that leads to it.

Owns the invariants that each step means the same for every run by the reference evaluator and makes the text shorter, so that
simplifying comes to an end, and that the simplified filter has no more steps.
"""

from __future__ import annotations

from filterlang.rewrite.repeated_conditions import Numbers, without_absorbed, without_duplicates
from filterlang.rewrite.equalities import merged_equals, of_single_item, without_repeated_items
from filterlang.rewrite.nesting_of_junctions import family_of, flat, only_argument
from filterlang.rewrite.field_literals import FieldLiterals
from filterlang.rewrite.opposites import Opposites
from filterlang.rewrite.bottom_up import Visit, Step, rewritten
from filterlang.rewrite.tightening import tightened
from filterlang.schema.operators import LOGICAL
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection


@dataclass(frozen=True, slots=True)
class Simplified:
    """A simplified filter: its canonical ``text`` on one line, and the ``steps`` that lead to it. ``str()`` is the text."""

    text: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return self.text


def simplified(tree: Node) -> Simplified:
    """Simplifies a filter that has no errors."""
    rules = _Rules()
    steps: list[Step] = []
    while True:
        tree, new = rewritten(tree, rules.first)
        if not new:
            return Simplified(print_line(tree), tuple(steps))
        steps += new


class _Rules:
    """The rules by slug, in the order in which they are tried on a condition, and what they know of the filter."""

    def __init__(self) -> None:
        literals = FieldLiterals()
        numbers = Numbers(literals)
        self._opposites = Opposites()
        self._needed: dict[int, Node] = {}  # conditions of which every part is needed, by id
        self._denied: dict[int, Node] = {}  # what a `not` denies, by id: an `or` of `eq` becomes an `and` of `neq`
        self._of_junctions: dict[str, Callable[[Call, Collection[str]], Node | None]] = {
            "nested-junction": lambda node, _: flat(node),
            "duplicate-condition": lambda node, _: without_duplicates(node, numbers),
            "absorbed-condition": lambda node, _: without_absorbed(node, numbers),
            "or-of-equals": lambda node, beside: None if id(node) in self._denied else merged_equals(node, beside),
            "tighten": lambda node, _: tightened(node, literals),
        }

    def first(self, node: Call, around: Visit | None) -> tuple[str, Node] | None:
        """The first rule that changes a condition, by its slug, and the changed condition."""
        if node.operator not in LOGICAL:
            return next(((slug, new) for slug, rule in _OF_COMPARISONS.items() if (new := rule(node)) is not None), None)
        if around is not None and around.node.operator == node.operator and not any(map(family_of, node.arguments)):
            return None  # its parts become those of the condition around it
        if around is not None and around.node.operator == "not":
            self._denied[id(node)] = node
        treat = self._without_not if node.operator == "not" else self._without_needless
        return treat(node, around) or self._without_superfluous(node, around)

    def _without_needless(self, node: Call, around: Visit | None) -> tuple[str, Node] | None:
        """An ``and`` or ``or`` in a shorter form."""
        beside = around.families if around is not None and around.node.operator == "and" else frozenset[str]()
        inner = only_argument(node)
        if inner is not None and family_of(inner) not in beside:
            return "single-argument", inner
        return next(((slug, new) for slug, rule in self._of_junctions.items() if (new := rule(node, beside)) is not None), None)

    def _without_not(self, node: Call, around: Visit | None) -> tuple[str, Node] | None:
        """The shortest opposite of what a ``not`` denies."""
        denied = node.arguments[0]
        shorter = self._opposites.of(denied)
        if self._opposites.length(shorter) >= self._opposites.length(node):
            return None
        if _joins(shorter, around):
            return None
        return _NEGATIONS.get(denied.operator if isinstance(denied, Call) else "", "negated-comparison"), shorter

    def _without_superfluous(self, node: Call, around: Visit | None) -> tuple[str, Node] | None:
        """A small condition without a part that changes nothing."""
        if id(node) in self._needed:
            return None
        from filterlang.rewrite.dropping import without_superfluous

        result = without_superfluous(node)
        if result is None or _joins(result[1], around):
            self._needed[id(node)] = node
            return None
        return result


def _joins(node: Node, around: Visit | None) -> bool:
    """Whether a condition would be half of a pair that another half beside it joins."""
    return around is not None and around.node.operator == "and" and family_of(node) in around.families


_OF_COMPARISONS: dict[str, Callable[[Call], Node | None]] = {
    "repeated-item": without_repeated_items,
    "single-item-in": of_single_item,
}

_NEGATIONS = {"not": "double-negation", "and": "push-negation", "or": "push-negation"}
"""The slug of a negation that is rewritten, by the operator of what it denies."""
