"""A filter on its way to a server: how each backend is asked for it, and what of it a backend is known to refuse.

Owns the invariants that a filter which no backend takes goes no further than here, and that a filter which is sent in other
words selects the same runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.findings.evidence import Severity
from filterlang.migrate.mending import mend
from filterlang.migrate.soundness import is_senseless
from filterlang.migrate.alternatives import alternatives
from filterlang.text.display import clip
from filterlang.schema.dialects import OR_ACROSS, RUNS
from filterlang.checking.analysis import analyse
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.parser import Parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node

_REFUSALS = "FL2"  # the codes of what is right by itself and not taken by a backend
_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Wording:
    """A filter as one backend is asked for it.

    ``queries`` are the filters to send: a run has to match one of them. ``reasons`` say why these are not the filter as it was
    written, ``refusals`` what the backend is known to refuse of them all the same.
    """

    queries: tuple[Node, ...]
    reasons: tuple[str, ...] = ()
    refusals: tuple[Diagnostic, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the backend cannot be asked for the filter."""
        return any(finding.is_error for finding in self.refusals)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One filter, and how each backend is asked for it, by the backend's name."""

    argument: str
    wordings: Mapping[str, Wording]

    def refused_by(self, backend: str) -> list[str]:
        """What a backend is known to refuse of it, and what to write instead."""
        findings = self.wordings[backend].refusals
        return [f"{self.argument}: {found.message}" + (f": {found.help}" if found.help else "") for found in findings]

    def reworded_for(self, backend: str) -> list[str]:
        """What is sent to a backend instead of the filter as it was written, and why."""
        wording = self.wordings[backend]
        if not wording.reasons:
            return []
        shown = "; ".join(clip(print_line(query), _SHOWN) for query in wording.queries)
        many = len(wording.queries) > 1
        form = f"{len(wording.queries)} queries, and their runs are joined" if many else ""
        return [f"{self.argument} is sent as {f'{form}: ' if many else ''}{shown} ({'; '.join(wording.reasons)})"]


def compiled(argument: str, filter: FilterLike) -> Compiled:
    """A filter that at least one backend can be asked for.

    Raises ``FilterError`` for any other, with everything that is wrong with it: for errors of syntax, names and types, and for
    what each backend refuses and no safe fix helps.
    """
    before = parsed(filter, argument)
    findings = analyse(before, "portable").diagnostics
    if not before.diagnostics and not any(map(is_senseless, findings)):
        wordings = {backend: _worded(before, backend) for backend in sorted(RUNS)}
        if not all(wording.is_refused for wording in wordings.values()):
            return Compiled(argument, wordings)
    raise FilterError(before.source, findings)


def _worded(before: Parsed, backend: str) -> Wording:
    """The filter with every safe fix for a backend, as several filters where the backend refuses an ``or`` in it."""
    mending = mend(before, backend)
    tree = mending.parsed.tree
    reasons = [mended.finding.message for mended in mending.mended] if tree != before.tree else []
    refusals = [finding for finding in mending.left if _is_refusal(finding)]
    across = [finding for finding in refusals if OR_ACROSS.evidence in finding.evidence]
    queries = _taken_apart(tree, backend) if across else ()
    if queries:
        reasons += (finding.message for finding in across)
        refusals = [finding for finding in refusals if finding not in across]
    return Wording(queries or (tree,), tuple(dict.fromkeys(reasons)), tuple(refusals))


def _is_refusal(finding: Diagnostic) -> bool:
    return finding.is_error or (finding.severity is Severity.WARNING and finding.code.startswith(_REFUSALS))


def _taken_apart(tree: Node, backend: str) -> tuple[Node, ...]:
    """Filters of which a run matches one where it matches the whole; none where that is not possible."""
    queries = alternatives(tree)
    findings = (finding for query in queries for finding in analyse(parsed(query), backend).diagnostics)
    return () if any(OR_ACROSS.evidence in finding.evidence for finding in findings) else queries


def both(filter: Node | None, condition: Node) -> Node:
    """A filter with one more condition, which stays apart from the pairs that the filter speaks of."""
    return condition if filter is None else Call("and", (filter, condition))
