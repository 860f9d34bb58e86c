"""The places that keep filters: the models have the keys of their places, and rules of v2 are read in the words of v1."""

import json
from pathlib import Path

import pytest

from filterlang.saved import AlertRule, RunRule, SavedModel, SavedQuery, SavedQueryError
from filterlang.schema.dialects import SURFACE_FIELDS
from filterlang.schema.fields import FIELDS
from filterlang.schema.places import PLACES, Kind

ID = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("model", [SavedQuery, RunRule, AlertRule])
def test_a_model_has_the_keys_of_its_place(model: type[SavedModel]) -> None:
    names = {field.serialization_alias or name for name, field in model.model_fields.items()}
    assert model.place.keys.keys() <= names


def test_a_place_has_keys_and_evidence_and_no_plain_language() -> None:
    for place in PLACES.values():
        assert place.keys
        assert place.evidence.source
        assert not {"sem_filter", "ai_search"} & place.keys.keys()
    assert PLACES["v2 traces"].keys == {"trace_filter": Kind.TRACE, "tree_filter": Kind.TREE}
    assert PLACES["projects"].keys == {"filter": Kind.SESSIONS, "stats_filter": Kind.RUN}


def test_rules_of_v2_are_read_in_the_words_of_v1(tmp_path: Path) -> None:
    rule = {"display_name": "n", "sampling_rate": 1, "project_id": ID, "group_by": "TRAJECTORY_ID", "filter": "gt(latency, 5)"}
    answer = tmp_path / "rules.json"
    answer.write_text(json.dumps({"items": [rule], "next_cursor": None}))
    (read,) = RunRule.load(answer)
    assert (str(read.session_id), read.group_by, read.filter) == (ID, "trajectory_id", "gt(latency, 5)")
    assert read.model_dump(by_alias=True, exclude_unset=True, mode="json")["session_id"] == ID


def test_a_thread_filter_may_name_any_field_and_has_to_be_well_formed(tmp_path: Path) -> None:
    rule = {"display_name": "n", "sampling_rate": 1, "group_by": "thread_id", "thread_filter": "gt(turn_count, 3)"}
    read = RunRule.model_validate(rule)
    assert (read.thread_filter, read.lint()) == ("gt(turn_count, 3)", [])
    assert "thread_filter='gt(turn_count, 3)'" in repr(read)
    broken = tmp_path / "rules.json"
    broken.write_text(json.dumps([{**rule, "thread_filter": "gt(turn_count, 3"}]))
    with pytest.raises(SavedQueryError, match=r"rules.json:1:89: thread_filter: the filter has an error\n.*FL004") as raised:
        RunRule.load(broken)
    assert str(raised.value).endswith("checked for syntax")


def test_an_alert_needs_no_description() -> None:
    alert = AlertRule(
        name="n", type="threshold", attribute="run_count", aggregation="pct", operator="gte", window_minutes=15, threshold=1
    )
    assert alert.description is None


def test_the_fields_of_threads_are_not_those_of_runs() -> None:
    assert not SURFACE_FIELDS.keys() & FIELDS.keys()
    assert SURFACE_FIELDS["turn_count"] == SURFACE_FIELDS["latency_p99"] == "threads"
