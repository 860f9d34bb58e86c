"""A code action as plain data: its title, its edits of the document, and the command that it runs.

Owns the invariant that the edits of an action are in order of place and do not overlap.
"""

from __future__ import annotations

from enum import Enum, StrEnum

from filterlang.text.display import clip
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.ide.filter_view import FilterView
    from filterlang.lint.reported import FileFinding
    from filterlang.text.edits import Edit


class ActionKind(Enum):
    """The effect of an action, by which editors group and filter actions."""

    QUICK_FIX = "quick fix"
    """Resolves a finding."""
    REWRITE = "rewrite"
    """Writes a filter in another way."""
    FIX_ALL = "fix all"
    """Fixes the whole document, such as when it is saved."""


ALL_KINDS = frozenset(ActionKind)
_LONGEST_TITLE = 100


class ActionCommand(StrEnum):
    """The command that the server runs for an action without edits, with the ``argument`` of the action."""

    NONE = ""
    EXPLAIN = "explain"
    """Shows the page of the rule with the code ``argument``."""
    FIX_ALL = "fix all"
    """Applies the edits of ``fix_all``."""
    SHOW = "show"
    """Shows the text ``argument``, to be copied."""


@dataclass(frozen=True, slots=True)
class CodeAction:
    """An action that an editor offers. ``edits`` are edits of the document.

    ``findings`` are those that it resolves, ``target`` is the filter that it changes, where it changes one. A ``preferred``
    action is the best fix of its findings.
    """

    title: str
    kind: ActionKind
    edits: tuple[Edit, ...] = ()
    findings: tuple[FileFinding, ...] = ()
    preferred: bool = False
    target: FilterView | None = None
    command: ActionCommand = ActionCommand.NONE
    argument: str = ""


def titled(text: str) -> str:
    """A text as the title of an action: on one line, and short enough for a menu."""
    line = " ".join(text.split())
    return clip(line[:1].upper() + line[1:], _LONGEST_TITLE)
