"""Names, arity, types and dialects: what is wrong with a tree that parsed, and what to write instead.

Owns the invariant that a call gets at most one finding about what it is (its operator, its field, how they go together); its
values and what a dialect refuses are looked at only when the call makes sense.
"""

from filterlang.diagnostics import Severity
from filterlang.schema.aliases import CONDITION_OPERATORS, EQUAL_OPERATORS, OPERATOR_FIELDS, PATTERN_OPERATORS, SHAPED_OPERATORS
from filterlang.schema.dialects import EXAMPLES_OPERATORS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.types import Type
from filterlang.semantics.composing import call, compose
from filterlang.semantics.negation import negate
from filterlang.semantics.placeholders import is_placeholder
from filterlang.semantics.reference import Reference, refer
from filterlang.semantics.comparisons import Comparisons
from filterlang.semantics.operands import refusal_of
from filterlang.semantics.reporting import clip
from filterlang.semantics.typos import close_to
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, String, Unknown

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Checker(Comparisons):
    """One check of one tree, condition by condition."""

    def run(self, tree: Node) -> None:
        """Look at every condition of a tree; what stands inside a comparison is no condition."""
        pending: list[tuple[Node, bool]] = [(tree, False)]
        while pending:
            node, self._inside_not = pending.pop()
            if isinstance(node, Call):
                self._call(node)
                lowered = node.operator.lower()
                if lowered in LOGICAL or lowered in CONDITION_OPERATORS:
                    inside = self._inside_not or node.operator == "not"
                    pending.extend((child, inside) for child in reversed(node.arguments))

    def _call(self, node: Call) -> None:
        operator = OPERATORS.get(node.operator)
        if operator is None:
            self._unknown_operator(node)
        elif operator.kind == "logical":
            self._logical(node)
        elif operator.kind == "search":
            self._search(node)
        else:
            self._comparison(node)

    def _unknown_operator(self, node: Call) -> None:
        lowered = node.operator.lower()
        subject = refer(node.arguments[0]) if node.arguments else None
        message = f"there is no operator `{clip(node.operator, 40)}`"
        place = self.operator_place(node)
        idea = lowered if lowered in OPERATORS else EQUAL_OPERATORS.get(lowered) or SHAPED_OPERATORS.get(lowered, "")
        conditions = bool(node.arguments) and all(isinstance(argument, Call) for argument in node.arguments)
        if conditions:
            idea = CONDITION_OPERATORS.get(lowered, idea)
        instead = compose(idea, subject, node.arguments[1:]) if idea and subject is not None else self._named_after_field(node)
        if instead is not None:
            self.cover(node)
            self.report("FL101", message, place, instead=instead, over=node)
        elif idea in OPERATORS and conditions == (idea in LOGICAL):
            self.report("FL101", message, place, instead=Call(idea, node.arguments), over=node)
        else:
            close = [] if idea else close_to(lowered, OPERATORS, 0.6)
            advice = f"did you mean {close[0]}?" if close else f"the operators are {', '.join(OPERATORS)}"
            if lowered in PATTERN_OPERATORS:
                close, advice = [], "there are no regular expressions: like takes % for any text and _ for any character"
            guess = Call(close[0], node.arguments) if close else None
            self.report("FL101", message, place, instead=guess, over=node, safe=False, help=advice)

    def _named_after_field(self, node: Call) -> Node | None:
        """``has_tag("x")``, ``metadata_key("x")``, ``is_root()``: what a call that names its field asks."""
        lowered = node.operator.lower()
        if lowered in OPERATOR_FIELDS:
            idea, field = OPERATOR_FIELDS[lowered]
            return compose(idea, Reference(FIELDS[field]), node.arguments) if node.arguments or idea == "present" else None
        subject = refer(Name(node.operator))
        if subject is None:
            return None
        if not node.arguments and subject.field is not None and subject.field.type is Type.BOOLEAN:
            return compose("eq", subject, (Boolean(True),))
        return compose("eq", subject, node.arguments) if len(node.arguments) == 1 else None

    def _logical(self, node: Call) -> None:
        count = len(node.arguments)
        if count == 0 or (node.operator == "not" and count != 1):
            wanted = "one condition" if node.operator == "not" else "conditions"
            self.report("FL103", f"`{node.operator}` takes {wanted}, not {count or 'nothing'}", self.operator_place(node))
        for argument in node.arguments:
            if not isinstance(argument, (Call, Missing, Unknown)):
                self._not_a_condition(argument)
        if "examples" in self.backends and node.operator not in EXAMPLES_OPERATORS:
            self.unlisted(node)
        elif node.operator == "not" and count == 1:
            self._negation(node)

    def _not_a_condition(self, node: Node) -> None:
        subject = refer(node)
        field = subject.field if subject else None
        if field is not None and field.type is Type.BOOLEAN:
            self.report(
                "FL107", f"`{field.name}` alone is not a condition", node, instead=call("eq", Name(field.name), Boolean(True))
            )
        elif isinstance(node, String):
            self.report("FL107", "a text alone is not a condition", node, instead=call("search", node), safe=False)
        else:
            self.report("FL107", f"{self.spelled(node)} is not a condition", node, help="compare it: eq(field, value)")
        self.covered.add(node.start)

    def _negation(self, node: Call) -> None:
        refusal = refusal_of("not", "", self.backends)
        if refusal is None or self._inside_not:
            return
        inner = node.arguments[0]
        instead = negate(inner)
        safe = instead is not None
        if instead is None and isinstance(inner, Call) and len(inner.arguments) == 2:
            instead = _rough_negation(inner)
        self.refuse("FL201", refusal, self.operator_place(node), instead=instead, over=node, safe=safe)

    def _search(self, node: Call) -> None:
        if len(node.arguments) == 1:
            argument = node.arguments[0]
            if isinstance(argument, String) and is_placeholder(argument.value):
                self._unfilled(argument)
            elif isinstance(argument, String):
                self._escapes(argument)
            elif not isinstance(argument, (Missing, Unknown)):
                self.report("FL104", f"search takes a text, not {self.spelled(argument)}", argument, instead=_as_text(argument))
            if "examples" in self.backends:
                self.unlisted(node)
            return
        subject = refer(node.arguments[0]) if node.arguments else None
        refusal = refusal_of("search", "", self.backends)
        if len(node.arguments) == 2 and subject is not None and refusal is not None:
            self.cover(node)
            instead = compose("search", subject, node.arguments[1:])
            self.refuse("FL201", refusal, self.operator_place(node), instead=instead, over=node)
        else:
            self.report("FL103", f"search takes one text, not {len(node.arguments)} arguments", self.operator_place(node))


def _rough_negation(comparison: Call) -> Node | None:
    """What comes near the negation of a comparison that has none."""
    subject = refer(comparison.arguments[0])
    if subject is None or comparison.operator not in OPERATORS:
        return None
    if subject.field is not None and subject.field.type is Type.LIST:
        return compose("notcontains", subject, comparison.arguments[1:])
    negated = OPERATORS[comparison.operator].negated
    return Call(negated, comparison.arguments) if negated else None


def _as_text(node: Node) -> Node | None:
    return String(print_line(node)) if not isinstance(node, (Call, List)) else None
