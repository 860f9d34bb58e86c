"""Names, arity, types and dialects: what is wrong with a tree that parsed, and what to write instead.

Owns the invariant that a call gets at most one finding about what it is (its operator, its field, how they go together); its
values and what a dialect refuses are looked at only when the call makes sense.
"""

from filterlang.rules.names_and_types import NOT_A_CONDITION, UNKNOWN_OPERATOR, WRONG_ARITY, WRONG_TYPE
from filterlang.rules.refusals import REFUSED_OPERATOR
from filterlang.findings.evidence import Severity
from filterlang.schema.aliases import OPERATOR_FIELDS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.types import Type
from filterlang.checking.advice import case_lost, from_regex, thread_presence, unsayable
from filterlang.checking.comparisons import Comparisons
from filterlang.rewrite.composing import call, compose
from filterlang.rewrite.losses import ELEMENTS, OTHER_KEYS, REGEX, SEARCH, THREADS
from filterlang.rewrite.negation import Said, negation
from filterlang.checking.comparison_values import refusal_of
from filterlang.checking.placeholders import is_placeholder
from filterlang.semantics.resolving import ResolvedName, pair_field, resolve
from filterlang.semantics.typos import close_to
from filterlang.syntax.printer import print_line
from filterlang.syntax.spellings import idea_of
from filterlang.text.display import clip
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, String, Unknown

