"""The model of a run: which values it takes, and what it makes of them."""

import copy
from datetime import UTC, datetime
from decimal import Decimal
import json
import math
from pathlib import Path
from uuid import UUID

import pytest

from filterlang.exports.records import read_records
from filterlang.evaluate.run import Run, read_run
from filterlang.evaluate.run_texts import check_texts, read_texts

ID = "00000000-0000-4000-8000-000000000000"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "sql_agent"


def test_an_id_is_enough() -> None:
    run = read_run({"id": ID})
    assert run.id == UUID(ID)
    assert (run.name, run.inputs, run.trace_id, run.total_tokens, run.latency, run.metadata) == (None,) * 5 + ({},)


def test_times_without_an_offset_are_utc_and_latency_is_in_seconds() -> None:
    run = read_run({"id": ID, "start_time": "2026-01-01T00:00:00.5", "end_time": "2026-01-01T02:00:02+02:00"})
    assert run.start_time == datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)
    assert run.latency == 1.5


OTHER = ID.replace("8", "9")


@pytest.mark.parametrize(
    ("record", "is_root"),
    [
        ({}, None),
        ({"trace_id": ID}, True),
        ({"trace_id": ID.replace("-", "")}, True),
        ({"trace_id": OTHER}, False),
        ({"parent_run_id": OTHER}, False),
        ({"trace_id": ID, "parent_run_id": OTHER}, False),
        ({"parent_run_ids": [OTHER]}, False),
        ({"trace_id": ID, "is_root": False}, False),
    ],
)
def test_a_run_is_a_root_if_its_record_says_so_or_its_trace_has_its_id(record: dict[str, object], is_root: bool | None) -> None:
    assert read_run({"id": ID, **record}).is_root is is_root


def test_costs_keep_every_digit_and_may_be_no_number() -> None:
    run = read_run({"id": ID, "total_cost": "0.00012345", "prompt_cost": 0.1, "completion_cost": math.nan})
    assert (run.total_cost, run.prompt_cost) == (Decimal("0.00012345"), Decimal("0.1"))
    assert run.completion_cost is not None
    assert run.completion_cost.is_nan()


def test_unknown_fields_are_kept() -> None:
    run = read_run({"id": ID, "session_name": "prod", "latency": 5, "metadata": {"a": 1}})
    assert run.model_extra == {"session_name": "prod", "latency": 5, "metadata": {"a": 1}}
    assert (run.latency, run.metadata) == (5, {"a": 1})


def test_what_v2_calls_otherwise_has_the_name_and_the_form_of_v1() -> None:
    run = read_run({
        "id": ID, "project_id": ID, "is_in_dataset": True, "run_type": "LLM", "status": "SUCCESS", "latency_seconds": 1.5,
        "parent_run_ids": [ID.replace("8", "9"), ID], "prompt_token_details": {"raw": {"audio": 3}},
        "prompt_cost_details": {"raw": {"audio": 0.1}}, "completion_token_details": {"raw": 3}, "completion_cost_details": None,
    })  # fmt: skip
    assert (run.session_id, run.parent_run_id, run.in_dataset) == (UUID(ID), UUID(ID), True)
    assert (run.run_type, run.status, run.latency) == ("llm", "success", 1.5)
    assert (run.prompt_token_details, run.prompt_cost_details) == ({"audio": 3}, {"audio": Decimal("0.1")})
    assert (run.completion_token_details, run.completion_cost_details) == ({"raw": 3}, None)


def fetched(*records: dict[str, object]) -> list[Run]:
    return read_texts(check_texts(json.dumps(record).encode() for record in records), "https://smith.langchain.com")


def test_where_a_run_is_seen_is_known_of_one_that_was_fetched() -> None:
    (run,) = fetched({"id": ID, "app_path": "/o/1/r/2"})
    assert run.url == copy.deepcopy(run).url == "https://smith.langchain.com/o/1/r/2"
    assert run == read_run({"id": ID, "app_path": "/o/1/r/2"})
    assert "_host" not in run.model_dump()
    assert (read_run(run.model_dump()).url, fetched({"id": ID})[0].url) == (None, None)


def test_what_does_not_fit_in_a_page_is_named_too() -> None:
    with pytest.raises(ValueError, match=r"^tags: Input should be a valid list$"):
        fetched({"id": ID}, {"id": ID, "tags": 5})


@pytest.mark.parametrize(
    ("extra", "metadata"), [(None, {}), ({}, {}), ({"metadata": None}, {}), ({"metadata": {"a": 1}}, {"a": 1})]
)
def test_metadata_is_part_of_extra(extra: object, metadata: object) -> None:
    assert read_run({"id": ID, "extra": extra}).metadata == metadata


def test_a_run_is_shown_without_its_contents() -> None:
    run = read_run({"id": ID, "name": "model", "run_type": "llm", "inputs": {"secret": "s3cret"}, "anything": "s3cret"})
    assert repr(run) == f"Run(id='{ID}', name='model', run_type='llm')"
    assert "s3cret" not in str(run)


def test_a_run_is_shown_with_how_it_ended() -> None:
    times = {"start_time": "2026-01-01T00:00:00", "end_time": "2026-01-01T00:00:01.5"}
    run = read_run({"id": ID, "status": "error", **times, "error": "Timeout\n" + "x" * 500})
    assert repr(run).startswith(f"Run(id='{ID}', name=None, run_type=None, status='error', latency=1.5, error='Timeout")
    assert len(repr(run)) < 220
    assert repr(run).isprintable()
    selected = read_run({"id": ID, "status": "success"}, frozenset({"id", "status"}))
    assert repr(selected) == f"Run(id='{ID}', name=None, run_type=None, status='success')"


def test_what_does_not_fit_is_named_in_one_line() -> None:
    with pytest.raises(ValueError, match=r"^id: .*valid UUID.*; tags\.0: .*valid string.*; total_tokens: [^\n]*$"):
        read_run({"id": "x", "tags": [1], "total_tokens": "many"})
    with pytest.raises(ValueError, match=r"^a run: Input should be a valid dictionary or instance of Run$"):
        read_run([])


def test_the_values_that_do_not_fit_are_not_shown() -> None:
    with pytest.raises(ValueError, match="inputs") as caught:
        read_run({"id": ID, "inputs": "s3cret"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("name", ["albums_tracks", "genres_revenue", "revenue_by_country"])
def test_the_fields_of_a_real_trace_come_out_as_they_went_in(name: str) -> None:
    for record in read_records(EXAMPLES / f"{name}.jsonl"):
        run = Run.model_validate(record)
        shown = json.loads(run.model_dump_json(exclude_unset=True))
        times = {"start_time", "end_time"}
        assert {key: shown[key] for key in shown.keys() - times} == {key: record[key] for key in record.keys() - times}
        assert run.latency is not None
        assert run.latency > 0


def test_a_real_trace_has_the_tokens_of_its_llm_runs() -> None:
    records = read_records(EXAMPLES / "genres_revenue.jsonl")
    (root,) = (record for record in records if record["parent_run_id"] is None)
    assert len(records) == 15
    assert {record["status"] for record in records} == {"success"}
    assert root["total_tokens"] == sum(record["total_tokens"] for record in records if record["run_type"] == "llm") == 3629
