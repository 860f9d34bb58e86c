"""The answers to the page: the same in memory and in DuckDB, bounded whatever runs hold, and never an exception."""

from collections.abc import Iterator
from datetime import datetime, timedelta, UTC
from functools import cache
import json
from pathlib import Path
import shlex
import subprocess
import sys
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

import hostile_export
from filterlang.evaluate.reference import matcher, matches
from filterlang.evaluate.query import Plan
from filterlang.explore.explored_runs import ExploredRuns
from filterlang.explore.opened_runs import explored_files
from filterlang.explore.page_answers import answer, answer_text, written
from filterlang.explore.run_columns import COLUMNS
from filterlang.explore.value_nodes import DEEPEST, MOST_CHARACTERS, MOST_ENTRIES
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import read_records
from filterlang.opening import in_memory, open_runs
from filterlang.schema.query_arguments import FILTERS
from filterlang.strategies import runs as drawn_runs

ROOT = Path(__file__).parent.parent.parent
EXPORT = str(ROOT / "docs" / "examples" / "support_bot.jsonl")
ONE = {"filter": 'eq(status, "error")'}
QUERIES: list[dict[str, str]] = [
    {},
    ONE,
    {"filter": 'and(gt(latency, 1), eq(run_type, "llm"))', "since": "2026-10-12"},
    {"filter": 'like(metadata_key, "ls_%")', "until": "2026-10-20T00:00:00Z"},
    {"tree_filter": 'eq(status, "error")', "trace_filter": 'eq(name, "support_bot")'},
    {"filter": 'search("order")'},
]
SORTED = [column.name for column in COLUMNS.values() if column.description()["sortable"]]


@cache
def in_python() -> ExploredRuns:
    return ExploredRuns(LocalRuns(read_records(EXPORT)), "runs")


@pytest.fixture(scope="module")
def explored() -> dict[str, ExploredRuns]:
    """The same runs by three engines: Python, DuckDB over the file, DuckDB over its memory."""
    opened = open_runs(EXPORT)
    made = {"python": in_python(), "lines": ExploredRuns(opened, "runs"), "loaded": ExploredRuns(in_memory(opened), "runs")}
    for each in made.values():
        each.learn()
    return made


def asked() -> Iterator[dict[str, Any]]:
    yield {"request": "about"}
    for query in QUERIES:
        yield from ({"request": kind, "query": query} for kind in ("funnel", "histogram", "forms", "runs"))
        for number, column in enumerate(SORTED):
            for descending in (number % 2 == 0,) if query else (False, True):
                sort = {"column": column, "descending": descending}
                yield {"request": "runs", "query": query, "sort": sort, "offset": 3, "limit": 7, "columns": [column, "tags"]}
    for record in read_records(EXPORT)[::20]:
        yield {"request": "run", "id": record["id"]}
        yield {"request": "trace", "id": record["id"], "query": ONE}
        yield {"request": "why", "id": record["id"], "query": QUERIES[4]}
        yield {"request": "value", "id": record["id"], "section": "fields", "path": [0]}


@pytest.mark.parametrize("request_", [*asked()], ids=lambda request: request["request"])
def test_engines_answer_alike(request_: dict[str, Any], explored: dict[str, ExploredRuns]) -> None:
    answers = {name: json.loads(written(answer(each, request_))) for name, each in explored.items()}
    assert "error" not in answers["python"], answers["python"]
    assert answers["lines"] == answers["loaded"]
    if request_["request"] in ("run", "value"):  # DuckDB's records have the keys of its columns, in their order
        answers = {name: _by_section(each) for name, each in answers.items()}
    assert answers["python"] == answers["loaded"]


def _by_section(answered: dict[str, Any]) -> Any:
    return {section["name"] for section in answered.get("sections", ())}


def test_the_count_is_that_of_list_runs(explored: dict[str, ExploredRuns]) -> None:
    for query in QUERIES[:2]:
        expected = open_runs(EXPORT).list_runs(**query).count()  # type: ignore[arg-type]
        assert {answer(each, {"request": "count", "query": query})["count"] for each in explored.values()} == {expected}


