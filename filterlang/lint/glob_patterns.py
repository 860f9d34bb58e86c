"""Patterns as ``.gitignore`` has them, as regular expressions.

Owns the invariant that a match takes time in proportion to the lengths of pattern and path: a part of a pattern that has
matched as early as it can is not tried at a later place.
"""

from __future__ import annotations

from functools import lru_cache
import re

from filterlang.text.frozen import dataclass

_ENDS = {(False, False): r"/?\Z", (False, True): r"/\Z", (True, False): r"(?:/|\Z)", (True, True): "/"}
"""How a match ends, by whether the path may go on below, and whether the pattern is about folders only."""
_FOLDERS = "(?:[^/]+/)*?"
_UNITS = re.compile(
    r"(?P<stars>\*+) | (?P<any>\?) | \[(?P<inverted>[!^])?(?P<set>\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*)\] | \\(?P<escaped>.)"
    r" | (?P<plain>[^\[\\])",
    re.VERBOSE | re.DOTALL,
)
_MEMBERS = re.compile(r"\[:(?P<named>[a-z]+):\] | (?P<first>\\.|[^\\])(?:-(?P<last>\\.|[^\\]))?", re.VERBOSE | re.DOTALL)
_NAMED = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f", "digit": "0-9", "graph": r"\x21-\x7e",
    "lower": "a-z", "print": r"\x20-\x7e", "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e", "space": r"\s", "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GlobPattern:
    """A pattern for paths with slashes, of which that of a folder ends with one; ``exact`` fits the path, ``below`` also fits
    what is in a folder that fits. One that is ``inverted`` began with ``!``.
    """

    exact: re.Pattern[str]
    below: re.Pattern[str]
    inverted: bool


@lru_cache(maxsize=4096)
def glob_pattern(line: str) -> GlobPattern | None:
    """The pattern in a line of an ignore file; None for a comment, and for one that fits nothing."""
    text = re.sub(r"(?<!\\)[ ]+\Z", "", line)
    inverted = text.startswith("!")
    text = text.removeprefix("!")
    only_folders = text.endswith("/")
    text = text.removesuffix("/")
    if not text or line.startswith("#"):
        return None
    parts = text.removeprefix("/").split("/")
    if "/" not in text:
        parts.insert(0, "**")
    if parts[-1] == "**":
        parts.append("*")
    names = [part if part == "**" else _name(part) for part in parts]
    if None in names:
        return None
    beginning = _beginning([name for name in names if name is not None])
    exact, below = (re.compile(beginning + _ENDS[goes_on, only_folders]) for goes_on in (False, True))
    return GlobPattern(exact, below, inverted)


def _beginning(names: list[str]) -> str:
    """The names of a path, with ``**`` for any number of folders, as an expression. The folders before one are its first."""
    groups: list[list[str]] = [[]]
    for name in names:
        if name == "**":
            groups.append([])
        else:
            groups[-1].append(name)
    first, *others = ("/".join(group) for group in groups if group or group is groups[0])
    if not others:
        return first
    middle = "".join(f"(?>{_FOLDERS}{group}/)" for group in others[:-1])
    return (first and f"{first}/") + middle + _FOLDERS + others[-1]


def _name(glob: str) -> str | None:
    """The pattern of one name as an expression; None for one that is broken, which fits nothing."""
    pieces = [""]
    position = 0
    while position < len(glob):
        unit = _UNITS.match(glob, position)
        if unit is None:
            return None
        position = unit.end()
        if unit["stars"]:
            pieces.append("")
        elif unit["set"] is not None:
            pieces[-1] += _set(unit["set"], inverted=unit["inverted"] is not None)
        else:
            pieces[-1] += "[^/]" if unit["any"] else re.escape(unit["escaped"] or unit["plain"])
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    return f"(?=[^/]){first}{''.join(f'(?>[^/]*?{piece})' for piece in middle)}" + (f"[^/]*{last}" if last else "[^/]*+")


def _set(members: str, *, inverted: bool) -> str:
    """A set of characters, which never has the slash, as an expression."""
    ranges: list[str] = []
    for member in _MEMBERS.finditer(members):
        if member["named"]:
            ranges.append(_NAMED.get(member["named"], ""))
            continue
        first = member["first"][-1]
        last = (member["last"] or first)[-1]
        if first <= last:
            ranges.append(f"{re.escape(first)}-{re.escape(last)}")
    listed = "".join(ranges)
    if not listed:
        return "[^/]" if inverted else r"(?!)"
    return f"[^/{listed}]" if inverted else f"(?!/)[{listed}]"
