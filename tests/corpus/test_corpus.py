"""Filters found in the wild: the right ones pass, the wrong ones are found, and most of those are mended as meant."""

import json
from pathlib import Path

import pytest
import yaml

from filterlang import check, fix

FOLDER = Path(__file__).parent
ROWS = [json.loads(line) for line in (FOLDER / "filters.jsonl").read_text(encoding="utf-8").splitlines()]
INTENTS = yaml.safe_load((FOLDER / "intents.yaml").read_text(encoding="utf-8"))
EXPECTED = yaml.safe_load((FOLDER / "findings.yaml").read_text(encoding="utf-8"))
ABOUT_MEANING = ("meaning", "cost", "style")
MENDED = 0.85


def dialect(row):
    return "examples" if row["kind"] == "example" else "portable"


def rows(valid):
    found = {(row["filter"], dialect(row)): row for row in ROWS if row["valid"] == valid}
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["filter"][:60]) for row in found.values()])


def mended(case):
    """Whether safe fixes alone give the filter that was meant, and nothing is wrong with it."""
    fixed = fix(case["filter"])
    return fixed == case["meant"] and not any(found.is_error for found in check(fixed))


@rows("yes")
def test_a_filter_that_works_has_no_error_of_syntax_names_or_types(row):
    errors = [found for found in check(row["filter"], dialect(row)) if found.is_error and found.code < "FL200"]
    assert errors == []


@rows("yes")
def test_a_filter_that_works_has_only_findings_of_meaning_cost_and_style_that_are_right(row):
    expected = {case["slug"] for case in EXPECTED if case["filter"] == row["filter"]}
    assert {found.slug for found in check(row["filter"], dialect(row)) if found.phase in ABOUT_MEANING} == expected


def test_every_expected_finding_is_on_a_filter_that_works_and_says_why():
    works = {row["filter"] for row in ROWS if row["valid"] == "yes"}
    assert [case for case in EXPECTED if case["filter"] not in works or not case["why"]] == []


@rows("no")
def test_a_filter_that_does_not_work_has_a_finding(row):
    assert check(row["filter"], dialect(row)) != []


@pytest.mark.parametrize("case", [pytest.param(case, id=case["filter"][:60]) for case in INTENTS["clear"]])
def test_a_clear_intent_can_be_said_without_errors(case):
    assert not any(found.is_error for found in check(case["meant"]))


@pytest.mark.parametrize("text", INTENTS["relative"])
def test_a_time_relative_to_now_is_mended_by_a_guess(text):
    assert fix(text) == text
    guess = fix(text, unsafe=True)
    assert guess != text
    assert check(guess) == []


def test_every_wrong_filter_has_its_intent_on_record():
    recorded = [case["filter"] for case in INTENTS["clear"] + INTENTS["apart"]] + INTENTS["relative"]
    assert sorted(recorded) == sorted({row["filter"] for row in ROWS if row["valid"] == "no"})


def test_most_clear_intents_are_mended_by_safe_fixes_alone():
    clear = [mended(case) for case in INTENTS["clear"]] + [False] * len(INTENTS["relative"])
    print(f"\nmended as meant, by safe fixes alone: {sum(clear)} of {len(clear)} ({sum(clear) / len(clear):.0%})")
    missed = [case["filter"] for case in INTENTS["clear"] if not mended(case)]
    assert sum(clear) / len(clear) >= MENDED, missed
