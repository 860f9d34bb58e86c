"""A server's refusal of a filter as diagnostics: the parts that its message names, located in the text that was sent.

Owns the invariant that a diagnostic made here points at the part that the server named; without such a part, none is made.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from filterlang.checking.analysis import analyse
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Evidence, Grade, Severity
from filterlang.findings.verdicts import concerns_acceptance
from filterlang.findings.rule import Rule
from filterlang.rules.names_and_types import BAD_DATETIME, OPERATOR_NOT_FOR_FIELD, UNKNOWN_FIELD, WRONG_ARITY
from filterlang.rules.refusals import REFUSED_FIELD
from filterlang.schema.query_arguments import FILTERS
from filterlang.syntax.input import parsed
from filterlang.syntax.parser import Parsed
from filterlang.syntax.tree import Call, Node, String, walk
from filterlang.text.display import clip
from filterlang.text.source import Source, Span


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A message of servers (language.md 6.7), how to locate the part that it names in a filter, and our message for it."""

    pattern: re.Pattern[str]
    spans: Callable[[Parsed, re.Match[str]], Iterable[Span]]
    rule: Rule
    message: str
    help: str


def _comparisons(filter: Parsed, names: re.Match[str]) -> Iterable[Span]:
    """Yields the operators of the calls on the attribute."""
    for call in _calls(filter, names["operator"]):
        if any(_text(filter, argument) == names["attribute"] for argument in call.arguments):
            yield call.operator_span


def _attributes(filter: Parsed, names: re.Match[str]) -> Iterable[Span]:
    """Returns each place of the attribute."""
    return (node.span for node in walk(filter.tree) if _text(filter, node) == names["attribute"])


def _miscounted(filter: Parsed, names: re.Match[str]) -> Iterable[Span]:
    """Returns the operators of the calls with the number of arguments."""
    calls = _calls(filter, names["operator"])
    return (call.operator_span for call in calls if len(call.arguments) == int(names["got"]))


def _times(filter: Parsed, names: re.Match[str]) -> Iterable[Span]:
    """Returns the strings that hold the time."""
    return (node.span for node in walk(filter.tree) if isinstance(node, String) and node.value == names["time"])


def _calls(filter: Parsed, operator: str) -> Iterable[Call]:
    return (node for node in walk(filter.tree) if isinstance(node, Call) and node.operator == operator.lower())


def _text(filter: Parsed, node: Node) -> str:
    return filter.source.text[node.start : node.end]


_REFUSALS = (
    _Refusal(
        re.compile(r"comparator=(?:<Comparator\.)?(?P<operator>\w{1,20})\b.{0,40}? attribute='(?P<attribute>[^']{1,200})'"),
        _comparisons, OPERATOR_NOT_FOR_FIELD, "the server does not take {operator} on {attribute}",
        "compare {attribute} in another way",
    ),
    _Refusal(
        re.compile(r"\b[Aa]ttribute (?P<attribute>[^\s']{1,200}) not accepted"),
        _attributes, UNKNOWN_FIELD, "the server does not know the field {attribute}", "leave the condition on {attribute} out",
    ),
    _Refusal(
        re.compile(r'argument count: "(?P<operator>\w{1,20})" requires (?P<count>\d{1,3}) arguments?, got (?P<got>\d{1,3})'),
        _miscounted, WRONG_ARITY, "the server takes {operator} with {count} arguments, not with {got}",
        "write {operator} with {count}",
    ),
    _Refusal(
        re.compile(r"Parameter (?P<attribute>\w{1,200}?)__(?P<operator>[a-z]{1,20}) has conflicting values"),
        _comparisons, REFUSED_FIELD, "the server takes one {operator} on {attribute} in a filter, not two",
        "ask for one value at a time, or for one of several with in({attribute}, [...])",
    ),
    _Refusal(
        re.compile(r'parsing time "(?P<time>[^"]{1,100})" as'),
        _times, BAD_DATETIME, 'the server cannot read the time "{time}"', "write it with a zone, as in 2026-01-31T09:30:00Z",
    ),
)  # fmt: skip


def located(message: str, filters: Mapping[str, object], backend: str) -> tuple[str, Source, list[Diagnostic]] | None:
    """Returns which filter a server's refusal is about, and what is wrong with it: argument, source and diagnostics.

    The checker's own findings at that place come first, since they know what to write instead.
    """
    for refusal in _REFUSALS:
        names = refusal.pattern.search(message)
        for argument in FILTERS if names else ():
            text = filters.get(argument)
            if names and isinstance(text, str):
                filter = parsed(text, argument)
                spans = list(refusal.spans(filter, names))
                if spans:
                    findings = _checked(filter, spans, backend) or [_diagnostic(refusal, names, span) for span in spans]
                    return argument, filter.source, findings
    return None


def _checked(filter: Parsed, spans: Sequence[Span], backend: str) -> list[Diagnostic]:
    """Returns the checker's errors and warnings at the spans, of those that a backend could refuse."""
    return [
        finding
        for finding in analyse(filter, backend).diagnostics
        if finding.severity is not Severity.NOTE
        and concerns_acceptance(finding)
        and any(_overlap(finding.span, span) for span in spans)
    ]


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _diagnostic(refusal: _Refusal, names: re.Match[str], span: Span) -> Diagnostic:
    values = {name: clip(text.lower() if name == "operator" else text, 60) for name, text in names.groupdict().items()}
    evidence = Evidence(Grade.LIVE, f'the server: "{clip(names.string, 200)}"', quoted=True)
    return Diagnostic(
        refusal.rule.code, refusal.rule.slug, refusal.message.format(**values), Severity.ERROR, span,
        refusal.help.format(**values), evidence=(evidence,), phase=refusal.rule.phase,
    )  # fmt: skip
