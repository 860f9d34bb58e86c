"""Pairs: which key, value and score conditions speak of one pair.

Owns the invariant that conditions join to one pair only inside one ``and``, next to each other, in the order they stand.
"""

from collections.abc import Sequence

from filterlang.schema.operators import POSITIVE
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.tree import Call, Node


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
