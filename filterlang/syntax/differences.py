"""The edits between two trees: what has to change in the text of one for it to become the text of the other.

Owns the invariant that a text with these edits applied has the tree that was asked for, and keeps its own formatting
wherever the trees agree. Time is linear in the trees.
"""

from filterlang.text.edits import Edit
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node, Origin


def differences(before: Node, after: Node) -> tuple[Edit, ...]:
    """The edits, in order of place, that turn the text of ``before`` into a text of ``after``.

    ``before`` has to have been read from that text. Where two calls differ in how many arguments they have, or the one before
    does not stand in the text as a call, the whole of the call is written anew.
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
