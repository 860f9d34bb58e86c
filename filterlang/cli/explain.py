"""Explain a rule, a field, an operator, a dialect, or a whole filter in plain words. Without a subject: list them all."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterable
import os
import re
import sys

from filterlang.hosts.file_kinds import is_filter_file
from filterlang.cli.inputs import add_expression, filters
from filterlang.cli.terminal import Usage, report, shown, tell
from filterlang.text.display import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.cli.inputs import InputFilter
    from filterlang.findings.evidence import Evidence
    from filterlang.findings.rule import Bad, Good, Rule
    from filterlang.semantics.predicate import Predicate
    from filterlang.schema.types import Refusal

SUMMARY = "explain a rule, a field, an operator or a filter"
ALIASES = ("describe",)
EXAMPLES = """\
examples:
  filterlang explain unknown-field
  filterlang explain latency
  filterlang explain 'and(eq(metadata_key, "user_id"), neq(metadata_value, "u1"))'
  filterlang explain --search-bar 'and(eq(status, "error"), gt(latency, 10))'
"""

_WIDTH = 100  # columns, where the width of the output is not known
_NARROWEST = 20  # columns that an example may always use
_LONGEST = 400  # an example with more characters is shortened
_WORD = re.compile(r"[\w.\-]+")


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    subject = parser.add_argument(
        "inputs", nargs="*", metavar="SUBJECT", help="a rule, a field, an operator, a dialect, a filter, or a file of filters"
    )
    parser.add_argument(
        "--search-bar", action="store_true", help="print filters in the language of LangSmith's search bar, not in words"
    )
    add_expression(parser)
    subject.completer = _complete  # type: ignore[attr-defined]  # argcomplete reads this attribute


def _complete(prefix: str, **_: object) -> list[str]:
    """Returns the subjects that begin with a prefix, for completion in a shell."""
    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS

    rules = _rules()
    names = (*rules, *(rule.slug for rule in rules.values()), *FIELDS, *OPERATORS)
    return [name for name in names if name.startswith(prefix)]


def run(options: argparse.Namespace) -> int:
    """Prints the explanations; returns 1 when a filter has errors."""
    subjects = [subject.strip() for subject in options.inputs if subject.strip()]
    if not subjects and not options.expression:
        print("\n".join(_overview(_width())))
        return 0
    explanations = {subject: text for subject in subjects if (text := _explanation(subject))}
    options.inputs = [subject for subject in subjects if subject not in explanations]
    for subject in options.inputs:
        if _WORD.fullmatch(subject) and not (subject == "-" or os.path.exists(subject) or is_filter_file(subject)):
            raise Usage(_unknown(subject))
    if explanations:
        print("\n\n".join(explanations.values()))
    status = 0
    for filter in filters(options) if options.inputs or options.expression else ():
        status |= _explain_filter(filter, search_bar=options.search_bar)
    return status


def _width() -> int:
    return columns(sys.stdout) or _WIDTH


def _explanation(subject: str) -> str:
    """Returns the explanation of every rule, field, operator and dialect with a name; empty where there is none."""
    from filterlang.schema.dialects import DIALECTS
    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS

    tables: tuple[tuple[Iterable[str], Callable[[str], Iterable[str]]], ...] = (
        (FIELDS, _field), (OPERATORS, _operator), (DIALECTS, _dialect),
    )  # fmt: skip
    rule = _rule_named(subject)
    explanations = [rule_lines(rule)] if rule is not None else []
    explanations += [explain(subject) for names, explain in tables if subject in names]
    return "\n\n".join("\n".join(lines) for lines in explanations)


def _rules() -> dict[str, Rule]:
    from filterlang.rules.registry import RULES

    return RULES


def _rule_named(subject: str) -> Rule | None:
    """Returns the rule with a code or a slug, in either case."""
    from filterlang.rules.registry import BY_SLUG

    return _rules().get(subject.upper()) or BY_SLUG.get(subject.lower())


def _overview(width: int) -> Iterable[str]:
    """Yields the lines of a list of all operators, fields and rules; no line is longer than ``width``."""
    from textwrap import wrap

    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS

    yield "Operators"
    sections = {
        "Operators": [(f"  {name:22} ", operator.says) for name, operator in OPERATORS.items()],
        "Fields": [(f"  {name:22} ", f"{field.type.value}: {field.says}") for name, field in FIELDS.items()],
        "Rules": [(f"  {code:6} {rule.slug:22} ", rule.summary) for code, rule in _rules().items()],
    }
    for number, (title, entries) in enumerate(sections.items()):
        yield f"{chr(10) * bool(number)}{title}"
        for label, text in entries:
            yield from wrap(text, width, initial_indent=label, subsequent_indent=" " * min(len(label), width // 2))


def rule_lines(rule: Rule) -> Iterable[str]:
    """Yields the lines of a rule: what it reports and why, its examples and its sources."""
    yield from _wrapped(f"{rule.code} {rule.slug}: ", rule.summary)
    yield f"  phase: {rule.phase.value}"
    severity = f"  severity: {' or '.join(rule.severities)}{'; off by default' if rule.optional else ''}"
    yield from _wrapped("  migration: ", str(rule.move)) if rule.move else [severity]
    yield ""
    yield from _wrapped("", rule.why)
    yield ""
    configured = ""
    for example in rule.examples:
        if example.project != configured:
            configured = example.project
            yield from _wrapped("  with ", configured) if configured else ["  without this configuration"]
        yield from _example(rule, example)
    yield from _sources(rule.evidence)
    yield f"  page: {rule.docs}"


def _example(rule: Rule, example: Bad | Good) -> Iterable[str]:
    """Yields the lines of an example: a filter with the finding and its fixed text, or a filter without the finding."""
    from filterlang.findings.rule import Bad

    dialect = f" for {example.dialect}" if example.dialect != "portable" else ""
    bad, fixed, good = rule.labels
    yield from _shown(f"  {bad if isinstance(example, Bad) else good}{dialect}: ", example.text)
    if isinstance(example, Bad) and example.fixed:
        yield from _shown(f"  {fixed}: ", example.fixed)


def _shown(label: str, text: str) -> Iterable[str]:
    """Yields the lines of a filter after a label: several where it is too wide for one."""
    from filterlang.filters import format
    from filterlang.findings.errors import FilterError
    from filterlang.text.display import clip

    room = max(_width() - len(label), _NARROWEST)
    lines = [clip(text, min(room, _LONGEST)) or "(an empty text)"]
    if room < len(text) <= _LONGEST:
        with contextlib.suppress(FilterError):
            lines = [clip(line, room) for line in format(text, room).split("\n")]
    yield f"{label}{lines[0]}"
    yield from (" " * len(label) + line for line in lines[1:])


def _wrapped(label: str, text: str) -> Iterable[str]:
    """Yields the lines of a text after a label, wrapped to the width of the output; those after the first are indented."""
    from textwrap import wrap

    indent = " " * (len(label) if label.startswith(" ") else 2 * bool(label))
    yield from wrap(text, _width(), initial_indent=label, subsequent_indent=indent, break_long_words=False)


def _field(name: str) -> Iterable[str]:
    from filterlang.schema.facts_in_words import SUPPORT_IN_WORDS, operators_of, refusals_of_field, type_in_words
    from filterlang.schema.fields import FIELDS

    field = FIELDS[name]
    yield f"{name}: {field.says}"
    yield f"  type: {type_in_words(field)}"
    for level, operators in operators_of(field):
        yield f"  {SUPPORT_IN_WORDS[level]}: {', '.join(operators)}"
    yield from _refusals(refusals_of_field(field))
    yield from _sources(field.evidence)


def _operator(name: str) -> Iterable[str]:
    from filterlang.schema.facts_in_words import refusals_of_operator
    from filterlang.schema.operators import OPERATORS

    operator = OPERATORS[name]
    yield f"{name}({operator.arguments}): {operator.says}"
    if operator.negated:
        yield f"  its negative: {operator.negated}"
    yield from _refusals(refusals_of_operator(operator))
    yield from _sources(operator.evidence)


def _refusals(refusals: Iterable[Refusal]) -> Iterable[str]:
    for refusal in refusals:
        yield f"  refused: {refusal.says}; {refusal.instead}"
        yield from _sources([refusal.evidence], "    ")


def _sources(evidence: Iterable[Evidence], indent: str = "  ") -> Iterable[str]:
    from filterlang.findings.rendering import cited

    for item in evidence:
        source, *links = cited(item)
        yield from _wrapped(f"{indent}source: ", source.removeprefix("source: "))
        yield from (indent + link for link in links)


def _dialect(name: str) -> Iterable[str]:
    from filterlang.schema.dialects import CONTEXTUAL, DIALECTS, REFUSALS

    backends = sorted(DIALECTS[name].backends)
    refusals = [refusal for refusal in (*REFUSALS, *CONTEXTUAL) if refusal.dialects & DIALECTS[name].backends]
    heading = ". Refused, or perhaps refused:" if refusals else ""
    yield f"{name}: what {' and '.join(backends)} accept{'s' * (len(backends) == 1)}{heading}"
    yield from (f"  {refusal.says} [{refusal.evidence.grade.value}]" for refusal in refusals)


def _unknown(word: str) -> str:
    """Returns the message for a word that names nothing, with the nearest name."""
    import difflib

    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS
    from filterlang.semantics.resolving import meant_by, resolve
    from filterlang.syntax.tree import Name

    resolved = resolve(Name(word))
    meant = "" if resolved is None else meant_by(word, resolved)
    if meant:
        return meant
    close = difflib.get_close_matches(word[:40], [*FIELDS, *OPERATORS, *(rule.slug for rule in _rules().values())], 1)
    return f"there is no {word}{f': did you mean {close[0]}?' if close else ': `filterlang explain` lists what there is'}"


def _explain_filter(filter: InputFilter, *, search_bar: bool) -> int:
    """Prints the meaning of a filter in words, or its text for the search bar; returns 1 when it has none."""
    from filterlang.findings.errors import FilterError
    from filterlang.text.display import harmless
    from filterlang.checking.meaning import to_predicate
    from filterlang.semantics.description import in_words

    try:
        predicate = to_predicate(filter.text)
    except FilterError as error:
        report(filter.placed(error.diagnostics), filter.document.source)
        return 1
    if search_bar:
        return _print_for_search_bar(predicate)
    print("\n".join(map(harmless, in_words(predicate).split("\n"))))
    return 0


def _print_for_search_bar(predicate: Predicate) -> int:
    """Prints a filter for the search bar, and on standard error what else to set; returns 1 when there is no such text."""
    from filterlang.search_bar.bar_text import search_bar_text

    bar = search_bar_text(predicate)
    if bar.text is None:
        tell(f"filterlang: {bar.problem}")
        return 1
    print(shown(bar.text))
    for note in (f"Set the scope to {bar.scope}.", *bar.notes):
        tell(f"note: {note}")
    return 0
