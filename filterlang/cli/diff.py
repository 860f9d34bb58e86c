"""Compare two filters: whether they select the same runs, and if not, which runs show the difference."""

from __future__ import annotations

import argparse
import sys

from filterlang.cli.inputs import InputFilter, add_expression, filters
from filterlang.cli.terminal import Usage, report
from filterlang.text.display import columns
from filterlang.text.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from filterlang.evaluate.filter_comparison import Comparison
    from filterlang.semantics.analysed_filter import Analysis

SUMMARY = "compare the runs that two filters select"
ALIASES = ("compare",)
EXAMPLES = """\
examples:
  filterlang diff 'gt(latency, 5)' 'not(lte(latency, 5))'
  filterlang diff old.filter new.filter
  filterlang diff -e 'eq(status, "error")' -e 'neq(status, "success")' --format json

The verdict is one of: same; contains (the first filter selects every run of the second, and more); contained (the reverse);
disjoint (no run is selected by both); differ; unknown. It is proven for all runs, by what filterlang says that filters mean,
and each run that is shown was tried on both filters.

Exit status: 0 the filters select the same runs, 1 they do not or it is not known, 2 the command was used wrongly.
"""

_WIDTH = 100  # columns, where the width of the output is not known
_SHOWN: dict[str, tuple[str, ...]] = {
    "same": (),
    "contains": ("only_a",),
    "contained": ("only_b",),
    "disjoint": ("only_a", "only_b"),
}
"""The runs that show a verdict; for the others, all that there are."""

_TITLES = {
    "only_a": "A run that only the first filter selects:",
    "only_b": "A run that only the second filter selects:",
    "both": "A run that both filters select:",
}
_MOST_CONDITIONS = 5
"""The conditions that are shown of those that a run does not meet."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("inputs", nargs="*", metavar="FILTER|FILE", help="a filter, or a file of filters; - for standard input")
    add_expression(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one object with the verdict and the runs"
    )


def run(options: argparse.Namespace) -> int:
    """Prints the verdict and runs that show it; returns 0 where the filters select the same runs, and otherwise 1."""
    inputs = _two_filters(options)
    if inputs is None:
        return 2
    analyses = [_analysed(filter) for filter in inputs]
    first, second = analyses
    if first is None or second is None:
        return 1
    from filterlang.evaluate.filter_comparison import compare_predicates

    comparison = compare_predicates(first.predicate, second.predicate)
    if options.format == "json":
        _print_json(comparison)
    else:
        print("\n".join(_lines(comparison, {"first": first, "second": second})))
    return int(comparison.verdict != "same")


def _two_filters(options: argparse.Namespace) -> list[InputFilter] | None:
    """The two filters, in the order of the arguments; None where a file cannot be read.

    Raises ``Usage`` for any other number of filters.
    """
    parts = [{"inputs": [], "expression": [text]} for text in options.expression]
    parts += [{"inputs": [word], "expression": []} for word in options.inputs]
    read: list[InputFilter] = []
    for part in parts or [{"inputs": [], "expression": []}]:
        values = argparse.Namespace(**part)
        read += filters(values)
        if getattr(values, "unreadable", False):
            return None
    if len(read) != 2:
        raise Usage(f"diff compares two filters, not {len(read) or 'none'}: filterlang diff 'gt(latency, 5)' 'gt(latency, 9)'")
    return [_numbered(filter, number) for number, filter in enumerate(read, 1)]


def _numbered(filter: InputFilter, number: int) -> InputFilter:
    document = filter.document
    return replace(filter, document=replace(document, name=f"filter {number}")) if document.name == "filter" else filter


def _analysed(filter: InputFilter) -> Analysis | None:
    """The analysis of a filter; None, with its errors reported, for one that has no meaning."""
    from filterlang.checking.analysis import analyse
    from filterlang.syntax.input import parsed

    analysis = analyse(parsed(filter.text), "portable", rules=False)
    if analysis.is_sound:
        return analysis
    report(filter.placed(finding for finding in analysis.diagnostics if finding.is_error), filter.document.source)
    return None


def _print_json(comparison: Comparison) -> None:
    import json

    values = {name: getattr(comparison, name) for name in ("verdict", "only_a", "only_b", "both", "reason")}
    print(json.dumps({**values, "sentence": str(comparison)}))


def _lines(comparison: Comparison, analyses: Mapping[str, Analysis]) -> Iterator[str]:
    """Yields the verdict, and the runs that show it with the conditions that they do not meet."""
    from textwrap import wrap

    width = columns(sys.stdout) or _WIDTH
    yield from wrap(str(comparison), width)
    for name in _SHOWN.get(comparison.verdict, _TITLES):
        run: Mapping[str, Any] | None = getattr(comparison, name)
        if run is None:
            continue
        yield from ("", _TITLES[name], *_run_lines(run, width))
        if name != "both":
            failed = "second" if name == "only_a" else "first"
            yield from _unmet_lines(analyses[failed], failed, run, width)


def _run_lines(run: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yields the lines of a run as JSON: each field on one line, or on several where it is too wide."""
    import json

    from filterlang.text.display import harmless

    yield "{"
    for number, (name, value) in enumerate(run.items(), 1):
        comma = "," * (number < len(run))
        line = f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}{comma}"
        lines = [line]
        if len(line) > width:
            lines = json.dumps({name: value}, ensure_ascii=False, indent=2).split("\n")[1:-1]
            lines[-1] += comma
        yield from map(harmless, lines)
    yield "}"


def _unmet_lines(analysis: Analysis, ordinal: str, run: Mapping[str, Any], width: int) -> Iterator[str]:
    """Yields the conditions of an ``and`` that a run does not meet; nothing for any other filter."""
    from filterlang.evaluate.reference import holds
    from filterlang.semantics.predicate import And
    from filterlang.syntax.printer import print_line
    from filterlang.syntax.tree import Call
    from filterlang.text.display import clip

    whole, origins = analysis.meaning
    if not isinstance(whole, And) or len(whole.parts) < 2:
        return
    nodes = [[condition.node for condition in origins[id(part)]] for part in whole.parts if not holds(part)(run)]
    yield f"It does not meet {'this condition' if len(nodes) == 1 else 'these conditions'} of the {ordinal} filter:"
    for joined in nodes[:_MOST_CONDITIONS]:
        yield clip(f"  {print_line(joined[0] if len(joined) == 1 else Call('and', tuple(joined)))}", width)
    if len(nodes) > _MOST_CONDITIONS:
        yield f"  and {len(nodes) - _MOST_CONDITIONS} more"
