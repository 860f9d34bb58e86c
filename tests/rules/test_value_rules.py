"""Rules about values: which values they report, what their fixes write, and that what they say of a filter is so."""

from datetime import UTC, datetime

from effort import examples
from hypothesis import given, settings, strategies as st
import pytest

from filterlang import check, fix, matches, parse
from filterlang.checking.analysis import analyse
from filterlang.evaluate.reference import matcher
from filterlang.findings.evidence import Severity
from filterlang.schema.dialects import DIALECTS, RUN_DIALECTS
from filterlang.schema.names import DialectName
from filterlang.semantics import datetimes
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.semantics.value_tests import VALUE_TESTS
from filterlang.semantics.wildcards import has_inner_underscore, without_inner_underscores
from filterlang.strategies import runs
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Name, String

SLUGS = frozenset({
    "like-without-wildcard", "wildcard-in-text", "star-wildcard", "match-all-pattern", "case-never-matches",
    "text-for-number", "text-for-truth-value", "cents", "percent", "midnight", "exact-time", "future-time",
    "list-index-in-key", "empty-text", "surrounding-space", "json-in-value",
})  # fmt: skip


def value(key: str, text: str, operator: str = "eq", family: str = "metadata") -> str:
    """A condition on the value under a key."""
    return f'and(eq({family}_key, "{key}"), {operator}({family}_value, {text}))'


def score(key: str, text: str) -> str:
    """A condition on the score of a feedback."""
    return f'and(eq(feedback_key, "{key}"), gte(feedback_score, {text}))'


