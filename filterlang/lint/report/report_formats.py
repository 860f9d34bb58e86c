"""The formats that the result of a lint can be written in.

Owns the invariant that a format is one module of this package with ``write(result) -> Iterator[str]``, which yields pieces of
text that end with a line end, and that only the module of the chosen format is loaded.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.lint_result import LintResult

FORMATS: dict[str, str] = {
    "full": "with the lines of the files",
    "concise": "one line for each finding",
    "json": "a list of findings",
    "jsonl": "one finding as JSON on each line",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "annotations of GitHub Actions",
    "gitlab": "a code quality report of GitLab",
    "junit": "JUnit XML",
}
"""The formats by name, each with a description for the help."""


def write(name: str, result: LintResult) -> Iterator[str]:
    """Yields the result in a format, piece by piece."""
    from importlib import import_module

    pieces: Iterator[str] = import_module(f"filterlang.lint.report.{name}_report").write(result)
    return pieces
