"""Runs from JSON texts: the same runs as from parsed records, whatever is in them and whatever is done to them."""

import copy
import gc
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
import sys
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, PrivateAttr, TypeAdapter
from pydantic_core import from_json
import pytest

from filterlang.evaluate import run as run_module
from filterlang.evaluate.run import FIELDS, PAYLOADS, Run, read_run
from filterlang.evaluate.run_texts import check_texts, read_texts
from filterlang.strategies.coherent import runs

ID = "00000000-0000-4000-8000-000000000000"
WHOLE = {
    "id": ID, "trace_id": ID, "name": "model", "run_type": "LLM", "start_time": "2026-01-01T00:00:00.5",
    "end_time": "2026-01-01T02:00:02+02:00", "inputs": {"messages": [{"a": 1}]}, "outputs": {}, "extra": None, "error": None,
    "events": [{"name": "start"}], "tags": ["a"], "project_id": ID, "parent_run_ids": [], "total_cost": "0.0100",
    "prompt_token_details": {"raw": {"audio": 3}}, "feedback_stats": {"user": {"n": 1}}, "metadata": {"a": [1]},
    "model_copy": 3,
}  # fmt: skip


def fetched(*records: object) -> list[Run]:
    return read_texts(check_texts(json.dumps(record).encode() for record in records), "https://host")


def outcome(read: Callable[[], Run]) -> object:
    """What comes of reading a record: all that a run shows, or the message of the error."""
    try:
        run = read()
    except ValueError as error:
        return str(error)
    return [run.model_dump_json(), repr(run.model_dump()), run.model_fields_set, repr(run.model_extra), repr(run)]


def from_text(text: bytes) -> object:
    return outcome(lambda: read_texts(check_texts([text]), "")[0])


def from_record(text: bytes) -> object:
    return outcome(lambda: read_run(from_json(text)))


NUMBERS = (0, 1, -1, 1.0, 0.1, 1.5, -0.0, 1e22, 2**40, 2**70, 1e400, -1e400, 1767225600, 1767225600123, float("nan"))
TEXTS = (
    "", "1", "0.10", "1e3", "NaN", "x", "LLM", "true", ID, ID.upper(), ID.replace("-", ""), f"urn:uuid:{ID}", f"{{{ID}}}",
    f"{ID} ",
    "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1234567+02:00",
    "2026-02-30T00:00:00", "1767225600", "2026-01-01T24:00:00Z", "0001-01-01T00:00:00",
)  # fmt: skip
OTHERS = (
    None, True, False, [], {}, [[]], [{}], [None], ["a"], [ID], ["x", ID], {"a": 1}, {"a": {}}, {"a": None}, {"a": "1.50"},
    {"raw": None}, {"raw": 3}, {"raw": {}}, {"raw": {"a": 3}}, {"raw": {"a": "x"}}, {"raw": {"a": 1.5}, "b": 2},
    [{"a": {"b": []}}],
)  # fmt: skip
ALIASES = ("project_id", "is_in_dataset", "parent_run_ids")
BESIDE = ("_host", "_selected", "_record", "_parsed", "_whole")
NAMES = (*sorted(FIELDS), *ALIASES, "unknown", *BESIDE, "model_dump", "__dict__", "__pydantic_extra__", "Inputs", "")
RECORDS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from((*NUMBERS, *TEXTS, *OTHERS)), max_size=6)


@pytest.mark.parametrize("name", NAMES)
def test_each_value_of_each_field_is_read_alike(name: str) -> None:
    for value in (*NUMBERS, *TEXTS, *OTHERS):
        text = json.dumps({"id": ID, "trace_id": ID, name: value}).encode()
        assert from_text(text) == from_record(text)


@given(RECORDS, st.sampled_from(sorted(FIELDS)))
@example({"session_id": ID, "project_id": ID}, "id")
@example({"parent_run_id": None, "parent_run_ids": [ID]}, "is_root")
@example({"is_root": None, "trace_id": ID}, "is_root")
def test_a_record_is_read_alike_whether_parsed_or_not(record: dict[str, Any], name: str) -> None:
    text = json.dumps({"id": ID, **record}).encode()
    first = from_text(text)
    assert first == from_record(text)
    if not isinstance(first, str):
        run, expected = read_texts(check_texts([text]), "")[0], read_run(from_json(text))
        assert repr(getattr(run, name)) == repr(getattr(expected, name))
        assert outcome(lambda: run) == first


