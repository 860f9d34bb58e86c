"""The settings of a lint: which rules, in which dialect, for which files.

Owns the invariant that a rule is named by its code, the beginning of its code (``FL3``), its slug, or ``ALL``.
"""

from __future__ import annotations

from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.schema.names import DialectName


@dataclass(frozen=True, slots=True)
class LintSettings:
    """What to check a file for. ``per_file_ignores`` are patterns of paths below ``root``, each with names of rules.

    Without ``checks``, filters are found and not checked.
    """

    root: str = "."
    dialect: DialectName = "portable"
    select: tuple[str, ...] = ("ALL",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    checks: bool = True

    def selects(self, code: str, slug: str) -> bool:
        """Whether a rule is selected; the longest name that is given for it decides, and of two equal ones ``ignore``."""
        chosen = max((_weight(name, code, slug) for name in (*self.select, *self.extend_select)), default=-1)
        ignored = max((_weight(name, code, slug) for name in self.ignore), default=-1)
        return chosen > ignored


def _weight(name: str, code: str, slug: str) -> int:
    """How exactly a name names a rule: -1 where it does not."""
    if name == "ALL":
        return 0
    if name == slug:
        return len(code)
    return len(name) if code.startswith(name) else -1