def test_pages_follow_each_other() -> None:
    whole = [run["id"] for run in answer(in_python(), {"request": "runs", "limit": 100})["runs"]]  # type: ignore[attr-defined]
    pages: list[str] = []
    more: object = True
    while more:
        page: Any = answer(in_python(), {"request": "runs", "offset": len(pages), "limit": 13})
        pages += [run["id"] for run in page["runs"]]
        more = page["more"]
    assert pages == whole
    assert len(pages) == 59


@settings(deadline=None, max_examples=30)
@given(st.lists(drawn_runs(hostile=True), min_size=1, max_size=5))
def test_a_value_selects_the_run_that_has_it(records: list[dict[str, Any]]) -> None:
    """Every condition that the page offers for a value is a filter without errors that the run meets."""
    records = [{**record, "id": str(number), "trace_id": "0"} for number, record in enumerate(records)]
    explored = ExploredRuns(LocalRuns(records), "runs")
    names = [*COLUMNS, *(f"metadata.{key}" for key in ("tier", "a.b")), "feedback.quality"]
    page: Any = answer(explored, {"request": "runs", "columns": names})
    by_id = {record["id"]: record for record in records}
    for row in page["runs"]:
        run: Any = answer(explored, {"request": "run", "id": row["id"]})
        for condition in {*_filters(row["cells"]), *_filters(run["sections"])}:
            assert matcher(condition)(by_id[row["id"]]), condition


def _filters(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("filter"), str):
            yield value["filter"]
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from _filters(inner)


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({"request": "count", "query": {"filter": "eq(latncy, 1)"}}, ("filter", "there is no field `latncy`")),
        ({"request": "runs", "query": {"tree_filter": "eq("}}, ("tree_filter", None)),
        ({"request": "count", "query": {"filter": "not(" * 600}}, ("filter", "the filter is nested more than 500 levels deep")),
        ({"request": "run", "id": "nothing"}, (None, "there is no run with this id here")),
        ({"request": "why", "id": "x", "query": {}}, (None, "there is no filter to explain")),
    ],
)
def test_what_is_wrong_with_a_query_is_a_problem(request_: dict[str, Any], problem: tuple[str | None, str | None]) -> None:
    answered: Any = answer(in_python(), request_)
    assert answered["problem"]["filter"] == problem[0]
    assert problem[1] in (None, answered["problem"]["message"])


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        ([], ""),
        ({"request": "nothing"}, "request"),
        ({"request": "count", "query": {"filter": 1}}, "query.filter"),
        ({"request": "count", "query": {"fitler": ""}}, "query.fitler"),
        ({"request": "count", "query": {"since": "yesterday"}}, "query.since"),
        ({"request": "count", "id": "1"}, "id"),
        ({"request": "runs", "limit": 201}, "limit"),
        ({"request": "runs", "offset": -1}, "offset"),
        ({"request": "runs", "sort": {"column": "tags"}}, "sort.column"),
        ({"request": "runs", "columns": ["nope"]}, "columns[0]"),
        ({"request": "run"}, "id"),
        ({"request": "value", "id": "01a12f32-7b80-7b60-a5ac-ba8e3fd0ff0b", "section": "nope"}, "section"),
        ({"request": "value", "id": "01a12f32-7b80-7b60-a5ac-ba8e3fd0ff0b", "section": "inputs", "path": [7]}, "path"),
    ],
)
def test_a_wrong_request_names_what_is_wrong(request_: Any, path: str) -> None:
    answered: Any = answer(in_python(), request_)
    assert answered["error"]["path"] == path


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = ("about", "count", "funnel", "histogram", "runs", "run", "value", "trace", "why", "forms", "diagnostics", "completions")
REQUESTS = st.fixed_dictionaries(
    {"request": st.sampled_from(KINDS)},
    optional={
        "query": st.dictionaries(st.sampled_from([*FILTERS, "since", "until"]), st.text() | JSON) | JSON,
        "id": st.sampled_from(["01a12f32-7b80-7b60-a5ac-ba8e3fd0ff0b", ""]) | JSON,
        **dict.fromkeys(("sort", "offset", "limit", "columns", "section", "path", "text"), JSON),
    },
)  # fmt: skip


@settings(deadline=None)
@given(REQUESTS | JSON)
def test_every_request_has_an_answer(request_: Any) -> None:
    answered = json.loads(answer_text(in_python(), json.dumps(request_)))
    assert "defect" not in json.dumps(answered)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", '{"request": "count", "query": {"filter": "\\ud800"}}'])
