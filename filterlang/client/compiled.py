"""A filter on its way to a server: its text, and what each backend is known to refuse of it.

Owns the invariant that a filter which no backend takes goes no further than here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from filterlang.diagnostics import Diagnostic, FilterError, Severity
from filterlang.schema.dialects import RUNS
from filterlang.semantics import check_parsed
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node

_REFUSALS = "FL2"  # the codes of what is right by itself and not taken by a backend


@dataclass(frozen=True, slots=True)
class Compiled:
    """One filter. ``findings`` are those of each backend, by its name."""

    argument: str
    tree: Node
    findings: Mapping[str, list[Diagnostic]]

    @property
    def text(self) -> str:
        """The canonical text."""
        return print_line(self.tree)

    def refused_by(self, backend: str) -> list[str]:
        """What a backend is known to refuse of it, and what to write instead."""
        return [
            f"{self.argument}: {found.message}" + (f": {found.help}" if found.help else "")
            for found in self.findings[backend]
            if found.is_error or (found.severity is Severity.WARNING and found.code.startswith(_REFUSALS))
        ]


def compiled(argument: str, filter: FilterLike) -> Compiled:
    """A filter that at least one backend takes. Raises ``FilterError`` for any other, with all that is wrong with it."""
    before = parsed(filter, argument)
    findings = {backend: check_parsed(before, backend) for backend in sorted(RUNS)}
    if before.diagnostics or all(any(found.is_error for found in each) for each in findings.values()):
        raise FilterError(before.source, check_parsed(before, "portable"))
    return Compiled(argument, before.tree, findings)


def both(one: Compiled | None, condition: Node) -> Node:
    """A filter with one more condition, which stays apart from the pairs that the filter speaks of."""
    return condition if one is None else Call("and", (one.tree, condition))