REPORTED = [
    # the filter, the rule, and the text after the unsafe fixes, or nothing where there is none
    ('like(name, "bot")', "like-without-wildcard", 'like(name, "%bot%")'),
    ('notlike(name, "my_agent")', "like-without-wildcard", 'notlike(name, "%my_agent%")'),
    ('like(error, "rate limit")', "like-without-wildcard", 'like(error, "%rate limit%")'),
    ('like(outputs, "50\\\\%")', "like-without-wildcard", 'like(outputs, "%50\\\\%%")'),
    ('like(metadata_key, "user")', "like-without-wildcard", 'like(metadata_key, "%user%")'),
    ('eq(name, "%bot%")', "wildcard-in-text", 'like(name, "%bot%")'),
    ('neq(name, "bot%")', "wildcard-in-text", 'notlike(name, "bot%")'),
    ('has(tags, "env:%")', "wildcard-in-text", 'like(tag, "env:%")'),
    ('in(name, ["bot%"])', "wildcard-in-text", 'like(name, "bot%")'),
    ('in(name, ["bot%", "agent"])', "wildcard-in-text", None),
    ('eq(metadata_key, "user%")', "wildcard-in-text", 'like(metadata_key, "user%")'),
    ('eq(thread_id, "user-%")', "wildcard-in-text", None),
    ('eq(name, "gpt-4%")', "wildcard-in-text", 'like(name, "gpt-4%")'),
    (value("k", '"%a%"'), "wildcard-in-text", value("k", '"%a%"', "like")),
    ('like(name, "*bot*")', "star-wildcard", 'like(name, "%bot%")'),
    ('like(name, "gpt-*-mini")', "star-wildcard", 'like(name, "gpt-%-mini")'),
    ('like(name, ".*bot.*")', "star-wildcard", 'like(name, "%bot%")'),
    ('neq(name, "Chat*")', "star-wildcard", 'notlike(name, "Chat%")'),
    ('in(name, ["Chat*", "Bot"])', "star-wildcard", None),
    ('has(tags, "v1*")', "star-wildcard", 'like(tag, "v1%")'),
    ('like(name, "%%")', "match-all-pattern", None),
    ('like(error, "%")', "match-all-pattern", 'eq(status, "error")'),
    ('notlike(error, "%")', "match-all-pattern", 'neq(status, "error")'),
    (value("k", '"%"', "like"), "match-all-pattern", None),
    ('like(run_type, "LLM")', "case-never-matches", 'eq(run_type, "llm")'),
    ('notlike(status, "Error")', "case-never-matches", 'neq(status, "error")'),
    ('notlike(status, "%ERR%")', "case-never-matches", 'notlike(status, "%err%")'),
    (value("max_tokens", '"100"'), "text-for-number", value("max_tokens", "100")),
    (value("retry_count", '"3"'), "text-for-number", value("retry_count", "3")),
    (value("numTurns", '"3"', "neq"), "text-for-number", value("numTurns", "3", "neq")),
    (value("similarity_threshold", '["0.5"]', "in"), "text-for-number", value("similarity_threshold", "[0.5]", "in")),
    (value("usage.total_tokens", '"3"'), "text-for-number", value("usage.total_tokens", "3")),
    (value("k", '"0.5"', "gte"), "text-for-number", value("k", "0.5", "gte")),
    (value("k", '"-3"', "lt", "output"), "text-for-number", value("k", "-3", "lt", "output")),
    (value("k", '"true"'), "text-for-truth-value", value("k", "true")),
    (value("k", '"False"', "neq", "input"), "text-for-truth-value", value("k", "false", "neq", "input")),
    (value("k", '["true", "yes"]', "in"), "text-for-truth-value", value("k", '[true, "yes"]', "in")),
    ("gt(total_cost, 250)", "cents", "gt(total_cost, 2.5)"),
    ("gte(completion_cost, 100)", "cents", "gte(completion_cost, 1)"),
    (score("correctness", "80"), "percent", score("correctness", "0.8")),
    (score("correctness", "12"), "percent", score("correctness", "0.12")),
    (score("faithfulness_score", "100"), "percent", score("faithfulness_score", "1")),
    ('lte(start_time, "2025-11-02T00:00:00.000Z")', "midnight", 'lt(start_time, "2025-11-03T00:00:00Z")'),
    ('lte(end_time, "2025-12-31T00:00:00+05:30")', "midnight", 'lt(end_time, "2026-01-01T00:00:00+05:30")'),
    (
        'eq(start_time, "2025-11-02T00:00:00Z")', "midnight",
        'and(gte(start_time, "2025-11-02T00:00:00Z"), lt(start_time, "2025-11-03T00:00:00Z"))',
    ),
    (
        'and(gte(start_time, "2025-11-02T00:00:00Z"), lte(start_time, "2025-11-02T00:00:00Z"))', "midnight",
        'and(gte(start_time, "2025-11-02T00:00:00Z"), lt(start_time, "2025-11-03T00:00:00Z"))',
    ),
    (
        'eq(start_time, "2025-11-02T09:30:15Z")', "exact-time",
        'and(gte(start_time, "2025-11-02T09:30:15Z"), lt(start_time, "2025-11-02T09:30:16Z"))',
    ),
    (
        'eq(end_time, "2025-11-02T09:30:00Z")', "exact-time",
        'and(gte(end_time, "2025-11-02T09:30:00Z"), lt(end_time, "2025-11-02T09:31:00Z"))',
    ),
    ('gt(start_time, "2205-11-02T09:30:00Z")', "future-time", None),
    ('and(eq(is_root, true), gte(first_token_time, "2205-11-02T00:00:00Z"))', "future-time", None),
    ('eq(input_key, "messages.0.content")', "list-index-in-key", 'eq(input_key, "messages.content")'),
    ('eq(output_key, "generations[0][1].text")', "list-index-in-key", 'eq(output_key, "generations.text")'),
    ('neq(metadata_key, "steps.3")', "list-index-in-key", 'neq(metadata_key, "steps")'),
    ('in(input_key, ["a[].b", "c"])', "list-index-in-key", 'in(input_key, ["a.b", "c"])'),
    ('neq(name, "")', "empty-text", None),
    ('eq(metadata_key, "")', "empty-text", None),
    ('notlike(name, "")', "empty-text", None),
    (value("k", '""', "like"), "empty-text", None),
    ('eq(thread_id, "t1\\n")', "surrounding-space", 'eq(thread_id, "t1")'),
    ('in(name, ["a ", "b"])', "surrounding-space", 'in(name, ["a", "b"])'),
    (value(" k", '"v"'), "surrounding-space", value("k", '"v"')),
    ('has(tags, " ")', "surrounding-space", None),
    (value("k", "'{\"a\": {\"b\": 1}}'"), "json-in-value", None),
    (value("k", "'[1, 2]'", "neq"), "json-in-value", None),
    (value("k", "\"{'a': True}\"", "eq", "output"), "json-in-value", None),
]  # fmt: skip

