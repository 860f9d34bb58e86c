"""Calls of ``list_runs`` go to filterlang's client: by another import, or by a second client beside LangSmith's."""

from inspect import signature
from textwrap import dedent

import filterlang
import langsmith
from langsmith.schemas import Run as LangsmithRun
import pytest

from filterlang.evaluate.run import Run
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, joined_edits
from filterlang.migrate.code.python_ours import moves_of_call
from filterlang.migrate.code.python_program import program_in
from filterlang.schema.moves_to_v2 import FIELD_MOVES
from filterlang.schema.our_client import (
    CLIENT_CLASSES, CLIENT_METHODS, OUR_CLIENT_ARGUMENTS, OUR_RUN_DIFFERENCES, READING_ARGUMENTS,
)  # fmt: skip
from filterlang.text.edits import apply, in_order
from filterlang.text.source import Source


def moves_in(code: str) -> list[CodeMove]:
    source, language = Source(code, "a.py"), HOST_LANGUAGES["python"]
    program = program_in(source, language)
    moves: list[CodeMove] = []
    for finding in search_file(source, language).findings:
        call = program.call_at(finding.span)
        assert call is not None
        moves.append(moves_of_call(program, call, "list_runs"))
    return moves


def moved(code: str) -> str:
    """The code after the edits of all its moves; a second run has nothing to do."""
    code = dedent(code)
    moves = moves_in(code)
    assert moves
    assert {move.outcome for move in moves} == {MoveOutcome.MOVED}, [move.notes for move in moves]
    result = apply(code, in_order(joined_edits(moves)))
    compile(result, "a.py", "exec")
    assert not any(move.edits for move in moves_in(result))
    return result


def notes(code: str) -> list[str]:
    return [note.message for move in moves_in(dedent(code)) for note in move.notes]


# Another import


def test_a_client_that_only_lists_runs_is_imported_from_filterlang() -> None:
    code = """
    from langsmith import Client

    client = Client(api_key="k")
    for run in client.list_runs(project_name="p", limit=5):
        print(run.name)
    """
    assert moved(code) == dedent(code).replace("from langsmith", "from filterlang")


def test_names_that_stay_are_left_in_their_import() -> None:
    code = """
    import os
    from langsmith import (
        AsyncClient,
        Client as LangSmith,  # the client
        traceable,
    )

    async def names(project):
        async with AsyncClient() as client:
            return [run.name async for run in client.list_runs(project_name=project)]

    LangSmith().list_runs(project_name="p")
    """
    assert moved(code).startswith(
        dedent("""
        import os
        from filterlang import AsyncClient, Client as LangSmith
        from langsmith import (
            traceable,
        )
        """)
    )


def test_the_last_name_of_an_import_is_taken_out() -> None:
    code = "from langsmith import traceable, Client\nClient().list_runs(project_name='p')\n"
    assert moved(code) == (
        "from filterlang import Client\nfrom langsmith import traceable\nClient().list_runs(project_name='p')\n"
    )


@pytest.mark.parametrize(
    ("imported", "written"),
    [
        ("import langsmith", "langsmith.Client"),
        ("import langsmith as ls", "ls.Client"),
        ("from langsmith.client import Client as C", "C"),
    ],
)
def test_each_way_of_importing_is_known(imported: str, written: str) -> None:
    code = f"{imported}\nclient: {written} = {written}()\nlist(client.list_runs(project_name='p'))\n"
    result = moved(code)
    assert "langsmith" not in result
    assert "filterlang" in result


def test_a_client_is_followed_into_functions_and_names() -> None:
    code = """
    from langsmith import Client

    def fetch(project, client, limit=5):
        return list(client.list_runs(project_name=project, limit=limit))

    def main(client: Client | None = None):
        client = client or Client()
        other = client
        if other is None:
            return
        fetch("p", other)
        fetch("p", client=client)
    """
    assert moved(code) == dedent(code).replace("from langsmith", "from filterlang")


def test_a_client_is_followed_out_of_functions_and_through_attributes() -> None:
    code = """
    from functools import lru_cache
    from langsmith import Client

    @lru_cache
    def get_client():
        return Client()

    class Reader:
        def __init__(self, client: Client | None = None):
            self._client = client if client is not None else get_client()

        def names(self):
            return [run.name for run in self._client.list_runs(project_name="p")]

        def more(self, project, client):
            return client.list_runs(project_name=project)

    reader = Reader(client=Client())
    Reader(get_client()).more("p", get_client())
    get_client().list_runs(project_name="q")
    """
    assert moved(code) == dedent(code).replace("from langsmith", "from filterlang")


# A second client


@pytest.mark.parametrize(
    "use",
    [
        "client.create_feedback(run.id, key='k')",
        "evaluate(client=client)",
        "client.read_project(project_name='p')",
        "clients = [client]",
        "client.list_runs",
        "Client",
        "def get():\n        return client\n    get().create_feedback(None, key='k')",
    ],
)
def test_a_client_that_does_more_gets_one_beside_it(use: str) -> None:
    code = f"""
    from langsmith import Client

    client = Client("https://example.com", api_key=key)  # of the team
    for run in client.list_runs(project_name="p"):
        pass
    {use}
    """
    expected = f"""
    from filterlang import Client as RunsClient
    from langsmith import Client

    client = Client("https://example.com", api_key=key)  # of the team
    runs_client = RunsClient("https://example.com", api_key=key)
    for run in runs_client.list_runs(project_name="p"):
        pass
    {use}
    """
    assert apply_all(code) == dedent(expected)


