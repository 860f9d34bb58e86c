"""Comparisons: the operator and the field, and how they go together.

Owns the invariant that a name or a shape that is not of the language is reported once, with the call it stands for.
"""

from filterlang.rules.names_and_types import OPERATOR_NOT_FOR_FIELD, QUOTED_FIELD, UNKNOWN_FIELD, WRONG_ARITY
from filterlang.rules.refusals import REFUSED_FIELD, REFUSED_OPERATOR
from filterlang.findings.evidence import Severity
from filterlang.schema import evidence as sources
from filterlang.schema.aliases import CUSTOM, ELEMENT, INSTEAD, PRESENCE
from filterlang.schema.dialects import SURFACE_FIELDS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS, PATTERNS, support
from filterlang.schema.types import Field, Support, Takes, Type
from filterlang.checking.advice import NO_FUNCTIONS, refusing
from filterlang.rewrite.composing import call, compose
from filterlang.checking.comparison_values import Values, refusal_of
from filterlang.semantics.durations import is_uuid
from filterlang.semantics.resolving import ResolvedName, resolve
from filterlang.semantics.typos import close_to, is_typo
from filterlang.syntax.printer import print_line
from filterlang.text.display import clip
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Null, Number, String, Subscript, Unknown

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_SUPPORT = {
    Support.NO: (ERROR, sources.NOT_ACCEPTED),
    Support.DOUBTFUL: (WARNING, sources.DOUBTED),
}


