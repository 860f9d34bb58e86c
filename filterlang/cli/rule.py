"""Show rules: the summary, the reason, the examples and the sources of each."""

from __future__ import annotations

import argparse

from filterlang.cli.explain import rule_lines
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.findings.rule import Rule

SUMMARY = "show a rule, or all rules"
EXAMPLES = """\
examples:
  filterlang rule bare-word
  filterlang rule unpaired-value --format markdown
  filterlang rule --all --format json
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("rules", nargs="*", metavar="RULE", help="the code or slug of a rule")
    parser.add_argument("--all", action="store_true", help="all rules")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="json: one list of all rules")


def run(options: argparse.Namespace) -> int:
    """Prints the rules."""
    from filterlang.rules.registry import RULES

    if bool(options.rules) is options.all:
        raise Usage("name a rule, such as `filterlang rule unpaired-value`, or all of them with --all")
    rules = list(RULES.values()) if options.all else [_named(name) for name in options.rules]
    if options.format == "json":
        import json

        print(json.dumps([_values(rule) for rule in rules], indent=2))
    else:
        lines = _markdown if options.format == "markdown" else rule_lines
        print("\n\n".join("\n".join(lines(rule)) for rule in rules))
    return 0


def _named(name: str) -> Rule:
    """The rule with a code or slug. Raises ``Usage`` for a name that no rule has."""
    from filterlang.cli.parsing import closest
    from filterlang.rules.registry import BY_SLUG, RULES

    rule = RULES.get(name.upper()) or BY_SLUG.get(name.lower())
    if rule is None:
        near = closest(name.lower(), BY_SLUG)  # of a code, no number is nearer than another
        raise Usage(f"there is no rule {name}: {f'did you mean {near}?' if near else '`filterlang rule --all` lists them'}")
    return rule


def _values(rule: Rule) -> dict[str, object]:
    from filterlang.findings.rule import Bad

    return {
        "code": rule.code,
        "slug": rule.slug,
        "phase": rule.phase.value,
        "severity": [severity.value for severity in rule.severities],
        "summary": rule.summary,
        "why": rule.why,
        "embedded": rule.embedded,
        "optional": rule.optional,
        "examples": [
            {
                "text": example.text,
                "wrong": isinstance(example, Bad),
                "fixed": (example.fixed or None) if isinstance(example, Bad) else None,
                "dialect": example.dialect,
                "project": example.project or None,
            }
            for example in rule.examples
        ],
        "evidence": [evidence.to_json() for evidence in rule.evidence],
        "page": rule.docs,
    }


def _markdown(rule: Rule) -> Iterator[str]:
    from filterlang.findings.rule import Bad

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
