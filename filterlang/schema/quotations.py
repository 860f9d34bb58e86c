"""Quotes LangSmith's documents on v2 in their own words, for reports that people plan with.

Owns the invariant that each quotation is short and has its source.
"""

from filterlang.findings.evidence import Evidence, Grade
from filterlang.schema.citations import MIGRATION, V1_ENDS
from filterlang.text.frozen import dataclass

_SDK = "https://github.com/langchain-ai/langsmith-sdk"
_PARAMETERS = Evidence(Grade.CODE, "langsmith SDK 0.15, types/run_query_v2_params.py", links=(_SDK,))


@dataclass(frozen=True, slots=True, eq=False)
class Quotation:
    """Words of a document, and the subject they are about."""

    subject: str
    words: str
    evidence: Evidence


QUOTATIONS: tuple[Quotation, ...] = (
    Quotation("The end of v1's methods", "Will be removed after Jan 31, 2027.", V1_ENDS),
    Quotation("Where no earliest start is given", "`min_start_time` is the lower bound for run `start_time` (RFC3339). "
              "Defaults to 1 day ago.", _PARAMETERS),
    Quotation("Where nothing is selected", "If omitted, only `id` is returned. Properties not listed are omitted from each run "
              "object.", _PARAMETERS),
    Quotation("Pages", "Defaults to 100 when omitted; must be between 1 and 1000 inclusive when set.", _PARAMETERS),
    Quotation("The order of runs", "(removed), no equivalent", MIGRATION),
)  # fmt: skip
"""In the order of a report."""
