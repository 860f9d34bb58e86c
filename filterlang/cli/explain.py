"""Explain a code, a field, an operator, a dialect, or a whole filter in plain words. Without a subject: list them all."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
import os
import re
import sys

from filterlang.cli.file_kinds import is_filter_file
from filterlang.cli.inputs import add_expression, filters
from filterlang.cli.terminal import Usage, columns, report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.cli.inputs import Filter
    from filterlang.findings.rule import Rule
    from filterlang.findings.evidence import Evidence
    from filterlang.schema.types import Refusal

SUMMARY = "explain a code, a field, an operator or a filter"
EXAMPLES = """\
examples:
  filterlang explain FL102
  filterlang explain latency
  filterlang explain 'and(eq(metadata_key, "user_id"), neq(metadata_value, "u1"))'
"""


_WIDTH = 100  # where nothing says how wide the output is shown
_WORD = re.compile(r"[\w.\-]+")


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    subject = parser.add_argument(
        "inputs", nargs="*", metavar="SUBJECT", help="a code, a field, an operator, a dialect, a filter, or a file of filters"
    )
    add_expression(parser)
    subject.completer = _complete  # type: ignore[attr-defined]  # how argcomplete is told


def _complete(prefix: str, **_: object) -> list[str]:
    """What a subject can be, for shell completion."""
    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS

    return [name for name in (*_codes(), *FIELDS, *OPERATORS) if name.startswith(prefix)]


def run(options: argparse.Namespace) -> int:
    """Print the explanation; 1 for a filter that has errors."""
    subjects = [subject.strip() for subject in options.inputs if subject.strip()]
    if not subjects and not options.expression:
        print("\n".join(_overview(columns(sys.stdout) or _WIDTH)))
        return 0
    named = {subject: explained for subject in subjects if (explained := _explained(subject))}
    options.inputs = [subject for subject in subjects if subject not in named]
    for subject in options.inputs:
        if _WORD.fullmatch(subject) and not (subject == "-" or os.path.exists(subject) or is_filter_file(subject)):
            raise Usage(_unknown(subject))
    if named:
        print("\n\n".join(named.values()))
    status = 0
    for filter in filters(options) if options.inputs or options.expression else ():
        status |= _filter(filter)
    return status


def _explained(subject: str) -> str:
    """The explanation of each thing that has this name; empty where nothing has."""
    from filterlang.schema.dialects import DIALECTS
    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS

    tables: tuple[tuple[Iterable[str], Callable[[str], Iterable[str]]], ...] = (
        (_codes(), _code), (FIELDS, _field), (OPERATORS, _operator), (DIALECTS, _dialect),
    )  # fmt: skip
    found = [explain(name) for names, explain in tables for name in names if name == _named(subject, name)]
    return "\n\n".join("\n".join(lines) for lines in found)


def _named(subject: str, name: str) -> str:
    """The subject, in capitals where it is a code: codes are known by their slugs too."""
    codes = _codes()
    code = codes.get(name)
    return name if code is not None and subject.lower() in (name.lower(), code.slug) else subject


def _codes() -> dict[str, Rule]:
    from filterlang.rules.registry import RULES

    return RULES


def _overview(width: int) -> Iterable[str]:
    """Everything that can be explained, in lines of at most a width."""
    from textwrap import wrap

    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS

    yield "Operators"
    sections = {
        "Operators": [(f"  {name:22} ", operator.says) for name, operator in OPERATORS.items()],
        "Fields": [(f"  {name:22} ", f"{field.type.value}: {field.says}") for name, field in FIELDS.items()],
        "Codes": [(f"  {name:6} {code.slug:22} ", code.summary) for name, code in _codes().items()],
    }
    for number, (title, entries) in enumerate(sections.items()):
        yield f"{chr(10) * bool(number)}{title}"
        for label, text in entries:
            yield from wrap(text, width, initial_indent=label, subsequent_indent=" " * min(len(label), width // 2))


def _code(name: str) -> Iterable[str]:
    from filterlang.findings.rule import Bad

    code = _codes()[name]
    yield f"{code.code} {code.slug}: {code.summary}"
    if code.why:
        yield f"\n{code.why}"
    yield ""
    for example in code.examples:
        yield f"  {'wrong' if isinstance(example, Bad) else 'right'}: {example.text}"
    yield from _sources(_evidence_of(code))


def _evidence_of(code: Rule) -> Iterable[Evidence]:
    """What the finding in the code's own example rests on."""
    from filterlang.filters import check

    return dict.fromkeys(
        each for example in code.examples for found in check(example.text) if found.code == code.code for each in found.evidence
    )


