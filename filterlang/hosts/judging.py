"""Judging candidates: which strings of a file are filters of LangSmith.

Owns the invariant that a filter of another product is not reported: where the place does not decide, the text has to be a
filter that only LangSmith reads, or one in a file that speaks of LangSmith.
"""

from __future__ import annotations

import re

from filterlang.hosts.embedded import HOLE, EmbeddedFilter, Grounds
from filterlang.hosts.scanning import Bracket, ScannedToken, TokenKind, scan
from filterlang.schema.dialects import SURFACE_FIELDS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.places import Kind

_ENOUGH = 2
"""The weight of fields from which a text can only be a filter of LangSmith."""
_COMMON = frozenset({"id", "name", "status", "error", "inputs", "outputs", "tag"})
"""Fields that any product may have: SAS Viya, Ditto, CloudBlue and Elastic Path write ``eq(name,'x')`` too."""
_SHARED = frozenset(
    {"latency", "tags", "start_time", "end_time", "trace_id", "thread_id", "session_id", "metadata", *SURFACE_FIELDS}
)
"""Fields that other tools for traces have as well: it takes two of them."""
_ONLY_HERE = frozenset({Kind.TRACE, Kind.TREE, Kind.THREAD})
"""Kinds whose keys, such as ``tree_filter``, no other product is known to have."""
_PLACEHOLDER = re.compile(
    r"""[\w.*?…\- ]{0,40} | <[^<>()]*> | \{\{?[^(){}]*\}?\} | \$\w+ | \$\{\w+\} | \[[^\]()]*\]""", re.VERBOSE
)
"""A word or two, dots, or something to fill in: ``filter``, ``...``, ``<your filter>``."""

_SKETCHED = re.compile(r"\.\.\.|…|<\w[^<>=(),]*>")
"""Dots, and words in angle brackets."""
_METAVARIABLES = frozenset({"value", "values", "val", "v", "x", "y", "n", "k", "key", "text", "string", "number", "list"})
_WORDS_OF_PROSE = 4
"""Words in a row from which a text is prose."""


class _Evidence:
    """The signs in the text of a candidate that it is a filter of LangSmith, or that it is not."""

    __slots__ = ("called", "compared", "foreign", "prose", "sketched", "weights")

    def __init__(self) -> None:
        self.called: bool = False
        """Whether an operator is called with a bare name, or ``search`` with a text."""
        self.compared: bool = False
        """Whether a field is compared by an infix operator."""
        self.foreign: bool = False
        """Whether an operator is called with something that no filter of LangSmith has there."""
        self.prose: bool = False
        """Whether several words stand in a row outside of all brackets, as in a description."""
        self.sketched: bool = False
        """Whether something is left to be filled in: ``has(tags, …)``, ``eq(name, "<name>")``, ``eq(metadata_key, k)``."""
        self.weights: dict[str, int] = {}

    @property
    def weight(self) -> int:
        """How surely the fields are those of LangSmith."""
        return sum(self.weights.values())


def is_langsmiths(filter: EmbeddedFilter, *, mentions_langsmith: bool) -> bool:
    """Returns whether a filter that was found is one of LangSmith."""
    text = filter.text.strip()
    if filter.grounds is Grounds.SURE:
        return bool(filter.holes) or _is_of_filter_file(filter) or not is_placeholder(text)
    if filter.grounds is Grounds.MENTION and not _is_one_call(text):
        return False
    evidence = _evidence(filter)
    if evidence.prose or (evidence.sketched and filter.grounds is Grounds.MENTION):
        return False
    if evidence.weight >= _ENOUGH:
        return filter.grounds is Grounds.LIKELY or evidence.called
    if evidence.foreign or not (mentions_langsmith or (filter.kind in _ONLY_HERE and filter.grounds is Grounds.LIKELY)):
        return False
    if filter.grounds is Grounds.MENTION:
        return evidence.called and evidence.weight > 0
    return evidence.called or (evidence.compared and evidence.weight > 0)