def apply_all(code: str) -> str:
    code = dedent(code)
    return apply(code, in_order(joined_edits(moves_in(code))))


def test_a_client_of_an_object_gets_one_beside_it() -> None:
    code = """
    from langsmith import Client

    class Reader:
        def __init__(self):
            self.client = Client()

        def names(self):
            self.client.read_project(project_name="p")
            return [run.name for run in self.client.list_runs(project_name="p")]
    """
    result = moved(code)
    assert "            self.runs_client = RunsClient()\n".replace("            ", "        ", 1) in result
    assert "for run in self.runs_client.list_runs(" in result


def test_a_client_that_is_not_made_here_lends_its_key_and_its_address() -> None:
    code = """
    from langsmith import Client

    def names(client: Client):
        return [run.name for run in client.list_runs(project_name="p")]
    """
    assert "in RunsClient(api_url=client.api_url, api_key=client.api_key).list_runs(" in moved(code)


def test_a_client_made_in_the_call_is_replaced_in_the_call() -> None:
    code = "from langsmith import Client\nClient(api_key=k, timeout_ms=5).list_runs(project_name='p')\nprint(Client)\n"
    assert "\nRunsClient(api_key=k).list_runs(" in apply_all(code)
    assert "filterlang's client is made without `timeout_ms`, which it does not have" in notes(code)


def test_a_key_is_not_asked_for_twice() -> None:
    code = "from langsmith import Client\nc = Client(api_key=getpass())\nc.list_runs(project_name='p')\nc.list_datasets()\n"
    assert "runs_c = RunsClient(api_url=c.api_url, api_key=c.api_key)\n" in apply_all(code)
    again = code.replace("getpass()", "os.getenv('KEY')")
    assert "runs_c = RunsClient(api_key=os.getenv('KEY'))\n" in apply_all(again)


def test_asynchronous_clients_get_one_beside_them() -> None:
    code = """
    from langsmith import AsyncClient

    async def main():
        async with AsyncClient() as client:
            async for run in client.list_runs(project_name="p"):
                await client.create_feedback(run.id, key="k")
    """
    result = moved(code)
    assert "async with AsyncClient() as client, AsyncRunsClient() as runs_client:\n" in result
    assert "async for run in runs_client.list_runs(" in result


# To decide


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("client.list_runs(query='slow')", "`query`"),
        ("client.list_runs(session_name='p')", "`session_name`"),
        ("client.list_runs(execution_order=1, project_name='p')", "use is_root"),
    ],
)
def test_an_argument_that_ours_does_not_have_is_to_decide(call: str, message: str) -> None:
    code = f"from langsmith import Client\nclient = Client()\nclient.list_runs(project_name='p')\n{call}\n"
    first, second = moves_in(code)
    assert first.outcome is MoveOutcome.MOVED and "RunsClient" in apply_all(code)
    assert second.outcome is MoveOutcome.TO_DECIDE and not second.edits
    assert message in second.notes[0].message


@pytest.mark.parametrize(
    "code",
    [
        "async def f(client):\n    return [r async for r in client.list_runs(project_name='p')]\nAsyncClient\n",
        "def f():\n    return get_langsmith_client().list_runs(project_name='p')\n",
    ],
)
def test_a_client_that_cannot_be_made_beside_another_is_to_decide(code: str) -> None:
    (move,) = moves_in(f"from langsmith import AsyncClient\n{code}")
    assert move.outcome is MoveOutcome.TO_DECIDE and not move.edits


def test_the_errors_of_the_other_client_are_noted() -> None:
    code = """
    from langsmith import Client
    from langsmith.utils import LangSmithError
    try:
        runs = list(Client().list_runs(project_name="p"))
    except LangSmithError:
        pass
    """
    assert any("filterlang.ClientError" in note for note in notes(code))


# The tables


def test_the_tables_are_those_of_both_clients() -> None:
    for name in CLIENT_CLASSES:
        ours, theirs = getattr(filterlang, name), getattr(langsmith, name)
        assert CLIENT_METHODS & set(dir(theirs)) == CLIENT_METHODS & set(dir(ours))
        for argument in OUR_CLIENT_ARGUMENTS:
            assert argument in signature(ours).parameters and argument in signature(theirs).parameters
        assert next(iter(signature(theirs).parameters)) == next(iter(signature(ours).parameters)) == "api_url"
    assert set(signature(langsmith.Client).parameters) >= READING_ARGUMENTS
    assert not READING_ARGUMENTS & {*signature(filterlang.AsyncClient).parameters}


def test_each_field_reads_on_both_runs_or_is_in_the_table() -> None:
    ours = {*Run.model_fields, *dir(Run)}
    assert {*FIELD_MOVES} & {*LangsmithRun.model_fields, *dir(LangsmithRun)} - ours <= OUR_RUN_DIFFERENCES.keys()
