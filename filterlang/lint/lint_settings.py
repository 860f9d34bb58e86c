"""The settings of a lint: which rules, in which dialect, for which files.

Owns the invariant that a rule is named by its code, the beginning of its code (``FL3``), its slug, or ``ALL``, and that ``ALL``
selects no optional rule.
"""

from __future__ import annotations

import os

from filterlang.semantics.surroundings import NO_PROJECT, ProjectFacts
from filterlang.text.frozen import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.findings.rule import Rule
    from filterlang.migrate.code.code_moves import Target
    from filterlang.schema.names import DialectName


class ConfigurationError(Exception):
    """Settings that cannot be used: where they are, and what to write instead."""


@dataclass(frozen=True, slots=True)
class LintSettings:
    """The settings of the check of a file. ``per_file_ignores`` are patterns of paths below ``root``, each with names of rules.

    The rules in ``never`` are not selected, whatever else is. Without ``checks``, filters are found and not checked. With a
    target that it ``moves_to``, the file's moves are found instead.
    ``project`` is what the configuration says of the runs.
    """

    root: str = "."
    dialect: DialectName = "portable"
    select: tuple[str, ...] = ("ALL",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    never: tuple[str, ...] = ()
    checks: bool = True
    moves_to: Target | None = None
    project: ProjectFacts = NO_PROJECT

    def selects(self, code: str, slug: str) -> bool:
        """Whether a rule is selected; the longest name that fits it decides, and ``ignore`` where two are equally long.

        An optional rule is selected only by a name that fits fewer rules than ``ALL``.
        """
        return self._selects(code, slug, least=0 if code in _optional_rules() else -1)

    def selects_finding(self, finding: Diagnostic) -> bool:
        """Whether the rule of a finding is selected. An analysis with ``facts`` finds nothing by other optional rules."""
        return self._selects(finding.code, finding.slug)

    def _selects(self, code: str, slug: str, *, least: int = -1) -> bool:
        """Whether the rule is selected by a name of more than the ``least`` weight."""
        if any(_weight(name, code, slug) >= 0 for name in self.never):
            return False
        chosen = max((_weight(name, code, slug) for name in (*self.select, *self.extend_select)), default=-1)
        return chosen > max((least, *(_weight(name, code, slug) for name in self.ignore)))

    @property
    def facts(self) -> ProjectFacts:
        """What an analysis is given of the project: what is known of its runs, and the optional rules that are selected."""
        if {*self.select, *self.extend_select} <= {"ALL"}:
            return self.project
        rules = frozenset(code for code, rule in _optional_rules().items() if self.selects(code, rule.slug))
        return replace(self.project, rules=rules)

    def in_file(self, path: str) -> LintSettings:
        """The settings for one file, with the rules that are ignored there."""
        if not self.per_file_ignores:
            return self
        from filterlang.lint.path_patterns import fits

        whole, root = os.path.abspath(path), os.path.abspath(self.root)
        never = tuple(name for pattern, names in self.per_file_ignores if fits(pattern, root, whole) for name in names)
        return replace(self, per_file_ignores=(), never=(*self.never, *never))


def _optional_rules() -> dict[str, Rule]:
    from filterlang.rules.rule_files import optional_rules

    return optional_rules()


def _weight(name: str, code: str, slug: str) -> int:
    """How exactly a name names a rule: -1 where it does not."""
    if name == "ALL":
        return 0
    if name == slug:
        return len(code)
    return len(name) if code.startswith(name) else -1
