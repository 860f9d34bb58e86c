"""The rule for several pairs of one family side by side."""

from __future__ import annotations

from itertools import pairwise

from filterlang.findings.diagnostic import Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.citations import NESTED_PAIRS
from filterlang.semantics.pairs import groups
from filterlang.syntax.printer import print_line, print_start
from filterlang.syntax.tree import Call, Node, Origin
from filterlang.text.edits import Edit, insert, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlang.rules.context import Context
    from filterlang.semantics.conditions import Condition

RULE = Rule(
    "FL302", "ambiguous-pairs", Phase.MEANING, Severity.WARNING,
    summary="Several pairs of one family stand side by side.",
    why=(
        "Which value belongs to which key is not defined: nest each pair in an and(…) of its own. A warning, because a wrong "
        "guess of the backend selects other runs."
    ),
    evidence=(NESTED_PAIRS,),
    about_pairs=True,
    examples=(
        Bad(
            'and(eq(input_key, "a"), eq(input_value, 1), eq(input_key, "b"), eq(input_value, 2))',
            fixed='and(and(eq(input_key, "a"), eq(input_value, 1)), and(eq(input_key, "b"), eq(input_value, 2)))',
        ),
        Good('and(and(eq(input_key, "a"), eq(input_value, 1)), and(eq(input_key, "b"), eq(input_value, 2)))'),
    ),
)  # fmt: skip

_SHOWN = 300  # characters of the nested filter that the help shows


def check(context: Context) -> None:
    """Reports the families of which one ``and`` describes several pairs."""
    for condition in context.analysis.by_operator["and"] if context.analysis.families else ():
        if sum(part.opens_pair for part in condition.parts) > 1:
            _check_conjunction(context, condition)


def _check_conjunction(context: Context, conjunction: Condition) -> None:
    node = conjunction.node
    indices: dict[str, list[int]] = {}  # for each family the places of its conditions among the arguments
    parts = {id(part.node): part for part in conjunction.parts if part.pair is not None}
    for index, argument in enumerate(node.arguments):
        part = parts.get(id(argument))
        if part is not None and part.pair is not None:
            indices.setdefault(part.pair.family, []).append(index)
    for family, places in sorted(indices.items()):
        pairs = groups(conjunction.parts, family)
        if len(pairs) < 2 or not any(part.is_value for pair in pairs for part in pair):
            continue
        complete = all(len(pair) > 1 and pair[0].opens_pair for pair in pairs)
        following = iter(places)
        opening = [index for index in places if parts[id(node.arguments[index])].opens_pair]
        wanted = [[next(following) for _ in pair] for pair in pairs] if complete else _by_position(places, opening)
        fix = _nesting(node, wanted, safe=complete) if wanted and node.origin is Origin.WRITTEN else None
        context.report(
            RULE,
            node,
            f"which {family} value belongs to which key is not defined",
            at=node.arguments[places[0]],
            fix=fix,
            help=fix.message if fix else "nest each pair in an and(…) of its own",
            evidence=(NESTED_PAIRS,),
        )


def _by_position(places: Sequence[int], opening: Sequence[int]) -> list[list[int]]:
    """Pairs for as many keys as other conditions: the first key goes with the first of the others."""
    others = sorted(set(places) - set(opening))
    return [sorted(pair) for pair in zip(opening, others, strict=True)] if len(opening) == len(others) else []


def _nesting(node: Call, wanted: Sequence[Sequence[int]], *, safe: bool) -> Fix:
    """Puts each of these groups of arguments into an ``and`` of its own, where the first of them stands."""
    parts = node.arguments
    nested: dict[int, Node] = {}
    edits: list[Edit] = []
    for first, *others in wanted:
        nested[first] = Call("and", (parts[first], *(parts[index] for index in others)))
        edits.append(insert(parts[first].start, "and("))
        if all(after == before + 1 for before, after in pairwise((first, *others))):
            edits.append(insert(parts[others[-1]].end if others else parts[first].end, ")"))
            continue
        moved = "".join(f", {print_line(parts[index])}" for index in others)
        edits.append(insert(parts[first].end, f"{moved})"))
        edits += (replace(parts[index - 1].end, parts[index].end, "") for index in others)
    inside = {index for _, *others in wanted for index in others}
    after = Call("and", tuple(nested.get(index, part) for index, part in enumerate(parts) if index not in inside))
    return Fix(f"write {print_start(after, _SHOWN)}", tuple(sorted(edits, key=lambda edit: edit.span)), safe)