_OVER_CONDITIONS = LOGICAL | {"in"}  # any_of(…) as well
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
                if self._is_over_conditions(node):
                    inside = self._inside_not or node.operator == "not"
                    if node.operator == "and":
                        self._note_values(node)
                    pending.extend((child, inside) for child in reversed(node.arguments))

    def _is_over_conditions(self, node: Call) -> bool:
        """Whether conditions stand in a call: by its operator, or, where that is not known, by what stands in it."""
        idea = idea_of(node.operator)
        joined = bool(node.arguments) and all(isinstance(argument, Call) for argument in node.arguments)
        return idea in _OVER_CONDITIONS or (not idea and joined and resolve(Name(node.operator)) is None)

    def _note_values(self, node: Call) -> None:
        """Note the families whose values stand beside each condition that speaks of no pair."""
        fields = [(part, pair_field(part)) for part in node.arguments]
        families = frozenset(field.family for _, field in fields if field is not None and field.role != "key")
        if families:
            self.valued.update((id(part), families) for part, field in fields if field is None)

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
        """An operator of another name, of another language, or of none."""
        conditions = bool(node.arguments) and all(isinstance(argument, Call) for argument in node.arguments)
        asked = _from_method(node)
        idea = idea_of(asked.operator)
        if conditions and idea == "in":
            idea = "or"  # any_of(…)
        subject = resolve(asked.arguments[0]) if asked.arguments else None
        values = asked.arguments[1:]
        renamed = idea in OPERATORS and (idea in LOGICAL or not conditions)
        if idea in ("regex", "notregex"):
            instead, lost = from_regex(idea, subject, values), REGEX
        elif idea and subject is not None:
            instead, lost = compose(idea, subject, values), case_lost(asked.operator, values)
        else:
            instead, lost = self._named_after_field(node), ""
        threads = subject is not None and subject.field is not None and subject.field.derived == "thread"
        if instead is None and threads and idea in ("present", "absent"):
            instead, lost = thread_presence(idea), THREADS
        if instead is None and renamed and not (subject is not None and subject.field is not None and idea in LOGICAL):
            instead = Call(idea, asked.arguments)
        place, message = node.operator_span, f"there is no operator `{clip(node.operator, 40)}`"
        if instead is not None:
            self.cover(node)
            self.report(UNKNOWN_OPERATOR, message, place, instead=instead, over=node, lost=lost)
            self._values_kept(instead, subject)
        elif idea:
            self.report(UNKNOWN_OPERATOR, message, place, over=node, help=unsayable(idea, subject))
        else:
            self._misspelled(node, message)
        if idea in LOGICAL:
            self._conditions(node)

    def _values_kept(self, instead: Node, subject: ResolvedName | None) -> None:
        """The values that one comparison took over from an operator of another name can be wrong as well."""
        if not isinstance(instead, Call) or len(instead.arguments) != 2 or instead.operator in LOGICAL:
            return
        if subject is not None and subject.field is not None and resolve(instead.arguments[0]) is not None:
            self._meant(instead, subject.field)

    def _misspelled(self, node: Call, message: str) -> None:
        """An operator that is not known by any name."""
        close = close_to(node.operator.lower(), OPERATORS, 0.6)
        advice = f"did you mean {close[0]}?" if close else f"the operators are {', '.join(OPERATORS)}"
        fits = bool(close) and (close[0] not in LOGICAL or all(isinstance(argument, Call) for argument in node.arguments))
        guess = Call(close[0], node.arguments) if fits else None
        place = node.operator_span
        self.report(UNKNOWN_OPERATOR, message, place, instead=guess, over=node, safe=False, help=advice)

    def _named_after_field(self, node: Call) -> Node | None:
        """``has_tag("x")``, ``metadata_key("x")``, ``is_root()``: what a call that names its field asks."""
        lowered = node.operator.lower()
        if lowered in OPERATOR_FIELDS:
            idea, field = OPERATOR_FIELDS[lowered]
            return compose(idea, ResolvedName(FIELDS[field]), node.arguments) if node.arguments or idea == "present" else None
        subject = resolve(Name(node.operator))
        if subject is None:
            return None
        if not node.arguments and subject.field is not None and subject.field.type is Type.BOOLEAN:
            return compose("eq", subject, (Boolean(True),))
        return compose("eq", subject, node.arguments) if len(node.arguments) == 1 else None

    def _logical(self, node: Call) -> None:
        count = len(node.arguments)
        if count == 0 or (node.operator == "not" and count != 1):
            wanted = "one condition" if node.operator == "not" else "conditions"
            self.report(WRONG_ARITY, f"`{node.operator}` takes {wanted}, not {count or 'nothing'}", node.operator_span)
        self._conditions(node)
        if not self.dialect.lists(node.operator):
            self.unlisted(node)
        elif node.operator == "not" and count == 1:
            self._negation(node)

    def _conditions(self, node: Call) -> None:
        """What stands where a condition belongs and is none."""
        for argument in node.arguments:
            if not isinstance(argument, (Call, Missing, Unknown)):
                self._not_a_condition(argument)

    def _not_a_condition(self, node: Node) -> None:
        subject = resolve(node)
        field = subject.field if subject else None
        self.covered.add(node.start)
        if field is not None and field.type is Type.BOOLEAN:
            instead = call("eq", Name(field.name), Boolean(True))
            self.report(NOT_A_CONDITION, f"`{field.name}` by itself is not a condition", node, instead=instead, over=node)
        elif isinstance(node, String):
            self.report(
                NOT_A_CONDITION,
                "a text by itself is not a condition",
                node,
                instead=call("search", node),
                over=node,
                safe=False,
            )
        elif subject is not None and (present := compose("present", subject, ())) is not None:
            self.report(
                NOT_A_CONDITION, f"`{self.spelled(node)}` is not a condition", node, instead=present, over=node, safe=False
            )
        else:
            self.report(
                NOT_A_CONDITION, f"`{self.spelled(node)}` is not a condition", node, help="compare it: eq(field, value)"
            )

    def _negation(self, node: Call) -> None:
        refusal = refusal_of("not", "", self.backends)
        if refusal is None or self._inside_not:
            return
        inner = node.arguments[0]
        negative = negation(inner)
        if negative is None and isinstance(inner, Call) and len(inner.arguments) == 2:
            negative = _rough_negation(inner)
        if negative is None:
            self.refuse(REFUSED_OPERATOR, refusal, node.operator_span)
        else:
            place, lost = node.operator_span, negative.lost
            self.refuse(REFUSED_OPERATOR, refusal, place, instead=negative.tree, over=node, lost=lost)

    def _search(self, node: Call) -> None:
        if len(node.arguments) == 1:
            argument = node.arguments[0]
            if isinstance(argument, String) and is_placeholder(argument.value):
                self._unfilled(argument)
            elif isinstance(argument, String):
                self._escapes(argument)
            elif not isinstance(argument, (Missing, Unknown)):
                self.report(
                    WRONG_TYPE, f"search takes a text, not {self.spelled(argument)}", argument, instead=_as_text(argument)
                )
            if not self.dialect.lists(node.operator):
                self.unlisted(node)
            return
        subject = resolve(node.arguments[0]) if node.arguments else None
        refusal = refusal_of("search", "", self.backends)
        if len(node.arguments) == 2 and subject is not None and refusal is not None:
            self.cover(node)
            instead = compose("search", subject, node.arguments[1:])
            place = node.operator_span
            advice = unsayable("search", subject) if subject.field and subject.field.type is Type.UUID else None
            self.refuse(REFUSED_OPERATOR, refusal, place, instead=instead, over=node, lost=SEARCH, help=advice)
        else:
            self.report(WRONG_ARITY, f"search takes one text, not {len(node.arguments)} arguments", node.operator_span)


def _from_method(node: Call) -> Call:
    """``name.contains("x")`` as ``contains(name, "x")``; any other call as it is."""
    field, _, method = node.operator.rpartition(".")
    idea = idea_of(method) if field else ""
    return Call(method, (Name(field), *node.arguments)) if idea and idea not in LOGICAL else node


def _rough_negation(comparison: Call) -> Said | None:
    """What comes near the negation of a comparison that has none."""
    subject = resolve(comparison.arguments[0])
    if subject is None or comparison.operator not in OPERATORS:
        return None
    if subject.field is not None and subject.field.type is Type.LIST:
        element = compose("notcontains", subject, comparison.arguments[1:])
        return Said(element, ELEMENTS) if element else None
    negated = OPERATORS[comparison.operator].negated
    return Said(Call(negated, comparison.arguments), OTHER_KEYS) if negated else None


def _as_text(node: Node) -> Node | None:
    return String(print_line(node)) if not isinstance(node, (Call, List)) else None
