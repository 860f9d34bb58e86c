"""Recognising placeholders of templates: values that were never filled in.

Owns the invariant that a text with anything beside a placeholder is a value, since people do filter for braces and dollars.
"""

import re

from filterlang.schema.operators import PATTERNS

_PLACEHOLDER = r"""
      \$? \{\{? [ ]* [A-Za-z_0-9] [\w.:\-\[\]()'"! |]{0,80} \}?\}   # {name}  {{ name }}  ${NAME}  {user[id]!r}
    | \{\}                                                          # {}
    | \{% [^%]{1,80} %\} | <% [^%]{1,80} %>                         # {% x %}  <%= x %>
    | [#@] \{ \w{1,80} \}                                           # #{name}  @{name}
    | \$ [A-Za-z_] \w{0,80} | \$\( [\w.]{1,80} \)                   # $name  $(name)
    | % (?: \( \w{1,80} \) )? [sdr] | % \( \w{1,80} \)              # %s  %(name)s
    | < [A-Za-z_] [\w .\-/|]{0,80} >                                # <run name>
    | \[\[? [A-Z][A-Z0-9_ \-]{1,80} \]\]?                           # [RUN NAME]
    | (?: YOUR | INSERT | ENTER | REPLACE ) [_ -] [A-Z0-9_ -]{1,80} # YOUR_NAME_HERE
    | [A-Z0-9_]{1,80} [_ -] HERE                                    # NAME_HERE
    | your [_-] [a-z0-9_-]{1,80}                                    # your-project-id
    | (?: CHANGE | REPLACE ) [_-]? ME | PLACEHOLDER
    | \.{3} | [xX]{3,40} (?: - [xX]{3,40} ){0,4}                     # ...  xxx  xxxxxxxx-xxxx
    """
"""The pattern of a whole placeholder. ``re`` compiles it when the first text that may match is compared, not at every start."""

_BEGINNINGS = (*"${#@%<[", "YOUR", "INSERT", "ENTER", "REPLACE", "your", "CHANGE", "PLACEHOLDER", "...", "xxx", "XXX")
_ENDING = "HERE"
"""The beginnings and the ending of which every placeholder has one, for a quick look at a text."""

_REAL = frozenset({
    "<lambda>", "<module>", "<locals>", "<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<string>", "<stdin>",
    "<unknown>", "<anonymous>", "<none>", "<null>", "<undefined>",
})  # fmt: skip
"""Names in angle brackets that programs themselves give: ``<lambda>`` is the name of many runs."""

ADVICE = "fill the placeholder in: in Python, write an f-string, or F.name == name, which quotes every value"


def is_placeholder(text: str) -> bool:
    """Returns whether a whole text is a placeholder."""
    plain = text.strip()
    if len(text) > 100 or not (plain.startswith(_BEGINNINGS) or plain.endswith(_ENDING)):
        return False
    return text.lower() not in _REAL and re.fullmatch(_PLACEHOLDER, plain, re.VERBOSE | re.ASCII) is not None


def is_unfilled(operator: str, text: str) -> bool:
    """Returns whether the value of an operator is a placeholder; in a pattern the wildcards around it do not count."""
    if operator not in PATTERNS:
        return is_placeholder(text)
    return text not in ("%s", "%d", "%r", "{}") and is_placeholder(text.strip("%"))
