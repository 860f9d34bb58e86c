"""Parses a text as Python, for edits that must not break a program.

Owns the invariant that the text is parsed, not executed, and that no warning about it is shown.
"""

from __future__ import annotations

import ast
import warnings


def is_python(text: str) -> bool:
    """Whether a text is a program of Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
