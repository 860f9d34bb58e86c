"""The text of JSON is that of the SDK's writer, and an id is a UUID or not, everywhere alike."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from answers import ids
from export_files import RUNS, kept_as
from hypothesis import given, strategies as st
import orjson
import pytest

from filterlang.exports.memory import LocalRuns
from filterlang.opening import open_runs
from filterlang.exports.records import read_records
from filterlang.evaluate.rows import json_text
from filterlang.semantics.durations import canonical_uuid, is_uuid

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FLOATS = st.floats() | st.floats(1e-12, 1e-2) | st.floats(-1e-2, -1e-12) | st.floats(1e14, 1e24)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | FLOATS | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES)
def test_json_is_spelled_as_orjson_spells_it(value: Any) -> None:
    assert json_text(value) == orjson.dumps(value).decode()


@pytest.mark.parametrize("number", [1e-7, 1e-5, 1.5e-5, -2.25e-6, 1e16, 1.5e300, 0.0001, 5e-324, 1.0, -0.0], ids=repr)
def test_a_number_in_inputs_is_found_as_orjson_spells_it(tmp_path: Path, number: float) -> None:
    path = kept_as("runs.jsonl", {**RUNS[0], "inputs": {"q": number}}, RUNS[1])(tmp_path)
    filter = f"like(inputs, {json.dumps(orjson.dumps({'q': number}).decode())})"
    for runs in (open_runs(path), LocalRuns(read_records(path))):
        assert ids(runs, filter=filter) == [RUNS[0]["id"]]


PLAIN = "00000000-0000-4000-8000-00000000000a"
ODD = (
    "+1111111000040008000000000000001", "0x111111000040008000000000000001", "1_111111000040008000000000000001",
    " 0000000000040008000000000000001", "００００００００-0000-4000-8000-00000000000a", PLAIN + "\n", "{" + PLAIN, PLAIN + "}",
    "0-000000000004000800000000000000a", "urn:" + PLAIN, "uuid:" + PLAIN, "١" * 32,
)  # fmt: skip
SPELLED = (
    PLAIN,
    PLAIN.upper(),
    PLAIN.replace("-", ""),
    "{" + PLAIN + "}",
    "urn:uuid:" + PLAIN.upper(),
    "{" + UUID(PLAIN).hex + "}",
)


@pytest.mark.parametrize("text", SPELLED)
def test_a_uuid_is_one_in_every_spelling(text: str) -> None:
    assert (is_uuid(text), canonical_uuid(text)) == (True, PLAIN)


@pytest.mark.parametrize("text", ODD)
def test_other_texts_of_that_length_are_none(tmp_path: Path, text: str) -> None:
    assert (is_uuid(text), canonical_uuid(text)) == (False, text)
    path = kept_as("runs.jsonl", {**RUNS[0], "session_id": text}, RUNS[1])(tmp_path)
    asked = f"eq(session_id, {json.dumps(text)})"
    answers = [runs.matching(filter=asked) for runs in (open_runs(path), LocalRuns(read_records(path)))]
    assert [[(run["id"], run["session_id"]) for run in answer] for answer in answers] == [[(RUNS[0]["id"], text)]] * 2
