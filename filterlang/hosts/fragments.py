"""Fragments: parts of filters that a program joins, completed to whole filters so that they can be checked.

Owns the invariant that a completion adds text before and behind the fragment only.
"""

from __future__ import annotations

from collections.abc import Sequence

from filterlang.hosts.scanning import Bracket, ScannedToken, TokenKind, scan
from filterlang.text.source import Span

_BEFORE, _AFTER = 'eq(name, "hole0")', 'eq(name, "hole00")'
_CLOSING = {"(": ")", "[": "]"}


def completion(text: str, holes: Sequence[Span]) -> tuple[str, str] | None:
    """The texts to put before and behind a fragment; None for a fragment without a condition, such as an item of a list."""
    rows = list(scan(text, holes))
    if not any(_is_condition(token, after) for token, _, after, _ in rows):
        return None
    first, second, last = rows[0][0], rows[0][2], rows[-1][0]
    joined = first.kind is TokenKind.COMMA or (first.joins and (second is None or second.text != "("))
    frames, surplus, commas = _open_brackets(rows)
    behind = _continued(last, frames)
    behind += "".join(_CLOSING[frame.opener] for frame in reversed(frames))
    before = _BEFORE if joined else ""
    for closer in surplus:
        before = ("and(" if before or _begins_with_condition(rows) else "eq(name, ") if closer == ")" else "in(name, ["
    if commas:
        before, behind = f"and({before}", f"{behind})"
    return before, behind


def _is_condition(token: ScannedToken, after: ScannedToken | None) -> bool:
    """Whether a token is the name of a call, or compares two operands."""
    called = token.kind is TokenKind.WORD and after is not None and after.text == "(" and not token.joins
    return called or token.kind is TokenKind.COMPARISON


def _begins_with_condition(rows: Sequence[tuple[ScannedToken, ScannedToken | None, ScannedToken | None, Bracket]]) -> bool:
    token, _, after, _ = rows[0]
    return after is not None and (_is_condition(token, after) or after.compares)


def _open_brackets(
    rows: Sequence[tuple[ScannedToken, ScannedToken | None, ScannedToken | None, Bracket]],
) -> tuple[list[Bracket], list[str], bool]:
    """The brackets that stay open, those that close nothing, and whether commas stand outside of all brackets."""
    frames: list[Bracket] = []
    surplus: list[str] = []
    commas = False
    for token, _, _, frame in rows:
        if token.kind is TokenKind.OPEN:
            frames.append(frame)
        elif token.kind is TokenKind.CLOSE:
            if frames:
                frames.pop()
            else:
                surplus.append(token.text)
        elif token.kind is TokenKind.COMMA and not frames:
            commas = True
    return frames, surplus, commas


def _continued(last: ScannedToken, frames: Sequence[Bracket]) -> str:
    """The rest of the construct in which a fragment ends: a string, a list, a comparison, a row of conditions."""
    if last.kind is TokenKind.STRING:
        return "" if last.is_terminated else f"hole00{last.text.lstrip(chr(92))[0]}"
    if last.kind not in (TokenKind.COMMA, TokenKind.OPEN, TokenKind.COMPARISON) and not last.joins:
        return ""
    if not frames or frames[-1].joins:
        return _AFTER if last.kind is not TokenKind.COMPARISON else '"hole00"'
    comparing = frames[-1].opener == "(" and last.kind is TokenKind.OPEN
    return 'name, "hole00"' if comparing else '"hole00"'
