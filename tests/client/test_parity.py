"""The body that filterlang sends is the one the installed langsmith SDK sends, but for the differences listed here.

The SDK's own ``list_runs`` (synchronous and asynchronous) and its generated ``runs.query_v2`` are recorded beside ours, over
every argument of their signatures and over combinations of them. docs/client.md has the same table of differences, for people.
"""

import asyncio
import inspect
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from langsmith import AsyncClient as SdkAsyncClient
from langsmith import Client as SdkClient
from recorder import KEY, PROJECT, TRACE, Answer, Asked, Server, items, page, serving, uuid

from filterlang.client import AsyncClient, Client
from filterlang.client.passed_on import STREAMED
from filterlang.client.selects import v2_selects
from filterlang.filters import compile as canonical
from filterlang.schema.run_schema import DEFAULT_FIELDS, V2_FIELDS

FILTERS = ("filter", "trace_filter", "tree_filter")
NAMES = {"prod & co": PROJECT, "dev": uuid(91)}
CET = timezone(timedelta(hours=1))
TIMES = [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 12, 30, 15, 123_456, tzinfo=CET), datetime(2026, 1, 1)]  # noqa: DTZ001

VALUES: dict[str, list[Any]] = {
    "project_id": [PROJECT, UUID(PROJECT), PROJECT.upper(), [PROJECT, UUID(uuid(2))]],
    "project_name": ["prod & co", ["prod & co", "dev"]],
    "run_type": ["llm", "chain"],
    "trace_id": [TRACE, UUID(TRACE), TRACE.upper()],
    "reference_example_id": [uuid(3), UUID(uuid(3))],
    "query": ["slow runs", ""],
    "filter": ["gt(latency, 1)", "and( eq(name,'größe') , has(tags,'b') )"],
    "trace_filter": ['eq(name, "a")'],
    "tree_filter": ['has(tags, "b")', "eq(run_type,'llm')"],
    "is_root": [True, False],
    "parent_run_id": [uuid(4), UUID(uuid(4))],
    "start_time": TIMES,
    "error": [True, False],
    "run_ids": [[TRACE], [UUID(TRACE), uuid(2)]],
    "select": [["id", "name"], ["inputs", "outputs"], []],
    "limit": [1, 100, 101, 5000],
}
"""What each argument of the SDK's ``list_runs`` is tried with."""

PASSED_ON: dict[str, list[Any]] = {
    "end_time": TIMES[:2],
    "order": ["asc", "desc"],
    "id": [[TRACE], [UUID(TRACE)]],
    "data_source_type": ["current"],
    "skip_pagination": [True],
    "use_experimental_search": [True],
    "search_filter": ["x"],
    "cursor": ["c1"],
    "skip_prev_cursor": [False],
}
"""What the SDK passes on out of its ``**kwargs``: the rest of v1's body."""

V2_VALUES: dict[str, list[Any]] = {
    **{name: VALUES[name] for name in VALUES if name not in ("project_id", "query", "parent_run_id", "select")},
    "end_time": TIMES[:2],
    "select": [["id", "name"], ["inputs", "outputs"], ["session_id", "parent_run_id", "in_dataset"]],
    "reference_dataset_id": [uuid(5)],
    "include_subtree_usage": [True],
    "cursor": ["c1"],
}

MIGRATED: dict[str, Callable[[Any], dict[str, Any]]] = {
    "project_id": lambda value: {"project_ids": [str(each) for each in (value if isinstance(value, list) else [value])]},
    "project_name": lambda value: {"project_ids": [NAMES[each] for each in (value if isinstance(value, list) else [value])]},
    "run_type": lambda value: {"run_type": value.upper()},
    "trace_id": lambda value: {"trace_id": str(value)},
    "reference_example_id": lambda value: {"reference_examples": [str(value)]},
    "start_time": lambda value: {"min_start_time": value},
    "end_time": lambda value: {"max_start_time": value},
    "error": lambda value: {"has_error": value},
    "run_ids": lambda value: {"ids": [str(each) for each in value]},
    "select": lambda value: {"selects": v2_selects(value)},
    "limit": lambda value: {"page_size": value},
}
"""How LangSmith's migration guide has an argument of ``list_runs`` said with ``runs.query``; the others keep their names."""


