"""filterlang: build, parse, check, fix, format and run the filters of LangSmith's ``list_runs``.

Everything public is here and is loaded when it is first used: importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from filterlang.builder.expression import (
        Expression as Expression,
        all_of as all_of,
        any_of as any_of,
        none_of as none_of,
    )
    from filterlang.builder.namespace import F as F
    from filterlang.builder.from_text import from_text as from_text
    from filterlang import migrate as migrate, saved as saved, serve as serve, strategies as strategies
    from filterlang.client import (
        AsyncClient as AsyncClient,
        Client as Client,
        ClientError as ClientError,
        QueryWarning as QueryWarning,
    )
    from filterlang.findings.diagnostic import Diagnostic as Diagnostic
    from filterlang.findings.errors import FilterError as FilterError
    from filterlang.findings.evidence import Severity as Severity
    from filterlang.measuring import stats as stats
    from filterlang.opening import open_runs as open_runs
    from filterlang.exports.records import RecordError as RecordError
    from filterlang.evaluate.filter_comparison import Comparison as Comparison, compare as compare
    from filterlang.evaluate.reference import matches as matches
    from filterlang.evaluate.run import Run as Run
    from filterlang.evaluate.verdict_tree import Why as Why
    from filterlang.evaluate.why import why as why
    from filterlang.exports.results import Results as Results
    from filterlang.tables.stats_table import Stats as Stats
    from filterlang.saved.filter import Filter as Filter
    from filterlang.semantics.surroundings import ProjectFacts as ProjectFacts
    from filterlang.filters import (
        check as check,
        compile as compile,
        fix as fix,
        format as format,
        simplify as simplify,
    )
    from filterlang.rewrite.simplifying import Simplified as Simplified
    from filterlang.syntax.parser import Parsed as Parsed, parse as parse
    from filterlang.text.version import __version__ as __version__

_HOMES = {
    "__version__": "filterlang.text.version",
    "AsyncClient": "filterlang.client",
    "Client": "filterlang.client",
    "ClientError": "filterlang.client",
    "Comparison": "filterlang.evaluate.filter_comparison",
    "Diagnostic": "filterlang.findings.diagnostic",
    "Expression": "filterlang.builder.expression",
    "F": "filterlang.builder.namespace",
    "Filter": "filterlang.saved.filter",
    "FilterError": "filterlang.findings.errors",
    "Parsed": "filterlang.syntax.parser",
    "ProjectFacts": "filterlang.semantics.surroundings",
    "QueryWarning": "filterlang.client",
    "RecordError": "filterlang.exports.records",
    "Results": "filterlang.exports.results",
    "Run": "filterlang.evaluate.run",
    "Severity": "filterlang.findings.evidence",
    "Simplified": "filterlang.rewrite.simplifying",
    "Stats": "filterlang.tables.stats_table",
    "Why": "filterlang.evaluate.verdict_tree",
    "all_of": "filterlang.builder.expression",
    "any_of": "filterlang.builder.expression",
    "check": "filterlang.filters",
    "compare": "filterlang.evaluate.filter_comparison",
    "compile": "filterlang.filters",
    "fix": "filterlang.filters",
    "format": "filterlang.filters",
    "from_text": "filterlang.builder.from_text",
    "matches": "filterlang.evaluate.reference",
    "none_of": "filterlang.builder.expression",
    "open_runs": "filterlang.opening",
    "parse": "filterlang.syntax.parser",
    "simplify": "filterlang.filters",
    "stats": "filterlang.measuring",
    "why": "filterlang.evaluate.why",
}
_PACKAGES = ("migrate", "saved", "serve", "strategies")

__all__ = sorted(name for name in _HOMES if not name.startswith("_"))  # noqa: PLE0605 - the table is the list  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        return import_module(f"filterlang.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'filterlang' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*_HOMES, *_PACKAGES]
