"""Skipping a rule that needs more than a filter has loses no finding."""

from collections.abc import Iterator
import json
from pathlib import Path

from colliding import colliding, few_fields
from hypothesis import Phase, given, settings
import pytest

from filterlang.checking.analysis import analyse
from filterlang.checking.condition_checks import check_condition
from filterlang.findings.rule import Rule
from filterlang.rules import absorbed_condition, always_true, context as context_module, never_true, rule_files
from filterlang.rules.context import Context
from filterlang.rules.registry import RULES
from filterlang.rules.rule_needs import NEEDS, words_of
from filterlang.semantics.analysed_filter import Analysis
from filterlang.semantics.collisions import may_collide
from filterlang.semantics.surroundings import CallSite, ProjectFacts
from filterlang.strategies import trees
from filterlang.syntax.parser import parse
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node

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


def drawn() -> list[str]:
    """Filters of few fields and values, so that many rules have findings."""
    found: list[str] = []

    @settings(max_examples=300, phases=[Phase.generate], database=None)
    @given(colliding | few_fields | trees("portable"))
    def collect(tree: Node) -> None:
        found.append(print_line(tree))

    collect()
    return found


@pytest.mark.parametrize("dialect", ["portable", "v1", "examples"])
def test_a_rule_that_is_skipped_has_no_finding(dialect: str) -> None:
    needs = {module.RULE: NEEDS.get(module.__name__.rpartition(".")[2]) for module in rule_files._modules()}
    for text in (*texts(), *drawn()):
        call = CallSite("list_runs", "filter", {"is_root": True})
        words = words_of(analyse(parse(text), dialect, OPTIONAL, call))
        for rule in rules_with_findings(text, dialect):
            asked = needs.get(rule)
            assert asked is None or words & asked, f"{rule.slug} needs none of {sorted(words)}: {text}"


def test_conditions_that_seem_not_to_collide_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    of_the_solver = {absorbed_condition.RULE, always_true.RULE, never_true.RULE}
    filters = [text for text in (*texts(), *drawn()) if not may_collide(analyse(parse(text), "portable", rules=False))]
    assert len(filters) > 300
    monkeypatch.setattr(context_module, "may_collide", lambda analysis: True)
    for text in filters:
        assert not of_the_solver & rules_with_findings(text, "portable"), text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('and(eq(run_type, "chain"), gt(latency, 10), has(tags, "beta"))', 7),
        ('and(eq(status, "error"), and(eq(metadata_key, "user_id"), eq(metadata_value, "u1")), gt(total_tokens, 5))', 11),
    ],
)
def test_a_typical_filter_runs_few_rules(text: str, count: int) -> None:
    words = words_of(analyse(parse(text), "portable", rules=False))
    assert len(rule_files.checks(words, frozenset())) == count
