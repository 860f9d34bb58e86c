"""The edits between two trees, which turn the text of one into a text of the other.

Owns the invariant that a text with these edits applied has the second tree, and keeps its own formatting wherever the trees
agree. Time is linear in the trees.
"""

from filterlang.text.edits import Edit
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node, Origin


def differences(before: Node, after: Node) -> tuple[Edit, ...]:
    """Returns the edits, in order of place, that turn the text of ``before`` into a text of ``after``.

    ``before`` is the tree of that text. A call with another number of arguments than before, or one that is not written in the
    text as a call, is written anew as a whole.
    """
    edits: list[Edit] = []
    pending = [(before, after)]
    while pending:
        old, new = pending.pop()
        if old is new:
            continue
        alike = old.children and type(old) is type(new) and len(old.children) == len(new.children)
        if alike and not (isinstance(old, Call) and old.origin is not Origin.WRITTEN):
            if isinstance(old, Call) and isinstance(new, Call) and old.operator != new.operator:
                edits.append(Edit(old.operator_span, new.operator))
            pending.extend(zip(reversed(old.children), reversed(new.children), strict=True))
        elif old.children or old != new:
            edits.append(Edit(old.span, print_line(new)))
    return tuple(edits)
