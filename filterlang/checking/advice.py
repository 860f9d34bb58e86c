"""Advice for the help of a finding that has no fix: the nearest condition, or that there is no such condition.

Owns the invariant that every idea that the language cannot express has its advice.
"""

import re

from filterlang.schema.aliases import ALWAYS_THERE, CUSTOM, THREAD_KEYS
from filterlang.schema.fields import FAMILIES
from filterlang.schema.types import Field, Type
from filterlang.rewrite.composing import PATTERNS, Values, compose
from filterlang.rewrite.losses import CASE, WHOLE_IDS
from filterlang.semantics.resolving import ResolvedName
from filterlang.syntax.spellings import ignores_case
from filterlang.syntax.strings import escape_pattern
from filterlang.syntax.tree import Node, String

NO_FUNCTIONS = 'a filter calls no functions: compare a field itself, as in eq(name, "x")'
NO_REGEX = "there are no regular expressions: like takes % for any text and _ for any character"

_WRITTEN = {
    "containsany": 'or(like(field, "%text%"), like(field, "%other%"))',
    "contains": 'like(field, "%text%")',
    "notcontains": 'notlike(field, "%text%")',
    "startswith": 'like(field, "text%")',
    "notstartswith": 'notlike(field, "text%")',
    "endswith": 'like(field, "%text")',
    "notendswith": 'notlike(field, "%text")',
    "notin": "and(neq(field, value), neq(field, other))",
    "between": "and(gte(field, low), lte(field, high))",
    "notbetween": "or(lt(field, low), gt(field, high))",
    "search": 'search("text")',
}
"""The conditions that express ideas for which the language has no operator."""


def unsayable(idea: str, name: ResolvedName | None) -> str:
    """Returns what to write where an idea cannot be expressed about a name."""
    field = name.field if name else None
    if idea in ("regex", "notregex"):
        return NO_REGEX
    if idea in ("present", "absent"):
        return absence(field) if field else "compare a key of the metadata: eq(metadata_key, key), neq(metadata_key, key)"
    if field is not None and idea in (*PATTERNS, "search") and field.type is Type.UUID:
        return WHOLE_IDS
    return f"write {_WRITTEN.get(idea, f'{idea}(field, value)')}"


def refusing(field: Field, taken: str) -> str:
    """Returns which operators a field takes, for a finding about one that it refuses."""
    return f"it takes {taken}; {WHOLE_IDS}" if field.type is Type.UUID else f"it takes {taken}"


def thread_presence(idea: str) -> Node:
    """Returns the condition that a run is, or is not, in a thread: the keys of its metadata show it, no field does."""
    key, values = FAMILIES[CUSTOM]["key"], tuple(map(String, THREAD_KEYS))
    tree = compose("in" if idea == "present" else "notin", ResolvedName(key), values)
    assert tree is not None
    return tree


def absence(field: Field) -> str:
    """Returns how to select runs without a value of a field, or says that there is no condition for it."""
    key = FAMILIES[field.family]["key"].name if field.family else ""
    if key and "score" not in FAMILIES[field.family]:
        return f"to select runs without a key, write neq({key}, key)"
    if field.name in ALWAYS_THERE:
        return f"every run has `{field.name}`: leave the condition out"
    return f"LangSmith documents no condition for runs without `{field.name}`: fetch the runs and look there"


def case_lost(operator: str, values: Values) -> str:
    """Returns what is lost of an operator that ignores case: every operator of the language respects it."""
    return (
        CASE
        if ignores_case(operator) and any(isinstance(value, String) and _LETTER.search(value.value) for value in values)
        else ""
    )


def from_regex(idea: str, name: ResolvedName | None, values: Values) -> Node | None:
    """Returns the filter for a regular expression of literal text, anchors, ``.`` and ``.*``; None for any other."""
    text = values[0].value if len(values) == 1 and isinstance(values[0], String) else ""
    match = _PLAIN_REGEX.fullmatch(text)
    if match is None or name is None or not match["body"]:
        return None
    pieces = [_PIECES.get(piece) or escape_pattern(piece[-1]) for piece in _PIECE.findall(match["body"])]
    pattern = ("" if match["start"] else "%") + "".join(pieces) + ("" if match["end"] else "%")
    field = name.value_field(values[0]) if name.family else name.field
    if field is None or field.type not in (Type.STRING, Type.SCALAR) or compose("contains", name, (String("x"),)) is None:
        return None
    return compose("like" if idea == "regex" else "notlike", name, (String(re.sub("%{2,}", "%", pattern)),))


_LETTER = re.compile(r"[^\W\d_]")
_PIECES = {".*": "%", ".*?": "%", ".+": "_%", ".+?": "_%", ".": "_"}
_PIECE = re.compile(r"\.[*+]\??|\\[\W_]|[^\\]", re.DOTALL)
_PLAIN_REGEX = re.compile(
    r"(?:\(\?i\))?(?P<start>\^|\\A)?(?P<body>(?:\.[*+]\??|\\[\W_]|[^\\^$*+?{}()\[\]|])*)(?P<end>\$|\\Z)?", re.DOTALL
)
