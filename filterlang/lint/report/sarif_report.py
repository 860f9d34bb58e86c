"""The format ``sarif``: a log of the Static Analysis Results Interchange Format, version 2.1.0.

Owns the invariant that columns count code points (``columnKind``), and that a path below the working folder is relative to
``%SRCROOT%``.
"""

from __future__ import annotations

import json
import os
import re
from urllib.parse import quote

from filterlang.findings.evidence import Severity
from filterlang.lint.finding_identity import identified
from filterlang.lint.report.plain_findings import place_values, span_values
from filterlang.rules.registry import RULES
from filterlang.text.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from filterlang.findings.diagnostic import Fix
    from filterlang.findings.rule import Rule
    from filterlang.lint.finding_identity import FindingIdentity
    from filterlang.lint.lint_result import LintResult
    from filterlang.lint.reported import FileFinding
    from filterlang.text.source import Source

    Values = dict[str, object]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def write(result: LintResult) -> Iterator[str]:
    """Yields the log. Files that were skipped, and parts of files, are notifications of its invocation."""
    results: list[Values] = []
    notifications: list[Values] = []
    rules: dict[str, int] = {}
    for report in result.files:
        if report.skipped is not None:
            notifications.append(_notification(report.path, f"skipped: {report.skipped}"))
        notifications += (_notification(report.path, note) for note in report.notes)
        source = result.source(report) if report.findings else None
        for identity, finding in identified(report):
            assert source is not None
            number = rules.setdefault(finding.diagnostic.code, len(rules))
            results.append(_result(report.path, finding, identity, source, number))
    run: Values = {
        "tool": {"driver": {"name": "filterlang", "version": __version__, "rules": [_rule(RULES[code]) for code in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(path: str, finding: FileFinding, identity: FindingIdentity, source: Source, rule: int) -> Values:
    diagnostic = finding.diagnostic
    advice = f"; {diagnostic.help}" if diagnostic.help else ""
    values: Values = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _plain(diagnostic.message + advice)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _location(path),
                    "region": _region(place_values(finding.place)),
                }
            }
        ],
        "partialFingerprints": {"filterlangFinding/v1": identity.fingerprint},
    }
    fixes = [_fix(path, fix, source) for fix in diagnostic.fixes if fix.edits]
    return {**values, "fixes": fixes} if fixes else values


def _fix(path: str, fix: Fix, source: Source) -> Values:
    replacements = [
        {"deletedRegion": _region(span_values(source, edit.span)), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    return {
        "description": {"text": _plain(fix.message) + ("" if fix.safe else " (a guess)")},
        "artifactChanges": [{"artifactLocation": _location(path), "replacements": replacements}],
        "properties": {"safe": fix.safe},
    }


def _region(place: Mapping[str, object]) -> Values:
    return {
        "startLine": place["line"],
        "startColumn": place["column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
    }


def _rule(rule: Rule) -> Values:
    return {
        "id": rule.code,
        "name": rule.slug,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary} {rule.why}"},
        "help": {"text": f"{rule.why} `filterlang rule {rule.code}` shows examples."},
        "defaultConfiguration": {"level": _LEVELS[rule.severities[0]]},
        "properties": {"tags": [rule.phase.value]},
    }


def _notification(path: str, message: str) -> Values:
    return {
        "level": "note",
        "message": {"text": _plain(message)},
        "locations": [{"physicalLocation": {"artifactLocation": _location(path)}}],
    }


def _location(path: str) -> Values:
    """The address of a file: below the working folder relative to it, any other as ``file:``."""
    below = os.path.relpath(path).replace(os.sep, "/")
    if below == ".." or below.startswith("../"):
        absolute = os.path.abspath(path).replace(os.sep, "/")
        return {"uri": f"file://{_quoted(absolute)}"}
    return {"uri": _quoted(below), "uriBaseId": "%SRCROOT%"}


def _quoted(path: str) -> str:
    """A path as part of an address: the bytes of its name, where it came from a file system that keeps bytes."""
    return quote(re.sub("[\ud800-\udc7f\udd00-\udfff]", "?", path).encode("utf-8", "surrogateescape"))


def _plain(text: str) -> str:
    """A message without the form of a link, ``[text](target)``, which viewers of SARIF would make one."""
    return text.replace("](", "] (")
