"""Finds the builtins that moved Python code uses in a program that gives their names to something else.

Owns the invariant that a moved call never calls a value of the program in the place of a builtin.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from functools import lru_cache
import re

from filterlang.migrate.code.python_program import PythonProgram
from filterlang.migrate.code.python_scopes import PythonVariable
from filterlang.text.edits import Edit

HIDDEN = "the new call needs Python's `{}`, which is something else here: give that another name first"
"""The reason not to move a call, for the name of a builtin."""
_NAMES = frozenset(name for name in dir(builtins) if name.islower())


def hidden_builtin(program: PythonProgram, edits: Iterable[Edit]) -> str | None:
    """A builtin that edits of a program add, and whose name means something else at their place."""
    rebound = _rebound(program)
    if not rebound:
        return None
    document = program.document
    for edit in edits:
        before = document.text[edit.span.start : edit.span.end]
        at = document.byte(edit.span.start)
        for variable in rebound:
            scope = variable.scope.node
            use = re.compile(rf"(?<![\w.]){variable.name}\b(?=[(,])")
            is_seen = variable.scope.parent is None or scope.start_byte <= at <= scope.end_byte
            if is_seen and len(use.findall(edit.text)) > len(use.findall(before)):
                return variable.name
    return None


@lru_cache(maxsize=1)
def _rebound(program: PythonProgram) -> list[PythonVariable]:
    """The variables with the name of a builtin. The names of a class mean nothing inside of its methods."""
    variables = [variable for name in sorted(_NAMES & program.words) for variable in program.variables_called(name)]
    return [variable for variable in variables if variable.definitions and variable.scope.node.type != "class_definition"]
