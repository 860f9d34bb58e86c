"""From one dialect to another: every record of what differs, every refusal, and filters taken apart."""

import json

from migration_strategies import edited, kinds
import pytest

import filterlang
from filterlang import FilterError
from filterlang.checking import analysis
from filterlang.rules.context import Context
from filterlang.rules.rule_files import checks
from filterlang.findings.diagnostic import Fix
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Phase, Rule
from filterlang.migrate import ChangeKind, Migration, to_dialect
from filterlang.rules.moves import rules_into
from filterlang.rules.registry import RULES
from filterlang.schema import citations
from filterlang.schema.dialects import REFUSALS, RUNS
from filterlang.schema.fields import FIELDS
from filterlang.schema.names import RunDialectName
from filterlang.schema.types import Refusal, Type
from filterlang.syntax.parser import parse
from filterlang.text.edits import Edit
from filterlang.text.source import Span

OTHER = {"v1": "v2", "v2": "v1"}
ID = "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328"


def has(migration: Migration, kind: ChangeKind, evidence: object) -> bool:
    return any(change.kind is kind and evidence in (change.evidence, *change.evidence) for change in migration.changes)


def reports(migration: Migration, rule: Rule) -> bool:
    """Whether a migration reports a rule of migration."""
    assert rule.move is not None
    kind = ChangeKind.MEANING if rule.move.changes_meaning else ChangeKind.NOTE
    beginning = rule.move.message.split("{}", maxsplit=1)[0]
    return any(
        change.message.startswith(beginning) and (change.kind, change.evidence) == (kind, rule.evidence)
        for change in migration.changes
    )


@pytest.mark.parametrize("rule", [rule for rule, _, _ in rules_into(RUNS)], ids=lambda rule: rule.slug)
def test_a_rule_of_migration_is_reported_only_when_a_filter_comes_to_its_backend(rule: Rule) -> None:
    into = rule.move.into
    for source, target, reported in (
        (OTHER[into], into, True),
        (OTHER[into], "portable", True),
        (into, OTHER[into], False),
        ("portable", into, False),
        (into, into, False),
    ):
        assert reports(to_dialect(rule.examples[0].text, source, target), rule) is reported, (source, target)


@pytest.mark.parametrize("rule", [rule for rule, _, detector in rules_into(RUNS) if detector], ids=lambda rule: rule.slug)
def test_a_rule_of_migration_is_not_reported_of_other_conditions(rule: Rule) -> None:
    into = rule.move.into
    assert not reports(to_dialect('and(eq(name, "bot"), gt(latency, 5))', OTHER[into], into), rule)


@pytest.mark.parametrize("rule", [rule for rule, _, _ in rules_into({""})], ids=lambda rule: rule.slug)
def test_a_rule_about_rewritten_conditions_goes_with_the_rewriting(rule: Rule) -> None:
    migration = to_dialect(rule.examples[0].text, "v1", "v2")
    assert "rewritten" in kinds(migration)
    assert reports(migration, rule)


def test_a_note_stands_once_and_a_change_of_meaning_wherever_it_is() -> None:
    twice = 'or(and(search("a b"), eq(run_type, "llm")), and(search("c d"), eq(run_type, "chain")))'
    messages = [change.message for change in to_dialect(twice, "v1", "v2").changes]
    assert len([message for message in messages if message.startswith("search looks at other text")]) == 2
    assert len([message for message in messages if message.startswith("the values of `run_type`")]) == 1


@pytest.mark.parametrize(("source", "target"), [("v1", "v2"), ("v2", "v1")])
def test_a_search_in_one_field_is_no_full_text_search(source: RunDialectName, target: RunDialectName) -> None:
    changes = to_dialect('search(name, "bot")', source, target).changes
    assert changes and not any("search looks at other text" in change.message for change in changes)


