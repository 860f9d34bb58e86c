"""The byte search loses no file whose filters are found, and leaves out most of the others."""

from pathlib import Path
import re

from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
from filterlang.lint.prefilter import _has_comparison, may_hold_filters
from filterlang.schema.operators import LOGICAL, OPERATORS

HABITS = Path(__file__).parent.parent / "hosts" / "habits"


def with_filters() -> list[Path]:
    return [
        path for path in sorted(HABITS.glob("*"))
        if path.suffix != ".expected" and path.with_name(f"{path.name}.expected").stat().st_size
    ]  # fmt: skip


@pytest.mark.parametrize("path", with_filters(), ids=lambda path: path.name)
def test_a_file_with_filters_is_parsed(path: Path) -> None:
    language = language_of_file(path.name)
    assert language is not None
    assert may_hold_filters(path.read_bytes(), language)


@pytest.mark.parametrize(
    "text",
    [
        "client.list_runs(filter='status = error')",
        "client.runs\n    .query(filter = x)",
        "RunQueryParams.builder().filter(x)",
        'langsmith.RunQueryV2Params{Filter: langsmith.F("x")}',
        "TREE_FILTER: x",
        "traceFilter: x",
        "?searchModel=%7B%22filter%22%3A%22eq%28is_root",
        "filter: and(\\n  Eq (is_root, true))",
        '"filter": "\\neq(is_root, true)"',
        "# LangSmith: eq(name, 'a')",
        "filter = 'in(id, [])'",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_words_of_a_filter_are_seen_in_every_spelling(text: str, encoding: str) -> None:
    assert may_hold_filters(text.encode(encoding), HOST_LANGUAGES["python"])


@pytest.mark.parametrize(
    "text",
    [
        "rows = filter(None, rows)\nif name in (a, b): pass",
        "items.filter(item => re.search(item) && map.has(item))",
        "from langsmith import traceable",
        "joined = ','.join(filters)",
        "requests.get(url, params={'$filter': \"name eq 'a'\"})",
    ],
)
def test_other_files_are_left_out(text: str) -> None:
    assert not may_hold_filters(text.encode(), HOST_LANGUAGES["python"])


NAMES = sorted({*OPERATORS} - LOGICAL)
CALL = re.compile(
    rb"(?:\A|[^\w.]|\\[nrt])(?:%b) ?(?<!in )\(|(?:%b)(?:%%28|\\u0028)" % (("|".join(NAMES).encode(),) * 2), re.IGNORECASE
)
pieces = st.sampled_from([*NAMES, "IN", "(", " ", "%28", "\\n", "\\u0028", ".", "_", "a", ")", "\n", "28", "é"])


@given(st.lists(pieces, max_size=12).map("".join))
def test_the_call_of_an_operator_is_found_where_a_pattern_finds_it(text: str) -> None:
    content = text.encode()
    assert _has_comparison(content) == (CALL.search(content) is not None)
