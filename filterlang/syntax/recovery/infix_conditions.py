"""Operands in the places of conditions: infix expressions become calls, and each is one finding.

Owns the invariant that one infix expression, however large, is one finding.
"""

from collections.abc import Callable
from itertools import pairwise
import re

from filterlang.findings.diagnostic import Fix
from filterlang.findings.rule import Rule
from filterlang.syntax.lowered import Lowered
from filterlang.syntax.printer import print_line
from filterlang.syntax.recovery.infix_calls import Rewriting, rewrite
from filterlang.syntax.recovery.infix_operands import Infix, InfixOperand, parts
from filterlang.syntax.recovery.state import State
from filterlang.syntax.syntax_rules import ARITHMETIC, BARE_WORD, INFIX, NEEDLESS_PARENTHESES, SEARCH_BAR, SIDE_BY_SIDE
from filterlang.syntax.tree import Missing, Name, Node, Origin, Unknown
from filterlang.text.display import clip
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

_SHOWN = 400  # characters of an expression up to which the help spells out its calls
_OTHER_LINE = re.compile(r"[^\S\n]*\n\s*(?:\S|(?:and|or)\s*\(.*)", re.IGNORECASE | re.DOTALL)
_CALCULATIONS = frozenset({"+", "-", "bounds"})
_PATTERNS = frozenset({"regex", "notregex"})


@dataclass(frozen=True, slots=True)
class _Expression:
    """An operand with operators or parentheses, and all infix expressions in it."""

    text: str
    operand: InfixOperand
    infixes: list[Infix]
    origin: Origin
    """The language of the operators: infix, or the search bar's."""
    has_pattern: bool
    """Whether it compares with a regular expression, which no call can do."""
    first_operator: Infix | None
    """The first operator in the text; a comma does not count, nor an operator that recovery adds."""


def condition(state: State, operand: InfixOperand, index: int = 0, *, in_value: bool = False) -> Node:
    """The tree of an operand in the place of a condition, ``index`` of those in its bracket.

    With ``in_value`` it stands in the place of a value, where no condition can be meant: its fix is a guess.
    """
    if operand.is_plain:
        _report_bare_word(state, operand, index)
        return operand.node
    expression = _classify(state.text, operand)
    if any(infix.operator in _CALCULATIONS for infix in expression.infixes):
        return _calculation(state, operand)
    tree, rewriting = rewrite(state.text, operand, expression.origin)
    rule = _rule(expression)
    if rule is NEEDLESS_PARENTHESES and isinstance(tree, Missing):
        return tree
    message, span = _REPORTS[rule](expression)
    left_out = state.findings.passed_over(operand.start - 2, operand.end + 2)
    safe = rewriting.safe and not (in_value or left_out or _is_doubtful(expression))
    advice = "remove them" if rule is NEEDLESS_PARENTHESES else _advice(expression, tree, rewriting)
    fix = Fix(advice, tuple(rewriting.edits), safe or rule is NEEDLESS_PARENTHESES)
    finding = state.findings.add(rule, message, span, fix=fix)
    whole = Span(operand.outer_start, operand.outer_end)
    state.findings.lowered.append(Lowered(finding, tree, whole, tuple(rewriting.edits), tuple(rewriting.parts)))
    return tree


def _classify(text: str, operand: InfixOperand) -> _Expression:
    """The operators of an expression, and the language that they are of."""
    infixes = [part.infix for part in parts(operand) if part.infix]
    is_search_bar = any(infix.spelling == ":" or infix.spelling[:1] in ("[", "{") for infix in infixes)
    has_pattern = any(infix.operator in _PATTERNS for infix in infixes)
    spelled = (infix for infix in infixes if infix.spelling not in ("", ","))
    first = min(spelled, key=lambda infix: infix.span.start, default=None)
    return _Expression(text, operand, infixes, Origin.SEARCH_BAR if is_search_bar else Origin.INFIX, has_pattern, first)


def _report_bare_word(state: State, operand: InfixOperand, index: int) -> None:
    """Reports a word by itself among conditions; in the first place the checker knows what it can be."""
    if operand.word and index and isinstance(operand.node, Name):
        message = f"`{clip(operand.node.id, 40)}` by itself is not a condition"
        state.findings.add(BARE_WORD, message, operand.span, help="compare it: eq(field, value)", node=operand.node)


def _calculation(state: State, operand: InfixOperand) -> Node:
    """Reports arithmetic, which stays as text."""
    node = Unknown(state.text[operand.start : operand.end], operand.start, operand.end)
    advice = "compute the value first and write the result"
    state.findings.add(ARITHMETIC, "a filter cannot calculate", operand.span, help=advice, node=node)
    return node


def _rule(expression: _Expression) -> Rule:
    """The rule that an expression breaks."""
    if expression.origin is Origin.SEARCH_BAR:
        return SEARCH_BAR
    if expression.first_operator:
        return INFIX
    return SIDE_BY_SIDE if expression.infixes else NEEDLESS_PARENTHESES


def _report_search_bar(expression: _Expression) -> tuple[str, Span]:
    return "this is the search bar's language", expression.operand.span


def _report_infix(expression: _Expression) -> tuple[str, Span]:
    infix = expression.first_operator or expression.infixes[0]
    position = "prefix" if infix.operator == "not" else "infix"
    return f"there is no {position} `{expression.text[infix.span.start : infix.span.end]}` in a filter", infix.span


def _report_side_by_side(expression: _Expression) -> tuple[str, Span]:
    place = min(infix.span.start for infix in expression.infixes)
    return "several conditions stand side by side", Span(place, place + 1)


def _report_parentheses(expression: _Expression) -> tuple[str, Span]:
    place = min(bracket.start for bracket in expression.operand.brackets)
    return "only calls have parentheses", Span(place, place + 1)


_REPORTS: dict[Rule, Callable[[_Expression], tuple[str, Span]]] = {
    SEARCH_BAR: _report_search_bar,
    INFIX: _report_infix,
    SIDE_BY_SIDE: _report_side_by_side,
    NEEDLESS_PARENTHESES: _report_parentheses,
}
"""The message and the place of the finding, by the rule that an expression breaks."""


def _advice(expression: _Expression, tree: Node, rewriting: Rewriting) -> str:
    """The calls to write, spelled out where they are short, and what they may lose."""
    is_short = expression.operand.end - expression.operand.start <= _SHOWN
    written = print_line(tree) if is_short and not expression.has_pattern else ""
    advice = f"write {written}" if written else "write it as calls"
    return f"{advice}; {rewriting.lost}" if rewriting.lost else advice


def _is_doubtful(expression: _Expression) -> bool:
    """Whether an expression may not mean what its calls say."""
    spellings = {infix.spelling for infix in expression.infixes}
    mixes_languages = expression.origin is Origin.SEARCH_BAR and not spellings.isdisjoint((",", "|", "&"))
    return (
        mixes_languages or expression.has_pattern or any(_joins_lines(expression.text, infix) for infix in expression.infixes)
    )


def _joins_lines(text: str, infix: Infix) -> bool:
    """Whether conditions on two lines would be joined, though the second may well be another filter.

    Either nothing joins them, or the second line may as well begin with the call ``and(…)``.
    """
    gaps = (text[left.end : right.start + 1] for left, right in pairwise(infix.operands))
    return any(_OTHER_LINE.fullmatch(gap) for gap in gaps)
