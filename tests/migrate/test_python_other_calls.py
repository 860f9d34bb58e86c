"""The other calls that end are moved where the code shows all that v2 needs; elsewhere a note has the call to write."""

import re
from textwrap import dedent

import langsmith
import pytest

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, joined_edits
from filterlang.migrate.code.python_moves import moves
from filterlang.schema.end_of_v1 import ENDING_CALLS, REPLACED_BY_OURS
from filterlang.schema.moves_to_v2 import METHOD_DEFAULTS
from filterlang.schema.other_endings import OTHER_ENDINGS
from filterlang.text.edits import apply, in_order
from filterlang.text.source import Source

CLIENT = "from langsmith import Client\nclient = Client()\n"
ASYNC = "from langsmith import AsyncClient\nclient = AsyncClient()\n"
V2 = 'client_v2 = Langsmith(api_key=client.api_key, base_url=client.api_url.removesuffix("/api/v1"))\n'


def moves_in(code: str) -> list[CodeMove]:
    source, language = Source(code, "a.py"), HOST_LANGUAGES["python"]
    return [*moves(source, language, search_file(source, language).findings, "v2")]


def moved(code: str) -> str:
    code = dedent(code)
    found = moves_in(code)
    assert {move.outcome for move in found} == {MoveOutcome.MOVED}, [move.notes for move in found]
    result = apply(code, in_order(joined_edits(found)))
    compile(result, "a.py", "exec")
    assert not moves_in(result)
    return result


def test_a_run_is_retrieved_from_the_project_that_the_call_has() -> None:
    code = f"{CLIENT}run = client.read_run(run_id, project_id=project)\nprint(run.name, run.status)\n"
    result = moved(code)
    assert V2 in result
    assert "run = client_v2.runs.retrieve(str(run_id), project_id=str(project), selects=[" in result
    assert '"NAME"' in result and '"STATUS"' in result and "INPUTS" not in result


def test_a_run_of_a_listing_has_its_project() -> None:
    code = """
    from langsmith import Client
    client = Client()
    PROJECT = "p"
    for run in client.list_runs(project_name=PROJECT, is_root=True):
        root = client.read_run(run.trace_id, load_child_runs=False)
        print(root.name)
    """
    result = moved(code)
    assert "client_v2.runs.retrieve(" in result and "load_child_runs" not in result
    assert "        project_id=str(client.read_project(project_name=PROJECT).id),\n        selects=[" in result


def test_the_asynchronous_client_retrieves_by_itself() -> None:
    code = f"{ASYNC}async def f(id: str, project: str):\n    return (await client.read_run(id, project_id=project)).name\n"
    assert "return (await client.runs.retrieve(id, project_id=project, selects=[" in moved(code)


def test_the_link_of_a_shared_run_is_a_field() -> None:
    code = f"{CLIENT}runs = list(client.list_runs(project_id='x'))\nprint(client.read_run_shared_link(runs[0].id))\n"
    assert "project_id='x', selects=['SHARE_URL']).share_url)" in moved(code)


def test_a_thread_is_a_query_of_its_roots_the_oldest_first() -> None:
    code = f"{CLIENT}for run in client.read_thread(thread_id='t', project_id=project):\n    print(run.name)\n"
    result = moved(code)
    assert "in reversed(list(client_v2.runs.query(" in result
    for argument in ("filter='eq(thread_id, \"t\")'", "is_root=True", "project_ids=[str(project)]", "selects=['ID', 'NAME']"):
        assert argument in result
    newest = "client.read_thread(thread_id=t, project_id='x', is_root=False, order='desc', filter='eq(name, \"a\")')"
    result = moved(f"{CLIENT}print(len(list({newest})))\n")
    assert "reversed" not in result and "is_root=False" in result and "json.dumps(str(t))" in result


@pytest.mark.parametrize(
    "lines",
    [
        "client.read_run(run_id)",
        "client.read_run(**options)",
        "client.read_run(run_id, load_child_runs=True, project_id='x')",
        "client.read_run(run_id, True)",
        "for project in projects:\n    for run in client.list_runs(project_name=project): pass\nclient.read_run(run.id)",
        "for run in client.list_runs(project_name=['a', 'b']):\n    client.read_run(run.id)",
    ],
)
def test_a_run_whose_project_is_not_seen_is_to_decide(lines: str) -> None:
    (move,) = [move for move in moves_in(f"{CLIENT}{lines}\n") if move.method == "read_run"]
    assert move.outcome is MoveOutcome.TO_DECIDE and not move.edits


@pytest.mark.parametrize("name", sorted({*ENDING_CALLS["python"]} - {*REPLACED_BY_OURS, *METHOD_DEFAULTS}))
def test_each_other_method_has_the_call_to_write(name: str) -> None:
    call = f"{name}(x)" if name == "compute_test_metrics" else f"client.{name}(x)"
    (move,) = moves_in(f"import langsmith\nfrom langsmith.beta import compute_test_metrics\n{CLIENT}{call}\n")
    assert move.outcome is MoveOutcome.TO_DECIDE
    message = move.notes[0].message
    assert "…" in message and "{" not in message.replace('{"item_type"', "")


def test_the_calls_of_the_table_exist_in_the_sdk() -> None:
    assert (
        OTHER_ENDINGS.keys()
        == {name for names in (ENDING_CALLS["python"], ENDING_CALLS["typescript"]) for name in names} - REPLACED_BY_OURS
    )
    client = langsmith.Langsmith(api_key="k")
    for ending in OTHER_ENDINGS.values():
        paths = re.findall(r"\{client\}\.([\w.]+)\(", ending.python)
        assert paths or "evaluator" in ending.python
        for path in paths:
            value: object = client
            for name in path.split("."):
                value = getattr(value, name)
            assert callable(value)


@pytest.mark.parametrize("lines", ["root.id == child.parent_run_id", "child.parent_run_id == root.id"])
def test_ids_of_runs_of_two_calls_are_compared(lines: str) -> None:
    code = f"{CLIENT}root = next(client.list_runs(project_name='p'))\n"
    result = moved(f"{code}for child in client.list_runs(project_name='p'):\n    print({lines})\n")
    assert "str((child.parent_run_ids or [None])[-1])" in result