@pytest.mark.parametrize("about_pairs", [True, False])
def test_only_what_is_about_pairs_may_be_understood_otherwise(about_pairs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule decides, not its phase: a made-up rule on conditions that always hold says nothing of other backends."""
    made_up = Rule("FL399", "always-true", Phase.MEANING, Severity.WARNING, about_pairs=about_pairs)
    monkeypatch.setitem(RULES, made_up.code, made_up)
    fix = Fix("write it", (Edit(Span(0, 16), 'eq(name, "b")'),))

    def check_made_up(context: Context) -> None:
        context.report(made_up, context.analysis.tree, "this always holds", fix=fix)

    monkeypatch.setattr(analysis, "checks", lambda *asked: (*checks(*asked), check_made_up))
    migration = to_dialect("gt(latency, 100)", "v1", "v2")
    assert migration.after == migration.before
    assert ("another backend may understand it otherwise" in str(migration)) is about_pairs


def test_a_duration_in_milliseconds_is_the_same_on_both_backends() -> None:
    assert "understand" not in str(to_dialect("gt(latency, 5000)", "v1", "v2"))


def condition(refusal: Refusal) -> str:
    """A condition that a refusal is about."""
    if refusal.operator and not refusal.field:
        return {"not": 'not(has(tags, "x"))', "exists": 'exists(metadata, "x")', "search": 'search(name, "x")'}[
            refusal.operator
        ]
    value = (
        f'"{ID}"' if FIELDS[refusal.field].type is Type.UUID else "1" if FIELDS[refusal.field].type is Type.NUMBER else '"x"'
    )
    operator = refusal.operator or "eq"
    return f"{operator}({refusal.field}, {value})"


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.says)
def test_a_refusal_is_mended_lost_or_noted_by_how_well_it_is_known(refusal: Refusal) -> None:
    text = condition(refusal)
    for target in sorted(refusal.dialects):
        migration = to_dialect(text, OTHER[target], target)
        mends = any(fix.safe for found in filterlang.check(text, target) for fix in found.fixes)
        known = refusal.evidence.severity is not Severity.NOTE
        kind = ChangeKind.REWRITTEN if mends else ChangeKind.LOST if known else ChangeKind.NOTE
        assert has(migration, kind, refusal.evidence), str(migration)
        assert migration.ok is (kind is not ChangeKind.LOST)
    for target in {"v1", "v2"} - refusal.dialects:
        assert to_dialect(text, OTHER[target], target).after == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("""has(metadata, '{"a": "b"}')""", 'and(eq(metadata_key, "a"), eq(metadata_value, "b"))'),
        ("neq(error, null)", 'eq(status, "error")'),
        ('not(eq(name, "a"))', 'neq(name, "a")'),
        ('has(feedback_key, "a")', 'eq(feedback_key, "a")'),
        ('gt(start_time, "2026-01-01T00:00:00")', 'gt(start_time, "2026-01-01T00:00:00Z")'),
        ('eq("name", "a")', 'eq(name, "a")'),
    ],
)
def test_what_v2_refuses_or_may_refuse_is_said_in_other_words(before: str, after: str) -> None:
    text = f'and(\n  gt(latency, 5),  {before},\n  eq(name, "kept")\n)'
    migration = to_dialect(text, "v1", "v2")
    assert migration.after == f'and(gt(latency, 5), {after}, eq(name, "kept"))'
    assert edited(migration) == parse(migration.after).tree
    assert all(
        text.index(before) <= edit.span.start <= edit.span.end <= text.index(before) + len(before) for edit in migration.edits
    )
    rewritten = [change for change in migration.changes if change.kind is ChangeKind.REWRITTEN]
    assert rewritten
    assert all(text[change.span.start : change.span.end] in before for change in rewritten)


def test_what_changes_in_the_text_says_what_it_is_now() -> None:
    changes = to_dialect("""has(metadata, '{"a": "b"}')""", "v1", "v2").changes
    assert 'v2 is not known to take has(metadata, …): now and(eq(metadata_key, "a"), eq(metadata_value, "b"))' in [
        change.message for change in changes
    ]


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ('or(eq(status, "error"), eq(feedback_key, "a"))', ['eq(status, "error")', 'eq(feedback_key, "a")']),
        (
            'and(gt(latency, 5), or(eq(name, "a"), eq(feedback_key, "a"), eq(name, "b")))',
            ['and(gt(latency, 5), or(eq(name, "a"), eq(name, "b")))', 'and(gt(latency, 5), and(eq(feedback_key, "a")))'],
        ),
        (
            'or(eq(name, "a"), or(eq(name, "b"), and(eq(feedback_key, "a"), lt(feedback_score, 1))))',
            ['or(eq(name, "a"), eq(name, "b"))', 'and(eq(feedback_key, "a"), lt(feedback_score, 1))'],
        ),
        (
            'or(eq(feedback_key, "a"), and(eq(name, "a"), eq(feedback_key, "b")))',
            ['eq(feedback_key, "a")', 'and(eq(name, "a"), eq(feedback_key, "b"))'],
        ),
        (
            'or(neq(error, null), eq(feedback_key, "a"))',
            ['eq(status, "error")', 'eq(feedback_key, "a")'],
        ),
    ],
)
def test_an_or_over_runs_and_feedback_becomes_queries_to_be_joined(text: str, queries: list[str]) -> None:
    migration = to_dialect(text, "v1", "v2")
    assert migration.after is None
    assert list(migration.queries) == queries
    (lost,) = [change for change in migration.changes if change.kind is ChangeKind.LOST]
    assert lost.message.endswith(f"make {len(queries)} queries instead and join their results")
    assert f"query 2: {queries[1]}" in str(migration)
    assert to_dialect(text, "v2", "v1").ok


@pytest.mark.parametrize(
    "text",
    [
        "and(" + ", ".join(f'or(eq(name, "{n}"), eq(feedback_key, "{n}"))' for n in range(3)) + ")",
        "or(" + ", ".join(f'and(eq(name, "{n}"), eq(feedback_key, "{n}"))' for n in range(5)) + ")",
    ],
)
def test_an_or_that_would_take_many_queries_is_left_to_a_person(text: str) -> None:
    migration = to_dialect(text, "v1", "v2")
    assert migration.queries == ()
    assert "it cannot be taken apart into a few queries; make them by hand" in str(migration)


def test_an_or_over_one_condition_on_both_is_taken_out() -> None:
    migration = to_dialect('and(gt(latency, 5), or(and(eq(name, "a"), eq(feedback_key, "b"))))', "v1", "v2")
    assert migration.after == 'and(gt(latency, 5), and(eq(name, "a"), eq(feedback_key, "b")))'
    assert migration.queries == ()
    assert "now without it, since it stands over one condition" in str(migration)


def test_there_are_no_queries_where_something_else_is_lost_too() -> None:
    migration = to_dialect('and(or(eq(name, "a"), eq(feedback_key, "a")), not(has(tags, "x")))', "v1", "v2")
    assert kinds(migration).count("lost") == 2
    assert migration.queries == ()


def test_pairs_that_are_not_told_apart_are_left_alone_and_noted_on_the_way_to_another_backend() -> None:
    pairs = 'and(eq(metadata_key, "a"), eq(metadata_value, "1"), eq(metadata_key, "b"), eq(metadata_value, "2"))'
    migration = to_dialect(pairs, "v1", "v2")
    assert migration.after == pairs
    assert "is not defined, so another backend may understand it otherwise" in str(migration)
    assert to_dialect(pairs, "portable", "v2").changes == ()


def test_v1_has_no_words_for_tokens() -> None:
    migration = to_dialect('and(gt(total_tokens, 5), eq(name, "a"))', "v2", "v1")
    assert migration.after is None and not migration.ok
    (lost,) = [change for change in migration.changes if change.kind is ChangeKind.LOST]
    assert migration.before[lost.span.start : lost.span.end] == "total_tokens"
    assert "v1 does not know total_tokens" in lost.message


def test_a_guess_is_called_one() -> None:
    (lost,) = [change for change in to_dialect('not(has(tags, "x"))', "v1", "v2").changes if change.kind is ChangeKind.LOST]
    assert 'write notlike(tag, "x"); only LangSmith' in lost.message
    assert lost.message.endswith("(a guess)")


@pytest.mark.parametrize("before", ['search(name, "bot")', """not(has(metadata, '{"a": 1}'))""", "not(gt(latency, 5))"])
def test_what_can_only_be_said_with_a_loss_is_not_migrated_by_itself(before: str) -> None:
    migration = to_dialect(before, "v1", "v2")
    assert migration.after is None
    assert any(change.kind is ChangeKind.LOST and change.message.endswith("(a guess)") for change in migration.changes)


def test_a_doubt_that_the_source_had_as_well_is_not_repeated() -> None:
    text = f'eq(parent_run_id, "{ID}")'
    assert "use v1, or trace_id" in str(to_dialect(text, "v1", "v2"))
    assert to_dialect(text, "portable", "v2").changes == ()


@pytest.mark.parametrize(("source", "target"), [("v1", "examples"), ("examples", "v2"), ("v3", "v1")])
def test_other_dialects_are_refused(source: str, target: str) -> None:
    with pytest.raises(ValueError, match="choose one of portable, v1, v2"):
        to_dialect('eq(name, "a")', source, target)


@pytest.mark.parametrize("text", ["eq(name, ", 'eq(run_type, "LLM")', "gt(name, 5)", 'eq(nothing, "a")'])
def test_a_filter_with_errors_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        to_dialect(text, "v1", "v2")


REPORT = """\
and(has(metadata, '{"env": "prod"}'), search("refund 2026"), eq(run_type, "llm"))
becomes and(and(eq(metadata_key, "env"), eq(metadata_value, "prod")), search("refund 2026"), eq(run_type, "llm"))
1:1 note: about the call, not the filter: v2 looks only at the last day unless the call gives min_start_time
    source: LangSmith OpenAPI document, QueryRunsRequestBody: min_start_time is one day ago by default [DOC]
1:19 rewritten: v2 is not known to take has(metadata, …): now and(eq(metadata_key, "env"), eq(metadata_value, "prod"))
    source: no public evidence either way [?]
1:19 note: a pair also finds a value inside a list under its key, and a key with a dot also finds what lies one level down
    source: LangSmith docs, filter-traces-in-application [DOC]
1:39 meaning: search looks at other text: on v1 at the first 250 characters of the inputs and the outputs, on v2 at up to \
2,000 words of each and of the error
    source: LangSmith docs, filter-traces-in-application [DOC]
    source: LangSmith docs, filter-traces, Full-text search indexing [DOC]
1:39 meaning: v2 does not index "2026": it knows words of 2 to 44 ASCII characters that are no numbers, addresses or stop words
    source: LangSmith docs, filter-traces, Full-text search indexing [DOC]
1:62 note: the values of `run_type` stay lower-case inside a filter; v2 has capitals in calls and answers
    source: LangSmith OpenAPI document [DOC]"""


def test_the_report_is_readable() -> None:
    migration = to_dialect(REPORT.splitlines()[0], "v1", "v2")
    assert str(migration) == REPORT
    assert str(to_dialect('eq(name, "a")', "portable", "v1")) == 'eq(name, "a")\nstays as it is'
    assert str(to_dialect("gt(total_tokens, 5)", "v2", "v1")).splitlines()[1] == "cannot be migrated as it is"


def test_a_report_of_many_changes_is_cut_and_a_hostile_text_is_harmless() -> None:
    many = "and(" + ", ".join('search("x\u202ey\x1b[2J")' for _ in range(100)) + ")"
    report = str(to_dialect(many, "v1", "v2"))
    assert report.splitlines()[-1].startswith("and ") and report.endswith(" more")
    assert "\x1b" not in report and "\u202e" not in report


def test_the_json_form_is_plain_data() -> None:
    migration = to_dialect('or(eq(name, "a"), eq(feedback_key, "b"))', "v2", "v2")
    form = migration.to_json()
    assert json.loads(json.dumps(form)) == form
    assert form == {
        "before": 'or(eq(name, "a"), eq(feedback_key, "b"))',
        "after": None,
        "ok": False,
        "changes": [
            {
                "kind": "lost",
                "message": "v2 refuses an or(…) over both run fields and feedback: "
                "make 2 queries instead and join their results",
                "span": {"start": 0, "end": 2, "line": 1, "column": 1},
                "evidence": [citations.MIGRATION.to_json()],
            }
        ],
        "edits": [],
        "queries": ['eq(name, "a")', 'eq(feedback_key, "b")'],
        "unmapped": [],
    }
    edits = to_dialect("neq(error, null)", "v1", "v1").to_json()["edits"]
    assert edits == [
        {"start": 0, "end": 3, "text": "eq"},
        {"start": 4, "end": 9, "text": "status"},
        {"start": 11, "end": 15, "text": '"error"'},
    ]
