"""Tables the moves from v1 to v2 of the arguments of a query and of the fields of a run.

Owns the invariant that each argument and each field has one row here, with the risk of leaving it as it is. The planner, the
writers of all languages, the report and the guide read these tables; none of them knows an argument or a field by name.

Sources: LangSmith's migration guide (``citations.MIGRATION``), the Python SDK 0.15 and the JavaScript SDK 0.12.
"""

from enum import StrEnum

from filterlang.schema.run_schema import DEFAULT_FIELDS, RUN_FIELDS
from filterlang.text.frozen import dataclass


class Risk(StrEnum):
    """The risk of leaving code as it is: ``silent change`` is a wrong result without an error."""

    SILENT = "silent change"
    ERROR = "error"
    COST = "cost"


class ArgumentForm(StrEnum):
    """How v2's value is made of v1's."""

    SAME = "as it is"
    ID = "the id as text"
    IDS = "ids as texts, in a list"
    PROJECTS = "the ids of the projects with these names, in a list"
    UPPER = "in capitals"
    TIME = "a time with its zone"
    SELECTS = "v2's names of the fields"
    IN_FILTER = "a condition of the filter"
    BOUND = "the loop's own bound, and the size of a page"
    ROOTS = "true for the roots of traces, which v1 numbered 1"
    ORDER = "newest first; for the other order, all runs are reversed"
    GONE = "left out: v2 has nothing like it"


@dataclass(frozen=True, slots=True, eq=False)
class ArgumentMove:
    """The move of an argument of ``list_runs``, by its name in snake case. ``body`` is its name in a body of v1.

    ``is_list`` is whether v1 takes only a list. ``condition`` is what the filter has instead, with a place for the value.
    ``is_noted`` is whether a person has to know ``why`` although the argument is moved. ``missing`` is the value for one that
    is missing, where v2's own default is another one than v1's.
    """

    name: str
    form: ArgumentForm
    v2: str = ""
    body: str = ""
    risk: Risk = Risk.ERROR
    why: str = ""
    is_list: bool = False
    condition: str = ""
    is_noted: bool = False
    missing: str = ""


EARLIEST = "1970-01-01T00:00:00Z"
"""The start that v2 needs where v1 had none, so that it looks at all runs. By itself v2 looks at the last day (OpenAPI)."""