SILENT = [
    'like(name, "%my_agent%")', 'like(name, "____")', 'like(name, "v_")', 'like(name, "__init__")', 'like(name, "b%t")',
    'eq(name, "100%")', 'eq(name, "50 %")', 'has(tags, "discount:5-10%")', 'eq(name, "up 3%")', 'eq(name, "%20bot")',
    'eq(name, "a%b")', 'has(tags, "99.5%")',
    'eq(name, "A*")', 'eq(name, "**bot**")', 'eq(name, "a * b")', 'eq(name, "SELECT *")',
    'like(inputs, "%2*3%")', 'eq(name, "*")',
    'like(run_type, "l%")', 'like(status, "%err%")', 'eq(run_type, "llm")', 'like(name, "LLM%")',
    value("user_id", '"1234"'), value("zip", '"02139"', "gte"),
    value("version", '"1.2"'), value("phone", '"1234567890"', "neq"),
    value("day", '"2025-11-01"', "gte"), value("release", '"1.2.3"', "lt"), value("order", '"42"', "eq", "input"),
    value("k", "true"), value("k", '"yes"'), 'has(tags, "true")', 'eq(name, "True")', 'eq(feedback_value, "true")',
    "gt(total_cost, 0.5)", "gt(total_cost, 49)", "gt(total_cost, 99.5)", "gt(total_tokens, 500)", "gt(latency, 60)",
    score("stars", "4"), score("rating", "10"), score("quality", "0.9"), score("quality", "500"), score("wordCount", "80"),
    score("latency_ms", "80"), score("score_100", "80"), score("quality", "12.5"),
    'lt(start_time, "2025-11-02T00:00:00Z")', 'gt(start_time, "2025-11-02T00:00:00Z")',
    'gte(start_time, "2025-11-02T00:00:00Z")',
    'lte(start_time, "2025-11-02T23:59:59Z")',
    'and(gte(start_time, "2025-11-02T00:00:00Z"), lte(start_time, "2025-11-09T00:00:00Z"))',
    'and(gte(start_time, "2025-11-01T00:00:00Z"), lte(start_time, "2025-12-01T00:00:00Z"))',
    'and(gte(start_time, "2025-12-01T00:00:00Z"), lte(start_time, "2026-01-01T00:00:00Z"))',
    'and(gte(start_time, "2025-01-01T00:00:00Z"), lte(start_time, "2026-01-01T00:00:00Z"))',
    'eq(start_time, "2025-11-02T09:30:15.25Z")', 'neq(start_time, "2025-11-02T09:30:15Z")',
    'lte(start_time, "2205-11-02T09:30:00Z")', 'lt(end_time, "2205-01-01T00:00:00Z")',
    'eq(input_key, "messages.content")',
    'eq(metadata_key, "v1.0")', 'eq(metadata_key, "report.2025")', 'eq(metadata_key, "0.5")',
    'eq(feedback_key, "top.1")', 'eq(name, "messages.0")',
    value("k", '""'), value("k", '"Yes\\n"', "eq", "output"), 'like(name, " %")', value("k", '"[draft]"'), value("k", '"{}"'),
    value("k", '"{name} x"'), 'search("")',
]  # fmt: skip


def slugs(text: str, dialect: str = "portable") -> list[str]:
    """The rules about values that a filter breaks, once for each finding."""
    return [found.slug for found in check(text, dialect) if found.slug in SLUGS]


@pytest.mark.parametrize("dialect", RUN_DIALECTS)
@pytest.mark.parametrize(("text", "slug", "_"), REPORTED)
def test_a_value_is_reported_once_in_every_dialect(text: str, slug: str, _: str | None, dialect: str) -> None:
    assert slugs(text, dialect) == [slug]
    (found,) = [found for found in check(text, dialect) if found.slug == slug]
    assert found.severity is (Severity.WARNING if slug == "case-never-matches" else Severity.NOTE)
    assert found.help


