"""Writes tables of README.md and of the guide to migrating, and a page for each rule: each fact stands in one place.

Without an argument the marked regions of both and the pages of rules are rewritten. With ``--check`` nothing is
written, and the exit status is 1 when one of them is out of date. A region stands between ``<!-- generated: name -->`` and
``<!-- end: name -->``.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
import re
import sys

from filterlang.findings.evidence import Evidence
from filterlang.findings.rule import PAGES, Bad, Good, Rule
from filterlang.schema import citations, dialects
from filterlang.schema.fields import FIELDS
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES, FIELD_MOVES, ArgumentForm, ArgumentMove, FieldMove, FieldReading
from filterlang.schema.operators import COLUMNS, MATRIX, OPERATORS
from filterlang.schema.places import PLACES
from filterlang.schema.types import Field, Refusal, Support
from filterlang.rules.registry import RULES
from filterlang.text.display import clip

ROOT = Path(__file__).parent.parent
README = ROOT / "grammar" / "README.md"
GUIDE = ROOT / "docs" / "migrating.md"
INDEX_OF_RULES = f"{PAGES}/README.md"
REGION = re.compile(r"(?<=<!-- generated: )(\w+)( -->\n).*?(?=<!-- end: \1 -->)", re.DOTALL)

SOURCES: dict[str, Evidence] = {
    name.lower().replace("_", "-"): value for name, value in vars(citations).items() if isinstance(value, Evidence)
}
"""Every source the schema rests on, by the key that the reference cites it with."""

_LONGEST = 128  # an example with more characters is cut
_KEYS = {source: key for key, source in SOURCES.items()}
_SPELLED = {column: [name for name, operator in OPERATORS.items() if operator.column == column] for column in COLUMNS}
_MARKS = {Support.YES: "", Support.LIKELY: "~", Support.UNKNOWN: "?", Support.DOUBTFUL: "!"}


def render(text: str) -> str:
    """A page with its regions as they should be. Raises ``KeyError`` for a region that nobody writes."""
    regions = {**_REGIONS, **_REGIONS_OF_GUIDE}
    return REGION.sub(lambda match: match[1] + match[2] + "".join(f"{line}\n" for line in regions[match[1]]()), text)


def cite(*sources: Evidence) -> str:
    """Grade and key of each source, as in ``DOC tqs``."""
    return ", ".join(f"{source.grade.value} {_KEYS[source]}" for source in sources)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = list(head)
    yield _row(titles)
    yield _row("---" for _ in titles)
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _operators() -> Iterator[str]:
    return _table(
        ("operator", "arguments", "holds when", "negative", "evidence"),
        (
            (
                _code(operator.name),
                operator.arguments,
                operator.says,
                _code(operator.negated),
                cite(*operator.evidence),
            )
            for operator in OPERATORS.values()
        ),
    )


def _fields() -> Iterator[str]:
    return _table(
        ("field", "type", "what it is", "operators", "evidence"),
        ((_code(name), _kind(field), field.says, _taken(field), cite(*field.evidence)) for name, field in FIELDS.items()),
    )


def _kind(field: Field) -> str:
    unit = f", in {field.unit}" if field.unit else ""
    values = ": " + ", ".join(map(_code, field.values)) if field.values else ""
    return f"{field.type.value}{unit}{values}"


def _taken(field: Field) -> str:
    marked = ((column, MATRIX[field.operators][column]) for column in COLUMNS)
    return " ".join(f"`{name}`{_MARKS[known]}" for column, known in marked if known in _MARKS for name in _SPELLED[column])


def _refusals() -> Iterator[str]:
    loose = [value for value in vars(dialects).values() if isinstance(value, Refusal)]
    return _table(
        ("refused by", "refusal", "instead", "severity", "evidence"),
        (
            (
                " and ".join(sorted(refusal.dialects)),
                refusal.says,
                refusal.instead,
                refusal.evidence.severity.value,
                cite(refusal.evidence),
            )
            for refusal in (*dialects.REFUSALS, *loose)
        ),
    )


def _surfaces() -> Iterator[str]:
    return _table(
        ("surface", "what holds there", "fields of its own", "evidence"),
        (
            (surface.name, surface.says, " ".join(map(_code, surface.fields)), cite(surface.evidence))
            for surface in dialects.SURFACES
        ),
    )


def _places() -> Iterator[str]:
    return _table(
        ("place", "where", "keys, and what their filters are evaluated on", "evidence"),
        (
            (
                place.name,
                place.says,
                ", ".join(f"`{key}` {kind.value}" for key, kind in place.keys.items()),
                cite(place.evidence),
            )
            for place in PLACES.values()
        ),
    )


def _rules() -> Iterator[str]:
    rows = ((rule.code, f"[{rule.slug}](../{rule.docs})", rule.summary) for rule in RULES.values())
    return _table(("code", "slug", "what it says"), rows)


def pages_of_rules() -> dict[str, str]:
    """The index of the rules and the page of each, by path in the repository."""
    pages = {rule.docs: "".join(f"{line}\n" for line in _page(rule)) for rule in RULES.values()}
    return {INDEX_OF_RULES: _PREFACE + "".join(f"{line}\n" for line in _overview_of_rules()), **pages}


_PREFACE = """\
<!-- Written by grammar/generate_reference.py from the records of the rules: change them, not this page. -->
# Rules

To see what is wrong with a filter, and the rules that say so:

```sh
filterlang check -e 'eq(status, success)'
```

