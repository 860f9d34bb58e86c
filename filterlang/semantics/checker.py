"""Names, arity, types and dialects: what is wrong with a tree that parsed, and what to write instead.

Owns the invariant that a call gets at most one finding about what it is (its operator, its field, how they go together); its
values and what a dialect refuses are looked at only when the call makes sense.
"""

from collections.abc import Iterable

from filterlang.diagnostics import Diagnostic, Edit, Evidence, Fix, Severity
from filterlang.schema import evidence as sources
from filterlang.schema.aliases import ELEMENT, EQUAL_OPERATORS, INSTEAD, OPERATOR_FIELDS, PRESENCE, SHAPED_OPERATORS
from filterlang.schema.dialects import (
    DIALECTS, EXAMPLES, EXAMPLES_FIELDS, EXAMPLES_OPERATORS, METADATA_JSON, METADATA_STRING, NULL, REFUSALS, SURFACE_FIELDS,
)  # fmt: skip
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS, support
from filterlang.schema.types import Field, Refusal, Support, Type
from filterlang.semantics.codes import SLUGS
from filterlang.semantics.composing import call, compose, from_json
from filterlang.semantics.negation import negate
from filterlang.semantics.reference import Reference, refer
from filterlang.semantics.values import problem
from filterlang.source import Source, Span
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.objects import as_json
from filterlang.syntax.strings import has_rare_escape
from filterlang.syntax.tree import Boolean, Call, List, Missing, Name, Node, Null, String, Subscript, Unknown

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_SUPPORT = {
    Support.NO: (ERROR, sources.NOT_ACCEPTED),
    Support.DOUBTFUL: (WARNING, sources.DOUBTED),
}


