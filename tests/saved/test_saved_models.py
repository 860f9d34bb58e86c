"""Saved queries, rules and alerts: their names here and in the API, their findings, and what they keep to themselves."""

import copy
import json
from pathlib import Path
import pickle
from typing import Literal
from uuid import UUID

from hypothesis import given, strategies as st
from pydantic import ValidationError
import pytest

from filterlang.saved import AlertRule, Filter, FilterFinding, RunRule, SavedModel, SavedQuery

ID = "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328"
SECRET = "https://hooks.example.test/T0/B0/s3cr3t"

VIEW = {
    "id": ID,
    "display_name": "Failures",
    "description": None,
    "type": "runs",
    "filter_string": 'eq(status,"error")',
    "trace_filter_string": "gt(latency, 5)",
    "tree_filter_string": None,
    "session_id": ID,
    "duration": "7d",
    "created_at": "2026-01-01T00:00:00+00:00",
    "updated_at": "2026-01-01T00:00:00+00:00",
}
"""A ``FilterView`` of LangSmith's OpenAPI document."""

RULE = {
    "id": ID,
    "tenant_id": ID,
    "display_name": "Failures",
    "sampling_rate": 0.5,
    "is_enabled": True,
    "filter": 'eq(status, "error")',
    "trace_filter": None,
    "tree_filter": 'eq(name, "ExpandQuery")',
    "session_id": ID,
    "webhooks": [{"url": SECRET, "headers": {"Authorization": SECRET}}],
    "alerts": [{"type": "pagerduty", "routing_key": SECRET, "severity": "warning"}],
    "evaluators": [{"structured": {"hub_ref": "a/b"}}],
    "created_at": "2026-01-01T00:00:00+00:00",
    "updated_at": "2026-01-01T00:00:00+00:00",
    "evaluator_version": 3,
}
"""A ``RunRulesSchema`` of LangSmith's OpenAPI document."""

ALERT = {
    "rule": {
        "id": ID,
        "name": "Failures",
        "description": "Too many",
        "type": "threshold",
        "attribute": "run_count",
        "aggregation": "pct",
        "operator": "gte",
        "window_minutes": 15,
        "threshold": 10.0,
        "filter": 'eq(status, "error")',
        "denominator_filter": "eq(is_root, true)",
        "session_name": "prod",
    },
    "actions": [{"target": "webhook", "config": {"url": SECRET, "headers": {"X-Key": SECRET}}}],
}
"""An ``alerts.AlertRuleResponse`` of LangSmith's OpenAPI document."""

SPEC = {key: value for key, value in ALERT["rule"].items() if key not in ("id", "name", "session_name")}
MANIFEST = {
    "apiVersion": "langsmith.langchain.com/v1",
    "kind": "Alert",
    "metadata": {"name": "Failures", "project": "prod"},
    "spec": {**SPEC, "actions": ALERT["actions"]},
}
"""What ``langsmith apply`` reads (langchain-ai/langsmith-cli, internal/cmd/apply.go)."""

STORED = [(SavedQuery, VIEW), (RunRule, RULE), (AlertRule, ALERT)]


@pytest.mark.parametrize(("model", "stored"), STORED)
def test_what_the_api_answers_goes_through_unchanged(model: type[SavedModel], stored: dict[str, object]) -> None:
    loaded = model.model_validate(stored)
    assert loaded.model_dump(mode="json", by_alias=True, exclude_unset=True) == stored
    assert model.model_validate_json(loaded.model_dump_json(exclude_unset=True)) == loaded
    assert pickle.loads(pickle.dumps(loaded)) == copy.deepcopy(loaded) == loaded


def test_a_field_is_read_under_either_of_its_names() -> None:
    ours = SavedQuery(name="Failures", filter="eq(status, 'error')", trace_filter="gt(latency, 5)")
    theirs = SavedQuery.model_validate(
        {"display_name": "Failures", "filter_string": "eq(status, 'error')", "trace_filter_string": "gt(latency, 5)"}
    )
    assert ours == theirs
    assert ours.model_dump(exclude_unset=True).keys() == {"name", "filter", "trace_filter"}
    assert ours.model_dump(by_alias=True, exclude_unset=True).keys() == {
        "display_name", "filter_string", "trace_filter_string",
    }  # fmt: skip


