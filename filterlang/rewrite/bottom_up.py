"""Rewriting a tree from its leaves up, with a record of each step.

Owns the invariants that a step costs no more than its own rewriting until somebody reads it, and that nothing recurses.
"""

from __future__ import annotations

from filterlang.rewrite.nesting_of_junctions import family_of
from filterlang.schema.operators import LOGICAL
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Rewrite = Callable[[Call, "Visit | None"], tuple[str, Node] | None]


class Visit:
    """A node of the tree before the rewriting, with the parts that are rewritten so far. ``parent`` is the place around it."""

    __slots__ = ("_families", "done", "index", "node", "parent")

    def __init__(self, node: Call, parent: Visit | None) -> None:
        self.node = node
        self.parent = parent
        self.index = 0 if parent is None else len(parent.done)
        self.done: list[Node] = []
        self._families: set[str] | None = None

    @property
    def families(self) -> set[str]:
        """The families of pairs of which halves stand among the parts, rewritten or not."""
        if self._families is None:
            parts = (*self.done, *self.node.arguments[len(self.done) :])
            self._families = {family for part in parts if (family := family_of(part))}
        return self._families

    def add(self, part: Node) -> None:
        """Adds the next part, which is rewritten."""
        self.done.append(part)
        if self._families is not None and (family := family_of(part)):
            self._families.add(family)

    def whole(self, current: Node) -> Node:
        """The whole tree with ``current`` in this place, what stands before it rewritten and what stands after it not."""
        place = self
        while (parent := place.parent) is not None:
            after = parent.node.arguments[place.index + 1 :]
            current = parent.node.with_children((*parent.done[: place.index], current, *after))
            place = parent
        return current


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Step:
    """One step of a simplification: a part of the filter is replaced by a part that means the same.

    ``rule`` is the slug of the rule that was used. ``before`` and ``after`` are the texts of the part, and ``filter`` is that
    of the whole filter after the step; the texts are written when they are read.
    """

    rule: str
    replaced: Node
    replacement: Node
    place: Visit

    @property
    def before(self) -> str:
        """The text of the part before the step."""
        return print_line(self.replaced)

    @property
    def after(self) -> str:
        """The text of the part after the step."""
        return print_line(self.replacement)

    @property
    def filter(self) -> str:
        """The text of the whole filter after the step."""
        return print_line(self.place.whole(self.replacement))

    def __repr__(self) -> str:
        return f"Step(rule={self.rule!r}, before={self.before!r}, after={self.after!r})"


def rewritten(tree: Node, rewrite: Rewrite) -> tuple[Node, list[Step]]:
    """Returns the tree with every condition rewritten, the inner ones first and each as often as ``rewrite`` changes it.

    ``rewrite`` is given a condition, whose parts are rewritten, and the place around it; it returns the slug of a rule and
    another condition, or None. The end is sure because each rewriting makes the text shorter.
    """
    if not isinstance(tree, Call):
        return tree, []
    steps: list[Step] = []
    place: Visit = Visit(tree, None)
    while True:
        arguments = place.node.arguments
        if place.node.operator in LOGICAL and len(place.done) < len(arguments):
            part = arguments[len(place.done)]
            if isinstance(part, Call):
                place = Visit(part, place)
            else:
                place.add(part)
            continue
        current = _rewritten_here(place, rewrite, steps)
        if place.parent is None:
            return current, steps
        place = place.parent
        place.add(current)


def _rewritten_here(place: Visit, rewrite: Rewrite, steps: list[Step]) -> Node:
    changed = any(new is not old for new, old in zip(place.done, place.node.arguments, strict=False))
    current: Node = place.node.with_children(place.done) if changed else place.node
    while isinstance(current, Call) and (result := rewrite(current, place.parent)) is not None:
        rule, replacement = result
        steps.append(Step(rule, current, replacement, place))
        current = replacement
    return current