class Comparisons(Values):
    """What can be wrong with a call that compares a field with a value."""

    def _comparison(self, node: Call) -> None:
        operator = OPERATORS[node.operator]
        subject = resolve(node.arguments[0]) if node.arguments else None
        if len(node.arguments) != operator.most:
            self._arity(node, subject)
        elif isinstance(node.arguments[0], (Missing, Unknown)):
            return
        elif subject is None:
            self._unknown_field(node)
        elif subject.field is None or not (subject.exact or isinstance(node.arguments[0], String)):
            self._misnamed(node, subject)
        else:
            if not subject.exact:
                self.report(
                    QUOTED_FIELD,
                    f"the field {self.spelled(node.arguments[0])} stands in quotes",
                    node.arguments[0],
                    severity=NOTE,
                    instead=Name(subject.field.name),
                    evidence=(sources.ANCESTOR,),
                )
            self._known(node, subject.field)

    def _arity(self, node: Call, subject: ResolvedName | None) -> None:
        """Too few or too many arguments; a presence test, a list without brackets and a loose pair are told by their shape."""
        count = len(node.arguments)
        instead, safe = None, True
        if subject is not None and count == 1 and node.operator in ("has", "exists"):
            instead = compose("present", subject, ())
        elif subject is not None and count > 2 and node.operator == "in":
            instead = compose("in", subject, node.arguments[1:])
        elif subject is not None and count == 3 and node.operator in ("has", "eq", "exists"):
            key = node.arguments[1]
            container = subject.field.name if subject.field else ""
            inner = resolve(Name(f"{container}.{key.value}")) if isinstance(key, String) and container else None
            instead = compose("eq", inner, node.arguments[2:]) if inner else None
        if instead is None and subject is not None and subject.field is not None and count > 2 and node.operator == "eq":
            instead, safe = compose("in", subject, node.arguments[1:]), False
        if any(isinstance(argument, Missing) for argument in node.arguments) and instead is None:
            return
        self.cover(node)
        self.report(
            WRONG_ARITY,
            f"`{node.operator}` takes a field and a value, not {count} argument{'s' * (count != 1)}",
            node.operator_span,
            instead=instead,
            over=node,
            safe=safe,
        )

    def _unknown_field(self, node: Call) -> None:
        first = node.arguments[0]
        if isinstance(first, Call):
            message = f"`{node.operator}` compares a field, not another call: {self.spelled(first)} is not one"
            self.report(UNKNOWN_FIELD, message, first, over=node, help=NO_FUNCTIONS)
            return
        if not isinstance(first, (Name, Subscript, String)):
            message = f"`{node.operator}` compares a field: {self.spelled(first)} is not one"
            self.report(UNKNOWN_FIELD, message, first, help="the fields are listed by `filterlang explain`")
            return
        self.covered.add(first.start)
        written = first.value if isinstance(first, String) else first.id if isinstance(first, Name) else self.spelled(first)
        if written in SURFACE_FIELDS:
            self.report(
                UNKNOWN_FIELD,
                f"`{written}` is only a field of {SURFACE_FIELDS[written]}",
                first,
                evidence=(sources.UNKNOWN_NAME,),
            )
            return
        close = close_to(written, FIELDS, 0.75)
        if close:
            self.report(
                UNKNOWN_FIELD,
                f"there is no field `{clip(written, 60)}`",
                first,
                instead=Name(close[0]),
                safe=is_typo(written, close[0]),
                help=f"did you mean {close[0]}?",
                evidence=(sources.UNKNOWN_NAME,),
            )
            self._meant(node, FIELDS[close[0]])
            return
        guess = (
            None
            if not self.dialect.has_pairs
            else (
                compose(node.operator, ResolvedName(family=CUSTOM, key=written), node.arguments[1:])
                if "." not in written
                else None
            )
        )
        advice = (
            f"if it is a metadata key: {clip(print_line(guess), 200)}"
            if guess
            else "the fields are listed by `filterlang explain`"
        )
        self.report(
            UNKNOWN_FIELD,
            f"there is no field `{clip(written, 60)}`",
            first,
            instead=guess,
            over=node,
            safe=False,
            help=advice,
            evidence=(sources.UNKNOWN_NAME,),
        )

    def _misnamed(self, node: Call, subject: ResolvedName) -> None:
        """A name that is no field but whose meaning is known."""
        first = node.arguments[0]
        self.cover(node)
        message = f"there is no field `{self.spelled(first)}`"
        if subject.parameter:
            advice = f"it is a parameter of the query, not part of the filter: {subject.parameter}=…"
            self.report(UNKNOWN_FIELD, message, first, help=advice, evidence=(sources.UNKNOWN_NAME,))
            return
        idea = "present" if node.operator == "exists" else node.operator
        values = () if node.operator == "exists" and subject.family else node.arguments[1:]
        instead = compose(idea, subject, values) if self.dialect.has_pairs else self._without_pairs(node, subject)
        if instead is None and subject.field is not None and subject.scale == 1.0:
            instead = call(node.operator, Name(subject.field.name), *node.arguments[1:])
        self.report(
            UNKNOWN_FIELD, message, first, instead=instead, over=node, safe=subject.safe, evidence=(sources.UNKNOWN_NAME,)
        )
        if subject.field is not None and subject.scale == 1.0:
            self._meant(node, subject.field)

    def _without_pairs(self, node: Call, subject: ResolvedName) -> Node | None:
        """Without pairs, dataset examples ask for a key and its value in one: ``has(metadata, '{"k": "v"}')``."""
        value = node.arguments[1]
        if subject.family != CUSTOM or node.operator != "eq" or not isinstance(value, (String, Number, Boolean)):
            return None
        from filterlang.syntax.recovery.objects import one_member

        return call("has", Name(CUSTOM), String(one_member(subject.key, value.value)))

    def _meant(self, node: Call, field: Field) -> None:
        """The values of a comparison whose field has another name: they can be wrong as well."""
        value = node.arguments[1]
        if field.type is Type.JSON or OPERATORS[node.operator].takes in (Takes.PATTERN, Takes.KEY):
            return
        for item in value.children if isinstance(value, List) else (value,):
            self._literal(node, field, item)

    def _known(self, node: Call, field: Field) -> None:
        value = node.arguments[1]
        if self.dialect.fields:
            if field.name not in self.dialect.fields:
                listed = ", ".join(sorted(self.dialect.fields))
                self.report(
                    REFUSED_FIELD,
                    f"{self.dialect.selects} are filtered only by {listed}, not by `{field.name}`",
                    node.arguments[0],
                    evidence=self.dialect.evidence,
                )
            elif not self.dialect.lists(node.operator):
                self.unlisted(node)
            else:
                self.example_value(node, field, value)
            return
        if isinstance(value, Null) or (
            field.name in PRESENCE and isinstance(value, String) and value.value.lower() in ("null", "none")
        ):
            self._null(node, field)
            return
        if self._takes(node, field):
            self._value(node, field, value)
        self._field(node, field)

    def _takes(self, node: Call, field: Field) -> bool:
        """Whether a field takes an operator; reports it when not."""
        known = support(node.operator, field.operators)
        refusal = refusal_of(node.operator, field.name, self.backends) or refusal_of(node.operator, "", self.backends)
        if refusal is None and known not in _SUPPORT:
            if known is Support.UNKNOWN:
                self.unattested(
                    f"it is not known whether `{field.name}` takes `{node.operator}`", node.operator_span, sources.NO_EVIDENCE
                )
            return True
        instead, safe = self._instead(node, field)
        if refusal is not None:
            self.refuse(REFUSED_OPERATOR, refusal, node.operator_span, instead=instead, over=node, safe=safe)
        else:
            severity, evidence = _SUPPORT[known]
            verb = "does not take" if known is Support.NO else "probably does not take"
            self.report(
                OPERATOR_NOT_FOR_FIELD,
                f"`{field.name}` {verb} `{node.operator}`",
                node.operator_span,
                severity=severity,
                instead=instead,
                over=node,
                safe=safe,
                help=None if instead else refusing(field, _taken(field)),
                evidence=(evidence,),
            )
        return False

    def _instead(self, node: Call, field: Field) -> tuple[Node | None, bool]:
        """What to ask where a field does not take an operator, and whether that is evident."""
        value = node.arguments[1]
        if node.operator == "exists":
            return compose("present", ResolvedName(field), node.arguments[1:]), True
        if field.name in PRESENCE and node.operator in ("eq", "neq") and _is_truth(value):
            wanted = isinstance(value, Boolean) and value.value
            idea = "present" if wanted == (node.operator == "eq") else "absent"
            return compose(idea, ResolvedName(field), ()), isinstance(value, Boolean)  # an empty text is a value as well
        if isinstance(value, List) and field.type is Type.LIST and node.operator == "eq":
            return compose("in", ResolvedName(field), (value,)), False
        if field.name in ELEMENT and node.operator in PATTERNS:
            return call(node.operator, Name(ELEMENT[field.name]), value), True
        whole = next((name for name, element in ELEMENT.items() if element == field.name), "")
        if whole and node.operator in ("eq", "in"):
            return compose(node.operator, ResolvedName(FIELDS[whole]), (value,)), True
        idea = INSTEAD.get((node.operator, field.operators), "")
        if field.type is Type.UUID and not (isinstance(value, String) and is_uuid(value.value)):
            idea = ""  # a part of an id equals none
        instead = compose(idea, ResolvedName(field), (value,)) if idea else None
        evident = not idea.startswith("not") and (node.operator, idea) != ("eq", "contains") and field.derived != "thread"
        return instead, evident


def _is_truth(value: Node) -> bool:
    return isinstance(value, Boolean) or (isinstance(value, String) and not value.value)


def _taken(field: Field) -> str:
    names = [
        name
        for name, operator in OPERATORS.items()
        if operator.kind == "comparison" and support(name, field.operators) in (Support.YES, Support.LIKELY)
    ]
    return ", ".join(names)
