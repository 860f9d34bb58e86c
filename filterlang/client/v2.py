"""Runs by way of v2 (SmithDB), ``POST /api/v2/runs/query``: the bodies of requests, and the pages of answers.

Owns the invariant that a call means what it means on v1: the body overrides each default of v2 that would change it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filterlang.client.argument_messages import ArgumentMessage
from filterlang.client.arguments import EARLIEST, Arguments
from filterlang.client.compiled import with_condition
from filterlang.client.passed_on import V1_PARAMETERS
from filterlang.schema.query_arguments import FEEDBACK_TIMES
from filterlang.client.selects import fields_unknown_to, v2_selects
from filterlang.client.wire import Backend, QueryBody, RecordPage, record_page
from filterlang.schema.run_schema import DEFAULT_FIELDS
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, Node, String, walk

PAGE = 100
"""The runs of one page when they come with large fields, as they do by default (OpenAPI, ``page_size``)."""

MOST = 1000
"""The most runs of one answer (OpenAPI), asked for when all fields are small."""

_LARGE = frozenset({"INPUTS", "OUTPUTS", "EVENTS", "EXTRA", "METADATA", "MANIFEST", "ERROR"})


def body(arguments: Arguments, filters: Mapping[str, Node], projects: Sequence[str]) -> QueryBody:
    """Returns the body of the first request."""
    selects = v2_selects(DEFAULT_FIELDS if arguments.select is None else arguments.select)
    most = PAGE if _LARGE.intersection(selects) else MOST
    example, limit = arguments.reference_example_id, arguments.limit
    start_time = arguments.start_time or (None if "reference_dataset_id" in arguments.passed_on else EARLIEST)
    parameters: QueryBody = {
        "project_ids": list(projects) or None,
        "run_type": arguments.run_type and arguments.run_type.upper(),
        "reference_examples": None if example is None else [example],
        **_filter_texts(arguments, filters),
        "is_root": arguments.is_root,
        "min_start_time": start_time and start_time.isoformat(),
        "max_start_time": arguments.end_time and arguments.end_time.isoformat(),
        "has_error": arguments.error,
        "ids": None if arguments.run_ids is None else list(arguments.run_ids),
        "trace_id": arguments.trace_id,
        "selects": selects,
        "page_size": min(limit or MOST, most) if limit or most == MOST else None,
        **_passed_on(arguments, filters),
    }
    return {name: value for name, value in parameters.items() if value is not None}


def _filter_texts(arguments: Arguments, filters: Mapping[str, Node]) -> dict[str, str]:
    """Returns the filters, with a condition on the parent, for which v2 has no parameter."""
    texts = {name: print_line(tree) for name, tree in filters.items()}
    if arguments.parent_run_id is not None:
        child = Call("eq", (Name("parent_run_id"), String(arguments.parent_run_id)))
        texts["filter"] = print_line(with_condition(filters.get("filter"), child))
    return texts


def _passed_on(arguments: Arguments, filters: Mapping[str, Node]) -> dict[str, Any]:
    """Returns the parameters to pass on. v2 refuses times of feedback without a condition on feedback."""
    has_feedback = any(map(_is_about_feedback, filters.values()))
    return {name: value for name, value in arguments.passed_on.items() if has_feedback or name not in FEEDBACK_TIMES}


def _is_about_feedback(filter: Node) -> bool:
    fields = map(pair_field, walk(filter))
    return any(field is not None and field.family == "feedback" for field in fields)


def read(answer: bytes, fields: frozenset[str] | None = None) -> RecordPage:
    """Returns the page of an answer. Raises ``ValueError`` for an answer that is not a page."""
    return record_page(answer, "items", fields, _cursor)


def _cursor(answer: dict[str, Any]) -> object:
    """Returns the cursor of the next page. Servers sent ``has_more`` beside it until July 2026."""
    more, cursor = answer.get("has_more"), answer.get("next_cursor")
    if more is True and not cursor:
        raise ValueError("the answer says that there are more runs, but it has no next_cursor")
    return None if more is False else cursor


def unsupported(arguments: Arguments) -> list[ArgumentMessage]:
    """Explains each argument that v2 does not have."""
    return list(_unsupported(arguments))


def _unsupported(arguments: Arguments) -> Iterator[ArgumentMessage]:
    extra = arguments.passed_on
    for name in V1_PARAMETERS:
        if name in extra:
            yield ArgumentMessage("v2 has no {parameter}: leave it out, or use {api:='v1'}", parameter=name)
    if arguments.query is not None:
        yield ArgumentMessage(
            "v2 takes no {query} in plain language: write a filter, such as {example}, or use {api:='v1'}",
            example='search("…")',
        )
    if arguments.has_projects and "reference_dataset_id" in extra:
        yield ArgumentMessage("v2 looks through either projects or the experiments on a dataset: give one of them")
    if "cursor" in extra and (arguments.ascending or len(arguments.queries("v2")) > 1):
        yield ArgumentMessage("v2 has no single query for this, which a cursor could belong to: leave {cursor} out")
    times = [name for name in FEEDBACK_TIMES if name in extra]
    if times and not any(_is_about_feedback(tree) for filters in arguments.queries("v2") for tree in filters.values()):
        yield ArgumentMessage(
            "{parameter} is about the feedback that a filter asks for: add a condition such as eq(feedback_key, …)",
            parameter=times[0],
        )
    for name in fields_unknown_to("v2", arguments.select):
        yield ArgumentMessage("v2 has no field {field} to select: leave it out", field=name)


def warnings(arguments: Arguments) -> list[ArgumentMessage]:
    """Explains each argument that v2 is known to refuse or is not known to take."""
    messages = [refusal for compiled in arguments.filters.values() for refusal in compiled.refusals_by("v2")]
    if arguments.parent_run_id is not None:
        messages.append(
            ArgumentMessage(
                "v2 has no {parent_run_id} and is not known to filter by it: use {api:='v1'}, or filter by {trace_id}"
            )
        )
    return messages


V2 = Backend(
    "v2", "/api/v2/runs/query", body, read, is_ordered=False, needs_projects=True, unsupported=unsupported, warnings=warnings
)  # fmt: skip
