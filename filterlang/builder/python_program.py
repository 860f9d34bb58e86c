"""The Python that builds filters, with the imports that it needs.

Owns the invariant that a value which consists of a placeholder, such as ``{name}``, is a variable where Python allows its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from keyword import iskeyword
import re

from filterlang.builder.from_text import from_text
from filterlang.builder.python_source import source_lines

_IMPORTS = (("datetime", ("UTC", "datetime")), ("decimal", ("Decimal",)), ("filterlang", ("F", "from_text")))
"""The names that the source of a filter can use, by module."""
_IMPORTED = {name for _, names in _IMPORTS for name in names}
_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


def code_of(text: str, width: int) -> tuple[str, list[str]]:
    """The expression that builds a filter, and the variables in it. Raises ``FilterError`` and ``ValueError``."""
    code = source_lines(from_text(text).tree, width)
    variables = [name for string in _STRINGS.findall(code) if (name := _variable(string))]
    return _STRINGS.sub(lambda match: _variable(match[0]) or match[0], code), variables


def program(sources: Sequence[str]) -> str:
    """Expressions, with the imports that they need before them."""
    return "\n".join([*_imports(sources), "", *sources])


def _variable(literal: str) -> str:
    """Returns the name in a string that consists of a placeholder; empty unless Python can use the name as a variable."""
    name = literal[2:-2] if literal[1:2] == "{" and literal[-2:-1] == "}" else ""
    return name if name.isidentifier() and not iskeyword(name) and name not in _IMPORTED else ""


def _imports(sources: Sequence[str]) -> list[str]:
    """Returns the import statements that the sources need."""
    code = _STRINGS.sub("", "\n".join(sources))
    lines: list[str] = []
    for module, names in _IMPORTS:
        used = [name for name in names if re.search(rf"\b{name}\b", code)]
        if used:
            lines.append(f"from {module} import {', '.join(used)}")
    return lines
