"""The findings about pairs: values without keys, several pairs in one ``and``, split pairs."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from filterlang.rules import ambiguous_pairs, or_across_feedback, split_pair, unpaired_value
from filterlang.findings.diagnostic import Fix
from filterlang.text.edits import Edit
from filterlang.findings.evidence import Severity
from filterlang.schema.dialects import OR_ACROSS
from filterlang.schema.fields import FAMILIES
from filterlang.schema.evidence import NESTED_PAIRS
from filterlang.checking.calls import Checker
from filterlang.semantics.pairs import groups, opens_pair
from filterlang.semantics.resolving import pair_field
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span
from filterlang.syntax.printer import print_line, print_start
from filterlang.syntax.tree import Call, List, Name, Node, Origin, String, fold


@dataclass(frozen=True, slots=True)
class _Summary:
    """What a subtree speaks of: run fields, feedback, and the halves of pairs that found no partner below."""

    run: bool = False
    feedback: bool = False
    keys: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    mixed: bool = False


def check_pairs(checker: Checker, tree: Node) -> None:
    """Report values without keys, several pairs in one ``and``, split pairs, and an ``or`` across runs and feedback."""
    split: set[int] = set()  # the ids of conditions on split pairs, which the tree keeps alive

    def summarise(node: Node, parts: list[_Summary]) -> _Summary:
        if not isinstance(node, Call):
            return _Summary()
        if node.operator not in ("and", "or", "not"):
            return _leaf(node)
        if node.operator == "and":
            _ambiguous(checker, node)
            split.update(map(id, _split(checker, node, parts)))
        return _join(checker, node, parts)

    fold(tree, summarise)
    if isinstance(tree, Call):
        _report_unpaired(checker, tree, split)


def _leaf(node: Call) -> _Summary:
    name = pair_field(node)
    if name is None:
        return _Summary(run=True)
    family, none = frozenset({name.family}), frozenset[str]()
    keys, values = (family, none) if name.role == "key" else (none, family)
    return _Summary(name.family != "feedback", name.family == "feedback", keys, values)


def _join(checker: Checker, node: Call, parts: Sequence[_Summary]) -> _Summary:
    run, feedback = any(part.run for part in parts), any(part.feedback for part in parts)
    mixed = any(part.mixed for part in parts)
    keys = frozenset[str]().union(*(part.keys for part in parts))
    values = frozenset[str]().union(*(part.values for part in parts))
    if node.operator == "or" and run and feedback and not mixed:
        mixed = checker.refuse(or_across_feedback.RULE, OR_ACROSS, node.operator_span)
    paired = keys & values if node.operator == "and" else frozenset[str]()
    return _Summary(run, feedback, keys - paired, values - paired, mixed)


def _is_value(node: Node) -> bool:
    name = pair_field(node)
    return name is not None and name.role != "key"


def _direct(node: Call, family: str) -> tuple[bool, bool]:
    """Whether an ``and`` has keys and values of a family among its own conditions."""
    roles = [name.role for part in node.arguments if (name := pair_field(part)) is not None and name.family == family]
    return "key" in roles, any(role != "key" for role in roles)


def _split(checker: Checker, node: Call, parts: Sequence[_Summary]) -> Iterator[Node]:
    """Report values whose keys stand on another level, and so need not be of one pair; gives the conditions they stand in."""
    for family in sorted(set[str]().union(*(part.keys for part in parts)) & set[str]().union(*(part.values for part in parts))):
        keyed, valued = _direct(node, family)
        with_either = sum(family in part.keys or family in part.values for part in parts)
        if (keyed and valued) or with_either < 2:
            continue
        instead = _one_key(node, family)
        place = next(part for part, summary in zip(node.arguments, parts, strict=True) if family in summary.values)
        message = f"this {family} value and its key stand in different conditions, and need not belong to the same pair"
        checker.report(
            split_pair.RULE,
            message,
            place,
            severity=Severity.WARNING,
            instead=instead,
            over=node if instead else None,
            safe=False,
            help=None if instead else "put key and value into one and(…)",
            evidence=(NESTED_PAIRS,),
        )
        yield place


def _one_key(node: Call, family: str) -> Node | None:
    """An ``and`` whose keys stand in an ``or``, with one condition on them all: the value is then that of one of them."""
    for part in node.arguments:
        keys = [name for key in part.children if (name := pair_field(key)) is not None and name.role == "key"]
        asked = isinstance(part, Call) and part.operator == "or" and len(keys) == len(part.children)
        if not asked or {name.family for name in keys} != {family} or "score" in FAMILIES[family]:
            continue
        values = tuple(value for key in part.children for value in _asked_keys(key))
        if len(values) >= len(keys):
            listed = Call("in", (Name(keys[0].name), List(values)))
            return node.with_children([listed if other is part else other for other in node.arguments])
    return None


def _asked_keys(key: Node) -> tuple[Node, ...]:
    """The keys that a condition asks for by name."""
    value = key.children[-1]
    if isinstance(key, Call) and key.operator == "eq" and isinstance(value, String):
        return (value,)
    return value.children if isinstance(key, Call) and key.operator == "in" and isinstance(value, List) else ()


def _ambiguous(checker: Checker, node: Call) -> None:
    """Report the families of which one ``and`` asks for several pairs."""
    places: dict[str, list[int]] = {}
    for index, part in enumerate(node.arguments):
        if isinstance(part, Call) and (name := pair_field(part)) is not None:
            places.setdefault(name.family, []).append(index)
    for family, indices in sorted(places.items()):
        pairs = groups(node.arguments, family)
        if len(pairs) < 2 or not any(_is_value(node.arguments[index]) for index in indices):
            continue
        complete = all(len(pair) > 1 and opens_pair(pair[0]) for pair in pairs)
        following = iter(indices)
        wanted = [[next(following) for _ in pair] for pair in pairs] if complete else _by_position(node, indices)
        fix = _nest(node, wanted, safe=complete) if wanted and node.origin is Origin.WRITTEN else None
        checker.report(
            ambiguous_pairs.RULE,
            f"which {family} value belongs to which key is not defined",
            node.arguments[indices[0]],
            severity=Severity.WARNING,
            fix=fix,
            help=fix.message if fix else "nest each pair in an and(…) of its own",
            evidence=(NESTED_PAIRS,),
        )


def _by_position(node: Call, indices: Sequence[int]) -> list[list[int]]:
    """All keys first, then all values: the first key goes with the first value."""
    keys = [index for index in indices if opens_pair(node.arguments[index])]
    values = [index for index in indices if not opens_pair(node.arguments[index])]
    return [sorted(pair) for pair in zip(keys, values, strict=True)] if len(keys) == len(values) else []


def _nest(node: Call, wanted: Sequence[Sequence[int]], *, safe: bool) -> Fix:
    """Put each of these groups of conditions into an ``and`` of its own, where the first of them stands."""
    parts = node.arguments
    nested: dict[int, Node] = {}
    edits: list[Edit] = []
    for first, *others in wanted:
        nested[first] = Call("and", (parts[first], *(parts[index] for index in others)))
        edits.append(_insertion(parts[first].start, "and("))
        if all(after == before + 1 for before, after in pairwise((first, *others))):
            edits.append(_insertion(parts[others[-1]].end if others else parts[first].end, ")"))
            continue
        moved = "".join(f", {print_line(parts[index])}" for index in others)
        edits.append(_insertion(parts[first].end, f"{moved})"))
        edits += (Edit(Span(parts[index - 1].end, parts[index].end), "") for index in others)
    inside = {index for _, *others in wanted for index in others}
    after = Call("and", tuple(nested.get(index, part) for index, part in enumerate(parts) if index not in inside))
    return Fix(f"write {print_start(after, 300)}", tuple(sorted(edits, key=lambda edit: edit.span)), safe)


def _insertion(place: int, text: str) -> Edit:
    return Edit(Span(place, place), text)


def _report_unpaired(checker: Checker, tree: Call, split: set[int]) -> None:
    """Values whose key stands nowhere in the same ``and``."""
    pending: list[tuple[Node, frozenset[str]]] = [(tree, frozenset())]
    while pending:
        node, keyed = pending.pop()
        if not isinstance(node, Call) or id(node) in split:
            continue
        if node.operator in ("and", "or", "not"):
            keys = frozenset(
                name.family for part in node.arguments if (name := pair_field(part)) is not None and name.role == "key"
            )
            inside = keys if node.operator == "and" else frozenset[str]()
            pending.extend((part, inside) for part in reversed(node.arguments))
            continue
        name = pair_field(node)
        if name is not None and name.role != "key" and name.family not in keyed:
            checker.report(unpaired_value.RULE, f"`{name.name}` without a key holds for any {name.family} key", node,
                           severity=Severity.NOTE, help=f"add a condition on {name.family}_key to the same and(…)",
                           evidence=(NESTED_PAIRS,))  # fmt: skip
