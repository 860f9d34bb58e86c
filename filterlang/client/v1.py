"""Runs by way of v1, ``POST /runs/query``: the bodies of requests, and the pages of answers.

Owns the invariant that for the arguments that the langsmith SDK has, the body is the one that the SDK sends, apart from the
differences that docs/client.md lists.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from filterlang.client.argument_messages import ArgumentMessage
from filterlang.client.arguments import Arguments
from filterlang.client.compiled import with_condition
from filterlang.client.passed_on import V2_PARAMETERS
from filterlang.client.selects import fields_unknown_to, v1_select
from filterlang.client.wire import Backend, QueryBody, RecordPage, record_page
from filterlang.schema.run_schema import DEFAULT_FIELDS
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, String
from filterlang.text.jsonvalues import as_mapping, is_object

PAGE = 100
"""The most runs of one answer: v1 refuses a larger limit (langsmith-sdk #3455)."""

_IGNORED_BESIDE_IDS = (
    "run_type", "trace_id", "reference_example_id", "query", "is_root", "parent_run_id", "start_time", "end_time", "error",
)  # fmt: skip


def body(arguments: Arguments, filters: Mapping[str, Node], projects: Sequence[str]) -> QueryBody:
    """Returns the body of the first request.

    The latest start of a run is a condition of the filter: whether ``end_time`` means that or the end of a run is not certain
    (language.md 14.D; langsmith-sdk PR #1864).
    """
    texts = {name: print_line(tree) for name, tree in filters.items()}
    if arguments.end_time is not None:
        latest = arguments.end_time.astimezone(UTC).isoformat().replace("+00:00", "Z")
        started = Call("lte", (Name("start_time"), String(latest)))
        texts["filter"] = print_line(with_condition(filters.get("filter"), started))
    example = arguments.reference_example_id
    parameters: QueryBody = {
        "session": list(projects) or None,
        "run_type": arguments.run_type,
        "reference_example": None if example is None else [example],
        "query": arguments.query,
        **texts,
        "is_root": arguments.is_root,
        "parent_run": arguments.parent_run_id,
        "start_time": arguments.start_time and arguments.start_time.isoformat(),
        "error": arguments.error,
        "id": None if arguments.run_ids is None else list(arguments.run_ids),
        "trace": arguments.trace_id,
        "select": v1_select(DEFAULT_FIELDS if arguments.select is None else arguments.select),
        "limit": None if arguments.limit is None else min(arguments.limit, PAGE),
        "order": arguments.order,
        **arguments.passed_on,
    }
    return {name: value for name, value in parameters.items() if value is not None}


def read(answer: bytes, fields: frozenset[str] | None = None) -> RecordPage:
    """Returns the page of an answer. Raises ``ValueError`` for an answer that is not a page."""
    return record_page(answer, "runs", fields, _cursor)


def _cursor(answer: dict[str, Any]) -> object:
    cursors: object = answer.get("cursors")
    if cursors is not None and not is_object(cursors):
        raise ValueError("the answer is not a list of runs: its cursors are not an object")
    return as_mapping(cursors).get("next")


def unsupported(arguments: Arguments) -> list[ArgumentMessage]:
    """Explains each argument that v1 does not have."""
    leave_out = "v1 has no {parameter}: leave it out, or use {api:='v2'}"
    parameters = [name for name in V2_PARAMETERS if name in arguments.passed_on]
    return [
        *(ArgumentMessage(leave_out, parameter=name) for name in parameters),
        *(
            ArgumentMessage("v1 has no field {field} to select: leave it out", field=name)
            for name in fields_unknown_to("v1", arguments.select)
        ),
    ]


def warnings(arguments: Arguments) -> list[ArgumentMessage]:
    """Explains each argument that v1 is known to refuse or to ignore."""
    messages = [refusal for compiled in arguments.filters.values() for refusal in compiled.refusals_by("v1")]
    if arguments.run_ids is not None:
        conditions = [name for name in _IGNORED_BESIDE_IDS if getattr(arguments, name) is not None]
        if ignored := [*arguments.filters, *conditions]:
            messages.append(
                ArgumentMessage(
                    "v1 ignores {ignored} beside {run_ids}: leave {run_ids} out, or pick from what comes back",
                    ignored=", ".join(ignored),
                )
            )
    if "child_run_ids" in (arguments.select or ()):
        messages.append(
            ArgumentMessage("v1 is to lose child_run_ids, and answers more slowly with it: select parent_run_id instead")
        )
    return messages


V1 = Backend(
    "v1", "/runs/query", body, read, is_ordered=True, needs_projects=False, unsupported=unsupported, warnings=warnings
)  # fmt: skip