def test_every_text_has_an_answer(text: str) -> None:
    answered = json.loads(answer_text(in_python(), text))
    assert "error" in answered or "problem" in answered


class TestHostileRuns:
    """Runs of any size have small answers, from which the rest can be had."""

    @pytest.fixture(scope="class")
    @classmethod
    def explored(cls) -> ExploredRuns:
        odd = {
            "not a number": {"inputs": {"x": float("nan"), "y": float("inf"), "z": 10**400}, "total_tokens": float("nan")},
            "half a pair": {"name": "\ud800", "inputs": {"\udfff": "\ud800"}, "tags": ["\ud83d"]},
            "twice": {"name": "first"},
            "deeper": {"inputs": _nested(3_000)},
            "lists": {"inputs": [[[]]], "outputs": ["x"], "tags": "no list", "extra": 1, "feedback": [1, {"key": 2}]},
        }
        records = [*hostile_export.hostile_runs(), *({"id": id, **rest} for id, rest in odd.items()), {"id": "twice"}]
        return ExploredRuns(LocalRuns(records), "runs")

    def test_all_are_on_the_page_and_open(self, explored: ExploredRuns) -> None:
        explored.learn()
        text = written(answer(explored, {"request": "runs", "columns": list(COLUMNS), "limit": 200}))
        assert len(text) < 500_000
        rows = json.loads(text)["runs"]
        assert len(rows) == len(explored.runs.records)  # type: ignore[attr-defined]
        for row in rows:
            for kind in ("run", "trace", "why"):
                query = {} if kind == "run" else {"query": ONE}
                opened = written(answer(explored, {"request": kind, "id": row["id"], **query}))
                assert "defect" not in opened, row["id"]
                assert opened.isascii()
                assert len(opened) < 4_000_000

    def test_the_rest_of_a_large_value_can_be_had(self, explored: ExploredRuns) -> None:
        keys: list[str] = []
        node: Any = {"path": [], "more": 1}
        while node["more"]:
            request = {"request": "value", "id": "huge", "section": "inputs", "path": node["path"], "offset": len(keys)}
            node = answer(explored, request)["value"]
            assert len(node["entries"]) <= MOST_ENTRIES
            keys += [key for key, _ in node["entries"]]
            if len(keys) >= 1_000:
                break
        assert keys == [f"key {number} {hostile_export.SCRIPT}" for number in range(1_000)]

    def test_the_rest_of_a_text_can_be_had(self, explored: ExploredRuns) -> None:
        text = ""
        node: Any = {"more": 1}
        while node["more"]:
            request = {"request": "value", "id": "huge", "section": "outputs", "path": [0], "offset": len(text)}
            node = answer(explored, request)["value"]
            assert len(node["text"]) <= MOST_CHARACTERS
            text += node["text"]
        assert text == f"{hostile_export.IMAGE} \n" * 40_000

    def test_levels_are_opened_a_few_at_a_time(self, explored: ExploredRuns) -> None:
        node: Any = answer(explored, {"request": "value", "id": "deeper", "section": "inputs"})["value"]
        path: list[int] = []
        levels = 0
        while node["t"] == "object" and levels < 10_000:
            levels += bool(node["entries"])
            if node["more"]:
                path = node["path"]
                node = answer(explored, {"request": "value", "id": "deeper", "section": "inputs", "path": path})["value"]
            else:
                node = node["entries"][0][1]
        assert levels == 3_000
        assert len(path) % DEEPEST == 0

    def test_a_trace_of_many_runs_is_cut_and_has_the_run(self) -> None:
        children = [{"id": f"{number}", "trace_id": "root", "parent_run_id": "root"} for number in range(10_000)]
        explored = ExploredRuns(LocalRuns([{"id": "root", "trace_id": "root"}, *children]), "runs")
        answered: Any = answer(explored, {"request": "trace", "id": "9999", "query": {}})
        assert answered["more"] + len(answered["nodes"]) == 10_001
        assert [node["id"] for node in answered["nodes"][-1:]] == ["9999"]

    def test_only_the_runs_that_are_shown_are_read_whole(self) -> None:
        """What a run holds, and the ids of all runs above it, are read for the shown runs only."""
        children = [
            {"id": f"{number}", "trace_id": "root", "parent_run_id": f"{number - 1}" if number else "root", "name": "step"}
            for number in range(5_000)
        ]
        runs = CountedRuns([{"id": "root", "trace_id": "root", "name": "bot"}, *children])
        answered: Any = answer(
            ExploredRuns(runs, "runs"), {"request": "trace", "id": "3000", "query": {"filter": 'eq(name, "bot")'}}
        )
        assert [node["id"] for node in answered["nodes"] if node["matches"]] == ["root"]
        assert {node["name"] for node in answered["nodes"]} == {"bot", "step"}
        whole = [plan for plan in runs.plans if plan.select and {"name", "parent_run_ids"} & {*plan.select}]
        assert max(runs.select(plan).count() for plan in whole) == len(answered["nodes"]) < 5_001

    @pytest.mark.parametrize("above", [{"parent_run_ids": ["root"]}, {"dotted_order": "1Zroot.2Z1"}])
    def test_a_parent_may_be_named_by_any_key(self, above: Any) -> None:
        explored = ExploredRuns(
            LocalRuns([{"id": "root", "trace_id": "root"}, {"id": "1", "trace_id": "root", **above}]), "runs"
        )
        answered: Any = answer(explored, {"request": "trace", "id": "1", "query": {}})
        assert [(node["id"], node["depth"]) for node in answered["nodes"]] == [("root", 0), ("1", 1)]

    def test_a_trace_that_is_too_large_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("filterlang.explore.run_answers._MOST_OF_TRACE", 1)
        explored = ExploredRuns(LocalRuns([{"id": id, "trace_id": "1"} for id in "12"]), "runs")
        answered: Any = answer(explored, {"request": "trace", "id": "2", "query": {}})
        assert answered["problem"]["message"] == "the trace has more than 1 runs: its tree is shown for smaller ones"


