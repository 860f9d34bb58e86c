"""Rules about several pairs of one key, and about keys that a run must not have."""

from itertools import product

import pytest

from filterlang import check, fix
from filterlang.evaluate.reference import matcher
from filterlang.semantics.surroundings import ProjectFacts

FAMILIES = ("metadata", "input", "output")
VALUES: tuple[object, ...] = ("a", "b", "c", 1, True, None, ["a", "b"], ["a"], [], {"x": 1})


def pair(value: str, *, family: str = "metadata", key: str = "k", operator: str = "eq") -> str:
    return f'and(eq({family}_key, "{key}"), {operator}({family}_value, {value}))'


def run(family: str, content: object) -> dict[str, object]:
    return {"extra": {"metadata": content}} if family == "metadata" else {f"{family}s": content}


def codes(text: str, dialect: str = "portable") -> set[str]:
    return {finding.code for finding in check(text, dialect)}


@pytest.mark.parametrize("dialect", ["portable", "v1", "v2"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("left", "right"), [('"a"', '"b"'), ('"a"', "1"), ("true", '"true"'), ("1", "2")])
def test_an_or_of_unequal_values_leaves_none_out(family: str, left: str, right: str, dialect: str) -> None:
    text = f"or({pair(left, family=family, operator='neq')}, {pair(right, family=family, operator='neq')})"
    assert "FL312" in codes(text, dialect)
    present = matcher(f'eq({family}_key, "k")')
    for value in VALUES:
        assert matcher(text)(run(family, {"k": value})) is present(run(family, {"k": value})) is True
    joined = fix(text, dialect, unsafe=True)
    assert "FL312" not in codes(joined, dialect)
    assert not matcher(joined)(run(family, {"k": {"true": True, "1": 1, "2": 2}.get(left, left.strip('"'))}))


@pytest.mark.parametrize(
    "text",
    [
        f"or({pair('1', operator='neq')}, {pair('1.0', operator='neq')})",
        f"or({pair('1', operator='neq')}, {pair('2')})",
        f"or({pair('1', operator='neq')}, {pair('2', operator='neq', key='j')})",
        f"or({pair('1', operator='neq')}, {pair('2', operator='neq', family='input')})",
        f"and({pair('1', operator='neq')}, {pair('2', operator='neq')})",
        'and(eq(metadata_key, "k"), neq(metadata_value, 1), neq(metadata_value, 2))',
    ],
)
def test_other_unequal_values_are_left_alone(text: str) -> None:
    assert "FL312" not in codes(text)


@pytest.mark.parametrize("dialect", ["portable", "v1", "v2"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("left", "right"), [("a", "b"), ("b", "c")])
def test_two_values_of_one_key_need_a_list(family: str, left: str, right: str, dialect: str) -> None:
    pairs = [pair(f'"{value}"', family=family) for value in (left, right)]
    for text in (f"and({', '.join(pairs)})", f"and(eq(is_root, true), {', '.join(pairs)})"):
        assert "FL316" in codes(text, dialect)
        for value in VALUES:
            assert not matcher(text)(run(family, {"k": value})) or isinstance(value, list)
        either = fix(text, dialect, unsafe=True)
        assert codes(either, dialect) == set()
        for value in (left, right):
            assert matcher(either)(run(family, {"k": value}))


@pytest.mark.parametrize(
    "text",
    [
        f"and({pair('1')}, {pair('1.0')})", f"and({pair('1')}, {pair('2', key='j')})", f"or({pair('1')}, {pair('2')})",
        f"and({pair('1', operator='gte')}, {pair('5', operator='lte')})", f"and({pair('1')}, {pair('2', operator='neq')})",
        'and(and(eq(feedback_key, "k"), eq(feedback_score, 0)), and(eq(feedback_key, "k"), eq(feedback_score, 1)))',
    ],
)  # fmt: skip
def test_other_pairs_of_one_key_are_left_alone(text: str) -> None:
    assert "FL316" not in codes(text)


@pytest.mark.parametrize(("key", "value"), list(product(("eq", "neq"), ("eq", "neq", "gt"))))
def test_the_documented_negative_cases_are_left_alone(key: str, value: str) -> None:
    for family in FAMILIES:
        assert codes(f"and({key}({family}_key, 'k'), {value}({family}_value, 5))") == set()


@pytest.mark.parametrize("value", ["lt(feedback_score, 1)", 'eq(feedback_value, "good")', "neq(feedback_score, 1)"])
def test_a_score_beside_an_absent_feedback_is_that_of_any_other(value: str) -> None:
    text = f'and(neq(feedback_key, "k"), {value})'
    assert "FL311" in codes(text)
    assert not matcher(text)({"feedback": [{"key": "k", "score": 0, "value": "good"}]})
    assert "FL311" not in codes(f'and(eq(feedback_key, "k"), {value})')
    assert "FL311" not in codes(f'and(in(feedback_key, ["j", "i"]), neq(feedback_key, "k"), {value})')


@pytest.mark.parametrize(
    ("value", "expected"),
    [('"1"', True), ('"0.75"', True), ('"-1"', True), ('"good"', False), ('"v1"', False), ('"1."', False), ('""', False)],
)
def test_a_label_that_is_a_number_reads_like_a_score(value: str, *, expected: bool) -> None:
    text = f'and(eq(feedback_key, "k"), eq(feedback_value, {value}))'
    assert ("FL315" in codes(text)) is expected
    if expected:
        assert matcher(fix(text, unsafe=True))({"feedback": [{"key": "k", "score": float(value.strip('"'))}]})


def test_runs_without_the_key_are_pointed_out_where_that_is_selected() -> None:
    project = ProjectFacts(rules=frozenset({"FL313"}))
    for family in FAMILIES:
        text = pair('"v"', family=family, operator="neq")
        assert codes(text) == set()
        assert [found.code for found in check(text, project=project)] == ["FL313"]
        either = fix(text, project=project, unsafe=True)
        assert check(either, project=project) == []
        assert matcher(either)(run(family, {})) and not matcher(text)(run(family, {}))


SHAPES = {
    'or(eq(feedback_key, "a"), gt(feedback_score, 0))': "FL301",
    'or(and(eq(name, "x"), eq(feedback_key, "a")), and(has(tags, "t"), gt(feedback_score, 1)))': "FL301",
    'and(eq(name, "x"), eq(metadata_value, "u1"))': "FL301",
    'and(eq(feedback_key, "a"), or(gt(feedback_score, 1), lt(feedback_score, 0)))': "FL303",
    'and(and(eq(feedback_key, "a")), and(gt(feedback_score, 0)))': "FL303",
    'and(or(eq(metadata_key, "a"), eq(metadata_key, "b")), eq(metadata_value, "x"))': "FL303",
    'and(in(metadata_key, ["a", "b"]), or(eq(metadata_value, "1"), eq(metadata_value, "2")))': "FL303",
    'and(eq(metadata_key, "a"), eq(metadata_value, 1), eq(metadata_key, "b"), eq(metadata_value, 2))': "FL302",
    'and(eq(metadata_key, "a"), eq(metadata_key, "b"), eq(metadata_value, 1), eq(metadata_value, 2))': "FL302",
}


@pytest.mark.parametrize("text", SHAPES)
def test_every_way_to_part_a_value_from_its_key_has_one_rule(text: str) -> None:
    assert codes(text) & {"FL301", "FL302", "FL303"} == {SHAPES[text]}
