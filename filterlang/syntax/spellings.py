"""The names that people give to operators, in words: ``starts_with``, ``isNotNull``, ``greater than or equal to``.

Owns the invariant that a spelling means one operator, however its words are joined: by spaces, underscores, capitals, nothing.

An *idea* is the operator that a spelling stands for: one of the language, one that the language can only express in other words
(contains, startswith, between, present, …), or one that it cannot express (regex).
"""

import re
from collections.abc import Sequence

PHRASES: dict[str, tuple[str, ...]] = {
    "and": ("and", "all", "all of", "conjunction", "every", "must"),
    "or": ("or", "some", "either", "disjunction", "should"),
    "not": ("not",),
    "eq": ("eq", "equal", "equals", "equal to", "equals to", "is", "same as", "exactly", "matches exactly", "iexact", "ieq"),
    "neq": ("neq", "ne", "nequal", "unequal", "not equal", "is not", "isnt", "isn't", "aren't", "wasn't", "differs from",
            "different from", "other than"),
    "gt": ("gt", "greater than", "more than", "bigger than", "larger than", "higher than", "longer than", "later than",
           "newer than", "greater", "more", "above", "over", "after", "exceeds"),
    "gte": ("gte", "ge", "gteq", "geq", "greater than or equal to", "greater than or equals", "greater or equal", "at least",
            "more than or equal to", "min", "minimum", "since", "on or after", "in last", "in past", "within last",
            "within past", "during last", "during past"),
    "lt": ("lt", "less than", "fewer than", "smaller than", "lower than", "shorter than", "earlier than", "older than", "less",
           "below", "under", "before"),
    "lte": ("lte", "le", "lteq", "leq", "less than or equal to", "less than or equals", "less or equal", "at most",
            "fewer than or equal to", "max", "maximum", "until", "up to", "on or before"),
    "in": ("in", "one of", "any of", "any", "among"),
    "containsany": ("contains any", "contains any of", "contains one of", "includes any", "includes any of", "has any of"),
    "notin": ("nin", "none of"),
    "has": ("has",),
    "like": ("like", "glob", "ilike", "like ci", "matches pattern"),
    "notlike": ("notlike", "nlike", "nilike"),
    "search": ("search", "full text", "full text search", "fts", "text", "text search", "search text", "search for", "find"),
    "contains": ("contains", "contain", "containing", "includes", "include", "including", "has text", "has substring",
                 "substring", "icontains", "mentions"),
    "notcontains": ("excludes", "exclude", "excluding", "lacks", "without"),
    "startswith": ("startswith", "starts with", "start with", "starting with", "begins with", "begin with", "beginning with",
                   "prefix", "has prefix", "istartswith"),
    "endswith": ("endswith", "ends with", "end with", "ending with", "suffix", "has suffix", "iendswith"),
    "between": ("between", "in between", "range", "in range", "within"),
    "present": ("exists", "exist", "has key", "is set", "present", "has value", "defined", "json key"),
    "absent": ("is null", "null", "none", "nil", "missing", "empty", "absent", "undefined", "blank", "unset"),
    "regex": ("regex", "regexp", "rlike", "match", "matches", "re", "similar", "similar to", "regex match", "match regex",
              "matches regex", "regexp match", "regexp matches", "regexp like", "re match", "iregex"),
}  # fmt: skip
"""The phrases that stand for each idea. A negation in front of a phrase is read as well."""

NEGATED = {
    "eq": "neq", "neq": "eq", "gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt", "in": "notin", "notin": "in",
    "like": "notlike", "notlike": "like", "has": "notcontains", "contains": "notcontains", "notcontains": "contains",
    "startswith": "notstartswith", "endswith": "notendswith", "between": "notbetween", "present": "absent",
    "absent": "present", "regex": "notregex",
}  # fmt: skip
"""The opposite of each idea."""

CASELESS = frozenset({"iexact", "ieq", "ilike", "likeci", "nilike", "icontains", "istartswith", "iendswith", "iregex"})
"""Spellings, their words joined, of operators that do not tell upper and lower case apart."""

