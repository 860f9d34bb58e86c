"""The byte search that decides whether a file is parsed at all.

Owns the invariant that a file which is left out has no filter in a place that is surely or likely one of LangSmith's, and no
call or address that ends.
"""

from __future__ import annotations

import re

from filterlang.schema.end_of_v1 import ENDING_CALLS
from filterlang.schema.operators import LOGICAL, OPERATORS
from filterlang.schema.places import CALLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from filterlang.hosts.host_languages import HostLanguage

_LOWER = bytes(range(256)).lower()
_LEFT_OUT = b"_-\0 \t\r\n"
"""Bytes that the search passes over: the joints of names, white space, and half of the bytes of UTF-16."""
_BESIDE = (
    b"tracefilter", b"treefilter", b"threadfilter", b"runfilter", b"runsfilter", b"statsfilter", b"denominatorfilter",
    b"searchfilter", b"searchmodel", b"commonfilter", b"filterstring", b"samplingrate", b"displayname", b"sessionid",
    b"sessionname", b"projectid", b"projectname", b"experimentid",
    b"filterlang:ignore",
)  # fmt: skip
"""Names of keys, without joints, that stand beside filters of LangSmith, and the comment that ignores findings."""
_CALLED = (b"langsmith", b"langchain.smith", b"smith.langchain", *sorted({name.replace("_", "").encode() for name in CALLS}))
_ENDING = tuple(
    sorted({path.replace("_", "").encode() for paths in ENDING_CALLS.values() for path in paths if "." not in path})
)
_ENDING_ELSEWHERE = (
    b"runs.query", b"runs.get", b"runs().query", b"runs().retrieve", b"runs/query", b"runs/stats", b"datasets/",
)  # fmt: skip
"""Methods that end, without joints: names of their own, and those of resources, as Go and Java write them, with addresses."""
_STEMS = (b"smith", b"run", b"thread", b"trace", b"session", b"example", b"filter", b"project")
_COMPARISONS = [name.encode() for name in OPERATORS if name not in LOGICAL]
_OPENED = (*_COMPARISONS, *(name + b" " for name in _COMPARISONS if name != b"in"))
"""The names, with a space or without, that can stand before the bracket of an operator's call."""
_ENDS_IN_OPERATOR = re.compile(rb"(?:\A|[^\w.]|\\[nrt])(?:%b)\Z" % b"|".join(_OPENED))
_LONGEST = max(map(len, _OPENED)) + 2
_ENCODED_COMPARISON = re.compile(rb"(?:%b)(?:%%28|\\u0028)" % b"|".join(_COMPARISONS))


def _by_stem(names: Iterable[bytes]) -> list[tuple[bytes, list[bytes]]]:
    """Names in groups by a part that they share, which is sought first. A name that holds another is left out."""
    groups: dict[bytes, list[bytes]] = {}
    known = tuple(names)
    for name in known:
        if not any(other in name for other in known if other != name):
            groups.setdefault(next((stem for stem in _STEMS if stem in name), name), []).append(name)
    return list(groups.items())


_CALLED_BY_STEM = _by_stem(_CALLED)
_BESIDE_BY_STEM = _by_stem(_BESIDE)
_ENDING_BY_STEM = _by_stem((*_ENDING, *_ENDING_ELSEWHERE))


def may_hold_filters(content: bytes, language: HostLanguage) -> bool:
    """Whether a content has a sign of LangSmith beside the words of a filter, or beside a call that ends.

    The words of a filter are ``filter`` and the call of an operator.
    """
    if language.name == "filter":
        return True
    squeezed = content.translate(_LOWER, _LEFT_OUT)
    stems: dict[bytes, bool] = {}
    is_called = _has_any(_CALLED_BY_STEM, squeezed, stems)
    if b"filter" in squeezed:
        return is_called or _has_any(_BESIDE_BY_STEM, squeezed, stems) or _has_comparison(content)
    return is_called and (_has_any(_ENDING_BY_STEM, squeezed, stems) or _has_comparison(content))


def _has_any(groups: list[tuple[bytes, list[bytes]]], content: bytes, stems: dict[bytes, bool]) -> bool:
    """Whether a content has a name of some groups. ``stems`` keeps whether it has each stem that was sought."""
    for stem, names in groups:
        if stem not in stems:
            stems[stem] = stem in content
        if stems[stem]:
            for name in names:
                if name in content:
                    return True
    return False


def _has_comparison(content: bytes) -> bool:
    """Whether a content has an operator's call. The parts before brackets are split off: a search by a pattern takes longer."""
    lowered = content.translate(_LOWER, b"\0")
    for before in lowered.split(b"(")[:-1]:
        if before.endswith(_OPENED) and _ENDS_IN_OPERATOR.search(before, max(0, len(before) - _LONGEST)):
            return True
    return b"28" in lowered and _ENCODED_COMPARISON.search(lowered) is not None