class Difference(NamedTuple):
    """Something that is sent otherwise: which part of the body, why, and what it becomes (None: it is left out)."""

    part: str
    why: str
    becomes: Callable[[Any, dict[str, Any]], Any]


def _lower(value: Any, _: object) -> Any:
    return [each.lower() for each in value] if isinstance(value, list) else value and value.lower()


def _aware(value: Any, _: object) -> Any:
    moment = value and datetime.fromisoformat(value)
    return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _canonical(text: Any, _: object) -> Any:
    return text and canonical(text)


def _selected(value: Any, asked: dict[str, Any]) -> Any:
    return list(dict.fromkeys(["id", *value])) if asked.get("select") else list(DEFAULT_FIELDS)


def _selected_of_v2(value: Any, asked: dict[str, Any]) -> Any:
    return list(dict.fromkeys(["ID", *value])) if asked.get("select") else v2_selects(DEFAULT_FIELDS)


def _bounded(text: Any, asked: dict[str, Any]) -> Any:
    """The filter with the latest start of a run in it."""
    if "end_time" not in asked:
        return _canonical(text, asked)
    end = datetime.fromisoformat(_aware(asked["end_time"].isoformat(), asked)).astimezone(UTC)
    bound = f'lte(start_time, "{end.isoformat().replace("+00:00", "Z")}")'
    return canonical(f"and({text}, {bound})" if text else bound)


def _nothing(_: object, __: object) -> None:
    return None


def _page(value: int | None, _: object) -> int | None:
    return value and min(value, 100)


def _page_of_v2(value: int | None, asked: dict[str, Any]) -> int | None:
    small = asked.get("select") and not {"inputs", "outputs"} & set(asked["select"])
    return min(value, 1000 if small else 100) if value else (1000 if small else None)


def _earliest(value: str | None, asked: dict[str, Any]) -> str | None:
    return value or (None if "reference_dataset_id" in asked else "1970-01-01T00:00:00+00:00")


TEXT = "a filter is sent in its canonical text, the one that was checked"
ID = "ids are sent in their canonical form: a server may compare them as texts"
ZONE = "a time without an offset is sent as UTC, which it is read as; v2 refuses it without (langsmith-sdk #2555)"
JOINED = "the lists of both of the SDK's clients joined, without what is most of a run; `id` always, for a Run has one"
PAGED = "one above a page is paged: v1 refuses it (langsmith-sdk #3455)"
IDS_ALONE = "v2 gives ids alone when nothing is said; `id` always, for a Run has one"
PAGE_SIZE = "a limit above a page is paged; pages are as large as v2 allows where only small fields are asked for"
END = (
    "v1's `end_time` may ask for the runs that ended before it, and ours is the latest start: a condition of the filter says so"
)
WINDOW = "v2 gives the last day alone when nothing is said, v1 everything"

BOTH = (
    *(Difference(name, TEXT, _canonical) for name in FILTERS),
    *(
        Difference(name, ID, _lower)
        for name in ("id", "trace", "parent_run", "reference_example", "project_ids", "trace_id", "ids")
    ),
    *(Difference(name, ZONE, _aware) for name in ("start_time", "min_start_time")),
)
ON_V1 = (
    *BOTH,
    Difference("filter", END, _bounded),
    Difference("end_time", END, _nothing),
    Difference("select", JOINED, _selected),
    Difference("limit", PAGED, _page),
)
ON_V2 = (
    *BOTH,
    Difference("selects", IDS_ALONE, _selected_of_v2),
    Difference("page_size", PAGE_SIZE, _page_of_v2),
    Difference("min_start_time", WINDOW, _earliest),
)