@pytest.mark.parametrize("dialect", RUN_DIALECTS)
@pytest.mark.parametrize("text", SILENT)
def test_a_value_that_is_likely_meant_is_not_reported(text: str, dialect: str) -> None:
    assert slugs(text, dialect) == []


@pytest.mark.parametrize(("text", "slug", "meant"), REPORTED)
def test_only_an_unsafe_fix_writes_what_is_likely_meant(text: str, slug: str, meant: str | None) -> None:
    (found,) = [found for found in check(text) if found.slug == slug]
    assert fix(text) == text
    assert bool(found.fixes) is (meant is not None)
    if meant is not None:
        assert fix(text, unsafe=True) == meant
        assert slugs(meant) == []


@pytest.mark.parametrize("operator", ["like", "notlike"])
@given(run=runs())
@settings(max_examples=examples(60))
def test_a_whole_value_of_an_enumeration_is_safely_compared_for_equality(operator: str, run: dict[str, object]) -> None:
    text = f'{operator}(status, "error")'
    assert slugs(text) == ["like-without-wildcard"]
    assert fix(text) == text.replace("notlike", "neq").replace("like", "eq")
    assert matches(fix(text), run) == matches(text, run)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("members", "meant"),
    [
        ('{"a": "true"}', '{"a": true}'), ('{"a": "x", "b":"False", "c": "TRUE"}', '{"a": "x", "b":false, "c": true}'),
        ('{"a": true}', None), ('{"a": "x\\": \\"true"}', None), ('{"true": "yes"}', None),
    ],
)  # fmt: skip
def test_an_object_of_metadata_keeps_the_kinds_of_its_members(members: str, meant: str | None, dialect: DialectName) -> None:
    text = print_line(Call("has", (Name("metadata"), String(members))))
    expected = print_line(Call("has", (Name("metadata"), String(meant)))) if meant else text
    assert slugs(text, dialect) == ["text-for-truth-value"] * (meant is not None)
    if dialect == "examples":
        assert fix(text, dialect) == text
        assert fix(text, dialect, unsafe=True) == expected


def test_the_cases_are_of_every_rule() -> None:
    assert {slug for _, slug, _ in REPORTED} == SLUGS


@pytest.mark.parametrize("text", ['like(name, "{name}")', 'eq(name, "%(name)s")', 'eq(name, "%s")', 'eq(name, "{{ a[0] }}")'])
def test_a_placeholder_is_left_to_its_own_rule(text: str) -> None:
    assert [found.slug for found in check(text)] == ["placeholder-value"]


@pytest.mark.parametrize(
    ("text", "reported"),
    [('like(name, "%my_agent%")', True), ('like(name, "%my\\\\_agent%")', False), ('like(name, "v_")', False)],
)
def test_an_underscore_is_reported_where_the_rule_is_selected(text: str, reported: bool) -> None:
    selected = ProjectFacts(rules=frozenset({"FL323"}))
    assert [found.slug for found in analyse(parse(text), "portable", selected).diagnostics] == [
        "underscore-wildcard"
    ] * reported
    assert check(text) == []


@pytest.mark.parametrize("types", [{"string"}, {"string", "number", "boolean"}])
def test_texts_that_a_project_has_under_a_key_are_not_reported(types: set[str]) -> None:
    project = ProjectFacts(metadata={"k": frozenset(types), "depth": frozenset(types)})
    for text in (value("k", '"3"', "gt"), value("depth", '"3"'), value("k", '"true"')):
        assert analyse(parse(text), "portable", project).diagnostics == []


@pytest.mark.parametrize(("text", "type"), [(value("k", '"3"'), "number"), (value("k", '"true"'), "boolean")])
def test_a_type_that_a_project_knows_is_reported_by_one_rule(text: str, type: str) -> None:
    project = ProjectFacts(metadata={"k": frozenset({type})})
    assert [found.slug for found in analyse(parse(text), "portable", project).diagnostics] == ["metadata-type"]
    denied = text.replace("eq(metadata_value", "neq(metadata_value")
    (found,) = analyse(parse(denied), "portable", project).diagnostics
    assert found.slug in SLUGS