_MOVES = (
    ArgumentMove("project_name", ArgumentForm.PROJECTS, "project_ids", why="v2 takes ids of projects, not names"),
    ArgumentMove("project_id", ArgumentForm.IDS, "project_ids", "session"),
    ArgumentMove("run_type", ArgumentForm.UPPER, "run_type", "run_type", why="v2 writes the types of runs in capitals"),
    ArgumentMove("trace_id", ArgumentForm.ID, "trace_id", "trace"),
    ArgumentMove("reference_example_id", ArgumentForm.IDS, "reference_examples", "reference_example"),
    ArgumentMove("run_ids", ArgumentForm.IDS, "ids", "id", is_list=True),
    ArgumentMove("id", ArgumentForm.IDS, "ids", is_list=True),
    ArgumentMove("filter", ArgumentForm.SAME, "filter", "filter"),
    ArgumentMove("trace_filter", ArgumentForm.SAME, "trace_filter", "trace_filter"),
    ArgumentMove("tree_filter", ArgumentForm.SAME, "tree_filter", "tree_filter"),
    ArgumentMove("is_root", ArgumentForm.SAME, "is_root", "is_root"),
    ArgumentMove("parent_run_id", ArgumentForm.IN_FILTER, "filter", "parent_run",
                 why="v2 has no argument parent_run_id, and no document says that its filters take the field: try it on v2",
                 condition="eq(parent_run_id, {})", is_noted=True),
    ArgumentMove("thread_id", ArgumentForm.IN_FILTER, "filter", why="v2 takes a thread as a condition of the filter",
                 condition="eq(thread_id, {})"),
    ArgumentMove("start_time", ArgumentForm.TIME, "min_start_time", "start_time", Risk.SILENT,
                 "v2 looks only at the last day where no start is given", missing=EARLIEST),
    ArgumentMove("end_time", ArgumentForm.TIME, "max_start_time", "end_time", Risk.SILENT,
                 "v2's end limits when a run started; whether v1's limits when it started or when it ended is not documented",
                 is_noted=True),
    ArgumentMove("error", ArgumentForm.SAME, "has_error", "error"),
    ArgumentMove("select", ArgumentForm.SELECTS, "selects", "select", Risk.SILENT,
                 "v2 gives only ids where nothing is selected"),
    ArgumentMove("limit", ArgumentForm.BOUND, "page_size", "limit",
                 why="v2 has no limit: it gives pages until there are no more runs"),
    ArgumentMove("order", ArgumentForm.ORDER, "", "order", Risk.SILENT, "v2 gives the newest runs first"),
    ArgumentMove("query", ArgumentForm.GONE, "", "query", why="v2 takes no query in plain language: write it as a filter"),
    ArgumentMove("execution_order", ArgumentForm.ROOTS, "is_root", "execution_order", Risk.SILENT,
                 "v2 has no execution_order: use is_root"),
    ArgumentMove("search_filter", ArgumentForm.GONE, "", "search_filter", why="v2 has no search_filter"),
    ArgumentMove("data_source_type", ArgumentForm.GONE, "", "data_source_type", why="v2 has no data_source_type"),
    *(ArgumentMove(name, ArgumentForm.GONE, "", name, why="v2 has no such argument; it only concerns pages")
      for name in ("skip_pagination", "skip_prev_cursor", "use_experimental_search")),
    ArgumentMove("cursor", ArgumentForm.SAME, "cursor", "cursor"),
)  # fmt: skip
ARGUMENT_MOVES: dict[str, ArgumentMove] = {move.name: move for move in _MOVES}
"""By the name of the argument in snake case."""
METHOD_DEFAULTS: dict[str, dict[str, object]] = {"read_thread": {"is_root": True, "order": "asc"}}
"""The arguments that a method of v1, other than ``list_runs``, gives a query of runs where the call does not have them."""
BODY_MOVES: dict[str, ArgumentMove] = {move.body: move for move in _MOVES if move.body}
"""By the name in a body of v1."""


class FieldReading(StrEnum):
    """How a field of a run reads on v2."""

    SAME = "the same"
    TEXT_ID = "a text; the Python SDK's v1 gave a UUID"
    UPPER = "in capitals"
    COST = "a number; v1 gave a decimal (Python) or a text (JavaScript, HTTP)"
    COUNT = "missing where v1 gave 0"
    OBJECT = "missing where v1 gave an empty object"
    PARENT = "the last of parent_run_ids"
    SCORES = "objects with attributes (Python); v1 gave dicts"
    AMOUNTS = "under raw"
    EVENTS = "a list of objects with attributes (Python); v1 gave dicts"
    URL = "runs.get_url, which sends a request"
    OTHER = "not the same: a person has to look"
    GONE = "v2 does not have it"


@dataclass(frozen=True, slots=True, eq=False)
class FieldMove:
    """How a field of a run, by its name on v1, reads on v2: the attribute there, what to select for it, and what differs."""

    name: str
    v2: str
    select: str
    reading: FieldReading
    risk: Risk = Risk.ERROR


def _moves(reading: FieldReading, *names: str, risk: Risk = Risk.ERROR) -> list[FieldMove]:
    """Moves of fields that have the same name on v2."""
    return [FieldMove(name, name, RUN_FIELDS[name].v2, reading, risk) for name in names]


