"""A rule as Markdown: what it reports and why, with its examples and its sources.

Owns the invariant that everything on the page comes from the rule's record.
"""

from __future__ import annotations

from filterlang.findings.rule import Bad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.findings.rule import Rule


def rule_markdown(rule: Rule) -> Iterator[str]:
    """Yields the lines of the page of a rule."""
    yield f"## {rule.code} {rule.slug}"
    yield ""
    yield f"{rule.summary} {rule.why}"
    yield ""
    severities = " or ".join(rule.severities) + ("; off by default" if rule.optional else "")
    yield f"Phase: {rule.phase.value}. " + (f"Migration: {rule.move}." if rule.move else f"Severity: {severities}.")
    bad, fixed, good = rule.labels
    yield ""
    for example in rule.examples:
        dialect = f" for {example.dialect}" if example.dialect != "portable" else ""
        yield f"{bad if isinstance(example, Bad) else good}{dialect}{f', with `{example.project}`' if example.project else ''}:"
        yield from _fence(example.text, "python" if rule.embedded else "filter")
        if isinstance(example, Bad) and example.fixed:
            yield f"{fixed}:"
            yield from _fence(example.fixed, "python" if rule.embedded else "filter")
    for evidence in rule.evidence:
        links = "".join(f" <{link}>" for link in evidence.links)
        yield f"Source: {evidence.source} [{evidence.grade.value}]{links}"


def _fence(text: str, language: str) -> Iterator[str]:
    yield from ("", f"```{language}", text, "```", "")