def _field(name: str) -> Iterable[str]:
    from filterlang.schema.dialects import REFUSALS
    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS, support

    field = FIELDS[name]
    unit = f", in {field.unit}" if field.unit else ""
    yield f"{name}: {field.says}"
    yield f"  type: {field.type.value}{unit}{': ' + ', '.join(field.values) if field.values else ''}"
    for mark, label in (("+", "takes"), ("~", "likely takes"), ("?", "unknown"), ("!", "doubtful"), ("-", "does not take")):
        taken = [
            o
            for o, operator in OPERATORS.items()
            if operator.kind == "comparison" and support(o, field.operators).value == mark
        ]
        if taken:
            yield f"  {label}: {', '.join(taken)}"
    yield from _refused(refusal for refusal in REFUSALS if refusal.field == name)
    yield from _sources(field.evidence)


def _operator(name: str) -> Iterable[str]:
    from filterlang.schema.dialects import REFUSALS
    from filterlang.schema.operators import OPERATORS

    operator = OPERATORS[name]
    yield f"{name}({operator.arguments}): {operator.says}"
    if operator.negated:
        yield f"  its negative: {operator.negated}"
    yield from _refused(refusal for refusal in REFUSALS if refusal.operator == name and not refusal.field)
    yield from _sources(operator.evidence)


def _refused(refusals: Iterable[Refusal]) -> Iterable[str]:
    for refusal in refusals:
        yield f"  refused: {refusal.says}; {refusal.instead}"
        yield from (f"  {line}" for line in _sources([refusal.evidence]))


def _sources(evidence: Iterable[Evidence]) -> Iterable[str]:
    from filterlang.findings.rendering import cited

    return (f"  {line}" for each in evidence for line in cited(each))


def _dialect(name: str) -> Iterable[str]:
    from filterlang.schema.dialects import CONTEXTUAL, DIALECTS, REFUSALS

    backends = sorted(DIALECTS[name])
    known = [refusal for refusal in (*REFUSALS, *CONTEXTUAL) if refusal.dialects & DIALECTS[name]]
    refused = ". Refused, or perhaps refused:" if known else ""
    yield f"{name}: what {' and '.join(backends)} accept{'s' * (len(backends) == 1)}{refused}"
    yield from (f"  {refusal.says} [{refusal.evidence.grade.value}]" for refusal in known)


def _unknown(word: str) -> str:
    """The message for a word that is no topic, with the nearest topic."""
    import difflib

    from filterlang.schema.fields import FIELDS
    from filterlang.schema.operators import OPERATORS
    from filterlang.semantics.resolving import resolve
    from filterlang.syntax.tree import Name

    meant = resolve(Name(word))
    if meant is not None and meant.field is not None:
        return f"there is no {word}: the field is {meant.field.name}"
    if meant is not None and meant.key:
        return f'there is no field {word}: write a pair for a key, eq({meant.family}_key, "{meant.key}")'
    close = difflib.get_close_matches(word[:40], [*FIELDS, *OPERATORS, *_codes()], 1)
    return f"there is no {word}{f': did you mean {close[0]}?' if close else ': `filterlang explain` lists what there is'}"


def _filter(filter: Filter) -> int:
    from filterlang.findings.errors import FilterError
    from filterlang.text.display import harmless
    from filterlang.checking.meaning import to_predicate
    from filterlang.semantics.description import in_words

    try:
        print("\n".join(map(harmless, in_words(to_predicate(filter.text)).split("\n"))))
    except FilterError as error:
        report(filter.placed(error.diagnostics), filter.document.source)
        return 1
    return 0
