"""The search bar of LangSmith's user interface: what it calls the fields of a run, and what a clause on each can say.

Owns the invariant that a name or an operator of the bar stands here, with its evidence, or is not written at all.
"""

from __future__ import annotations

from filterlang.findings.evidence import Evidence
from filterlang.schema.citations import BAR
from filterlang.schema.operators import ORDERING
from filterlang.text.frozen import dataclass

_EXACT = frozenset({"eq", "in"})
_TEXT = _EXACT | {"like"}
_ORDERED = _EXACT | ORDERING
_WORDS = frozenset({"search"})


@dataclass(frozen=True, slots=True, eq=False)
class BarField:
    """A field in the search bar: its name there, and the operators of filters that a clause on it can say."""

    name: str
    operators: frozenset[str]
    evidence: Evidence = BAR


@dataclass(frozen=True, slots=True, eq=False)
class BarRows:
    """Rows of a run in the search bar, such as its metadata: a path, and for each part of a row what follows its key.

    ``has_keys`` is false for rows with a value only. ``negated`` says that the bar's ``-`` is known to mean a run without
    such a row.
    """

    name: str
    parts: dict[str, BarField]
    has_keys: bool = True
    negated: bool = False
    evidence: Evidence = BAR


BAR_FIELDS: dict[str, BarField] = {
    "name": BarField("name", _TEXT),
    **{name: BarField(name, _EXACT) for name in (
        "status", "run_type", "id", "trace_id", "thread_id", "parent_run_id", "ls_user_id",
    )},
    **{name: BarField(name, _ORDERED) for name in (
        "latency", "first_token_time", "prompt_tokens", "completion_tokens", "total_tokens", "prompt_cost", "completion_cost",
        "total_cost",
    )},
    "inputs": BarField("input", _WORDS),
    "outputs": BarField("output", _WORDS),
    "error": BarField("error", _WORDS),
}  # fmt: skip
"""By the name of the field in filters. Comparisons are for numbers and times; inputs, outputs and errors take words only."""

BAR_ROWS: dict[str, BarRows] = {
    "metadata": BarRows("metadata", {"value": BarField("", _TEXT | ORDERING)}, negated=True),
    "input": BarRows("input", {"value": BarField("", _TEXT)}, negated=True),
    "output": BarRows("output", {"value": BarField("", _TEXT)}, negated=True),
    "feedback": BarRows("feedback", {"score": BarField("score", _ORDERED), "value": BarField("value", _TEXT)}),
    "tags": BarRows("tags", {"value": BarField("", _TEXT)}, has_keys=False),
}
"""By the family of the pairs in filters, and the tags. Of paths, only those into the metadata take comparisons."""

NEGATED = _TEXT
"""The operators whose clause the bar negates to "everything except": it documents no negated comparison."""

BAR_SIGNS: dict[str, str] = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
"""What stands before the value of a comparison."""

RANGE_STARTS: dict[str, str] = {"gt": "{", "gte": "["}
RANGE_ENDS: dict[str, str] = {"lt": "}", "lte": "]"}
"""The brackets of a range, by the operators of its bounds."""

TIME_RANGE_BOUNDS: dict[str, str] = {"gt": "begin after", "gte": "begin at", "lt": "end before", "lte": "end at"}
"""What the time range beside the bar has to do for a comparison of a time."""

BAR_SCOPES: dict[str, str] = {"filter": "Single run", "trace_filter": "Root run", "tree_filter": "Any run"}
"""The scope of a row of the bar, by the filter that it stands for. Rows hold together; each scope has at most one."""

TIME_RANGE = ("start_time", "end_time")
"""The fields that the bar leaves to the time range beside it."""

BAR_KEYWORDS = frozenset({"and", "or", "not", "to"})
"""Words that are no search terms, in capitals or not."""

ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(TIME_RANGE, "the time range beside the search bar has one start and one end for all conditions"),
    "is_root": "the scope beside the search bar chooses between runs and root runs for all conditions",
    "metadata": "it compares the value under a key",
    "session_id": "the page of a project shows the runs of that project only",
}
"""Why the bar has no field of this name, where another part of the page is for it."""