def _is_of_filter_file(filter: EmbeddedFilter) -> bool:
    """Whether a filter stands in a file that has nothing but filters: there, an empty one is a mistake."""
    map = filter.source.map
    return filter.language == "filter" and map is not None and map.host.map is None


def is_unfinished(filter: EmbeddedFilter) -> bool:
    """Whether a text stands in a place that only LangSmith has without being a filter yet, as when it is typed."""
    return filter.grounds is Grounds.SURE and not is_langsmiths(filter, mentions_langsmith=True)


def is_placeholder(text: str) -> bool:
    """Whether a text stands in the place of a filter without being one: nothing, ``filter``, ``...``, ``<your filter>``."""
    return not text or (text not in FIELDS and _PLACEHOLDER.fullmatch(text) is not None)


def _is_one_call(text: str) -> bool:
    """Whether a text is one call, though its last brackets may be missing: not prose around one, nor a line of one."""
    depth = 0
    for number, (token, _, after, _) in enumerate(scan(text)):
        if number == 0 and (token.kind is not TokenKind.WORD or after is None or after.text != "("):
            return False
        depth += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
        if after is None or (number and not depth):
            return after is None and token.kind not in (TokenKind.COMMA, TokenKind.OPEN)
    return False


def _evidence(filter: EmbeddedFilter) -> _Evidence:
    evidence = _Evidence()
    evidence.sketched = _SKETCHED.search(filter.text.replace(HOLE, "")) is not None
    words = 0
    for token, _, after, bracket in scan(filter.text, [hole.span for hole in filter.holes]):
        words = words + 1 if not bracket.opener and _is_plain_word(token, after) else 0
        evidence.prose = evidence.prose or words >= _WORDS_OF_PROSE
        if token.kind not in (TokenKind.WORD, TokenKind.STRING):
            continue
        if bracket.operator == "search" and token.holes:
            evidence.called = True
        if token.holes or after is None:
            continue
        evidence.sketched = evidence.sketched or (token.text in _METAVARIABLES and bracket.index > 0)
        if _is_operand(token, after, bracket):
            _weigh_operand(evidence, token, bracket)
        elif token.kind is TokenKind.WORD and after.compares and bracket.joins and token.text in FIELDS:
            evidence.compared = True
            evidence.weights[token.text] = _weight(token.text)
    return evidence


def _is_plain_word(token: ScannedToken, after: ScannedToken | None) -> bool:
    """Whether a token is a word that has no meaning in a filter: no field, no operator, no number."""
    if token.kind is not TokenKind.WORD or token.holes or token.compares or token.joins or not token.text[0].isalpha():
        return False
    return token.text not in FIELDS and (after is None or after.text != "(")


def _is_operand(token: ScannedToken, after: ScannedToken, bracket: Bracket) -> bool:
    """Whether a token is the first argument of an operator of the language that takes a field, or the text of ``search``."""
    operator = OPERATORS.get(bracket.operator)
    if operator is None or bracket.opener != "(" or bracket.index or bracket.operator in LOGICAL:
        return False
    return after.kind is (TokenKind.CLOSE if bracket.operator == "search" else TokenKind.COMMA)


def _weigh_operand(evidence: _Evidence, token: ScannedToken, bracket: Bracket) -> None:
    """Adds what the first argument of an operator says."""
    quoted = token.kind is TokenKind.STRING
    if bracket.operator == "search":
        evidence.called = evidence.called or quoted
        return
    name = token.text.strip("\"'\\")
    if quoted and _weight(name) < _ENOUGH:
        evidence.foreign = True
        return
    evidence.called = True
    evidence.weights[name] = _ENOUGH if bracket.operator == "exists" and name == "metadata" else _weight(name)


def _weight(field: str) -> int:
    """How surely a field is one of LangSmith's."""
    if field in _SHARED:
        return 1
    return _ENOUGH if field in FIELDS and field not in _COMMON else 0
