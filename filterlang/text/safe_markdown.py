"""Writes text of any origin into Markdown.

Owns the invariant that such a text is shown as it is: it becomes no link, no image, no HTML and no heading, and it ends neither
the line nor the code that it stands in.
"""

import re

from filterlang.text.display import clip, harmless

_SPECIAL = r"""
    [\\`*\[\]<>~|&$@] | (?<![^\W_])_ | _(?![^\W_])  # emphasis, code, links, HTML, tables, formulas, addresses
  | :(?=//) | (?<=www)\.                            # links without marks
  | \A[\#+\-=:] | (?<=\A\d)[.)] | (?<=\A\d\d)[.)]   # headings, lists and lines at the beginning of a paragraph
"""
"""The characters that mean something in Markdown at their place."""
_CODE = r"(?<!`)`[^`]+`(?!`)"
_FLAGS = re.VERBOSE | re.IGNORECASE
_LONGEST = 80


def escaped(text: str) -> str:
    """Returns a text as Markdown that shows it as it is, in one line."""
    return re.sub(_SPECIAL, r"\\\g<0>", harmless(text).lstrip(" "), flags=_FLAGS)


def with_code(text: str) -> str:
    """Returns a message as Markdown: what stands between single backticks is code, the rest is shown as it is."""
    special = f"(?P<code>{_CODE})|(?:{_SPECIAL})"
    return re.sub(special, lambda match: match["code"] or f"\\{match[0]}", harmless(text).lstrip(" "), flags=_FLAGS)


def code(text: str, limit: int = _LONGEST) -> str:
    """Returns at most ``limit`` characters of a text as code, which it cannot end."""
    shown = clip(text, limit)
    if not shown.strip(" "):
        return f"` {shown} `"
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    marks = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{marks}{pad}{shown}{pad}{marks}"