def expected(body: dict[str, Any], asked: dict[str, Any], differences: tuple[Difference, ...]) -> dict[str, Any]:
    made = dict(body)
    for part, _, becomes in differences:
        made[part] = becomes(made.get(part), asked)
    return {name: value for name, value in made.items() if value is not None}


def answer(request: Asked) -> Answer:
    if request.path == "/sessions":
        name = request.query["name"][0]
        project = {"id": NAMES[name], "name": name, "tenant_id": uuid(1), "start_time": "2026-01-01T00:00:00"}
        return Answer([{**project, "reference_dataset_id": None}])
    return items([]) if request.path == "/api/v2/runs/query" else page([])


@pytest.fixture(scope="module")
def recording() -> Iterator[Server]:
    with serving() as state:
        state.answer = answer
        yield state


class Asking:
    """Four clients of one server. Each method gives the body that a client sends for the same arguments."""

    def __init__(self, server: Server, runner: asyncio.Runner) -> None:
        self._server = server
        self._run = runner.run
        self._theirs = SdkClient(api_url=server.url, api_key=KEY, auto_batch_tracing=False)
        self._theirs_async = SdkAsyncClient(server.url, KEY)
        self._ours = Client(server.url, KEY)
        self._ours_async = AsyncClient(server.url, KEY)

    def close(self) -> None:
        self._ours.close()
        self._run(self._ours_async.aclose())
        self._run(self._theirs_async._client.aclose())

    def sent(self) -> tuple[str, dict[str, Any]]:
        request = self._server.asked[-1]
        self._server.asked.clear()
        return request.path, request.body

    def sdk(self, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        assert list(self._theirs.list_runs(**asked)) == []
        return self.sent()

    def sdk_async(self, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        self._run(_collected(self._theirs_async.list_runs(**asked)))
        return self.sent()

    def sdk_v2(self, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        said: dict[str, Any] = {}
        for name, value in asked.items():
            for word, each in MIGRATED.get(name, lambda value, name=name: {name: value})(value).items():
                said[word] = [*said.get(word, ()), *each] if word == "project_ids" else each
        self._run(_collected(self._theirs_async.runs.query_v2(**said)))
        return self.sent()

    def ours(self, asked: dict[str, Any], api: str) -> tuple[str, dict[str, Any]]:
        assert list(self._ours.list_runs(**asked, api=api)) == []
        return self.sent()

    def ours_async(self, asked: dict[str, Any], api: str) -> tuple[str, dict[str, Any]]:
        self._run(_collected(self._ours_async.list_runs(**asked, api=api)))
        return self.sent()


async def _collected(runs: Any) -> None:
    assert [run async for run in runs] == []


@pytest.fixture(scope="module")
def asking(recording: Server) -> Iterator[Asking]:
    with asyncio.Runner() as runner, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = Asking(recording, runner)
        yield made
        made.close()


def same_on_v1(asking: Asking, asked: dict[str, Any]) -> None:
    for theirs in (asking.sdk(asked), asking.sdk_async(asked)):
        wanted = theirs[0], expected(theirs[1], asked, ON_V1)
        assert asking.ours(asked, "v1") == wanted
        assert asking.ours_async(asked, "v1") == wanted


def same_on_v2(asking: Asking, asked: dict[str, Any]) -> None:
    path, body = asking.sdk_v2(asked)
    wanted = path, expected(body, asked, ON_V2)
    assert asking.ours(asked, "v2") == wanted
    assert asking.ours_async(asked, "v2") == wanted


V1_VALUES = {**VALUES, **PASSED_ON}


@pytest.mark.filterwarnings("ignore")
class TestV1:
    @pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in V1_VALUES.items() for value in values])
    def test_each_argument(self, asking: Asking, name: str, value: Any) -> None:
        same_on_v1(asking, {"project_id": PROJECT, name: value})

    def test_all_of_them_together(self, asking: Asking) -> None:
        same_on_v1(asking, {name: values[0] for name, values in V1_VALUES.items() if name != "id"})

    def test_combinations(self, asking: Asking) -> None:
        @given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in V1_VALUES.items()}))
        @settings(max_examples=examples(150))
        def tried(asked: dict[str, Any]) -> None:
            if "run_ids" in asked:
                asked.pop("id", None)
            same_on_v1(asking, {**({} if "project_name" in asked else {"project_id": PROJECT}), **asked})

        tried()


