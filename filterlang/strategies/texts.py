"""Draws texts of filters: valid ones in every spelling, and broken ones that are almost valid.

Owns the invariant that a valid text has no error, and a broken one at least one.
"""

from functools import cache

from hypothesis import strategies as st

from filterlang.filters import check
from filterlang.schema.names import DialectName
from filterlang.findings.rule import Bad
from filterlang.rules.registry import RULES
from filterlang.strategies.comparisons import checked_depth, draw_tree, known_dialect
from filterlang.strategies.damage import draw_damage
from filterlang.strategies.language import Side, language
from filterlang.strategies.mistakes import draw_mistake
from filterlang.strategies.spelling import draw_spelling
from filterlang.strategies.vocabulary import pick
from filterlang.syntax.printer import print_line


def filters(dialect: DialectName = "portable", *, max_depth: int = 3, valid: bool = True) -> st.SearchStrategy[str]:
    """Draws texts of filters.

    With ``valid``, the trees that ``trees(dialect, max_depth=max_depth)`` draws, each written on one canonical line, wrapped,
    or with any white space, single quotes and JSON's escapes. ``filterlang.check(text, dialect)`` has no error for it, though
    there may be warnings and notes, and ``filterlang.compile(text, dialect)`` takes it. Shrinks to the canonical line of one
    comparison.

    Without, texts for which ``check`` has at least one error: such a filter with a mistake (an unknown operator or field, a
    value of another type, too few arguments, null, …) or damaged (a bracket or a quote lost, infix operators, another
    language's habits, a few letters gone), and the wrong example of each finding. Shrinks to a short text with one mistake.

    Raises ``ValueError`` for an unknown dialect or a negative depth, at once.
    """
    dialect, depth = known_dialect(dialect), checked_depth(max_depth)
    return _valid(dialect, depth) if valid else _broken(dialect, depth)


@st.composite
def _valid(draw: st.DrawFn, dialect: DialectName, depth: int) -> str:
    return draw_spelling(draw, draw_tree(draw, language(dialect), depth, Side.ANY))


@st.composite
def _broken(draw: st.DrawFn, dialect: DialectName, depth: int) -> str:
    kind = pick(draw, ("mistake", "mistake", "damage", "damage", "example"))
    if kind == "example":
        return pick(draw, _examples(dialect))
    known = language(dialect)
    tree = draw_tree(draw, known, depth, Side.ANY)
    text = draw_damage(draw, tree) if kind == "damage" else print_line(draw_mistake(draw, known, tree))
    return text if _has_error(text, dialect) else print_line(tree)[:-1]


@cache
def _examples(dialect: DialectName) -> tuple[str, ...]:
    """Returns the wrong examples of rules that are errors in a dialect."""
    examples = (example for rule in RULES.values() if not rule.embedded for example in rule.examples)
    texts = (example.text for example in examples if isinstance(example, Bad))
    return tuple(text for text in texts if text and _has_error(text, dialect))


def _has_error(text: str, dialect: DialectName) -> bool:
    return any(finding.is_error for finding in check(text, dialect))
