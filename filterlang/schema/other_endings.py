"""Tables the methods that end with v1, other than ``list_runs``, with the call to write and its differences.

Owns the invariant that each of these methods has one row here, whose calls exist in the SDK of their language.

Sources: the deprecation notes and the generated clients of the Python SDK 0.15 and of the JavaScript SDK 0.12, and LangSmith's
migration guide (``citations.MIGRATION``).
"""

from collections.abc import Mapping

from filterlang.schema.moves_to_v2 import Risk
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class OtherEnding:
    """A method of v1, in snake case, with the calls that take its place.

    ``why`` is what a person has to find out, or what changes, when the call is written. ``{client}`` in ``python`` is the
    client of v2. ``script`` is the call in JavaScript, and empty where that SDK has no such method.
    """

    name: str
    why: str
    python: str
    script: str = ""
    risk: Risk = Risk.ERROR


_FEEDBACK = "client.create_feedback(run.id, key=result.key, score=result.score, trace_id=run.trace_id, session_id=…)"
_ITEMS = "v2 lists the items of a queue without their runs, and by a status that has to be given"
_LISTED = '{client}.annotation_queues.items.list(queue_id, status="needs_my_review")'
_RETRIEVED = "{client}.runs.retrieve(item.run_id, project_id=…, selects=[…])"

_ENDINGS = (
    OtherEnding(
        "read_run", "v2 looks a run up in its project, which the code does not show",
        "{client}.runs.retrieve(run_id, project_id=…, selects=[…])",
        "client.runs.retrieve(runId, { project_id: …, selects: […] })",
    ),
    OtherEnding(
        "get_run_url", "v2 needs the project and the trace of the run, and sends a request",
        "{client}.runs.get_url(run.id, project_id=…, trace_id=run.trace_id).url",
        "(await client.runs.getURL(run.id, { project_id: …, trace_id: run.trace_id })).url", Risk.COST,
    ),
    OtherEnding(
        "share_run", "v2 needs the project and the trace of the run, shares the whole trace, and gives a token, not an address",
        "{client}.runs.share.create(run_id, session_id=…, trace_id=…).share_token",
        "(await client.runs.share.create(runId, { session_id: …, trace_id: … })).share_token",
    ),
    OtherEnding(
        "unshare_run", "v2 takes the trace and its project in the place of the run",
        "{client}.runs.share.delete(trace_id, session_id=…)",
        "client.runs.share.delete(traceId, { session_id: … })",
    ),
    OtherEnding(
        "read_run_shared_link", "v2 looks a run up in its project, which the code does not show",
        '{client}.runs.retrieve(run_id, project_id=…, selects=["SHARE_URL"]).share_url',
        '(await client.runs.retrieve(runId, { project_id: …, selects: ["SHARE_URL"] })).share_url',
    ),
    OtherEnding(
        "read_shared_run", "v2 needs the id and the exact start of the run beside the token, and takes no address",
        "{client}.public.runs.retrieve(run_id, share_token=…, start_time=…, selects=[…])",
        "client.public.runs.retrieve(runId, { share_token: …, start_time: …, selects: […] })",
    ),
    OtherEnding(
        "list_shared_runs", "v2 takes the token and no address, and gives all runs of the trace without inputs and outputs",
        "{client}.public.runs.query(share_token, selects=[…]).items",
        "(await client.public.runs.query(shareToken, { selects: […] })).items",
    ),
    OtherEnding(
        "list_threads", "v2 gives threads as objects with other fields, and without their runs",
        "{client}.threads.query(project_id=…, min_start_time=…), and {client}.threads.list_traces(thread_id, project_id=…)",
        "client.threads.query({ project_id: …, min_start_time: … }), and "
        "client.threads.listTraces(threadId, { project_id: … })",
    ),
    OtherEnding(
        "read_thread", "threads.list_traces gives traces with other fields, newest first; a query gives the runs of the thread",
        "{client}.runs.query(project_ids=[…], filter='eq(thread_id, \"…\")', is_root=True, min_start_time=…, selects=[…])",
        "client.runs.query({ project_ids: […], filter: 'eq(thread_id, \"…\")', is_root: true, min_start_time: …, "
        "selects: […] })",
        Risk.SILENT,
    ),
    OtherEnding(
        "get_run_stats",
        "v2 has no statistics of runs: query the runs and count them, or read those of a whole project with "
        "read_project(…, include_stats=True), which stays",
        '{client}.runs.query(project_ids=[…], min_start_time=…, selects=["STATUS", "LATENCY_SECONDS", "TOTAL_TOKENS", '
        '"TOTAL_COST"])',
        'client.runs.query({ project_ids: […], min_start_time: …, selects: ["STATUS", "LATENCY_SECONDS", "TOTAL_TOKENS", '
        '"TOTAL_COST"] })',
    ),
    OtherEnding(
        "get_experiment_results",
        "v2 gives the examples with their runs, and only ids where nothing is selected; the totals are those of "
        "read_project(…, include_stats=True), which stays",
        "{client}.datasets.experiment_runs.query(dataset_id, experiment_ids=[…], selects=[…])",
    ),
    OtherEnding(
        "add_runs_to_annotation_queue", "v2 needs the project and the start of each run beside its id",
        "{client}.annotation_queues.items.create(queue_id, items=["
        '{"item_type": "RUN", "run_id": …, "session_id": …, "start_time": …}])',
    ),
    OtherEnding(
        "delete_run_from_annotation_queue",
        "v2 removes items by their own ids, not by those of runs: they are listed by annotation_queues.items.list",
        "{client}.annotation_queues.items.delete_all(queue_id, item_ids=[…])",
    ),
    OtherEnding("get_run_from_annotation_queue", _ITEMS, f"{_LISTED}, and {_RETRIEVED}"),
    OtherEnding("list_runs_from_annotation_queue", _ITEMS, f"{_LISTED}, and {_RETRIEVED}"),
    OtherEnding(
        "evaluate_run", "nothing takes its place", f"evaluator.evaluate_run(run, example=…), and {_FEEDBACK}"
    ),
    OtherEnding(
        "aevaluate_run", "nothing takes its place", f"await evaluator.aevaluate_run(run, example=…), and {_FEEDBACK}"
    ),
    OtherEnding(
        "compute_test_metrics", "nothing takes its place",
        "{client}.runs.query(project_ids=[…], min_start_time=…, selects=[…]) for the runs of the experiment, "
        f"evaluator.evaluate_run(run, example=…) for each, and {_FEEDBACK}",
    ),
)  # fmt: skip
OTHER_ENDINGS: Mapping[str, OtherEnding] = {ending.name: ending for ending in _ENDINGS}
"""By the name of the method in snake case."""

CHILDREN = (
    "v2 loads no child runs: query the runs of the trace with trace_id and is_root=False, and group them by the last of their "
    "parent_run_ids"
)
"""What to do where ``read_run`` loads child runs."""

RETRIEVING: Mapping[str, str] = {"read_run": "", "read_run_shared_link": "SHARE_URL"}
"""The methods that read one run by its id, with the field that they give where that is not the whole run."""


def ending_message(name: str, client: str) -> str:
    """The reason why a call of Python is to decide, and the call to write."""
    ending = OTHER_ENDINGS[name]
    return f"{ending.why}: write {ending.python.replace('{client}', client)}"