class Checker:
    """One check of one tree.

    ``covered`` holds the places of syntax findings that a finding here says better; ``rewrites``, by the id of a call, what
    goes into its place and the finding that says so.
    """

    def __init__(self, source: Source, dialect: str) -> None:
        self.source = source
        self.backends = DIALECTS[dialect]
        self.found: list[Diagnostic] = []
        self.covered: set[int] = set()
        self.rewrites: dict[int, tuple[Diagnostic, Node]] = {}
        self._inside_not = False

    def run(self, tree: Node) -> None:
        """Look at every condition of a tree; what stands inside a comparison is no condition."""
        pending: list[tuple[Node, bool]] = [(tree, False)]
        while pending:
            node, self._inside_not = pending.pop()
            if isinstance(node, Call):
                self._call(node)
                if node.operator in LOGICAL:
                    inside = self._inside_not or node.operator == "not"
                    pending.extend((child, inside) for child in reversed(node.arguments))

    # Reporting

    def report(
        self,
        code: str,
        message: str,
        place: Node | Span,
        *,
        severity: Severity = ERROR,
        instead: Node | None = None,
        over: Node | None = None,
        safe: bool = True,
        help: str | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        """A finding; ``instead`` goes in the place of ``over`` (by default, of what the finding is about)."""
        span = place.span if isinstance(place, Node) else place
        fixes: tuple[Fix, ...] = ()
        if instead is not None:
            target = over.span if over is not None else span
            written = print_line(instead)
            fixes = (Fix(f"write {written}", (Edit(target, written),), safe),)
            help = help or f"write {_clip(written, 300)}"
        finding = Diagnostic(code, SLUGS[code], message, severity, span, help, fixes, evidence)
        self.found.append(finding)
        if instead is not None and over is not None and safe:
            self.rewrites[id(over)] = (finding, instead)

    def refuse(
        self,
        code: str,
        refusal: Refusal,
        place: Node | Span,
        *,
        instead: Node | None = None,
        over: Node | None = None,
        safe: bool = True,
    ) -> bool:
        """Report a refusal when a backend of the dialect is concerned by it."""
        if not refusal.dialects & self.backends:
            return False
        severity = refusal.evidence.severity
        advice = None if instead is not None else refusal.instead
        self.report(
            code,
            refusal.says,
            place,
            severity=severity,
            instead=instead,
            over=over,
            safe=safe,
            help=advice,
            evidence=(refusal.evidence,),
        )
        return True

    def spelled(self, node: Node) -> str:
        """How a node stands in the text, short enough for a message."""
        return _clip(self.source.text[node.start : node.end], 60)

    def operator_place(self, node: Call) -> Span:
        """Where the operator stands; for a call that recovery made of something else, the whole of that."""
        spelled = self.source.text.startswith(node.operator, node.start)
        return node.operator_span if spelled else node.span

    # Calls

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
        name, lowered = node.operator, node.operator.lower()
        subject = refer(node.arguments[0]) if node.arguments else None
        message = f"there is no operator `{_clip(name, 40)}`"
        idea = lowered if lowered in OPERATORS else EQUAL_OPERATORS.get(lowered) or SHAPED_OPERATORS.get(lowered, "")
        if idea and subject is not None and (instead := compose(idea, subject, node.arguments[1:])) is not None:
            self._cover(node)
            self.report("FL101", message, self.operator_place(node), instead=instead, over=node)
        elif idea in OPERATORS:
            self.report("FL101", message, self.operator_place(node), instead=Name(idea))
        elif (instead := self._named_after_field(node)) is not None:
            self.report("FL101", message, self.operator_place(node), instead=instead, over=node)
        else:
            close = _close(lowered, OPERATORS, 0.6)
            advice = f"did you mean {close[0]}?" if close else f"the operators are {', '.join(OPERATORS)}"
            self.report(
                "FL101",
                message,
                self.operator_place(node),
                instead=Name(close[0]) if close else None,
                safe=bool(close) and _is_typo(lowered, close[0]),
                help=advice,
            )

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
            self._unattested(
                f"the documentation of dataset examples does not list `{node.operator}`", self.operator_place(node), EXAMPLES
            )
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
        refusal = _refusal("not", "", self.backends)
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
            if isinstance(argument, String):
                self._escapes(argument)
            elif isinstance(argument, Name):
                self.report(
                    "FL104", f"search takes a text, not {self.spelled(argument)}", argument, instead=String(argument.id)
                )
            elif not isinstance(argument, (Missing, Unknown)):
                self.report("FL104", f"search takes a text, not {self.spelled(argument)}", argument, instead=_as_text(argument))
            if "examples" in self.backends:
                self._unattested(
                    "the documentation of dataset examples does not list `search`", self.operator_place(node), EXAMPLES
                )
            return
        subject = refer(node.arguments[0]) if node.arguments else None
        refusal = _refusal("search", "", self.backends)
        if len(node.arguments) == 2 and subject is not None and refusal is not None:
            self._cover(node)
            instead = compose("search", subject, node.arguments[1:])
            self.refuse("FL201", refusal, self.operator_place(node), instead=instead, over=node)
        else:
            self.report("FL103", f"search takes one text, not {len(node.arguments)} arguments", self.operator_place(node))

    # Comparisons

    def _comparison(self, node: Call) -> None:
        operator = OPERATORS[node.operator]
        subject = refer(node.arguments[0]) if node.arguments else None
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
                    "FL112",
                    f"the field {self.spelled(node.arguments[0])} stands in quotes",
                    node.arguments[0],
                    severity=NOTE,
                    instead=Name(subject.field.name),
                    evidence=(sources.ANCESTOR,),
                )
            self._known(node, subject.field)

    def _arity(self, node: Call, subject: Reference | None) -> None:
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
            inner = refer(Name(f"{container}.{key.value}")) if isinstance(key, String) and container else None
            instead = compose("eq", inner, node.arguments[2:]) if inner else None
        if instead is None and subject is not None and subject.field is not None and count > 2 and node.operator == "eq":
            instead, safe = compose("in", subject, node.arguments[1:]), False
        if any(isinstance(argument, Missing) for argument in node.arguments) and instead is None:
            return
        self._cover(node)
        self.report(
            "FL103",
            f"`{node.operator}` takes a field and a value, not {count} argument{'s' * (count != 1)}",
            self.operator_place(node),
            instead=instead,
            over=node,
            safe=safe,
        )

    def _unknown_field(self, node: Call) -> None:
        first = node.arguments[0]
        if not isinstance(first, (Name, Subscript, String)):
            wanted = "a field" if not isinstance(first, Call) else "a field, not another call"
            self.report("FL102", f"`{node.operator}` compares {wanted}: {self.spelled(first)} is none", first)
            return
        self.covered.add(first.start)
        written = first.value if isinstance(first, String) else self.spelled(first)
        if written in SURFACE_FIELDS:
            self.report(
                "FL102", f"`{written}` is a field of {SURFACE_FIELDS[written]} alone", first, evidence=(sources.UNKNOWN_NAME,)
            )
            return
        close = _close(written, FIELDS, 0.75)
        if close:
            self.report(
                "FL102",
                f"there is no field `{_clip(written, 60)}`",
                first,
                instead=Name(close[0]),
                safe=_is_typo(written, close[0]),
                help=f"did you mean {close[0]}?",
                evidence=(sources.UNKNOWN_NAME,),
            )
            return
        guess = (
            compose(node.operator, Reference(family="metadata", key=written), node.arguments[1:])
            if "." not in written
            else None
        )
        advice = (
            f"if it is a metadata key: {_clip(print_line(guess), 200)}"
            if guess
            else "the fields are listed by `filterlang explain`"
        )
        self.report(
            "FL102",
            f"there is no field `{_clip(written, 60)}`",
            first,
            instead=guess,
            over=node,
            safe=False,
            help=advice,
            evidence=(sources.UNKNOWN_NAME,),
        )

    def _misnamed(self, node: Call, subject: Reference) -> None:
        """A name that is no field but whose meaning is known."""
        first = node.arguments[0]
        self._cover(node)
        message = f"there is no field `{self.spelled(first)}`"
        if subject.parameter:
            advice = f"it is a parameter of the query, not part of the filter: {subject.parameter}=…"
            self.report("FL102", message, first, help=advice, evidence=(sources.UNKNOWN_NAME,))
            return
        idea = "present" if node.operator == "exists" else node.operator
        values = () if node.operator == "exists" and subject.family else node.arguments[1:]
        instead = compose(idea, subject, values)
        if instead is None and subject.field is not None and subject.scale == 1.0:
            instead = call(node.operator, Name(subject.field.name), *node.arguments[1:])
        self.report("FL102", message, first, instead=instead, over=node, safe=subject.safe, evidence=(sources.UNKNOWN_NAME,))

    def _known(self, node: Call, field: Field) -> None:
        value = node.arguments[1]
        if "examples" in self.backends:
            if field.name not in EXAMPLES_FIELDS:
                self.report(
                    "FL202",
                    f"dataset examples are filtered by metadata alone, not by `{field.name}`",
                    node.arguments[0],
                    evidence=(EXAMPLES,),
                )
            elif node.operator not in EXAMPLES_OPERATORS:
                self._unattested(
                    f"the documentation of dataset examples does not list `{node.operator}`",
                    self.operator_place(node),
                    EXAMPLES,
                )
            return
        if isinstance(value, Null) or (
            field.name in PRESENCE and isinstance(value, String) and value.value.lower() in ("null", "none")
        ):
            self._null(node, field)
        elif self._takes(node, field):
            self._value(node, field, value)
        self._field(node, field)

    def _null(self, node: Call, field: Field) -> None:
        idea = {"eq": "absent", "neq": "present"}.get(node.operator, "")
        instead = compose(idea, Reference(field), ()) if idea else None
        severity = NULL.evidence.severity if field.name in PRESENCE else WARNING
        self.report(
            "FL203",
            f"v1 and v2 refuse null: `{self.spelled(node)}`",
            node.arguments[1],
            severity=severity,
            instead=instead,
            over=node,
            help=None if instead else NULL.instead,
            evidence=(NULL.evidence,),
        )

    def _takes(self, node: Call, field: Field) -> bool:
        """Whether a field takes an operator; reports it when not."""
        known = Support.NO if node.operator == "exists" else support(node.operator, field.operators)
        refusal = _refusal(node.operator, field.name, self.backends) or _refusal(node.operator, "", self.backends)
        if refusal is None and known not in _SUPPORT:
            if known is Support.UNKNOWN:
                self._unattested(
                    f"nothing is known of `{node.operator}` on `{field.name}`", self.operator_place(node), sources.NO_EVIDENCE
                )
            return True
        instead, safe = self._instead(node, field)
        if refusal is not None:
            self.refuse("FL201", refusal, self.operator_place(node), instead=instead, over=node, safe=safe)
        else:
            severity, evidence = _SUPPORT[known]
            verb = "does not take" if known is Support.NO else "most likely does not take"
            self.report(
                "FL106",
                f"`{field.name}` {verb} `{node.operator}`",
                self.operator_place(node),
                severity=severity,
                instead=instead,
                over=node,
                safe=safe,
                help=None if instead else f"it takes {_taken(field)}",
                evidence=(evidence,),
            )
        return False

    def _instead(self, node: Call, field: Field) -> tuple[Node | None, bool]:
        """What to ask where a field does not take an operator, and whether that is evident."""
        value = node.arguments[1]
        if node.operator == "exists":
            return compose("present", Reference(field), node.arguments[1:]), True
        if field.name in PRESENCE and node.operator in ("eq", "neq") and _is_truth(value):
            wanted = isinstance(value, Boolean) and value.value
            return compose("present" if wanted == (node.operator == "eq") else "absent", Reference(field), ()), True
        if isinstance(value, List) and field.type is Type.LIST and node.operator == "eq":
            return compose("in", Reference(field), (value,)), False
        if field.name in ELEMENT and node.operator in ("like", "notlike"):
            return call(node.operator, Name(ELEMENT[field.name]), value), True
        whole = next((name for name, element in ELEMENT.items() if element == field.name), "")
        if whole and node.operator in ("eq", "in"):
            return compose(node.operator, Reference(FIELDS[whole]), (value,)), True
        idea = INSTEAD.get((node.operator, field.operators), "")
        instead = compose(idea, Reference(field), (value,)) if idea else None
        return instead, not idea.startswith("not") and (node.operator, idea) != ("eq", "contains")

    def _value(self, node: Call, field: Field, value: Node) -> None:
        if field.type is Type.JSON:
            self._json(node, field, value)
        elif node.operator == "in":
            self._list(field, value)
        elif isinstance(value, List):
            idea = {"eq": "in", "neq": "notin", "has": "in"}.get(node.operator, "")
            instead = compose(idea, Reference(field), (value,)) if idea else None
            self.report(
                "FL115",
                f"`{node.operator}` takes one value, not a list",
                value,
                instead=instead,
                over=node,
                safe=node.operator != "has",
            )
        elif field.type is not Type.ENUM or node.operator not in ("like", "notlike"):
            self._literal(field, value)

    def _list(self, field: Field, value: Node) -> None:
        if not isinstance(value, List):
            if not isinstance(value, (Missing, Unknown, Call)):
                self.report("FL115", f"`in` takes a list, not {self.spelled(value)}", value, instead=List((value,)))
        elif not value.items:
            self.report("FL115", "an empty list matches nothing", value, severity=WARNING, evidence=(sources.NO_EVIDENCE,))
        for item in value.children if isinstance(value, List) else ():
            self._literal(field, item)

    def _literal(self, field: Field, value: Node) -> None:
        if isinstance(value, (Missing, Null, Name)):
            return
        if isinstance(value, (Unknown, Call, Subscript)) and field.type is not Type.DATETIME:
            if not isinstance(value, Unknown):
                self.report("FL104", f"`{field.name}` is compared with a value, not {self.spelled(value)}", value)
            return
        found = problem(field, value, self.spelled(value))
        if found is not None:
            self.covered.add(value.start)
            self.report(
                found.code,
                found.message,
                value,
                severity=found.severity,
                instead=found.instead,
                safe=found.safe,
                help=found.help,
                evidence=found.evidence,
            )
        elif isinstance(value, String):
            self._escapes(value)

    def _json(self, node: Call, field: Field, value: Node) -> None:
        """``has(metadata, …)`` takes a JSON object of one level; pairs say the same on both backends."""
        text = value.value if isinstance(value, String) else ""
        pairs = from_json(as_json(text) or text)
        if pairs is not None:
            self.refuse("FL205", METADATA_JSON, value, instead=pairs, over=node)
        elif text.lstrip().startswith(("{", "[")):
            self.report(
                "FL113",
                "this is not a JSON object of one level",
                value,
                severity=WARNING if text.rstrip().endswith("}}") else ERROR,
                help="write a pair of conditions for each key",
                evidence=(sources.DATASETS,),
            )
        elif isinstance(value, String):
            instead = compose("present", Reference(field), (value,))
            self.refuse("FL201", METADATA_STRING, value, instead=instead, over=node)
        elif not isinstance(value, (Missing, Unknown)):
            self.report("FL104", f"`{field.name}` is compared with a JSON object in quotes, not {self.spelled(value)}", value)

    def _field(self, node: Call, field: Field) -> None:
        refusal = _refusal("", field.name, self.backends)
        if refusal is not None:
            self.refuse("FL202", refusal, node.arguments[0])
        elif all(evidence.severity is NOTE and evidence.grade is not sources.UI for evidence in field.evidence):
            self._unattested(
                f"there is no public evidence that `{field.name}` can be filtered", node.arguments[0], field.evidence[0]
            )

    def _unattested(self, message: str, place: Node | Span, evidence: Evidence) -> None:
        self.report("FL205", message, place, severity=NOTE, evidence=(evidence,))

    def _escapes(self, value: String) -> None:
        literal = self.source.text[value.start : value.end]
        if "\\" in literal and literal[:1] == '"' and has_rare_escape(literal):
            self.report(
                "FL116",
                "whether the servers read this escape is not known",
                value,
                severity=NOTE,
                instead=value,
                evidence=(sources.NO_EVIDENCE,),
            )

    def _cover(self, node: Call) -> None:
        """A finding about the whole call says better what syntax had to say of its arguments."""
        self.covered.update(argument.start for argument in node.arguments if isinstance(argument, (Subscript, Name, Unknown)))


