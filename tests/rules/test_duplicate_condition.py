"""Conditions that stand twice: which are reported, and what removing them leaves."""

import pytest

from filterlang import check, fix
from filterlang.checking.meaning import to_predicate

PAIR = 'and(eq(metadata_key, "a"), eq(metadata_value, "1"))'


def reported(text: str) -> int:
    return [finding.slug for finding in check(text)].count("duplicate-condition")


@pytest.mark.parametrize("copies", [2, 3, 50])
@pytest.mark.parametrize("condition", ["gt(latency, 5)", PAIR, 'or(eq(name, "a"), eq(status, "error"))'])
def test_every_copy_is_one_finding_and_fixing_leaves_the_first(condition: str, copies: int) -> None:
    text = f"and({', '.join([condition] * copies)}, eq(is_root, true))"
    assert reported(text) == copies - 1
    assert to_predicate(fix(text)) == to_predicate(f"and({condition}, eq(is_root, true))")


@pytest.mark.parametrize(
    "text",
    [
        'and(eq(metadata_key, "a"), eq(metadata_value, "1"), eq(metadata_key, "a"), eq(metadata_value, "1"))',
        'and(eq(feedback_key, "a"), gt(feedback_score, 0), gt(feedback_score, 0))',
        f"or({PAIR}, and({PAIR}))",
        "and(gt(latency, 5), gt(latency, 5.0))",
    ],
)
def test_halves_of_pairs_and_conditions_that_only_look_alike_are_left_alone(text: str) -> None:
    assert reported(text) == 0