class CountedRuns(LocalRuns):
    """Runs that keep the plans of the queries on them."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        super().__init__(records)
        self.plans: list[Plan] = []

    def select(self, plan: Plan) -> Any:
        self.plans.append(plan)
        return super().select(plan)


def _nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"k": value}
    return value


def test_no_form_lets_a_value_out_of_its_quotes(tmp_path: Path) -> None:
    """The shell and Python read from the forms exactly the filter that was typed."""
    value = "'; touch hacked; $(touch hacked) `touch hacked` \\ \" \n%"
    text = f"eq(name, {json.dumps(value)})"
    listed: Any = answer(in_python(), {"request": "forms", "query": {"filter": text}})["forms"]
    forms = {form["name"]: form["text"] for form in listed}
    for name in ("curl (v1)", "curl (v2)"):
        script = 'curl() { printf %s "${@: -1}"; }\n' + forms[name]
        body = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path).stdout
        assert json.loads(body)["filter"] == text
    assert not list(tmp_path.iterdir())
    built: dict[str, Any] = {}
    exec(forms["Python builder"], built)
    assert matches(str(built["filter"]), {"name": value})
    for name in ("SDK call (v1)", "SDK call (v2)"):
        assert repr(text) in forms[name]
        compile(forms[name], name, "exec")


def test_the_local_forms_find_the_same_runs(tmp_path: Path) -> None:
    """Files with awkward names, a trace filter and a time; the playground has no files, and no such forms."""
    path = tmp_path / "it's $(here).jsonl"
    path.write_bytes(Path(EXPORT).read_bytes())
    query = {"filter": 'eq(run_type, "llm")', "trace_filter": 'neq(name, "it\'s $(no)")', "since": "2026-10-06T00:00:00Z"}
    explored = explored_files([str(path)], skip_broken=True)
    listed: Any = answer(explored, {"request": "forms", "query": query})["forms"]
    expected: Any = answer(explored, {"request": "count", "query": query})["count"]
    assert expected > 0
    assert [form["name"] for form in listed[:2]] == ["command line", "Python for these files"]
    command = [sys.executable, "-m", "filterlang", *shlex.split(listed[0]["text"])[1:], "--count"]
    assert int(subprocess.run(command, capture_output=True, check=True).stdout) == expected
    program = [sys.executable, "-c", listed[1]["text"]]
    assert len(subprocess.run(program, capture_output=True, check=True).stdout.splitlines()) == expected
    without: Any = answer(in_python(), {"request": "forms", "query": query})["forms"]
    assert [form["name"] for form in without] == [form["name"] for form in listed[2:]]


def test_the_answers_need_no_library() -> None:
    """The playground runs them in a browser, where there is neither a server nor DuckDB nor pydantic."""
    probe = (
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        known = sys.stdlib_module_names | {'lark', 'filterlang', 'sitecustomize', 'usercustomize'}\n"
        "        if name.split('.')[0] not in known:\n"
        "            raise ModuleNotFoundError(f'{name} is blocked', name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from filterlang.explore.explored_runs import ExploredRuns\n"
        "from filterlang.explore.page_answers import answer\n"
        "from filterlang.exports.memory import LocalRuns\n"
        "explored = ExploredRuns(LocalRuns([{'id': '1', 'name': 'bot', 'status': 'error'}]), 'runs')\n"
        "explored.learn()\n"
        f"for kind, keys in {list(_KEYS.items())!r}:\n"
        "    given = {'query': {'filter': 'eq(status, \"error\")'}, 'id': '1', 'section': 'fields'}\n"
        "    answered = answer(explored, {'request': kind, **{key: given[key] for key in keys if key in given}})\n"
        "    assert not {'error', 'problem'} & answered.keys(), (kind, answered)\n"
    )
    subprocess.run([sys.executable, "-c", probe], check=True, cwd=ROOT)


_KEYS = {
    "about": (), "count": ("query",), "funnel": ("query",), "histogram": ("query",), "runs": ("query",), "run": ("id",),
    "value": ("id", "section"), "trace": ("query", "id"), "why": ("query", "id"), "forms": ("query",),
}  # fmt: skip


def test_the_condition_on_a_latency_is_that_of_the_times() -> None:
    record = {"id": "1", "start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-01T00:00:03Z", "latency": 1.5}
    answered: Any = answer(ExploredRuns(LocalRuns([record]), "run"), {"request": "run", "id": "1"})
    (shown,) = (entry for section in answered["sections"] for key, entry in section["value"]["entries"] if key == "latency")
    assert (shown["text"], shown["filter"]) == ("1.5", "gte(latency, 3)")
    assert matches(shown["filter"], record)


@pytest.mark.parametrize("column", ["start_time", "total_cost", "name"])
def test_a_table_without_values_is_sorted_by_them(column: str) -> None:
    pa = pytest.importorskip("pyarrow")
    explored = ExploredRuns(open_runs(pa.table({"id": ["a", "b"], "start_time": pa.nulls(2)})), "runs")
    answered: Any = answer(explored, {"request": "runs", "sort": {"column": column, "descending": True}})
    assert [run["id"] for run in answered["runs"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("seconds", "unit", "bars"),
    [(0, "second", 1), (15, "second", 16), (600, "minute", 11), (6 * 3600, "hour", 7), (10**8, "month", 39)],
)
def test_bars_are_as_short_as_the_runs_allow(seconds: int, unit: str, bars: int) -> None:
    """A single trace of seconds has a picture as well."""
    begin = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
    records = [{"id": str(number), "start_time": str(begin + timedelta(seconds=at))} for number, at in enumerate((0, seconds))]
    for opened in (LocalRuns(records), open_runs(records)):
        drawn: Any = answer(ExploredRuns(opened, "runs"), {"request": "histogram"})
        assert (drawn["unit"], len(drawn["bars"])) == (unit, bars)
        assert sum(bar["count"] for bar in drawn["bars"]) == 2


def test_lines_that_only_python_reads_are_explored(tmp_path: Path) -> None:
    record = {"id": "a", "trace_id": "a", "run_type": "llm", "status": "success", "start_time": "2026-11-01T00:00:00Z"}
    lines = tmp_path / "runs.jsonl"
    lines.write_text(json.dumps(record) + "\n" + json.dumps({**record, "id": "b", "name": "\ud800"}) + "\n")
    explored = ExploredRuns(in_memory(open_runs(lines)), "runs")
    assert answer(explored, {"request": "count", "query": {}})["count"] == 2


def test_files_that_have_changed_are_noted(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    file.write_text('{"id": "1"}\n')
    explored = explored_files([str(file)])
    assert answer(explored, {"request": "about"})["notes"] == []
    file.write_text('{"id": "1"}\n{"id": "2"}\n')
    assert answer(explored, {"request": "about"})["notes"] == [
        "the files have changed since they were opened: start the command again"
    ]
