"""A page cut into the texts of its records: the records of the page as JSON has them, however it is written."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic_core import from_json
import pytest

from filterlang.client import page_texts
from filterlang.client.page_texts import read_page

ID = "00000000-0000-4000-8000-000000000000"
TEXTS = st.sampled_from(["", "a", '"', "\\", '},{"id":', '}, {"id": 1}]', "}]", '"runs":[{"id":', "é", "\u2028", "[", "{"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS | st.sampled_from(["id", "runs"]), values, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXTS | st.sampled_from(["id", "runs"]), VALUES, max_size=4)
RECORDS = st.builds(lambda first, rest: {"id": first, **rest}, VALUES, OBJECTS) | OBJECTS | VALUES
WRITTEN = st.sampled_from([{"separators": (",", ":")}, {}, {"indent": 1}, {"indent": "\t", "ensure_ascii": False}])


@given(st.lists(RECORDS, max_size=4), OBJECTS, OBJECTS, WRITTEN)
@example([{"id": 1, "a": '},{"id":2}]'}, {"id": 2}], {}, {"next": '}]},{"id":'}, {"separators": (",", ":")})
@example([], {"meta": {"runs": [{"id": 1}]}}, {}, {})
@example([{"id": 1}], {"meta": {"runs": [{"id": 2}]}}, {"more": [{"id": 3}]}, {})
@example([None], {}, {"meta": {"runs": [{"id": 2}]}}, {})
@example([{"id": 1}], {'a"runs': [{"": 2}]}, {}, {"separators": (",", ":")})
def test_the_records_are_those_of_the_page(
    records: list[Any], before: dict[str, Any], behind: dict[str, Any], written: dict[str, Any]
) -> None:
    page = {name: value for name, value in before.items() if name != "runs"} | {"runs": records}
    page |= {name: value for name, value in behind.items() if name != "runs"}
    texts, rest = read_page(json.dumps(page, **written).encode(), "runs")
    assert [from_json(text) for text, _ in texts] == records
    assert rest == {name: value for name, value in page.items() if name != "runs"}


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_a_page_of_uniform_records_is_not_parsed_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, separators: tuple[str, str]
) -> None:
    page = json.dumps({"runs": [{"id": ID, "inputs": {"id": 1}}] * 9, "cursors": {"next": "x"}}, separators=separators).encode()
    parsed: list[int] = []
    monkeypatch.setattr(page_texts, "from_json", lambda text: parsed.append(len(text)) or from_json(text))
    texts, rest = read_page(page, "runs")
    assert (len(texts), rest, len(parsed)) == (9, {"cursors": {"next": "x"}}, 2)
    assert max(parsed) < 60


@given(st.integers(1, 200))
def test_a_page_that_is_cut_short_is_an_error(size: int) -> None:
    page = json.dumps({"runs": [{"id": ID, "inputs": {"a": "}]"}}] * 3, "cursors": {"next": None}}).encode()
    with pytest.raises(ValueError, match=r"EOF|expected|control character"):
        read_page(page[: -min(size, len(page))], "runs")


@pytest.mark.parametrize(
    "page",
    [
        b"[]", b"{}", b'{"runs": {}}', b'{"items": []}', b"null", b'{"run": [{"id": 1}]}', b'{"error": {"runs": [{"id": 1}]}}',
        b'{"a\\"runs": [{"id": 1}]}',
    ],
)  # fmt: skip
def test_an_answer_without_a_list_of_runs_is_an_error(page: bytes) -> None:
    with pytest.raises(ValueError, match="the answer is not a list of runs: it has no 'runs'"):
        read_page(page, "runs")
