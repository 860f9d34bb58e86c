"""Rules: one record for each kind of finding, with its reason, its evidence, and examples that the tests run."""

from dataclasses import dataclass
from enum import StrEnum

from filterlang.findings.evidence import Evidence, Severity


class Phase(StrEnum):
    """The stage of the analysis that a finding comes from, in the order in which they run."""

    SYNTAX = "syntax"
    NAMES = "names"
    DIALECT = "dialect"
    MEANING = "meaning"
    COST = "cost"
    STYLE = "style"
    EMBEDDING = "embedding"
    DEPRECATION = "deprecation"


@dataclass(frozen=True, slots=True)
class Bad:
    """A filter that has the finding. ``fixed`` is its text after every safe fix; empty where there is no safe fix."""

    text: str
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Good:
    """A filter that does not have the finding, nor another one above a note."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One kind of finding. ``code`` (``FLnnn``) and ``slug`` are stable, and never used again for something else.

    The evidence of a finding decides how severe it is (``Evidence.severity``); without evidence it is an error. A rule with a
    ``severity`` departs from that, for a reason that stands beside it: its findings are at least so severe, and just so
    severe without evidence.
    """

    code: str
    slug: str
    phase: Phase
    severity: Severity | None = None
    summary: str = ""
    why: str = ""
    evidence: tuple[Evidence, ...] = ()
    examples: tuple[Bad | Good, ...] = ()
