"""Reports texts of a filter that the configuration of the project does not list; the rules on what a project has use this."""

from __future__ import annotations

from filterlang.rules.context import Suggestion
from filterlang.schema.project_lists import LISTED, NOUNS
from filterlang.semantics.typos import close_to
from filterlang.semantics.value_tests import VALUE_TESTS
from filterlang.semantics.wildcards import looks_like_pattern
from filterlang.syntax.tree import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from filterlang.findings.rule import Rule
    from filterlang.rules.context import Context
    from filterlang.semantics.analysed_filter import FieldComparison

_ENOUGH = 0.75
"""How similar a listed text has to be for a suggestion."""
_MOST_SEARCHES = 50
"""How often a filter makes the whole list searched, for what a pattern fits or a text may mean: the rest costs no more."""
_PATTERNS = ("like", "notlike")
_COMPARING = ("eq", "neq", "in", "has", *_PATTERNS)


def check_listed(context: Context, rule: Rule, list_name: str, is_known: Callable[[str], bool] | None = None) -> None:
    """Reports each text that is compared with a listed field and is not in its list, and each pattern that fits nothing there.

    ``is_known`` says of other texts that they are right as well. A dataset's examples have lists of their own.
    """
    listed: Collection[str] | None = getattr(context.analysis.project, list_name)
    if listed is None or not context.analysis.dialect.has_pairs:
        return
    searches = 0
    for comparison, value in _compared(context, list_name):
        text, is_pattern = value.value, comparison.operator in _PATTERNS
        if text in listed or (is_known is not None and is_known(text)) or _is_reported(context, comparison, value):
            continue
        searches += 1
        is_searched = searches <= _MOST_SEARCHES
        if not is_pattern:
            _report_text(context, rule, list_name, value, _nearest(text, listed) if is_searched else None)
        elif is_searched and not any(map(VALUE_TESTS["like"](text), listed)):
            message = f"no {NOUNS[list_name]} of the project is like {context.spelled(value)}"
            context.report(rule, value, message, help=ADVICE.format(list_name))


def _compared(context: Context, list_name: str) -> Iterator[tuple[FieldComparison, String]]:
    """Yields the comparisons with a field of the list, each with every text in it."""
    for comparison in context.analysis.comparisons:
        if LISTED.get(comparison.field.name) == list_name and comparison.operator in _COMPARING:
            for value in comparison.literals:
                if isinstance(value, String):
                    yield comparison, value


def _is_reported(context: Context, comparison: FieldComparison, value: String) -> bool:
    """Whether another rule says what is wrong with a text: that it is empty, say, or has wildcards where none are read."""
    about_condition = context.findings_about(comparison.node)
    return (
        bool(context.findings_about(value))
        or any(finding.span == value.span for finding in about_condition)
        or (comparison.operator not in _PATTERNS and looks_like_pattern(value.value))
    )


def _nearest(text: str, listed: Collection[str]) -> str | None:
    """The listed text that was most likely meant: the same in other letters of case, or a similar one."""
    ordered = sorted(listed)
    same = [name for name in ordered if name.casefold() == text.casefold()]
    return next(iter(same or close_to(text, ordered, _ENOUGH)), None)


ADVICE = "correct it, or add it to `{}` in the configuration; `filterlang learn` lists what an export has"
"""What to do about a text that is not listed; the name of the list goes in."""


def _report_text(context: Context, rule: Rule, list_name: str, value: String, meant: str | None) -> None:
    noun = NOUNS[list_name]
    message = f"the project has no {noun} {context.spelled(value)}"
    if meant is None:
        context.report(rule, value, message, help=ADVICE.format(list_name))
        return
    suggest = Suggestion(String(meant), safe=False, lost=f"or add the {noun} to `{list_name}` in the configuration")
    context.report(rule, value, message, suggest=suggest)