@pytest.mark.filterwarnings("ignore")
class TestV2:
    @pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in V2_VALUES.items() for value in values])
    def test_each_argument(self, asking: Asking, name: str, value: Any) -> None:
        scope = {} if name in ("reference_dataset_id", "project_name") else {"project_id": PROJECT}
        same_on_v2(asking, {**scope, name: value})

    def test_combinations(self, asking: Asking) -> None:
        @given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in V2_VALUES.items()}))
        @settings(max_examples=examples(150))
        def tried(asked: dict[str, Any]) -> None:
            if "project_name" in asked:
                asked.pop("reference_dataset_id", None)
            scope = {} if asked.keys() & {"reference_dataset_id", "project_name"} else {"project_id": PROJECT}
            same_on_v2(asking, {**scope, **asked})

        tried()

    def test_times_of_feedback_go_along_with_a_condition_on_feedback(self, asking: Asking) -> None:
        times = {f"{end}_feedback_modified_at": TIMES[0] for end in ("min", "max")}
        same_on_v2(asking, {"project_id": PROJECT, "tree_filter": 'eq(feedback_key, "a")', **times})

    def test_a_child_is_asked_for_with_a_filter(self, asking: Asking) -> None:
        """``runs.query`` has no parent_run_id (LangSmith's migration guide)."""
        _, body = asking.ours({"project_id": PROJECT, "parent_run_id": TRACE}, "v2")
        assert body["filter"] == f'eq(parent_run_id, "{TRACE}")'
        _, body = asking.ours({"project_id": PROJECT, "parent_run_id": TRACE, "filter": "gt(latency,1)"}, "v2")
        assert body["filter"] == f'and(gt(latency, 1), eq(parent_run_id, "{TRACE}"))'


class TestTheSignatures:
    @pytest.mark.parametrize("theirs", [SdkClient, SdkAsyncClient])
    def test_every_argument_of_the_sdk_is_here_under_its_name_and_is_tried(self, theirs: Any) -> None:
        wanted = inspect.signature(theirs.list_runs).parameters
        ours = inspect.signature(AsyncClient.list_runs).parameters
        assert wanted.keys() - {"self", "kwargs"} == VALUES.keys()
        assert wanted.keys() <= ours.keys()
        assert ours.keys() - wanted.keys() == {"end_time", "id", "order", "api", "windows", "with_trace"}
        assert all(ours[name].default is wanted[name].default for name in VALUES)

    def test_every_argument_of_the_sdks_v2_is_tried_or_is_not_of_the_query(self) -> None:
        theirs = inspect.signature(SdkAsyncClient("http://127.0.0.1:1", KEY).runs.query_v2).parameters.keys()
        tried = {
            word for name, values in V2_VALUES.items() for word in MIGRATED.get(name, lambda _, name=name: [name])(values[0])
        }
        tried |= {"min_feedback_modified_at", "max_feedback_modified_at"}
        assert theirs - tried - {"project_ids"} == {
            *STREAMED,
            "accept",
            "extra_headers",
            "extra_query",
            "extra_body",
            "timeout",
        }

    def test_the_fields_of_v2_are_those_of_the_sdk(self) -> None:
        from typing import get_args

        from langsmith.types.run_select_field import RunSelectField

        assert set(V2_FIELDS) == set(get_args(RunSelectField))

    def test_the_guide_lists_the_differences(self) -> None:
        guide = (Path(__file__).parents[2] / "docs" / "client.md").read_text(encoding="utf-8")
        for part, why, _ in (*ON_V1, *ON_V2):
            assert why in guide, part
            assert f"`{part}`" in guide, part
