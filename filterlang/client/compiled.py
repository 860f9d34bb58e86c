"""A filter as it is sent to each backend: rewritten where the backend refuses it as written.

Owns the invariants that a filter that no backend takes is an error here, and that a rewritten filter selects the same runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from filterlang.checking.analysis import analyse
from filterlang.checking.fixing import fix_parsed
from filterlang.client.argument_messages import Argument, ArgumentMessage
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.errors import FilterError
from filterlang.findings.evidence import Severity
from filterlang.findings.verdicts import concerns_acceptance, denies_meaning, is_refusal
from filterlang.migrate.alternatives import alternatives
from filterlang.schema.dialects import OR_ACROSS, RUNS
from filterlang.syntax.input import FilterLike, parsed
from filterlang.syntax.parser import Parsed
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node
from filterlang.text.display import clip

_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class BackendFilter:
    """A filter as it is sent to one backend.

    ``alternatives`` are the filters to send, one query each: a run has to match one of them. ``reasons`` explain why they
    differ from the filter as written, and ``refusals`` are findings for which the backend is still known to refuse it.
    """

    alternatives: tuple[Node, ...]
    reasons: tuple[str, ...] = ()
    refusals: tuple[Diagnostic, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the backend is certain to refuse the filter."""
        return any(finding.is_error for finding in self.refusals)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A filter argument, and the filter to send to each backend, by the backend's name."""

    argument: str
    by_backend: Mapping[str, BackendFilter]

    def refusals_by(self, backend: str) -> list[ArgumentMessage]:
        """Explains why a backend is known to refuse the filter, and what to write instead."""
        return [
            ArgumentMessage(
                "{argument}: {finding}",
                argument=Argument(self.argument),
                finding=finding.message + (f": {finding.help}" if finding.help else ""),
            )
            for finding in self.by_backend[backend].refusals
        ]

    def rewrites_for(self, backend: str) -> list[ArgumentMessage]:
        """Explains which filters are sent to a backend instead of the filter as written, if any are, and why."""
        sent = self.by_backend[backend]
        if not sent.reasons:
            return []
        count = len(sent.alternatives)
        return [
            ArgumentMessage(
                "{argument} is sent as {form}{filters} ({reasons})",
                argument=Argument(self.argument),
                form=f"{count} queries, and their runs are joined: " if count > 1 else "",
                filters="; ".join(clip(print_line(tree), _SHOWN) for tree in sent.alternatives),
                reasons="; ".join(sent.reasons),
            )
        ]


def compiled(argument: str, filter: FilterLike) -> Compiled:
    """Returns a filter that at least one backend takes.

    Raises ``FilterError`` with all findings for any other: for errors of syntax, names and types, and for a filter that each
    backend refuses and no safe fix helps.
    """
    before = parsed(filter, argument)
    findings = analyse(before, "portable").diagnostics
    if not before.diagnostics and not any(map(denies_meaning, findings)):
        by_backend = {backend: _for_backend(before, backend) for backend in sorted(RUNS)}
        if not all(sent.is_refused for sent in by_backend.values()):
            return Compiled(argument, by_backend)
    raise FilterError(before.source, findings)


def _for_backend(before: Parsed, backend: str) -> BackendFilter:
    """Returns the filter with every safe fix for a backend, as several filters where the backend refuses an ``or`` in it."""
    fixes = fix_parsed(before, backend, wanted=concerns_acceptance)
    tree = fixes.after.tree
    reasons = [applied.finding.message for applied in fixes.applied()] if tree != before.tree else []
    refusals = [finding for finding in fixes.findings if _is_known_refusal(finding)]
    across = [finding for finding in refusals if OR_ACROSS.evidence in finding.evidence]
    filters = _split(tree, backend) if across else ()
    if filters:
        reasons += (finding.message for finding in across)
        refusals = [finding for finding in refusals if finding not in across]
    return BackendFilter(filters or (tree,), tuple(dict.fromkeys(reasons)), tuple(refusals))


def _is_known_refusal(finding: Diagnostic) -> bool:
    return finding.is_error or (finding.severity is Severity.WARNING and is_refusal(finding))


def _split(tree: Node, backend: str) -> tuple[Node, ...]:
    """Returns filters of which a run matches one where it matches the whole; none where that is not possible."""
    filters = alternatives(tree)
    findings = (finding for filter in filters for finding in analyse(parsed(filter), backend).diagnostics)
    return () if any(OR_ACROSS.evidence in finding.evidence for finding in findings) else filters


def with_condition(filter: Node | None, condition: Node) -> Node:
    """Returns a filter with one more condition, which joins none of the filter's pairs."""
    return condition if filter is None else Call("and", (filter, condition))