def objects(values: st.SearchStrategy[str], names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Objects as JSON texts, some of which have a name twice."""
    members = st.builds(lambda name, value: f"{json.dumps(name)}:{value}", names, values)
    return st.lists(members, max_size=5).map(lambda texts: "{" + ",".join(texts) + "}")


JSON = st.recursive(
    st.sampled_from(
        ("null", "true", "NaN", "-Infinity", "1.0", "-0.0", "1e22", "5e-324", str(10**40), '"\\ud83d\\ude00"', '""')
    ),
    lambda values: (
        st.lists(values, max_size=3).map(lambda texts: f"[{','.join(texts)}]") | objects(values, st.sampled_from("ab"))
    ),
    max_leaves=6,
)


@given(objects(JSON, st.sampled_from((*PAYLOADS, *ALIASES, *BESIDE, "session_id", "total_cost", "unknown"))), st.booleans())
@example('{"inputs":{"a":1,"b":2,"a":{"b":NaN,"b":-Infinity}},"session_id":null,"project_id":null}', True)
@example('{"inputs":null,"unknown":"\\ud800"}', False)
@example('{"inputs":{"a":"\\ud800"}}', False)
@example('{"project_id":null,"unknown":1,"session_id":null,"_record":{},"is_in_dataset":true,"metadata":{}}', True)
def test_texts_are_read_alike_whatever_json_they_are(members: str, is_read_before: bool) -> None:
    text = f'{{"id":"{ID}",{members[1:]}'.replace(",}", "}").encode()

    def from_text_after_payloads() -> Run:
        (run,) = read_texts(check_texts([text]), "")
        if is_read_before:
            assert [getattr(run, name) is getattr(run, name) for name in PAYLOADS]
        return run

    assert outcome(from_text_after_payloads) == from_record(text)


@given(runs(hostile=True))
def test_whole_records_are_read_alike(record: dict[str, Any]) -> None:
    text = json.dumps(record).encode()
    assert from_text(text) == from_record(text)


def test_a_text_with_a_name_twice_means_the_last_as_in_json() -> None:
    text = f'{{"id":"{ID}","name":1,"inputs":5,"name":"b","inputs":{{"a":1}}}}'.encode()
    (run,) = read_texts(check_texts([text]), "")
    assert (run.name, run.inputs) == ("b", {"a": 1})


class Report(BaseModel):
    run: Run


class Revalidating(BaseModel):
    model_config = ConfigDict(revalidate_instances="always")
    run: Run


class Special(Run):
    note: str = "x"
    _hidden: int = PrivateAttr(default=1)


def referred_to_weakly(run: Run) -> object:
    try:
        return weakref.ref(run)() is run
    except TypeError as error:
        return str(error)


CHANGES: dict[str, Callable[[Run], object]] = {
    "==": lambda run: run == read_run(WHOLE),
    "dump": lambda run: list(run.model_dump().items()),
    "JSON": lambda run: run.model_dump_json(exclude_unset=True),
    "inside another model": lambda run: Report(run=run).model_dump_json(),
    "iteration": list,
    "repr": lambda run: (repr(run), str(run)),
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "update": lambda run: run.model_copy(update={"name": "other"}),
    "pickling": lambda run: pickle.loads(pickle.dumps(run)),
    "fields set": lambda run: run.model_fields_set,
    "extra": lambda run: run.model_extra,
    "an extra field": lambda run: (run.metadata, callable(run.model_copy), run.model_extra),
    "an unknown attribute": lambda run: hasattr(run, "nothing"),
    "vars": lambda run: {name: value for name, value in vars(run).items() if name in FIELDS},
    "construction": lambda run: Run.model_construct(**dict(run)),
    "an update of vars": lambda run: (vars(run).update(name="x"), run)[-1],
    "a list as JSON": lambda run: TypeAdapter(list[Run]).dump_json([run, run]),
    "validation as a field": lambda run: Revalidating.model_validate({"run": run}),
    "a subclass": lambda run: Special.model_validate(run.model_dump()).model_dump_json(),
    "a copy of a copy": lambda run: copy.copy(copy.deepcopy(run)).model_copy(deep=True),
    "a weak reference": referred_to_weakly,
    "setting": lambda run: (setattr(run, "inputs", {"new": 1}), setattr(run, "name", "x"), setattr(run, "other", 5), run)[-1],
    "deleting": lambda run: (delattr(run, "inputs"), hasattr(run, "inputs"), sorted(run.model_dump())),
    "validation": lambda run: Run.model_validate(run) == Run.model_validate(run.model_dump()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_done_with_a_run_has_the_same_effect(name: str) -> None:
    change = CHANGES[name]
    (run,) = fetched(WHOLE)
    assert change(run) == change(read_run(WHOLE))
    (run,) = fetched(WHOLE)
    assert run.inputs == WHOLE["inputs"]
    assert change(run) == change(read_run(WHOLE))


def test_what_is_changed_inside_a_payload_stays_changed() -> None:
    (run,) = fetched(WHOLE)
    assert run.inputs is run.inputs is not None
    run.inputs["new"] = 1
    assert (run.model_dump()["inputs"], run.outputs) == ({**WHOLE["inputs"], "new": 1}, {})
    assert run.inputs["new"] == 1


def test_threads_that_read_a_run_at_once_get_the_same_objects() -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            for run in fetched(*[WHOLE] * 200):
                names = ("inputs", "outputs", "__dict__", "model_extra") * 2
                read = dict[str, set[int]]()
                for name, value in zip(names, pool.map(lambda name, run=run: getattr(run, name), names), strict=True):
                    read.setdefault(name, set()).add(id(value))
                assert read == {name: {id(getattr(run, name))} for name in names}
                assert run == read_run(WHOLE)
    finally:
        sys.setswitchinterval(interval)


def test_completing_parses_once_and_validates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (run,), expected = fetched(WHOLE), read_run(WHOLE)
    monkeypatch.setattr(Run, "model_validate", None)
    parsed: list[bytes] = []
    monkeypatch.setattr(run_module, "from_json", lambda text: parsed.append(text) or from_json(text))
    assert (run.outputs, run.model_dump_json(), run == expected) == ({}, expected.model_dump_json(), True)
    assert len(parsed) == 1


@pytest.mark.parametrize("read", [lambda run: run.inputs, lambda run: run.model_dump()], ids=["a payload", "the whole"])
def test_the_text_of_a_run_is_dropped_once_it_is_parsed(read: Callable[[Run], object]) -> None:
    (run,) = fetched({**WHOLE, "outputs": {"text": "x" * 1_000_000}})
    read(run)
    assert not any(isinstance(value, bytes) for values in gc.get_referents(run) for value in gc.get_referents(values))


def test_fields_are_read_without_parsing_and_payloads_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    monkeypatch.setattr(run_module, "from_json", lambda text: parsed.append(text) or from_json(text))
    (run,) = fetched(WHOLE)
    assert (run.id, run.name, run.run_type, run.manifest_id, run.is_root) == (UUID(ID), "model", "llm", None, True)
    assert (run.latency, run.start_time) == (1.5, datetime.fromisoformat("2026-01-01T00:00:00.5+00:00"))
    assert (repr(run), run.extra, parsed) == (repr(read_run(WHOLE)), None, [])
    assert (run.inputs, run.outputs, run.events) == (WHOLE["inputs"], {}, WHOLE["events"])
    assert len(parsed) == 1
    assert run == read_run(WHOLE)
    assert len(parsed) == 1


def test_payloads_are_the_fields_that_validation_leaves_as_they_are() -> None:
    assert {"inputs", "outputs", "extra", "events", "feedback_stats", "attachments"} <= PAYLOADS
    assert PAYLOADS.isdisjoint({"tags", "parent_run_ids", "prompt_token_details", "id", "start_time"})


def test_a_text_that_is_not_json_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"expected"):
        check_texts([b'{"id": "x", "inputs": {"a": [1, }}'])


@pytest.mark.parametrize("rest", [b"", b', "inputs": 1', b', "name": []', b', "start_time": "2026-01-01T00:00:00Z"'])
def test_some_fields_are_those_that_all_fields_have_whatever_the_others_are(rest: bytes) -> None:
    text = b'{"id": "00000000-0000-4000-8000-000000000001", "start_time": "2026-01-01T00:00:00"' + rest + b"}"
    ((_, some),) = check_texts([text], frozenset({"id", "start_time"}))
    assert some == {"id": UUID("00000000-0000-4000-8000-000000000001"), "start_time": datetime(2026, 1, 1, tzinfo=UTC)}
    ((_, every),) = check_texts([text])
    assert some is not None
    assert every is None or some.items() <= every.items()


@pytest.mark.parametrize("text", [b'{"id": "x", "inputs": {"a": [1, }}', b'{"id": "x"} x', b'{"id": "\\q"}'])
def test_a_text_that_is_not_json_is_an_error_whichever_fields_are_read(text: bytes) -> None:
    with pytest.raises(ValueError, match="line 1 column"):
        check_texts([text], frozenset({"id", "start_time"}))
