"""Rules: one record for each kind of finding, with its reason, its evidence, and examples that the tests run."""

from enum import StrEnum

from filterlang.findings.evidence import Evidence, Severity
from filterlang.text.frozen import dataclass

PAGES = "docs/rules"
"""The folder with a page for each rule, and ``README.md``, the index."""


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


ACCEPTANCE = frozenset({Phase.SYNTAX, Phase.NAMES, Phase.DIALECT})
"""The phases whose findings can make a backend refuse a filter. The others say something of a filter that is accepted."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A filter that has the finding in a dialect.

    ``fixed`` is its text after every safe fix, or after the migration where the rule is one of migration; it is empty where
    the text stays as it is. ``project`` is what the configuration says of the runs, as TOML.
    """

    text: str
    fixed: str = ""
    dialect: str = "portable"
    project: str = ""


@dataclass(frozen=True, slots=True)
class Good:
    """A filter that does not have the finding in a dialect, nor another finding above a note; ``project`` is as in ``Bad``."""

    text: str
    dialect: str = "portable"
    project: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """The migrations in which a rule is reported.

    ``into`` is the backend that a filter comes to; without it, the rule is about conditions that a migration to any dialect
    rewrote. The ``message`` has ``{}`` where the detail that the rule found goes. ``changes_meaning`` says that the same
    text means something else there.
    """

    message: str
    into: str = ""
    changes_meaning: bool = False

    def __str__(self) -> str:
        occasion = f"when a filter comes to {self.into}" if self.into else "of a condition that a migration rewrote"
        return f"{occasion}, as {'a change of meaning' if self.changes_meaning else 'a note'}"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One kind of finding. ``code`` (``FLnnn``) and ``slug`` are stable, and never used again for something else.

    The evidence of a finding decides its severity (``Evidence.severity``), ``severity`` is the least that it can be, and a
    finding with neither is an error. Where no backend refuses what a rule is about, its ``severity`` is that of every finding,
    however well the facts are documented. ``evidence`` is what findings of the rule rest on.

    A rule that is ``about_pairs`` says which key and value conditions belong to one pair; one that is ``about_joins`` says
    what conditions mean together, and is not reported of a fragment. A rule with a ``move`` is reported by a migration, never
    by a check. An ``embedded`` rule is about a filter in a file: only a check of files reports it, and its examples are lines
    of Python. An ``optional`` rule is a matter of taste or costs care: it is reported only where it is selected by its name.

    >>> from filterlang.rules.registry import BY_SLUG
    >>> BY_SLUG["bare-word"].docs
    'docs/rules/FL014-bare-word.md'
    """

    code: str
    slug: str
    phase: Phase
    severity: Severity | None = None
    summary: str = ""
    why: str = ""
    evidence: tuple[Evidence, ...] = ()
    examples: tuple[Bad | Good, ...] = ()
    about_pairs: bool = False
    about_joins: bool = False
    move: Move | None = None
    embedded: bool = False
    optional: bool = False

    @property
    def docs(self) -> str:
        """The page of the rule, in the repository."""
        return f"{PAGES}/{self.code}-{self.slug}.md"

    @property
    def labels(self) -> tuple[str, str, str]:
        """How a page calls an example that has the finding, its fixed text, and an example that does not have the finding."""
        return ("reported", "becomes", "not reported") if self.move else ("wrong", "fixed", "right")

    def is_reported(self, selected: frozenset[str]) -> bool:
        """Whether findings of the rule are reported where optional rules with these codes and slugs are selected."""
        return not self.optional or self.code in selected or self.slug in selected

    @property
    def has_fixed_severity(self) -> bool:
        """Whether the severity of the rule is that of its findings, whatever their evidence: the filter is accepted."""
        return self.severity is not None and self.phase not in ACCEPTANCE

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The severities that findings of the rule can have by its evidence, the loudest first."""
        if self.severity is not None and self.has_fixed_severity:
            return (self.severity,)
        order = list(Severity)
        least = order.index(self.severity or Severity.NOTE)
        ranks = {min(order.index(evidence.severity), least) for evidence in self.evidence}
        return tuple(order[rank] for rank in sorted(ranks)) or (self.severity or Severity.ERROR,)