def _refusal(operator: str, field: str, backends: frozenset[str]) -> Refusal | None:
    for refusal in REFUSALS:
        if (refusal.operator, refusal.field) == (operator, field) and refusal.dialects & backends:
            return refusal
    return None


def _rough_negation(comparison: Call) -> Node | None:
    """What comes near the negation of a comparison that has none."""
    subject = refer(comparison.arguments[0])
    if subject is None or comparison.operator not in OPERATORS:
        return None
    if subject.field is not None and subject.field.type is Type.LIST:
        return compose("notcontains", subject, comparison.arguments[1:])
    negated = OPERATORS[comparison.operator].negated
    return Call(negated, comparison.arguments) if negated else None


def _is_truth(value: Node) -> bool:
    return isinstance(value, Boolean) or (isinstance(value, String) and not value.value)


def _taken(field: Field) -> str:
    names = [
        name
        for name, operator in OPERATORS.items()
        if operator.kind == "comparison" and support(name, field.operators) in (Support.YES, Support.LIKELY)
    ]
    return ", ".join(names)


def _as_text(node: Node) -> Node | None:
    return String(print_line(node)) if not isinstance(node, (Call, List)) else None


def _close(word: str, names: Iterable[str], cutoff: float) -> list[str]:
    """The name closest to a word, if one is close enough."""
    import difflib

    return difflib.get_close_matches(word[:40], list(names), 1, cutoff)


def _is_typo(word: str, name: str) -> bool:
    """Whether a word is so close to a name that nothing else can be meant; a digit more is a name of its own."""
    return bool(_close(word, (name,), 0.85)) and not any(char.isdigit() for char in set(word) - set(name))


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
