"""Losses: the reasons why a fix may select other runs than were meant, as sentences for the help of its finding.

Owns the invariant that a safe fix means the same and rests only on documented behaviour.
"""

from filterlang.schema.aliases import ELEMENT
from filterlang.schema.fields import FAMILIES
from filterlang.schema.operators import NEGATIVE, PATTERNS
from filterlang.semantics.resolving import pair_field
from filterlang.syntax.strings import ESCAPES, has_escaped_pattern
from filterlang.syntax.tree import Call, Name, Node, String

_ELEMENTS = frozenset(ELEMENT.values())

NEGATIVE_FEEDBACK = "LangSmith documents no negative conditions on feedback"
NO_VALUE = "this leaves out runs that have no value"
SEVERAL_VALUES = "this also selects runs in which the key has another value as well"
OTHER_KEYS = "this also selects runs in which another key has another value"
ELEMENTS = "only LangSmith's user interface is known to compare a single element"
SEARCH = "unlike search, like is case-sensitive"
CASE = "like and eq are case-sensitive"
REGEX = "the pattern is a guess at the regular expression"
WHOLE_IDS = "ids are compared whole: a part of one cannot be searched for"
THREADS = "a thread is known by these keys of the metadata, and may have been named in another way"
JOINS = "this joins the conditions beside it to one pair"


def undocumented(written: Node, before: Node | None) -> str:
    """Returns why it is not known whether LangSmith reads ``written`` as meant.

    The text is empty where that is known, or where the same doubt is about ``before``, the tree that is replaced.
    """
    kept = frozenset(map(id, before.children)) if before is not None else frozenset[int]()
    doubts = _doubts(written, kept)
    known = _doubts(before) if before is not None and doubts else {}
    return next((doubt for doubt in doubts if doubt not in known), "")


def _doubts(tree: Node, kept: frozenset[int] = frozenset()) -> dict[str, None]:
    """The doubts about the comparisons of a tree, in order of place, except those about kept nodes, which are given by id."""
    doubts: dict[str, None] = {}
    pending = [tree]
    while pending:
        node = pending.pop()
        if id(node) in kept:
            continue
        pending.extend(reversed(node.children))
        if not isinstance(node, Call) or len(node.arguments) != 2:
            continue
        pattern = node.arguments[1]
        if node.operator in PATTERNS and isinstance(pattern, String) and has_escaped_pattern(pattern.value):
            doubts[ESCAPES] = None
        field = pair_field(node)
        if node.operator in NEGATIVE and field is not None and "score" in FAMILIES[field.family]:
            doubts[NEGATIVE_FEEDBACK] = None
        subject = node.arguments[0]
        if node.operator in NEGATIVE and isinstance(subject, Name) and subject.id in _ELEMENTS:
            doubts[ELEMENTS] = None
    return doubts