EVERYDAY = frozenset({
    "above", "over", "after", "more", "greater", "exceeds", "min", "minimum", "since", "less", "below", "under", "before",
    "max", "maximum", "until", "any", "among", "all", "some", "every", "must", "should", "either", "conjunction",
    "disjunction", "null", "none", "nil", "missing", "empty", "absent", "undefined", "blank", "unset", "present",
    "defined", "search", "fts", "text", "find", "substring", "excludes", "exclude", "excluding", "lacks", "without",
    "prefix", "suffix", "range", "within", "re", "similar", "match", "glob", "include", "including", "contain",
    "containing", "mentions", "exactly",
})  # fmt: skip
"""Words of everyday texts: between operands such a word ends an operator only in front of a literal."""

LONGEST = 8
"""The most words that the name of an operator can have."""

_FILLERS = frozenset({"is", "are", "was", "were", "be", "does", "do", "did", "has", "a", "an", "the", "to", "than", "with"})
_DENIALS = frozenset({"not", "no", "isnt", "arent", "wasnt", "doesnt", "dont", "didnt", "isn't", "aren't", "doesn't", "don't"})
_AUXILIARIES = frozenset({"does", "do", "did", "doesn't", "don't", "didn't", "doesnt", "dont", "not"})
_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+(?:['’]t)?"
_GLUED = r"(?:is|does|do)?(?:not|nt|n't)(?=.{2})|is(?=.{2})"


def _words(spelling: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in re.findall(_WORD, spelling)]


def _content(words: list[str]) -> str:
    return "".join(word for word in words if word not in _FILLERS)


_IDEAS: dict[str, str] = {}
for _shorten in ("".join, _content):
    for _idea, _phrases in PHRASES.items():
        for _phrase in _phrases:
            if _key := _shorten(_phrase.split()):
                _IDEAS.setdefault(_key, _idea)


def idea_of(spelling: str) -> str:
    """Returns the idea of an operator's name; empty where its words are not known."""
    words = _words(spelling)
    if len(words) > LONGEST:
        return ""
    plain = [word for word in words if word not in _DENIALS]
    joined = "".join(words)
    if joined in _IDEAS:
        return _IDEAS[joined]
    idea = _IDEAS.get("".join(plain)) or _IDEAS.get(_content(plain), "")
    if idea:
        return NEGATED.get(idea, "") if (len(words) - len(plain)) % 2 else idea
    glued = re.match(_GLUED, joined)
    rest = _IDEAS.get(joined[glued.end() :], "") if glued else ""
    return NEGATED.get(rest, "") if glued and rest and "n" in glued[0] else rest


def ignores_case(spelling: str) -> bool:
    """Whether an operator of this name does not tell upper and lower case apart."""
    words = [word for word in _words(spelling) if word not in _DENIALS]
    return "".join(words).removeprefix("not") in CASELESS


def caseless(idea: str) -> str:
    """Returns the name of the operator that compares in the same way and ignores case."""
    return "noti" + idea.removeprefix("not") if idea.startswith("not") else "i" + idea


def infix_idea(words: Sequence[str], before_literal: bool) -> str:
    """Returns the idea of the words between two operands; empty where they are no operator, or part of a text."""
    if words[-1] in ("and", "or"):
        return ""
    idea = idea_of(" ".join(words))
    if not idea or idea in _JOINTS or (words[-1] in _FILLERS and not _ends_phrase(words)):
        return ""
    if idea in ("present", "absent"):
        return "" if len(words) == 1 and words[0] in EVERYDAY else idea
    evident = before_literal or words[-1] not in EVERYDAY or words[0] in _AUXILIARIES
    return idea if evident else ""


def _ends_phrase(words: Sequence[str]) -> bool:
    """Whether the last of the words belongs to the phrase, as in ``is greater than``, not to the value behind it."""
    plain = [word for word in words if word not in _DENIALS]
    return any("".join(plain[start:]) in _IDEAS for start in range(len(plain)))


_JOINTS = frozenset({"and", "or", "not"})
