"""The conditions of a filter that describe one pair together, such as those on a key of the metadata and on its value.

Owns the invariant that a condition is a member of the pair that the analysis and the predicate put it into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from filterlang.semantics.pairs import groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.semantics.conditions import Condition


def pair_members(view: FilterView) -> Mapping[Condition, Sequence[Condition]]:
    """For each condition on a half of a pair, the conditions on that pair in order, with itself among them."""
    return view.once(_pair_members)


def _pair_members(view: FilterView) -> Mapping[Condition, Sequence[Condition]]:
    analysis = view.analysis
    members: dict[Condition, Sequence[Condition]] = {}
    if not analysis.dialect.has_pairs:
        return members
    for condition in analysis.conditions:
        if condition.pair is not None:
            members.setdefault(condition, [condition])
        if condition.node.operator != "and":
            continue
        for family in {part.pair.family for part in condition.parts if part.pair is not None}:
            for group in groups(condition.parts, family):
                members.update((part, group) for part in group)
    return members
