"""Reads comments such as ``# filterlang: ignore[unpaired-value] until 2027-01-31 reason``.

Owns the invariant that a directive which cannot be read ignores nothing, and has a message that says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
import re

from filterlang.hosts.comments import Comment
from filterlang.rules.registry import BY_SLUG, RULES
from filterlang.text.frozen import dataclass
from filterlang.text.source import Span

_DIRECTIVE = re.compile(
    r"""(?P<whole>
        (?: (?:\A|(?<=\s)) (?:\#+|/{2,}!?|--|/\*+|<!--|\*+) | ^ ) [ \t]* filterlang: [ \t]*
        (?P<verb>[A-Za-z][\w-]*) (?P<rest>(?:(?!\s+(?:\#|//)|\*/|-->)[^\r\n])*)
    )""",
    re.VERBOSE | re.MULTILINE,
)
_REST = re.compile(r"(?:\[(?P<names>[^\]]*)\])?(?:[ \t]*\buntil\b[ \t]*(?P<until>[^\s,;]*))?")
_VERBS = ("ignore", "ignore-file")
_LIKE_VERBS = re.compile(r"ign|noqa|disable|skip|off\b|nolint", re.IGNORECASE)
"""How words begin that are probably meant to ignore something. Any other word is prose about filterlang."""
_FIRST_WORD = re.compile(r"[ \t:=(]*(?P<word>[\w-]+)")


@dataclass(frozen=True, slots=True)
class IgnoredName:
    """The name of a rule in a directive, and where in the document it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Directive:
    """An instruction to ignore the named rules, or all where there are no names, up to a day, or for the ``whole_file``.

    ``span`` is the place of the directive in the document of its comment. One with a ``mistake`` ignores nothing.
    """

    comment: Comment
    span: Span
    names: tuple[IgnoredName, ...] = ()
    until: date | None = None
    whole_file: bool = False
    mistake: str | None = None


def directives(comment: Comment) -> Iterator[Directive]:
    """Yields the directives in a comment."""
    for match in _DIRECTIVE.finditer(comment.text):
        if match["verb"] in _VERBS:
            yield _directive(comment, match)
        elif _LIKE_VERBS.match(match["verb"]):
            yield Directive(comment, _span(comment, match), mistake=f"`{match['verb']}` is not `ignore` or `ignore-file`")


def _directive(comment: Comment, match: re.Match[str]) -> Directive:
    span, start = _span(comment, match), match.start("rest")
    rest = _REST.match(comment.text, start, match.end("rest"))
    assert rest is not None
    if (mistake := _mistake(match["rest"], rest)) is not None:
        return Directive(comment, span, mistake=mistake)
    names = tuple(
        IgnoredName(name[0], Span(comment.span.start + name.start(), comment.span.start + name.end()))
        for name in re.compile(r"[^\s,]+").finditer(comment.text, *rest.span("names"))
    )
    until = date.fromisoformat(rest["until"]) if rest["until"] else None
    return Directive(comment, span, names, until, match["verb"] == "ignore-file")


def _mistake(text: str, rest: re.Match[str]) -> str | None:
    """Why what follows the verb cannot be read."""
    if text.lstrip().startswith("["):
        if rest["names"] is None:
            return (
                "the list of rules has no closing bracket" if "]" not in text else "there is a space before the list of rules"
            )
        if not rest["names"].strip(" \t,"):
            return "the list of rules is empty"
    elif (first := _FIRST_WORD.match(text)) is not None and is_rule(first["word"]):
        return "the rules are not in square brackets"
    if rest["until"] is not None and not _is_date(rest["until"]):
        return (
            f"`until` is followed by `{rest['until']}`, and not by a date such as 2027-01-31"
            if rest["until"]
            else ("`until` is not followed by a date such as 2027-01-31")
        )
    return None


def is_rule(name: str) -> bool:
    """Whether there is a rule with a code or slug."""
    return name.upper() in RULES or name in BY_SLUG


def _is_date(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _span(comment: Comment, match: re.Match[str]) -> Span:
    start, end = match.span("whole")
    return Span(comment.span.start + start, comment.span.start + start + len(comment.text[start:end].rstrip()))