def test_what_is_in_the_future_depends_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'gte(start_time, "2026-03-02T12:00:00Z")'
    for day, expected in ((1, ["future-time"]), (2, []), (3, [])):
        monkeypatch.setattr(datetimes, "present", lambda day=day: datetime(2026, 3, day, 11, tzinfo=UTC))
        assert slugs(text) == expected


# What the messages say of a filter is so.

plain = st.text(st.sampled_from("ab c"), min_size=1, max_size=3)
fields = st.sampled_from(["name", "error", "tag", "metadata_key", "metadata_value", "input_value"])


@given(fields, plain, runs())
@settings(max_examples=examples(150))
def test_a_pattern_without_wildcards_says_what_eq_says(field: str, text: str, run: dict[str, object]) -> None:
    pair = Name(field), String(text)
    assert matches(print_line(Call("like", pair)), run) == matches(print_line(Call("eq", pair)), run)


@given(runs(), st.sampled_from(["%", "%%"]))
@settings(max_examples=examples(150))
def test_a_pattern_of_wildcards_says_that_there_is_a_text(run: dict[str, object], pattern: str) -> None:
    named = isinstance(run.get("name"), str)
    assert matcher(Call("like", (Name("name"), String(pattern))))(run) is named
    assert matcher(Call("notlike", (Name("name"), String(pattern))))(run) is not named


@pytest.mark.parametrize("text", [text for text, slug, _ in REPORTED if slug == "case-never-matches"])
@given(run=runs())
@settings(max_examples=examples(60))
def test_a_pattern_of_another_case_never_matches(text: str, run: dict[str, object]) -> None:
    assert matches(text, run) is text.startswith("not")


@pytest.mark.parametrize("stored", [3, 3.0, True, None, [3], {"a": 3}])
@pytest.mark.parametrize(
    "text", [value("k", '"3"', operator) for operator in ("eq", "gt", "gte", "lt", "lte")] + [value("k", '"true"')]
)
def test_a_text_equals_no_number_and_no_truth_value(text: str, stored: object) -> None:
    assert not matches(text, {"extra": {"metadata": {"k": stored}}})


@pytest.mark.parametrize("stored", [{"a": 1}, [1, 2]])
@pytest.mark.parametrize("text", ['{"a":1}', '{"a": 1}', "[1, 2]", "[1,2]"])
def test_an_object_and_a_list_equal_no_text(text: str, stored: object) -> None:
    assert not matches(value("k", f"'{text}'"), {"extra": {"metadata": {"k": stored}}})


@pytest.mark.parametrize("hour", ["00:00:00.000001", "09:00:00", "23:59:59.999999"])
def test_the_end_of_a_range_at_midnight_leaves_out_the_day(hour: str) -> None:
    run = {"start_time": f"2025-11-02T{hour}Z"}
    for text in ('lte(start_time, "2025-11-02T00:00:00Z")', 'eq(start_time, "2025-11-02T00:00:00Z")'):
        assert not matches(text, run)
        assert matches(fix(text, unsafe=True), run)


def test_a_position_in_a_list_is_no_part_of_a_key() -> None:
    run = {"inputs": {"messages": [{"content": "hi"}, {"content": "ho"}]}}
    text = value("messages.0.content", '"ho"', "eq", "input")
    assert not matches(text, run)
    assert matches(fix(text, unsafe=True), run)


patterns = st.text(st.sampled_from("a_%\\"), max_size=6)


@given(patterns, st.text(st.sampled_from("a_%\\"), max_size=6))
@settings(max_examples=examples(300))
def test_escaping_underscores_inside_of_words_only_narrows_a_pattern(pattern: str, text: str) -> None:
    escaped = without_inner_underscores(pattern)
    assert not has_inner_underscore(escaped)
    assert (escaped == pattern) is not has_inner_underscore(pattern)
    if VALUE_TESTS["like"](escaped)(text):
        assert VALUE_TESTS["like"](pattern)(text)
