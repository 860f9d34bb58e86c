"""``Client``: what ``AsyncClient`` does, from code that does not await."""

import asyncio
import gc
import inspect
import os
import select
import signal
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langsmith import Client as SdkClient
from recorder import KEY, PROJECT, Answer, Asked, Server, names, page

from filterlang import F
from filterlang.client import AsyncClient, Client, ClientError, QueryWarning
from filterlang.findings.errors import FilterError


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "filterlang"]


def two_pages(request: Asked) -> Answer:
    return page([3]) if "cursor" in request.body else page([1, 2], "1")


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_runs_show_the_call_that_they_are_of(client: type[Client | AsyncClient]) -> None:
    runs = client("http://127.0.0.1:1", KEY).list_runs(project_name="bot", filter=F.latency > 10, limit=3, cursor="secret")
    assert repr(runs) == "<Runs of list_runs(project_name='bot', filter='gt(latency, 10)', limit=3)>"


def test_it_lists_the_runs(server: Server) -> None:
    server.answer = two_pages
    with Client(server.url, KEY) as client:
        runs = client.list_runs(project_id=PROJECT)
        assert (runs.api, server.asked) == (None, [])
        assert names(list(runs)) == ["run 1", "run 2", "run 3"]
        assert (runs.api, client.apis, repr(client)) == ("v1", ("v1",), f"Client({server.url!r})")
    assert threads() == []


def test_it_sends_what_the_asynchronous_one_sends(server: Server) -> None:
    query: dict[str, Any] = {"project_id": PROJECT, "filter": "gt(latency, 1)", "is_root": True, "limit": 7}
    with Client(server.url, KEY) as client:
        list(client.list_runs(**query))

    async def ask() -> None:
        async with AsyncClient(server.url, KEY) as client:
            assert [run async for run in client.list_runs(**query)] == []

    asyncio.run(ask())
    one, other = server.asked
    assert (one.body, one.path, one.headers["x-api-key"]) == (other.body, other.path, other.headers["x-api-key"])


def test_it_works_inside_of_a_running_loop(server: Server) -> None:
    server.answer = two_pages

    async def ask() -> list[str | None]:
        with Client(server.url, KEY) as client:
            return names(list(client.list_runs(project_id=PROJECT)))

    assert asyncio.run(ask()) == ["run 1", "run 2", "run 3"]


def test_it_may_be_used_from_many_threads(server: Server) -> None:
    server.answer = two_pages
    with Client(server.url, KEY) as client, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: names(list(client.list_runs(project_id=PROJECT))), range(16)))
    assert found == [["run 1", "run 2", "run 3"]] * 16
    assert len(server.infos) == 1


def test_no_more_is_fetched_than_is_wanted(server: Server) -> None:
    server.answer = lambda request: page(range(10), str(len(server.asked)))
    with Client(server.url, KEY) as client:
        runs = client.list_runs(project_id=PROJECT)
        assert next(runs).name == "run 0"
        runs.close()
        assert list(runs) == []
    assert len(server.asked) <= 2


def test_what_is_wrong_is_said_in_the_frame_of_the_caller(server: Server) -> None:
    with Client(server.url, KEY) as client:
        with pytest.raises(FilterError):
            client.list_runs(project_id=PROJECT, filter="eq(name")
        with pytest.raises(ValueError, match="say which runs to look through"):
            client.list_runs()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            list(client.list_runs(project_id=PROJECT, filter="gt(total_tokens, 1)"))
    assert [(each.category, each.filename) for each in caught] == [(QueryWarning, __file__)]


def test_a_failure_comes_through(server: Server) -> None:
    server.answer = lambda _: Answer({"detail": "no"}, 400)
    with Client(server.url, KEY) as client, pytest.raises(ClientError, match="no"):
        list(client.list_runs(project_id=PROJECT))


def test_one_that_is_closed_says_so(server: Server) -> None:
    server.answer = lambda _: page(range(10), "1")
    client = Client(server.url, KEY)
    runs = client.list_runs(project_id=PROJECT)
    next(runs)
    client.close()
    client.close()
    with pytest.raises(RuntimeError, match="the client is closed: make another one"):
        list(client.list_runs(project_id=PROJECT))
    assert threads() == []


def test_one_that_nobody_holds_on_to_ends_by_itself(server: Server) -> None:
    client = Client(server.url, KEY)
    assert list(client.list_runs(project_id=PROJECT)) == []
    assert len(threads()) == 1
    del client
    gc.collect()
    assert threads() == []


def in_a_child(work: Callable[[], object]) -> str:
    """What comes of some work in a forked process, within ten seconds."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = repr(work())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told
            said = repr(error)
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        is_done = bool(select.select([pipe], [], [], 10)[0])
        said = pipe.read().decode() if is_done else "it hangs"
    if not is_done:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return said


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_it_works_in_a_forked_process_and_goes_on_in_its_parent(server: Server) -> None:
    server.answer = two_pages
    with Client(server.url, KEY) as client:
        unbegun = client.list_runs(project_id=PROJECT)
        assert len(list(client.list_runs(project_id=PROJECT))) == 3
        for _ in range(2):
            assert in_a_child(lambda: names(list(client.list_runs(project_id=PROJECT)))) == "['run 1', 'run 2', 'run 3']"
            assert in_a_child(lambda: (len(list(unbegun)), client.close())) == "(3, None)"
        assert len(list(client.list_runs(project_id=PROJECT))) == 3
        assert len(list(unbegun)) == 3


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_runs_that_were_begun_before_a_fork_end_in_the_child_with_an_error(server: Server) -> None:
    server.answer = two_pages
    with Client(server.url, KEY) as client:
        runs = client.list_runs(project_id=PROJECT)
        next(runs)
        assert in_a_child(lambda: list(runs)).startswith("RuntimeError('the process was forked while these runs were listed")
        assert len(list(runs)) == 2


def test_its_arguments_are_those_of_the_sdk(server: Server) -> None:
    ours, theirs = inspect.signature(Client.list_runs).parameters, inspect.signature(SdkClient.list_runs).parameters
    assert theirs.keys() <= ours.keys()
    assert ours.keys() == inspect.signature(AsyncClient.list_runs).parameters.keys()
    assert inspect.signature(Client).parameters.keys() == inspect.signature(AsyncClient).parameters.keys()
    assert Client.list_runs.__doc__ == AsyncClient.list_runs.__doc__
