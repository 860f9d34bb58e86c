"""The dialects of the language, what each refuses, and the surfaces that filters are written on.

``v1`` is POST /api/v1/runs/query, ``v2`` POST /api/v2/runs/query (SmithDB), ``examples`` the filter of dataset examples.
``portable``, the default, is what v1 and v2 both take.
"""

from filterlang.findings.evidence import Evidence
from filterlang.schema.citations import (
    CHANGELOG, DATASETS, EXISTS_DROPPED, GONE, LIVE_0930, LIVE_TAGS, MIGRATION, MIGRATION_TOOL, NO_EVIDENCE, NULL_REFUSED,
    OPENAPI, SDK_CHARTS, SDK_RULES, SDK_SESSIONS, SDK_THREADS, SEARCH_ARITY, SEARCH_BAR, TOKENS_V2,
)  # fmt: skip
from filterlang.schema.types import Refusal
from filterlang.text.frozen import dataclass

_V1, _V2 = frozenset({"v1"}), frozenset({"v2"})

RUNS = _V1 | _V2
"""The backends that filter runs."""

LASTING = "v2"
"""The backend that goes on when v1 has ended (``end_of_v1``)."""


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """A dialect of the language: what a filter can be checked for.

    ``backends`` have to take the filter, all of them. ``selects`` is what a filter selects, in the plural, and ``json_format``
    the ``format`` of such a text in a JSON Schema. ``operators`` and ``fields`` are the only ones that the documentation lists;
    where they are empty, a dialect has everything but its refusals. ``has_pairs``: whether a key and its value are two
    conditions, as in ``and(eq(metadata_key, …), eq(metadata_value, …))``.
    """

    name: str
    backends: frozenset[str]
    evidence: tuple[Evidence, ...]
    selects: str = "runs"
    json_format: str = "langsmith-run-filter"
    operators: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    has_pairs: bool = True

    def lists(self, operator: str) -> bool:
        """Whether the dialect has an operator, refusals apart."""
        return not self.operators or operator in self.operators


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("portable", RUNS, (OPENAPI, MIGRATION)),
        Dialect("v1", _V1, (OPENAPI,)),
        Dialect("v2", _V2, (MIGRATION,)),
        Dialect("examples", frozenset({"examples"}), (DATASETS,), "dataset examples", "langsmith-example-filter",
                operators=frozenset({"and", "not", "has", "exists"}), fields=frozenset({"metadata"}), has_pairs=False),
    )
}  # fmt: skip
"""The dialects that a filter can be checked for, by name. ``names.DialectName`` has the same names, for type checkers."""

RUN_DIALECTS = tuple(name for name, dialect in DIALECTS.items() if dialect.selects == "runs")
"""The dialects of the filters of runs."""

_EXAMPLES_ONLY = "take not(…) out: neq for eq, lte for gt, notlike for like, and(…) for or(…)"

REFUSALS: tuple[Refusal, ...] = (
    Refusal(RUNS, "the filters of runs have no not(…)", _EXAMPLES_ONLY, LIVE_0930, operator="not"),
    Refusal(RUNS, "the filters of runs have no exists(…)", "ask for the key with eq(metadata_key, …)", EXISTS_DROPPED,
            operator="exists"),
    Refusal(_V1, "v1 does not know total_tokens", "use v2, or look at tokens after fetching", TOKENS_V2, field="total_tokens"),
    Refusal(RUNS, "runs are no longer filtered by execution_order", "ask for roots with eq(is_root, true)", GONE,
            field="execution_order"),
    Refusal(_V2, "v2 is not known to filter by parent_run_id", "use v1, or trace_id", NO_EVIDENCE, field="parent_run_id"),
    Refusal(RUNS, "tags take no neq", "there is no negative form for tags", LIVE_TAGS, operator="neq", field="tags"),
    Refusal(RUNS, "feedback_key does not take has", "compare it with eq", LIVE_0930, operator="has", field="feedback_key"),
    Refusal(RUNS, "search takes one text and no field", "use like for one field", SEARCH_ARITY, operator="search"),
)  # fmt: skip
"""Facts about one operator or field. Those that need more context are named below and applied where the context is."""

NULL = Refusal(RUNS, "null is refused in filters", "ask for the status instead", NULL_REFUSED)
OR_ACROSS = Refusal(
    _V2, "v2 refuses an or(…) over both run fields and feedback", "make two queries and join the results", MIGRATION
)
METADATA_STRING = Refusal(RUNS, "metadata takes has only with a JSON object", "compare metadata_key with the key", LIVE_0930)
METADATA_JSON = Refusal(
    _V2, "v2 is not known to take has(metadata, …)", "write a pair of metadata_key and metadata_value", NO_EVIDENCE
)

CONTEXTUAL = (NULL, OR_ACROSS, METADATA_STRING, METADATA_JSON)
"""The refusals that need more than an operator and a field to apply."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A part of LangSmith where filters are written, its limits, and the fields that only it has."""

    name: str
    says: str
    evidence: Evidence
    fields: tuple[str, ...] = ()


SURFACES: tuple[Surface, ...] = (
    Surface("runs", "list_runs: filter on the run, trace_filter on its root, tree_filter on any run of its trace", OPENAPI),
    Surface("charts", "chart series; two eq on one field are refused as conflicting, project_id is unknown", MIGRATION_TOOL),
    Surface("chart metrics", "a count, a scalar, a percentile and both sides of a ratio have filters of their own, a feedback "
            "count too; a series over a dataset takes none", SDK_CHARTS),
    Surface("alerts", "alert rules; like and notlike on error, inputs and outputs match whole words", CHANGELOG),
    Surface("rules", "automation rules and online evaluators: filter, trace_filter and tree_filter; those that are grouped by "
            "thread_id or trajectory_id have a thread_filter too", SDK_RULES),
    Surface("threads", "filter looks at the root runs of a thread, thread_filter at its summary, trace_filter at a root run "
            "and the sums over its trace, tree_filter at any run; the fields are those that the search bar and the SDK's "
            "threads have: which of them a thread_filter takes is not published", SDK_THREADS,
            ("run_count", "turn_count", "num_errored_turns", "thread_duration", "trace_latency_p50", "trace_latency_p99",
             "latency_p50", "latency_p99")),
    Surface("projects", "lists of projects: filter compares fields of projects, as in eq(name, 'my-project'), and stats_filter "
            "those of the runs that the statistics are of", SDK_SESSIONS),
    Surface("search bar", "the user interface's own language, field:value; not this one", SEARCH_BAR),
)  # fmt: skip

SURFACE_FIELDS: dict[str, str] = {field: surface.name for surface in SURFACES for field in surface.fields}
"""Fields that only one surface has, and the surface."""
