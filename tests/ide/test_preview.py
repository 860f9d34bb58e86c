"""The preview of the runs that a filter selects, as an editor shows it."""

import json
from pathlib import Path
import re
from typing import Any

from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.ide import preview as previews
from filterlang.ide.filter_view import FilterView
from filterlang.ide.preview import PreviewedRuns, preview, select_runs
from filterlang.opening import open_runs
from filterlang.schema.places import Kind
from filterlang.text.source import Source

EXPORT = str(Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl")


class _DirectCall:
    """A call in this process, which is faster."""

    def __init__(self, function: Any, arguments: tuple[Any, ...], **limits: float) -> None:
        assert limits.keys() == {"seconds", "most_memory"}
        self._result = function(*arguments)

    def result(self) -> Any:
        return self._result


@pytest.fixture
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "LimitedCall", _DirectCall)


def shown(text: str, *paths: str) -> str:
    return preview(FilterView(Source(text)), paths or (EXPORT,))


def in_python(code: str) -> FilterView:
    """The view of the first filter in a Python program."""
    filter = next(iter(filters_in(Source(code, "a.py"), HOST_LANGUAGES["python"])))
    return FilterView(filter.source, embedded=filter)


@pytest.mark.processes
def test_the_runs_that_are_selected_are_counted_and_the_latest_listed() -> None:
    assert shown("gt(latency, 10)") == (
        "**2 of 59 runs**: selected by `gt(latency, 10)`\n"
        "\n"
        "| start_time | name | run_type | status | latency | total_tokens | id |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| `2026-10-12 08:20:00` | `support_bot` | `chain` | `success` | `15.41s` | `5617` |"
        " `01a12f32-7b80-7b60-a5ac-ba8e3fd0ff0b` |\n"
        "| `2026-10-05 09:02:10` | `support_bot` | `chain` | `success` | `11.38s` | `5615` |"
        " `01a10b4c-9250-706f-8360-641fc0c785b6` |\n"
    )


@pytest.mark.usefixtures("_in_this_process")
def test_of_many_runs_the_latest_are_listed() -> None:
    many = shown('eq(run_type, "chain")')
    assert many.startswith('**23 of 59 runs**: selected by `eq(run_type, "chain")`\n\nThe latest 10:\n\n| start_time |')
    assert many.count("\n|") == 12


@pytest.mark.usefixtures("_in_this_process")
@pytest.mark.parametrize(
    ("argument", "head"),
    [
        ("filter", "**2 of 59 runs**: selected by"),
        ("trace_filter", "**16 of 59 runs**: in traces whose root run is selected by"),
        ("tree_filter", "**16 of 59 runs**: in traces of which a run is selected by"),
    ],
)
def test_a_filter_of_traces_selects_by_the_trace(argument: str, head: str) -> None:
    """The counts are those of ``list_runs``."""
    text = "gt(latency, 10)"
    view = in_python(f"from langsmith import Client\nClient().list_runs({argument}='{text}')\n")
    assert preview(view, [EXPORT]).startswith(f"{head} `{text}`\n")
    assert head.startswith(f"**{len(open_runs(EXPORT).matching(**{argument: text}))} of")  # type: ignore[arg-type]


@pytest.mark.usefixtures("_in_this_process")
def test_without_runs_it_says_which_condition_and_which_period() -> None:
    period = "The runs started between `2026-10-05 09:00:00` and `2026-11-04 02:00:00` (UTC).\n"
    assert shown("gt(latency, 1000)") == f"**None of 59 runs**: selected by `gt(latency, 1000)`\n\n{period}"
    assert shown('and(eq(status, "error"), gt(latency, 1000))') == (
        '**None of 59 runs**: selected by `and(eq(status, "error"), gt(latency, 1000))`\n\n'
        f"No run meets gt(latency, 1000).\n\n{period}"
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("list_runs(filter=f'eq(name, {name})')",
         "The filter depends on values that are only known when the program runs (`name`): there is no preview.\n"),
        ("list_runs(filter='eq(name, x)')", 'The filter has an error: the text x stands without quotes (write "x")\n'),
        ("list_runs(filter='eq(')", "The filter has an error: `eq` takes a field and a value, not 0 arguments\n"),
        ("list_examples(filter='exists(metadata, \"a\")')",
         "This is a filter of examples, not of runs: there is no preview.\n"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_tried_says_why(code: str, message: str) -> None:
    assert preview(in_python(f"from langsmith import Client\nname = input()\nClient().{code}\n"), [EXPORT]) == message


def test_without_an_export_it_says_how_to_name_one() -> None:
    assert preview(FilterView(Source("gt(latency, 5)")), []) == previews._NO_EXPORT + "\n"


@pytest.mark.processes
def test_an_export_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert shown("gt(latency, 5)", "nope.jsonl") == "The export cannot be read: nope.jsonl: No such file or directory\n"
    (tmp_path / "broken.jsonl").write_text("{}\n<script>\n")
    assert "<script>" not in shown("gt(latency, 5)", str(tmp_path / "broken.jsonl"))


def test_broken_lines_are_counted(tmp_path: Path) -> None:
    run = json.dumps({"id": "00000000-0000-4000-8000-000000000000", "name": "a"})
    (tmp_path / "runs.jsonl").write_text(f"{run}\nbroken\n")
    runs = select_runs([str(tmp_path / "runs.jsonl")], "filter", 'eq(name, "a")', 10)
    assert (runs.selected, runs.total, runs.notes) == (1, 1, ("1 broken line was left out.",))


HOSTILE = st.text(st.sampled_from("a|`\\<>[]()!*_#\n\r\u2028\u202e&"), min_size=1, max_size=12)


@given(HOSTILE)
def test_no_text_of_a_run_leaves_its_cell(text: str) -> None:
    cell = previews._cell(text)
    assert not re.search(r"[|\n\r\u2028\u202e]", cell)
    marks = re.match(r"`*", cell)[0]  # type: ignore[index]
    inside = cell.removeprefix(marks).removesuffix(marks)
    assert marks not in re.findall(r"`+", inside) if marks else not re.search(r"(?<!\\)(?:\\\\)*[<\[`*_]", cell)


@given(st.lists(HOSTILE, min_size=7, max_size=7), HOSTILE, HOSTILE)
def test_a_preview_has_the_lines_it_should(cells: list[str], note: str, reason: str) -> None:
    runs = PreviewedRuns(1, 1, (tuple(cells),), ("", ""), reason, (note,))
    text = "\n".join(previews._lines(runs, Kind.RUN, FilterView(Source(f'eq(name, "{note}")'))))
    assert [line.count("|") for line in text.split("\n")][2:] == [8, 8, 8, 0, text.rpartition("\n")[2].count("|")]
