"""A server's refusal of a filter, laid over the filter: what it names, found in the text that was sent.

Owns the invariant that a diagnostic made here points at what the server named; where nothing of it is found, none is made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
import re

from filterlang.rules.names_and_types import BAD_DATETIME, OPERATOR_NOT_FOR_FIELD, UNKNOWN_FIELD, WRONG_ARITY
from filterlang.rules.refusals import REFUSED_FIELD
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Evidence, Grade, Severity
from filterlang.text.display import clip
from filterlang.checking.analysis import analyse
from filterlang.findings.rule import Rule
from filterlang.text.source import Source, Span
from filterlang.syntax.input import parsed
from filterlang.syntax.parser import Parsed
from filterlang.syntax.tree import Call, Node, String, walk

_FILTERS = ("filter", "trace_filter", "tree_filter")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A text that servers answer with (language.md 6.7), where what it names stands in a filter, and how we say it."""

    pattern: re.Pattern[str]
    places: Callable[[Parsed, re.Match[str]], Iterable[Span]]
    rule: Rule
    says: str
    help: str


def _comparisons(filter: Parsed, said: re.Match[str]) -> Iterable[Span]:
    """The operators of the calls on that attribute."""
    for call in _calls(filter, said["operator"]):
        if any(_spelled(filter, argument) == said["attribute"] for argument in call.arguments):
            yield call.operator_span


def _attributes(filter: Parsed, said: re.Match[str]) -> Iterable[Span]:
    """Wherever the attribute stands."""
    return (node.span for node in walk(filter.tree) if _spelled(filter, node) == said["attribute"])


def _miscounted(filter: Parsed, said: re.Match[str]) -> Iterable[Span]:
    """The operators of the calls with that many arguments."""
    calls = _calls(filter, said["operator"])
    return (call.operator_span for call in calls if len(call.arguments) == int(said["got"]))


def _times(filter: Parsed, said: re.Match[str]) -> Iterable[Span]:
    """The texts that say that time."""
    return (node.span for node in walk(filter.tree) if isinstance(node, String) and node.value == said["time"])


def _calls(filter: Parsed, operator: str) -> Iterable[Call]:
    return (node for node in walk(filter.tree) if isinstance(node, Call) and node.operator == operator.lower())


def _spelled(filter: Parsed, node: Node) -> str:
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
        _miscounted, WRONG_ARITY, "the server takes {operator} with {count} arguments, and here it has {got}",
        "write {operator} with {count}",
    ),
    _Refusal(
        re.compile(r"Parameter (?P<attribute>\w{1,200}?)__(?P<operator>[a-z]{1,20}) has conflicting values"),
        _comparisons, REFUSED_FIELD, "the server takes one {operator} on {attribute} in a filter, and here it stands twice",
        "ask for one value at a time, or for one of several with in({attribute}, [...])",
    ),
    _Refusal(
        re.compile(r'parsing time "(?P<time>[^"]{1,100})" as'),
        _times, BAD_DATETIME, 'the server cannot read the time "{time}"', "write it with a zone, as in 2026-01-31T09:30:00Z",
    ),
)  # fmt: skip


def located(message: str, filters: Mapping[str, object], backend: str) -> tuple[str, Source, list[Diagnostic]] | None:
    """Which filter a server's refusal is about, and what is wrong with it: argument, source and diagnostics.

    The checker's own finding at that place is taken where it has one, for it knows what to write instead.
    """
    for refusal in _REFUSALS:
        said = refusal.pattern.search(message)
        for argument in _FILTERS if said else ():
            text = filters.get(argument)
            if said and isinstance(text, str) and (found := _found(refusal, said, parsed(text, argument), backend)):
                return argument, Source(text, argument), found
    return None


def _found(refusal: _Refusal, said: re.Match[str], filter: Parsed, backend: str) -> list[Diagnostic]:
    places = list(refusal.places(filter, said))
    known = [
        finding
        for finding in analyse(filter, backend).diagnostics
        if finding.severity is not Severity.NOTE and any(_overlap(finding.span, place) for place in places)
    ]
    return known or [_made(refusal, said, place) for place in places]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _made(refusal: _Refusal, said: re.Match[str], place: Span) -> Diagnostic:
    names = {name: clip(text.lower() if name == "operator" else text, 60) for name, text in said.groupdict().items()}
    evidence = Evidence(Grade.LIVE, f'the server: "{clip(said.string, 200)}"', quoted=True)
    return Diagnostic(
        refusal.rule.code, refusal.rule.slug, refusal.says.format(**names), Severity.ERROR, place,
        refusal.help.format(**names), evidence=(evidence,), phase=refusal.rule.phase,
    )  # fmt: skip
