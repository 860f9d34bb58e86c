"""The conformance cases hold for this implementation, aspect by aspect."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator
import pytest
import yaml

from filterlang import check, fix, parse
from filterlang.evaluate.reference import matcher
from filterlang.syntax.jsonform import from_json
from filterlang.syntax.printer import print_line

FOLDER = Path(__file__).parents[2] / "grammar" / "conformance"
RUNS = yaml.safe_load((FOLDER / "runs.yaml").read_text(encoding="utf-8"))
FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml")) if path.stem != "runs"
}
CASES = [case for cases in FILES.values() for case in cases]


def having(aspect):
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES if aspect in case])


RULES = {
    found["code"] for case in CASES for diagnostics in case.get("diagnostics", {}).values() for found in diagnostics
}  # fmt: skip
"""The rules that the cases are about: those of the language. Rules for what an author did not mean have their own examples."""


def findings(text, dialect):
    return [
        {"code": found.code, "severity": found.severity.value, "span": [found.span.start, found.span.end]}
        for found in check(text, dialect)
        if found.code in RULES
    ]


@having("tree")
def test_a_text_parses_to_the_tree(case):
    assert parse(case["text"]).tree == from_json(case["tree"])


@having("canonical")
def test_a_text_of_the_language_has_a_canonical_form(case):
    parsed = parse(case["text"])
    assert parsed.diagnostics == ()
    assert print_line(parsed.tree) == case["canonical"]
    assert parse(case["canonical"]).tree == parsed.tree


@having("fixed")
def test_safe_fixes_write_what_was_meant(case):
    assert fix(case["text"]) == case["fixed"]


@having("fixed")
def test_what_is_fixed_has_no_error_of_syntax_names_or_types_and_stays_as_it_is(case):
    assert [found.code for found in check(case["fixed"]) if found.is_error and found.code < "FL2"] == []
    assert fix(case["fixed"]) == case["fixed"]


@having("diagnostics")
def test_every_dialect_finds_what_is_wrong(case):
    expected = {"v1": case["diagnostics"]["portable"], "v2": case["diagnostics"]["portable"], **case["diagnostics"]}
    assert {dialect: findings(case["text"], dialect) for dialect in expected} == expected


@having("matches")
def test_a_filter_selects_its_runs(case):
    matches = matcher(case["text"])
    assert [run["id"] for run in RUNS if matches(run)] == case["matches"]


def test_ids_are_unique_and_name_their_file():
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)
    for name, cases in FILES.items():
        assert {case["id"].rpartition("-")[0] for case in cases} == {name.replace("_", "-")}


def test_no_text_is_tested_twice_in_one_file():
    for cases in FILES.values():
        texts = [case["text"] for case in cases]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", FILES)
def test_files_fit_the_schema(name):
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(FILES[name])] == []


def test_a_case_without_a_canonical_form_has_an_error():
    for case in CASES:
        found = case["diagnostics"]["portable"]
        if "canonical" in case:
            assert [finding for finding in found if finding["code"] < "FL1"] == [], case["id"]
        else:
            assert [finding for finding in found if finding["severity"] == "error"] != [], case["id"]


def test_runs_have_ids_of_their_own_and_the_cases_name_no_other():
    ids = [run["id"] for run in RUNS]
    assert len(set(ids)) == len(ids)
    for case in CASES:
        assert [name for name in ids if name in case.get("matches", ())] == case.get("matches", []), case["id"]


def test_there_are_enough_cases_and_enough_of_them_are_wrong():
    wrong = [case for case in CASES if any("error" in str(found) for found in case["diagnostics"].values())]
    assert len(CASES) >= 300
    assert len(wrong) / len(CASES) >= 0.4
    assert sum("tree" in case for case in CASES) >= 150
    assert sum("matches" in case for case in CASES) >= 100