def test_a_field_under_both_of_its_names_is_refused() -> None:
    with pytest.raises(ValidationError, match="display_name and name are one field: keep one of them"):
        RunRule.model_validate({"display_name": "a", "name": "b", "sampling_rate": 1})


@pytest.mark.parametrize(
    ("model", "required"),
    [
        (SavedQuery, {"name"}),
        (RunRule, {"name", "sampling_rate"}),
        (AlertRule, {"name", "type", "attribute", "aggregation", "operator", "window_minutes"}),
    ],
)
def test_what_the_api_requires_is_required(model: type[SavedModel], required: set[str]) -> None:
    with pytest.raises(ValidationError) as raised:
        model.model_validate({})
    assert {error["loc"][0] for error in raised.value.errors() if error["type"] == "missing"} == required


def test_unknown_keys_are_kept_and_ids_are_ids() -> None:
    view = SavedQuery.model_validate(VIEW)
    assert view.model_extra == {"created_at": VIEW["created_at"], "updated_at": VIEW["updated_at"]}
    assert view.id == UUID(ID)


def test_an_alert_is_read_from_the_api_from_a_manifest_and_from_its_fields() -> None:
    answered = AlertRule.model_validate(ALERT)
    applied = AlertRule.model_validate(MANIFEST)
    assert applied.model_dump(exclude={"id"}) == answered.model_dump(exclude={"id"})
    assert AlertRule.model_validate({**ALERT["rule"], "actions": ALERT["actions"]}) == answered
    assert "actions" in AlertRule(**ALERT["rule"]).model_dump(by_alias=True)


def test_a_manifest_of_another_kind_is_no_alert() -> None:
    with pytest.raises(ValidationError, match="an alert rule has kind: Alert"):
        AlertRule.model_validate({**MANIFEST, "kind": "Dataset"})


@pytest.mark.parametrize("broken", [{"rule": 5}, {"kind": "Alert", "spec": 5}, {**MANIFEST, "metadata": []}, 5, "x", None])
def test_a_broken_alert_is_an_error_of_its_fields(broken: object) -> None:
    with pytest.raises(ValidationError):
        AlertRule.model_validate(broken)


def test_assigning_checks_too() -> None:
    rule = RunRule.model_validate(RULE)
    rule.filter = "gt(latency, 5)"  # type: ignore[assignment]
    assert isinstance(rule.filter, Filter)
    with pytest.raises(ValidationError, match="is not closed"):
        rule.filter = "eq(status, 'error'"  # type: ignore[assignment]
    assert rule.filter == "gt(latency, 5)"


# Findings.


def test_findings_come_in_the_order_of_the_fields_and_name_them() -> None:
    query = SavedQuery(
        name="Costly",
        tree_filter="eq(metadata_value, 'u1')",
        filter="and(gt(total_tokens, 5), gt(total_cost, 1))",
    )
    findings = query.lint()
    assert [(finding.field, finding.diagnostic.code, finding.text) for finding in findings] == [
        ("filter", "FL202", query.filter),
        ("filter", "FL205", query.filter),
        ("tree_filter", "FL301", query.tree_filter),
    ]
    assert str(findings[0]) == (
        "warning[FL202]: v1 does not know total_tokens\n"
        " --> filter:1:8\n"
        "  |\n"
        "1 | and(gt(total_tokens, 5), gt(total_cost, 1))\n"
        "  |        ^^^^^^^^^^^^\n"
        "  = help: use v2, or look at tokens after fetching"
    )
    assert isinstance(findings[0], FilterFinding)


def test_a_good_rule_has_no_findings() -> None:
    assert RunRule.model_validate(RULE).lint() == []