`filterlang rule bare-word`, or `filterlang rule FL014`, shows the page of one rule in the terminal. A code and a slug
are never used again for something else.

Every rule belongs to a phase. Findings of syntax and names leave a filter without a meaning; those of dialect say what a
backend of LangSmith refuses; the others are about filters that are accepted. How well a fact is known decides the severity:
what LangSmith documents or a server answered is an error, what one report says a warning, and the rest a note.

The examples are tests. *Wrong* filters have the finding, *fixed* is what `filterlang fix` makes of them, where it is certain,
and *right* filters do not have the finding. Some rules are reported only by `filterlang.migrate.to_dialect`, when a filter
comes to a backend that it was not written for: their examples are *reported* there, or *not reported*. Rules about the filters
in files show Python code, and only a check of files reports them. A rule that is *off* by default is reported
where it is selected: `filterlang check --extend-select no-time-bound`.

"""


def _overview_of_rules() -> Iterator[str]:
    rows = (
        (f"[{rule.code}]({rule.docs.rpartition('/')[2]})", rule.slug, rule.phase.value, _severity(rule), rule.summary)
        for rule in RULES.values()
    )
    return _table(("code", "slug", "phase", "severity", "what it says"), rows)


def _severity(rule: Rule) -> str:
    """The severities of a rule; for one that only migrations report, how they report it."""
    if rule.move is None:
        return ", ".join(rule.severities) + (", off" if rule.optional else "")
    return "change of meaning" if rule.move.changes_meaning else "note"


_WRITTEN = "<!-- Written by grammar/generate_reference.py from the record of the rule: change it, not this page. -->"


def _page(rule: Rule) -> Iterator[str]:
    """The page of one rule."""
    yield from (_WRITTEN, f"# {rule.code} {rule.slug}", "", f"{rule.summary} {rule.why}", "")
    loudness = f"reported {rule.move}" if rule.move else f"severity {', '.join(rule.severities)}"
    yield f"Phase {rule.phase.value}; {loudness}.{' Off by default: select it to have it reported.' if rule.optional else ''}"
    yield from ("", "```text")
    configured = ""
    for example in rule.examples:
        if example.project != configured:
            configured = example.project
            yield f"with {configured} in the configuration" if configured else "without such a configuration"
        yield from _example(rule, example)
    yield "```"
    if rule.evidence:
        yield ""
        yield from (f"* {_linked(each)} ({each.grade.value})" for each in rule.evidence)
    yield from ("", "[All rules](README.md)")


def _example(rule: Rule, example: Bad | Good) -> Iterator[str]:
    bad, fixed, good = rule.labels
    dialect = f" ({example.dialect})" if example.dialect != "portable" else ""
    text = clip(example.text, _LONGEST) or "(an empty text)"
    yield f"{bad if isinstance(example, Bad) else good}{dialect}: {text}"
    if isinstance(example, Bad) and example.fixed:
        yield f"{fixed}: {example.fixed}"


def _sources() -> Iterator[str]:
    return _table(("key", "grade", "source"), ((key, each.grade.value, _linked(each)) for key, each in SOURCES.items()))


def _linked(source: Evidence) -> str:
    """A source, with its addresses to click on."""
    return " ".join([source.source, *(f"[{number}]({link})" for number, link in enumerate(source.links, 1))])


_REGIONS: dict[str, Callable[[], Iterator[str]]] = {
    "operators": _operators,
    "fields": _fields,
    "refusals": _refusals,
    "surfaces": _surfaces,
    "places": _places,
    "rules": _rules,
    "sources": _sources,
}
"""The regions of the reference, and what writes each."""


def _arguments() -> Iterator[str]:
    rows = (
        (move.name, _code(move.body), _code(move.v2), move.form.value, move.why, _risk(move.form is ArgumentForm.SAME, move))
        for move in ARGUMENT_MOVES.values()
    )
    return _table(("argument of v1", "in a body", "of v2", "its value", "because", "if it stays"), rows)


def _readings() -> Iterator[str]:
    rows = (
        (move.name, _code(move.v2), _code(move.select), move.reading.value, _risk(move.reading is FieldReading.SAME, move))
        for move in FIELD_MOVES.values()
    )
    return _table(("field of v1", "of v2", "selected by", "how it reads", "if it stays"), rows)


def _risk(has_same_value: bool, move: ArgumentMove | FieldMove) -> str:
    """The risk of leaving an argument or a field as it is; none for one that has the same name and value on v2."""
    return "" if has_same_value and move.v2 == move.name else move.risk.value


_REGIONS_OF_GUIDE: dict[str, Callable[[], Iterator[str]]] = {"arguments": _arguments, "readings": _readings}
"""The regions of the guide to migrating."""


def main(arguments: list[str]) -> int:
    """Rewrites the tables and the pages of rules, or with ``--check`` only says which of them is out of date."""
    pages = {page: render(page.read_text(encoding="utf-8")) for page in (README, GUIDE)}
    pages |= {ROOT / path: text for path, text in pages_of_rules().items()}
    stale = [page for page, text in pages.items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    left_over = sorted({*(ROOT / PAGES).glob("*.md")} - {*pages})
    if arguments == ["--check"]:
        for page in (*stale, *left_over):
            sys.stderr.write(f"{page.parent.name}/{page.name} is out of date: run python grammar/generate_reference.py\n")
        return int(bool(stale or left_over))
    (ROOT / PAGES).mkdir(exist_ok=True)
    for page in stale:
        page.write_text(pages[page], encoding="utf-8")
    for page in left_over:
        page.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
