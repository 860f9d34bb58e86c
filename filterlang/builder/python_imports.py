"""The imports that the Python source of a filter needs.

Owns the invariant that a name inside of a string is not imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
import re

STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
"""The strings in the source of a filter."""
_MODULES = {"datetime": ("UTC", "datetime"), "decimal": ("Decimal",), "filterlang": ("F", "from_text")}
"""The names that the source of a filter can use, by module."""
NAMES = tuple(name for names in _MODULES.values() for name in names)


def imports_of(sources: Iterable[str]) -> dict[str, list[str]]:
    """Returns the names that sources of filters use, by module."""
    code = STRINGS.sub("", "\n".join(sources))
    used = {module: [name for name in names if re.search(rf"\b{name}\b", code)] for module, names in _MODULES.items()}
    return {module: names for module, names in used.items() if names}


def program_of(sources: Sequence[str]) -> str:
    """Returns a program with sources of filters, below the imports that they need."""
    imports = (f"from {module} import {', '.join(names)}" for module, names in imports_of(sources).items())
    return "\n".join([*imports, "", *sources, ""])
