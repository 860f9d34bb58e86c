"""Facts that join several fields of a run: what follows for one field from the value of another.

Owns the invariant that a fact in ``OF_EVERY_RUN`` is true of any record by the reference evaluator; those in ``OF_STORED_RUNS``
are true of the runs that LangSmith stores, and records that people make up may break them.
"""

from __future__ import annotations

from filterlang.findings.evidence import Evidence
from filterlang.schema.citations import OPENAPI, UI_COPY
from filterlang.schema.fields import FIELDS
from filterlang.schema.types import Field
from filterlang.text.frozen import dataclass

SEARCHED = ("inputs", "outputs", "error")
"""The fields that a search without a field covers."""

ELAPSED, STARTED, ENDED = FIELDS["latency"], FIELDS["start_time"], FIELDS["end_time"]
"""The field that is the seconds from one datetime to another, and these."""

NEVER_TURNED_ROUND = "no run ends before it starts"
"""What follows for these fields, as a sentence for people."""


@dataclass(frozen=True, slots=True, eq=False)
class RunFact:
    """A run whose ``field`` has a value has no value in ``other``, or an empty one. ``says`` is a sentence for people."""

    field: Field
    value: str | bool
    other: Field
    says: str
    evidence: Evidence


OF_EVERY_RUN = (
    RunFact(FIELDS["is_root"], True, FIELDS["parent_run_id"], "a root run has no parent", UI_COPY),
)  # fmt: skip

OF_STORED_RUNS = (
    RunFact(FIELDS["status"], "success", FIELDS["error"], "a run that succeeded has no error", OPENAPI),
    RunFact(FIELDS["status"], "pending", FIELDS["end_time"], "a pending run has no end", OPENAPI),
    RunFact(FIELDS["status"], "pending", FIELDS["latency"], "a pending run has no end, and so no latency", OPENAPI),
)

JOINED = frozenset({
    ELAPSED, STARTED, ENDED, *(field for fact in (*OF_EVERY_RUN, *OF_STORED_RUNS) for field in (fact.field, fact.other)),
})  # fmt: skip
"""The fields that a fact joins with another."""
