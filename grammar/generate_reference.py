"""Write the tables of README.md from the schema and the codes, so that each fact stands in one place.

Without an argument the marked regions of the reference are rewritten; with ``--check`` nothing is, and the exit status is 1
when one of them is out of date. A region stands between ``<!-- generated: name -->`` and ``<!-- end: name -->``.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
import re
import sys

from filterlang.findings.evidence import Evidence
from filterlang.schema import dialects, evidence
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import COLUMNS, MATRIX, OPERATORS
from filterlang.schema.places import PLACES
from filterlang.schema.types import Field, Refusal, Support
from filterlang.rules.registry import RULES

README = Path(__file__).parent / "README.md"
REGION = re.compile(r"(?<=<!-- generated: )(\w+)( -->\n).*?(?=<!-- end: \1 -->)", re.DOTALL)

SOURCES: dict[str, Evidence] = {
    name.lower().replace("_", "-"): value for name, value in vars(evidence).items() if isinstance(value, Evidence)
}
"""Every source the schema rests on, by the key that the reference cites it with."""

_KEYS = {source: key for key, source in SOURCES.items()}
_SPELLED = {column: [name for name, operator in OPERATORS.items() if operator.column == column] for column in COLUMNS}
_MARKS = {Support.YES: "", Support.LIKELY: "~", Support.UNKNOWN: "?", Support.DOUBTFUL: "!"}


def render(text: str) -> str:
    """The reference with its regions as they should be. Raises ``KeyError`` for a region that nobody writes."""
    return REGION.sub(lambda match: match[1] + match[2] + "".join(f"{line}\n" for line in _REGIONS[match[1]]()), text)


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
        ("refused by", "what", "instead", "how loud", "evidence"),
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


def _codes() -> Iterator[str]:
    return _table(("code", "slug", "what it says"), ((rule.code, rule.slug, rule.summary) for rule in RULES.values()))


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
    "codes": _codes,
    "sources": _sources,
}
"""The regions of the reference, and what writes each."""


def main(arguments: list[str]) -> int:
    """Rewrite the reference, or with ``--check`` only say whether it is as it should be."""
    before = README.read_text(encoding="utf-8")
    after = render(before)
    if arguments == ["--check"]:
        if before != after:
            sys.stderr.write("grammar/README.md is out of date: run python grammar/generate_reference.py\n")
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
