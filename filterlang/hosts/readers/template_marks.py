"""Holes of data files that a template engine fills in: ``{{ name }}`` of Jinja, Helm and GitHub, ``${NAME}`` of shells.

Owns the invariant that JSON, YAML, TOML and .env files have the same templates, inside of decoded strings.
"""

from __future__ import annotations

import re

from filterlang.hosts.decoding import cut
from filterlang.hosts.embedded import Decoded, Hole, Part
from filterlang.text.alignment import Alignment

_MARK = re.compile(r"\$?\{\{(?P<engine>[^{}\n]{0,200})\}\}|\$\{(?P<shell>[^{}\n]{1,200})\}")
LINK_MARK = re.compile(_MARK.pattern + r"|\{(?P<name>\w+)\}")
"""The marks of templates in links, where people write ``{thread_id}`` as well."""
_SAFE = re.compile(r"\|\s*(?:tojson|to_json|toJson|quote|dump)\b|^\s*toJSON\(")
"""Filters of template engines that write a value as one literal of a filter."""


def template_parts(decoded: Decoded, mark: re.Pattern[str] = _MARK) -> tuple[Part, ...]:
    """The parts of a string, with a hole for each mark of a template."""
    marks = list(mark.finditer(decoded.text)) if "{" in decoded.text else []
    if not marks:
        return (decoded,)
    alignment = Alignment(decoded.stretches)
    parts: list[Part] = []
    end = 0
    for match in marks:
        parts += cut(decoded, end, match.start())
        expression = match[0].strip("${} ")
        parts.append(Hole(*alignment.back(match.start(), match.end()), expression, _SAFE.search(expression) is not None))
        end = match.end()
    parts += cut(decoded, end, len(decoded.text))
    return tuple(parts)
