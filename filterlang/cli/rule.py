"""Show rules: the summary, the reason, the examples and the sources of each; or list them, a line for each rule."""

from __future__ import annotations

import argparse

from filterlang.cli.explain import rule_lines
from filterlang.cli.terminal import Usage
from filterlang.rules.rule_markdown import rule_markdown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.findings.rule import Rule

SUMMARY = "show a rule, or list the rules"
EXAMPLES = """\
examples:
  filterlang rule
  filterlang rule bare-word
  filterlang rule unpaired-value --format markdown
  filterlang rule --all --format json

Without a name, and for the beginning of codes, the rules are listed, one on each line.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("rules", nargs="*", metavar="RULE", help="the code or slug of a rule, or the beginning of codes")
    parser.add_argument("--all", action="store_true", help="show all rules, not only list them")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="json: one list of all rules")


def run(options: argparse.Namespace) -> int:
    """Prints the rules."""
    from filterlang.rules.registry import RULES

    if options.rules and options.all:
        raise Usage("--all shows every rule: name no rule beside it")
    named = [_named(name) for name in options.rules] or [list(RULES.values())]
    rules = [rule for each in named for rule in each]
    is_list = not options.all and any(len(each) > 1 for each in named)
    if options.format == "json":
        import json

        print(json.dumps([_values(rule) for rule in rules], indent=2))
    elif is_list and options.format == "text":
        print("\n".join(_lines(rules)))
    else:
        lines = rule_markdown if options.format == "markdown" else rule_lines
        print("\n\n".join("\n".join(lines(rule)) for rule in rules))
    return 0


def _lines(rules: list[Rule]) -> Iterator[str]:
    """Yields a line for each rule: its code, its slug, and what it reports."""
    widest = max(len(rule.slug) for rule in rules)
    for rule in rules:
        yield f"{rule.code}  {rule.slug:{widest}}  {rule.summary}{' (off by default)' if rule.optional else ''}"


def _named(name: str) -> list[Rule]:
    """The rule with a code or slug, or all rules whose codes begin with the text. Raises ``Usage`` for no rule."""
    from filterlang.cli.parsing import closest
    from filterlang.rules.registry import BY_SLUG, RULES

    if slugged := BY_SLUG.get(name.lower()):
        return [slugged]
    begun = [rule for code, rule in RULES.items() if code.startswith(name.upper())]
    if not name or not begun:
        near = closest(name.lower(), BY_SLUG)  # of a code, no number is nearer than another
        raise Usage(f"there is no rule {name}: {f'did you mean {near}?' if near else '`filterlang rule` lists them'}")
    return begun


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
