"""Values of comparisons: null, lists, JSON, literals, and whether their field is known to be one.

Owns the invariant that a value is looked at by the type of its field alone.
"""

import re

from filterlang.rules import milliseconds, placeholder_value
from filterlang.rules.names_and_types import BAD_JSON, LIST_EXPECTED, RARE_ESCAPE, WRONG_TYPE
from filterlang.rules.refusals import REFUSED_FIELD, REFUSED_NULL, REFUSED_OPERATOR, UNATTESTED
from filterlang.findings.evidence import Severity
from filterlang.schema import evidence as sources
from filterlang.schema.aliases import PRESENCE
from filterlang.schema.dialects import METADATA_JSON, METADATA_STRING, NULL, REFUSALS
from filterlang.schema.operators import PATTERNS
from filterlang.schema.types import Field, Refusal, Type
from filterlang.checking.advice import absence, thread_presence
from filterlang.rewrite.composing import compose, from_json
from filterlang.checking.milliseconds import in_seconds
from filterlang.checking.placeholders import ADVICE, is_unfilled
from filterlang.rewrite.losses import THREADS
from filterlang.semantics.resolving import ResolvedName
from filterlang.checking.context import Reporter
from filterlang.syntax.printer import print_line
from filterlang.checking.value_types import problem
from filterlang.syntax.strings import has_rare_escape
from filterlang.syntax.tree import Call, List, Missing, Name, Node, Null, Number, String, Subscript, Unknown

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Values(Reporter):
    """What can be wrong with the second argument of a comparison that makes sense."""

    def _null(self, node: Call, field: Field) -> None:
        idea = {"eq": "absent", "neq": "present"}.get(node.operator, "")
        instead = compose(idea, ResolvedName(field), ()) if idea else None
        instead = thread_presence(idea) if idea and field.derived == "thread" else instead
        severity = NULL.evidence.severity if field.name in PRESENCE else WARNING
        advice = absence(field) if idea else "compare it with a value"
        self.report(
            REFUSED_NULL,
            f"v1 and v2 refuse null: `{self.spelled(node)}`",
            node.arguments[1],
            severity=severity,
            instead=instead,
            over=node,
            lost=THREADS if field.derived == "thread" else "",
            help=None if instead else advice,
            evidence=(NULL.evidence,),
        )

    def _value(self, node: Call, field: Field, value: Node) -> None:
        if field.type is Type.JSON:
            self._json(node, field, value)
        elif node.operator == "in":
            self._list(node, field, value)
        elif isinstance(value, List):
            idea = {"eq": "in", "neq": "notin", "has": "in"}.get(node.operator, "")
            instead = compose(idea, ResolvedName(field), (value,)) if idea else None
            self.report(
                LIST_EXPECTED,
                f"`{node.operator}` takes one value, not a list",
                value,
                instead=instead,
                over=node,
                safe=node.operator != "has",
            )
        elif field.type is not Type.ENUM or node.operator not in PATTERNS:
            self._literal(node, field, value)

    def _list(self, node: Call, field: Field, value: Node) -> None:
        if not isinstance(value, List):
            if isinstance(value, Call):
                self.report(LIST_EXPECTED, f"`in` takes a list, not {self.spelled(value)}", value)
            elif not isinstance(value, (Missing, Unknown)):
                self.report(LIST_EXPECTED, f"`in` takes a list, not {self.spelled(value)}", value, instead=List((value,)))
        elif not value.items:
            self.report(
                LIST_EXPECTED, "an empty list matches nothing", value, severity=WARNING, evidence=(sources.NO_EVIDENCE,)
            )
        for item in value.children if isinstance(value, List) else ():
            self._literal(node, field, item)

    def _literal(self, node: Call, field: Field, value: Node) -> None:
        if isinstance(value, (Missing, Null, Name)):
            return
        if isinstance(value, (Unknown, Call, Subscript)) and field.type is not Type.DATETIME:
            if not isinstance(value, Unknown):
                self.report(WRONG_TYPE, f"`{field.name}` is compared with a value, not {self.spelled(value)}", value)
            return
        found = problem(field, value, self.spelled(value))
        unfilled = isinstance(value, String) and is_unfilled(node.operator, value.value)
        if found is not None:
            self.covered.add(value.start)
            self.report(
                found.rule,
                found.message,
                value,
                severity=found.severity,
                instead=None if unfilled else found.instead,
                over=value,
                safe=found.safe,
                help=ADVICE if unfilled else found.help,
                evidence=found.evidence,
            )
        elif unfilled:
            self._unfilled(value)
        elif isinstance(value, String):
            self._escapes(value)
        elif (seconds := in_seconds(field, value)) is not None:
            self.report(
                milliseconds.RULE,
                f"`{field.name}` is in seconds, and {self.spelled(value)} seconds are {_minutes(value)} minutes",
                value,
                severity=WARNING,
                instead=seconds,
                safe=False,
                help=f"write {print_line(seconds)} if milliseconds were meant",
            )

    def _unfilled(self, value: Node) -> None:
        """A placeholder of a template that stands where a value should."""
        message = f"the placeholder {self.spelled(value)} was not filled in"
        self.report(placeholder_value.RULE, message, value, severity=WARNING, help=ADVICE)

    def _json(self, node: Call, field: Field, value: Node) -> None:
        """``has(metadata, …)`` takes a JSON object of one level; pairs say the same on both backends."""
        if node.operator != "has":
            return
        from filterlang.syntax.recovery.objects import as_json

        text = value.value if isinstance(value, String) else ""
        pairs = from_json(as_json(text) or text)
        if pairs is not None:
            self.refuse(UNATTESTED, METADATA_JSON, value, instead=pairs, over=node)
        elif text.lstrip().startswith(("{", "[")):
            severity, evidence = (WARNING, sources.ONE_LEVEL) if as_json(text) else (ERROR, sources.DATASETS)
            advice = "write a pair of conditions for each key"
            message = "this is not a JSON object of one level"
            self.report(BAD_JSON, message, value, severity=severity, help=advice, evidence=(evidence,))
        elif isinstance(value, String):
            instead = compose("present", ResolvedName(field), (value,))
            plain = re.fullmatch(r"[\w.\-/]+", text) is not None
            self.refuse(REFUSED_OPERATOR, METADATA_STRING, value, instead=instead, over=node, safe=plain)
        elif not isinstance(value, (Missing, Unknown)):
            self.report(
                WRONG_TYPE, f"`{field.name}` is compared with a JSON object in quotes, not {self.spelled(value)}", value
            )

    def example_value(self, node: Call, field: Field, value: Node) -> None:
        """Dataset examples: ``has`` takes a JSON object as text, ``exists`` a key."""
        if isinstance(value, (Missing, Unknown)):
            return
        from filterlang.syntax.recovery.objects import as_json

        if not isinstance(value, String):
            self.report(WRONG_TYPE, f"`{node.operator}` takes a text here, not {self.spelled(value)}", value)
        elif node.operator == "has" and as_json(value.value) is None:
            advice = "ask for a key with exists(metadata, …)"
            self.report(BAD_JSON, "this is not a JSON object", value, help=advice, evidence=(sources.DATASETS,))

    def _field(self, node: Call, field: Field) -> None:
        refusal = refusal_of("", field.name, self.backends)
        if refusal is not None:
            self.refuse(REFUSED_FIELD, refusal, node.arguments[0])
        elif all(evidence.severity is NOTE and evidence.grade is not sources.UI for evidence in field.evidence):
            self.unattested(
                f"there is no public evidence that `{field.name}` can be filtered", node.arguments[0], field.evidence[0]
            )

    def _escapes(self, value: String) -> None:
        literal = self.source.text[value.start : value.end]
        if "\\" in literal and literal[:1] == '"' and has_rare_escape(literal):
            self.report(
                RARE_ESCAPE,
                "it is not known whether the servers read this escape",
                value,
                severity=NOTE,
                instead=value if value.value.isprintable() else None,
                evidence=(sources.NO_EVIDENCE,),
            )


def _minutes(value: Node) -> str:
    return f"{float(value.value) / 60:,.0f}" if isinstance(value, Number) else ""


def refusal_of(operator: str, field: str, backends: frozenset[str]) -> Refusal | None:
    """What one of the backends has against an operator on a field; an empty name stands for any."""
    for refusal in REFUSALS:
        if (refusal.operator, refusal.field) == (operator, field) and refusal.dialects & backends:
            return refusal
    return None