def test_filters_of_a_model_of_ones_own_are_looked_at_as_well() -> None:
    class Watched(SavedQuery):
        watched: Filter[Literal["v1"]] | None = None

    assert [finding.field for finding in Watched(name="a", watched="gt(total_tokens, 5)").lint()] == ["watched"]


def test_the_denominator_of_an_alert_has_findings_too() -> None:
    alert = AlertRule(**{**ALERT["rule"], "denominator_filter": "gt(total_tokens, 5)"})
    assert [finding.field for finding in alert.lint()] == ["denominator_filter"]


# Secrets.


@pytest.mark.parametrize(("model", "stored"), STORED)
def test_what_is_shown_is_the_name_and_the_filters(model: type[SavedModel], stored: dict[str, object]) -> None:
    loaded = model.model_validate({**stored, "token": SECRET})
    for shown in (repr(loaded), str(loaded), repr([loaded])):
        assert SECRET not in shown
    assert repr(SavedQuery.model_validate(VIEW)) == (
        "SavedQuery(name='Failures', filter='eq(status,\"error\")', trace_filter='gt(latency, 5)')"
    )


@pytest.mark.parametrize("model", [SavedQuery, RunRule, AlertRule])
def test_an_error_does_not_show_what_was_read(model: type[SavedModel]) -> None:
    wrong = {"webhooks": SECRET, "actions": [SECRET], "token": SECRET, "window_minutes": SECRET, "filter": "eq("}
    with pytest.raises(ValidationError) as raised:
        model.model_validate(wrong)
    assert SECRET not in str(raised.value)


# The way to a file and back.

_filters = st.sampled_from(
    ['eq(status,"error")', "and( gt(latency, 5),\n has(tags, 'é🤖') )", 'eq(name, "\\"")', "gt(total_tokens, 5)", 'search("a")']
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_unknown = st.dictionaries(st.text(min_size=1, max_size=8).map("x-{}".format), _json, max_size=3)
_named = st.fixed_dictionaries({"display_name": st.text(max_size=8)})
_optional = {name: _filters | st.none() for name in ("filter", "trace_filter", "tree_filter")}
_kept = {"id": st.uuids().map(str), "session_id": st.uuids().map(str) | st.none()}
_alert = {key: st.just(value) for key, value in SPEC.items() if not key.endswith("filter")}
_objects = st.one_of(
    st.tuples(st.just(SavedQuery), st.fixed_dictionaries({}, optional={**_optional, **_kept, "type": st.text(max_size=4)})),
    st.tuples(
        st.just(RunRule),
        st.fixed_dictionaries(
            {"sampling_rate": st.floats(0, 1)},
            optional={**_optional, **_kept, "webhooks": st.lists(st.dictionaries(st.text(max_size=4), _json), max_size=2)},
        ),
    ),
    st.tuples(
        st.just(AlertRule),
        st.fixed_dictionaries(
            {**_alert, "name": st.text(max_size=8)},
            optional={
                "filter": _filters,
                "denominator_filter": _filters,
                "actions": st.sampled_from([None, [], ALERT["actions"]]),
            },
        ),
    ),
)


@given(_objects, _named, _unknown, st.booleans())
def test_what_is_loaded_and_dumped_loads_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[type[SavedModel], dict], named: dict, unknown: dict, by_alias: bool
) -> None:
    model, known = drawn
    path = tmp_path_factory.getbasetemp() / "saved.json"
    path.write_text(json.dumps({**({} if model is AlertRule else named), **known, **unknown}), encoding="utf-8")
    (first,) = model.load(path)
    path.write_text(first.model_dump_json(by_alias=by_alias, exclude_unset=True), encoding="utf-8")
    (second,) = model.load(path)
    assert second == first
    assert second.model_dump_json(by_alias=by_alias, exclude_unset=True) == path.read_text(encoding="utf-8")


def test_the_examples_of_the_api_load_as_they_are_dumped(tmp_path: Path) -> None:
    for model, stored in STORED:
        path = tmp_path / "stored.json"
        path.write_text(json.dumps([stored, stored]), encoding="utf-8")
        loaded = model.load(path)
        assert [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in loaded] == [stored, stored]
