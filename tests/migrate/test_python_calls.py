"""Calls of ``list_runs`` in Python programs, moved to the SDK's v2."""

from python_calls import moved, moves_in

from filterlang.migrate.code.code_moves import MoveOutcome

LOOP = """\
from langsmith import Client

client = Client()
for run in client.list_runs(project_name="support", run_type="llm", select=["id", "name"], limit=10):
    print(run.name)
"""
MOVED_LOOP = """\
from itertools import islice

from langsmith import Client, Langsmith

client = Client()
client_v2 = Langsmith(api_key=client.api_key, base_url=client.api_url.removesuffix("/api/v1"))
for run in islice(client_v2.runs.query(
    project_ids=[str(client.read_project(project_name="support").id)],
    run_type="LLM",
    selects=["ID", "NAME"],
    page_size=10,
    min_start_time="1970-01-01T00:00:00Z",
), 10):
    print(run.name)
"""


def test_a_loop_of_a_synchronous_client() -> None:
    assert moved(LOOP) == MOVED_LOOP
    assert [move.outcome for move in moves_in(LOOP)] == [MoveOutcome.MOVED]
    assert moved(MOVED_LOOP) == MOVED_LOOP
