"""Moves the code of a file: the calls and addresses that end, each by the mover of its language.

Owns the invariant that everything which ``check`` reports as ending has a move here: moved, or to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from filterlang.findings.diagnostic import Diagnostic
from filterlang.hosts.host_languages import HostLanguage
from filterlang.migrate.code.code_moves import CodeMove, Target, to_decide
from filterlang.text.source import Source

Mover = Callable[[Source, HostLanguage, Sequence[Diagnostic], Target], Sequence[CodeMove]]
"""Moves the findings FL901 and FL902 of a file, with their places in the file, and gives places in the file as well."""

_PYTHON = ("python", "notebook")
_MOVERS = {
    **dict.fromkeys(_PYTHON, "python_moves"),
    **dict.fromkeys(("javascript", "typescript", "tsx"), "javascript_moves"),
    "go": "go_moves",
    **dict.fromkeys(("java", "kotlin"), "java_moves"),
    **dict.fromkeys(("shell", "makefile", "http"), "request_moves"),
}
"""The module of ``migrate/code`` with ``moves(source, language, findings, target)``, by language."""


def is_moved_to(target: Target, language: HostLanguage) -> bool:
    """Whether code in a language can move to a target: filterlang has a client for Python only."""
    return target != "filterlang" or language.name in _PYTHON


def moves_of(source: Source, language: HostLanguage, findings: Sequence[Diagnostic], target: Target) -> Sequence[CodeMove]:
    """The moves of the calls and addresses that end, in order of place. What no mover knows is to decide."""
    module = _MOVERS.get(language.name)
    known: Sequence[CodeMove] = ()
    if module is not None and findings:
        mover: Mover = import_module(f"{__package__}.{module}").moves
        known = mover(source, language, findings, target)
    places = {move.span for move in known}
    rest = [finding for finding in findings if finding.span not in places]
    return sorted([*known, *_undecided(rest, has_mover=module is not None)], key=lambda move: move.span)


def _undecided(findings: Sequence[Diagnostic], *, has_mover: bool) -> Iterator[CodeMove]:
    """The findings that no mover has moved, with the advice of the finding."""
    for finding in findings:
        reason = finding.message if has_mover else "code in a file of this kind is not rewritten"
        yield to_decide(finding.span, "", f"{reason}: {finding.help}")
