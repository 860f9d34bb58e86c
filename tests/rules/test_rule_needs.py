"""Skipping a rule that needs more than a filter has loses no finding."""

from collections.abc import Iterator
import json
from pathlib import Path

import pytest

from filterlang.checking.analysis import analyse
from filterlang.checking.condition_checks import check_condition
from filterlang.findings.rule import Rule
from filterlang.rules import rule_files
from filterlang.rules.context import Context
from filterlang.rules.registry import RULES
from filterlang.rules.rule_needs import NEEDS, words_of
from filterlang.semantics.analysed_filter import Analysis
from filterlang.semantics.surroundings import CallSite, ProjectFacts
from filterlang.syntax.parser import parse

CORPUS = Path(__file__).parents[1] / "corpus" / "filters.jsonl"
OPTIONAL = ProjectFacts(rules=frozenset(rule_files.optional_rules()))


def texts() -> Iterator[str]:
    for rule in RULES.values():
        if not rule.embedded:
            yield from (example.text for example in rule.examples)
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["filter"]


def rules_with_findings(text: str, dialect: str) -> set[Rule]:
    """The rules that have a finding in a filter when all of them run."""
    call = CallSite("list_runs", "filter", {"is_root": True})
    analysis = Analysis(parse(text), dialect, OPTIONAL, call)
    context = Context(analysis)
    for condition in analysis.conditions:
        check_condition(context, condition)
    for module in rule_files._modules():
        if hasattr(module, "check"):
            module.check(context)
    return {finding.rule for finding in context.findings}


def test_every_rule_that_is_listed_exists() -> None:
    assert set(NEEDS) <= set(rule_files._rule_names())


@pytest.mark.parametrize("dialect", ["portable", "examples"])
def test_a_rule_that_is_skipped_has_no_finding(dialect: str) -> None:
    needs = {module.RULE: NEEDS.get(module.__name__.rpartition(".")[2]) for module in rule_files._modules()}
    for text in texts():
        call = CallSite("list_runs", "filter", {"is_root": True})
        words = words_of(analyse(parse(text), dialect, OPTIONAL, call))
        for rule in rules_with_findings(text, dialect):
            asked = needs.get(rule)
            assert asked is None or words & asked, f"{rule.slug} needs none of {sorted(words)}: {text}"
