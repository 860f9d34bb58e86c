"""Checking filters that are given as arguments, on standard input, or in files that hold nothing else."""

from __future__ import annotations

import argparse
import sys

from filterlang.cli.inputs import documents
from filterlang.cli.lint_options import configurations, rule_overrides
from filterlang.cli.terminal import tell
from filterlang.text.display import has_colour

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filterlang.cli.inputs import InputFilter
    from filterlang.cli.remote import RemoteSession, RemoteVerdict
    from filterlang.findings.diagnostic import Diagnostic

_SEVERITIES = ("error", "warning", "note")


def check_filters(options: argparse.Namespace, connection: RemoteSession | None) -> int:
    """Prints the findings; returns 1 when one is as severe as the configuration says, or the server refuses a filter.

    A filter of a file has the configuration of the file, another one that of the current folder.
    """
    from filterlang.checking.analysis import analyse
    from filterlang.syntax.input import parsed

    known = configurations(options, rule_overrides(options))
    status = 0
    counts: dict[str, int] = {}
    fixable = 0
    for document in documents(options):
        configuration = known.of_filters_in(document.path)
        settings, facts = configuration.settings, configuration.settings.facts
        clean = True
        for filter in document.filters:
            diagnostics = analyse(parsed(filter.text), settings.dialect, facts).diagnostics
            findings = filter.placed(finding for finding in diagnostics if settings.selects_finding(finding))
            answer = None if connection is None else connection.validate(filter.text)
            status |= any(map(configuration.is_alarmed_by, findings)) or (answer is not None and not answer.valid)
            clean = clean and not findings
            if options.format == "json":
                _print_json(filter, findings, settings.dialect, answer)
                continue
            for finding in findings:
                from filterlang.findings.rendering import render

                counts[finding.severity.value] = counts.get(finding.severity.value, 0) + 1
                fixable += any(fix.safe for fix in finding.fixes)
                colour = has_colour(sys.stdout)
                print(render(finding, document.source, colour=colour, sources=options.verbose), end="\n\n")
            if answer is not None:
                print(answer.summary(document.name if len(document.filters) == 1 else f"{document.name}:{filter.line}"))
        if clean and connection is None and options.format == "text" and not options.quiet:
            tell(f"{document.name}: no findings")
    if counts:
        print(_summary(counts, fixable), file=sys.stderr)
    return 0 if options.exit_zero else int(status)


def _print_json(filter: InputFilter, findings: Sequence[Diagnostic], dialect: str, answer: RemoteVerdict | None) -> None:
    import json

    source = filter.document.source
    report: dict[str, object] = {
        "name": source.name,
        "line": filter.line,
        "dialect": dialect,
        "diagnostics": [finding.to_json(source) for finding in findings],
    }
    print(json.dumps(report if answer is None else {**report, "remote": answer.to_json()}))


def _summary(counts: Mapping[str, int], fixable: int) -> str:
    """Returns a sentence that counts the findings by severity, and those that can be fixed."""
    counted = ", ".join(f"{counts[name]} {name}{'s' * (counts[name] != 1)}" for name in _SEVERITIES if name in counts)
    return f"Found {counted}{f' ({fixable} fixable with `filterlang fix`)' if fixable else ''}"
