"""Pairs: which key, value and score conditions speak of one pair, and where that is unclear.

Owns the invariant that conditions join to one pair only inside one ``and``, next to each other, in the order they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from filterlang.diagnostics import Severity
from filterlang.schema.dialects import OR_ACROSS
from filterlang.schema.fields import FAMILIES
from filterlang.schema.evidence import NESTED_PAIRS
from filterlang.semantics.checker import Checker
from filterlang.semantics.reference import pair_field
from filterlang.syntax.tree import Call, List, Name, Node, String, fold

POSITIVE = frozenset({"eq", "in", "like", "has", "gt", "gte", "lt", "lte"})


def opens_pair(node: Node) -> bool:
    """Whether a comparison names the key that the values after it belong to."""
    found = pair_field(node)
    return found is not None and found.role == "key" and isinstance(node, Call) and node.operator in POSITIVE


def groups(conditions: Sequence[Node], family: str) -> list[list[Call]]:
    """The conditions of one ``and`` on one family, grouped by the pair they speak of.

    The second key that is asked for begins another pair; everything else joins the pair being read.
    """
    found: list[list[Call]] = [[]]
    for condition in conditions:
        name = pair_field(condition)
        if name is None or name.family != family or not isinstance(condition, Call):
            continue
        if opens_pair(condition) and any(opens_pair(earlier) for earlier in found[-1]):
            found.append([])
        found[-1].append(condition)
    return found


@dataclass(slots=True)
class _Summary:
    """What a subtree speaks of: run fields, feedback, and the halves of pairs that found no partner below."""

    run: bool = False
    feedback: bool = False
    keys: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    mixed: bool = False


def check_pairs(checker: Checker, tree: Node) -> None:
    """Report values without keys, several pairs in one ``and``, split pairs, and an ``or`` across runs and feedback."""

    def summarise(node: Node, parts: list[_Summary]) -> _Summary:
        if not isinstance(node, Call):
            return _Summary()
        if node.operator not in ("and", "or", "not"):
            return _leaf(node)
        if node.operator == "and":
            _ambiguous(checker, node)
            _split(checker, node, parts)
        return _join(checker, node, parts)

    fold(tree, summarise)
    if isinstance(tree, Call):
        split = {finding.span.start for finding in checker.found if finding.code == "FL303"}
        _report_unpaired(checker, tree, split)


def _leaf(node: Call) -> _Summary:
    name = pair_field(node)
    if name is None:
        return _Summary(run=True)
    key = {name.family} if name.role == "key" else set[str]()
    value = set[str]() if key else {name.family}
    return _Summary(name.family != "feedback", name.family == "feedback", key, value)


def _join(checker: Checker, node: Call, parts: Sequence[_Summary]) -> _Summary:
    whole = _Summary(
        any(part.run for part in parts),
        any(part.feedback for part in parts),
        set[str]().union(*(part.keys for part in parts)),
        set[str]().union(*(part.values for part in parts)),
        any(part.mixed for part in parts),
    )
    if node.operator == "or" and whole.run and whole.feedback and not whole.mixed:
        whole.mixed = checker.refuse("FL204", OR_ACROSS, checker.operator_place(node))
    if node.operator == "and":
        paired = whole.keys & whole.values
        whole.keys -= paired
        whole.values -= paired
    return whole


def _is_value(node: Node) -> bool:
    name = pair_field(node)
    return name is not None and name.role != "key"


def _direct(node: Call, family: str) -> tuple[bool, bool]:
    """Whether an ``and`` has keys and values of a family among its own conditions."""
    roles = [name.role for part in node.arguments if (name := pair_field(part)) is not None and name.family == family]
    return "key" in roles, any(role != "key" for role in roles)


def _split(checker: Checker, node: Call, parts: Sequence[_Summary]) -> None:
    """A key on one level and its value on another are not one pair."""
    for family in sorted(set[str]().union(*(part.keys for part in parts)) & set[str]().union(*(part.values for part in parts))):
        keyed, valued = _direct(node, family)
        apart = (
            any(family in one.keys and family in other.values for one in parts for other in parts if one is not other)
            if len(parts) < 40
            else True
        )
        if (keyed and valued) or not apart:
            continue
        instead = _one_key(node, family)
        place = next(part for part, summary in zip(node.arguments, parts, strict=True) if family in summary.values)
        message = f"this {family} value and its key stand in different conditions, and need not be of one pair"
        checker.report(
            "FL303",
            message,
            place,
            severity=Severity.WARNING,
            instead=instead,
            over=node if instead else None,
            safe=False,
            help=None if instead else "put key and value into one and(…)",
            evidence=(NESTED_PAIRS,),
        )


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
    families = {name.family for part in node.arguments if (name := pair_field(part)) is not None}
    for family in sorted(families):
        pairs = groups(node.arguments, family)
        flat = [condition for pair in pairs for condition in pair]
        if len(pairs) < 2 or not any(_is_value(condition) for condition in flat):
            continue
        complete = all(len(pair) > 1 and opens_pair(pair[0]) for pair in pairs)
        nested = [Call("and", tuple(pair)) for pair in pairs] if complete else _by_position(flat)
        rest = [part for part in node.arguments if not any(part is condition for condition in flat[:40])]
        instead = Call("and", (*rest, *nested)) if nested and len(flat) < 40 else None
        help = None if instead else "nest each pair in an and(…) of its own"
        checker.report("FL302", f"which {family} value belongs to which key is not defined", flat[0], severity=Severity.WARNING,
                       instead=instead, over=node, safe=complete, help=help, evidence=(NESTED_PAIRS,))  # fmt: skip


def _by_position(flat: Sequence[Node]) -> list[Node]:
    """All keys first, then all values: the first key goes with the first value."""
    keys = [part for part in flat if opens_pair(part)]
    values = [part for part in flat if not opens_pair(part)]
    return [Call("and", pair) for pair in zip(keys, values, strict=True)] if len(keys) == len(values) else []


def _report_unpaired(checker: Checker, tree: Call, split: set[int]) -> None:
    """Values whose key stands nowhere in the same ``and``."""
    pending: list[tuple[Node, frozenset[str]]] = [(tree, frozenset())]
    while pending:
        node, keyed = pending.pop()
        if not isinstance(node, Call) or node.start in split:
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
            checker.report("FL301", f"`{name.name}` without a key holds for any {name.family} key", node,
                           severity=Severity.NOTE, help=f"add a condition on {name.family}_key to the same and(…)",
                           evidence=(NESTED_PAIRS,))  # fmt: skip