_READS = (
    *_moves(FieldReading.SAME, "name", "start_time", "end_time", "first_token_time", "tags", "outputs", "extra", "error",
            "dotted_order", "app_path", "thread_id", "inputs_preview", "outputs_preview", "error_preview", "last_queued_at",
            "is_root", "manifest", "thread_evaluation_time", "share_url", "ls_user_id"),
    *_moves(FieldReading.TEXT_ID, "id", "trace_id", "reference_example_id", "reference_dataset_id", "price_model_id",
            "parent_run_ids", risk=Risk.SILENT),
    FieldMove("session_id", "project_id", "PROJECT_ID", FieldReading.TEXT_ID),
    *_moves(FieldReading.UPPER, "run_type", "status", risk=Risk.SILENT),
    *_moves(FieldReading.COST, "total_cost", "prompt_cost", "completion_cost"),
    *_moves(FieldReading.COUNT, "total_tokens", "prompt_tokens", "completion_tokens"),
    *_moves(FieldReading.OBJECT, "inputs", "metadata"),
    FieldMove("parent_run_id", "parent_run_ids", "PARENT_RUN_IDS", FieldReading.PARENT),
    FieldMove("latency", "latency_seconds", "LATENCY_SECONDS", FieldReading.SAME),
    FieldMove("in_dataset", "is_in_dataset", "IS_IN_DATASET", FieldReading.SAME),
    *_moves(FieldReading.SCORES, "feedback_stats"),
    *_moves(FieldReading.EVENTS, "events"),
    *_moves(FieldReading.AMOUNTS, "prompt_token_details", "completion_token_details", "prompt_cost_details",
            "completion_cost_details"),
    FieldMove("url", "", "APP_PATH", FieldReading.URL, Risk.COST),
    FieldMove("attachments", "attachments", "ATTACHMENTS", FieldReading.OTHER),
    FieldMove("share_token", "share_url", "SHARE_URL", FieldReading.OTHER),
    FieldMove("serialized", "manifest", "MANIFEST", FieldReading.OTHER),
    FieldMove("manifest_id", "manifest", "MANIFEST", FieldReading.OTHER),
    *(FieldMove(name, "", "", FieldReading.GONE, Risk.SILENT) for name in ("child_runs", "child_run_ids", "execution_order")),
    *(FieldMove(name, "", "", FieldReading.GONE) for name in (
        "direct_child_run_ids", "messages", "trace_tier", "trace_upgrade", "ttl_seconds", "trace_first_received_at",
        "trace_min_start_time", "trace_max_start_time", "inserted_at", "manifest_s3_id", "inputs_s3_urls", "outputs_s3_urls",
        "s3_urls")),
)  # fmt: skip
FIELD_MOVES: dict[str, FieldMove] = {move.name: move for move in _READS}
"""By the field's name on v1."""

ALWAYS_GIVEN = frozenset({
    "id", "name", "run_type", "status", "start_time", "end_time", "trace_id", "dotted_order", "session_id", "app_path",
})  # fmt: skip
"""The fields that both APIs always give, ``end_time`` as null while a run goes on. v1 gives others as null, v2 not at all."""
NEVER_NULL = ALWAYS_GIVEN - {"end_time"}
"""The fields that have a value in each run."""
TYPED_AS_GIVEN = frozenset({"id", "name", "run_type", "inputs"})
"""The fields that the type of a run in the JavaScript SDK requires on v1 (schemas.d.ts). On v2 it requires none."""
OBJECTS_OF_ANY = frozenset({"inputs", "outputs", "extra"})
"""The fields with values of any type in the JavaScript SDK's type for v1, and of unknown types in that for v2."""

TYPED_AS_GIVEN_IN_PYTHON = frozenset({"id", "name", "run_type", "start_time", "trace_id", "dotted_order", "inputs"})
"""The fields that the type of a run in the Python SDK requires on v1. On v2 it requires none."""
RUN_TYPE = ("langsmith.schemas", "Run", "langsmith.types")
"""The class of a run in the Python SDK: its module on v1, its name, and its module on v2."""

_COMPUTED_SELECTS = ("METADATA", "LATENCY_SECONDS")
"""The selections for what a run of v1's SDK computes from other fields."""
DEFAULT_SELECTS: tuple[str, ...] = (*dict.fromkeys(RUN_FIELDS[name].v2 for name in DEFAULT_FIELDS), *_COMPUTED_SELECTS)
"""The names to select on v2 for all that v1 gives where nothing is selected."""

RUN_IDS = ("id", "trace_id", "parent_run_id")
"""The fields of a run, by v1's names, that are ids of runs of its project."""

ANSWER_MOVES = {"runs": "items", "cursors": "next_cursor"}
"""The keys of an answer with a page of runs, by v1's names. v1's cursors are an object, v2's cursor is a text."""
NEXT_PAGE = "next"
"""The key of the one of v1's cursors that v2 has."""
