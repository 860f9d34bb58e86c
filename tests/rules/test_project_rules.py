"""What a configuration lists of a project: which keys, tags and names of a filter it does not have, and which values."""

from collections.abc import Callable
import time

from hypothesis import given, strategies as st
import pytest

from filterlang import check, fix, matches
from filterlang.semantics.surroundings import ProjectFacts

PROJECT = ProjectFacts(
    metadata={
        "user_id": frozenset({"string"}),
        "attempt": frozenset({"number"}),
        "is_internal": frozenset({"boolean"}),
        "size": frozenset({"number", "string"}),
        "plan": frozenset({"string", "null"}),
        "customer": frozenset(),
        "customer.plan": frozenset({"string"}),
        "scores": frozenset({"object"}),
    },
    feedback=frozenset({"user_score", "correctness"}),
    tags=frozenset({"production", "beta"}),
    names=frozenset({"extractor", "ChatOpenAI"}),
)
CODES = {f"FL35{digit}" for digit in range(5)}


def reported(text: str, project: ProjectFacts = PROJECT, dialect: str = "v1") -> list[str]:
    findings = check(text, dialect, project=project)  # type: ignore[arg-type]
    return [f"{found.code} {found.message}" for found in findings if found.code in CODES]


def value(key: str, condition: str) -> str:
    return f'and(eq(metadata_key, "{key}"), {condition})'


UNKNOWN = {
    'eq(metadata_key, "user_idd")': 'FL350 the project has no metadata key "user_idd"',
    'neq(metadata_key, "user_idd")': 'FL350 the project has no metadata key "user_idd"',
    'in(metadata_key, ["user_id", "x"])': 'FL350 the project has no metadata key "x"',
    'like(metadata_key, "tenant%")': 'FL350 no metadata key of the project is like "tenant%"',
    'eq(metadata_key, "customer.plann")': 'FL350 the project has no metadata key "customer.plann"',
    'or(eq(status, "error"), not(eq(metadata_key, "x")))': 'FL350 the project has no metadata key "x"',
    'eq(feedback_key, "User_Score")': 'FL352 the project has no feedback key "User_Score"',
    'has(metadata, \'{"user_idd": "u1", "attempt": 3}\')': 'FL350 the project has no metadata key "user_idd"',
    'has(tags, "prod")': 'FL353 the project has no tag "prod"',
    'eq(name, "chatopenai")': 'FL354 the project has no name "chatopenai"',
    'notlike(name, "%Anthropic%")': 'FL354 no name of the project is like "%Anthropic%"',
}


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_the_project_does_not_have_is_reported_where_it_is_listed(text: str) -> None:
    assert reported(text) == [UNKNOWN[text]]
    assert reported(text, ProjectFacts()) == []


@pytest.mark.parametrize(
    "text",
    [
        'in(metadata_key, ["user_id", "customer", "customer.plan", "scores.of.any.name"])',
        'in(metadata_key, ["thread_id", "session_id", "conversation_id", "revision_id", "ls_provider", "langgraph_node"])',
        'like(metadata_key, "%id")',
        'and(has(tags, "beta"), eq(feedback_key, "correctness"), in(name, ["extractor", "ChatOpenAI"]), like(name, "Chat%"))',
        'eq(name, "{name}")',
        'search("prod")',
        'has(metadata, \'{"user_id": "u1", "customer": {"plan": "pro"}, "ls_provider": "x"}\')',
        'gt(name, "a")',
    ],
)
def test_what_the_project_has_and_what_is_no_name_of_it_is_not_reported(text: str) -> None:
    assert reported(text) == []


def test_a_list_that_is_empty_has_nothing() -> None:
    assert reported('has(tags, "a")', ProjectFacts(tags=frozenset())) == ['FL353 the project has no tag "a"']


def test_examples_of_datasets_are_not_runs_of_the_project() -> None:
    assert reported('exists(metadata, "x")', dialect="examples") == []


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ('eq(name, "chatopenai")', 'eq(name, "ChatOpenAI")'),
        ('has(tags, "prodution")', 'has(tags, "production")'),
        ('has(tags, "something else")', 'has(tags, "something else")'),
        (value("attempt", 'eq(metadata_value, "3")'), value("attempt", "eq(metadata_value, 3)")),
        (value("is_internal", 'eq(metadata_value, "True")'), value("is_internal", "eq(metadata_value, true)")),
        (value("user_id", "eq(metadata_value, 17)"), value("user_id", 'eq(metadata_value, "17")')),
        (value("attempt", 'eq(metadata_value, "many")'), value("attempt", 'eq(metadata_value, "many")')),
    ],
)
def test_fixes_are_guesses(text: str, fixed: str) -> None:
    assert fix(text, project=PROJECT) == text
    assert fix(text, unsafe=True, project=PROJECT) == fixed


NEVER = [
    value("attempt", 'eq(metadata_value, "3")'),
    value("attempt", 'in(metadata_value, ["3", true])'),
    value("attempt", 'like(metadata_value, "3%")'),
    value("attempt", 'gt(metadata_value, "2")'),
    value("is_internal", "eq(metadata_value, 1)"),
    value("user_id", "eq(metadata_value, 3)"),
    value("plan", "gte(metadata_value, 3)"),
    value("size", "eq(metadata_value, true)"),
    'and(in(metadata_key, ["attempt", "is_internal"]), eq(metadata_value, "true"))',
]
VALUES = {
    "string": st.sampled_from(["3", "true", "x", ""]),
    "number": st.sampled_from([0, 1, 3, 3.0, 2.5]),
    "boolean": st.booleans(),
    "null": st.none(),
}
TYPES = PROJECT.metadata or {}
RUNS = st.fixed_dictionaries(
    {},
    optional={key: st.one_of(*(VALUES[name] for name in sorted(types))) for key, types in TYPES.items() if types & {*VALUES}},
)


@pytest.mark.parametrize("text", NEVER)
def test_a_value_of_another_type_is_reported_and_no_run_of_the_project_has_it(text: str) -> None:
    assert {found.split()[0] for found in reported(text)} == {"FL351"}

    @given(RUNS)
    def no_run_matches(metadata: dict[str, object]) -> None:
        assert not matches(text, {"id": "a", "extra": {"metadata": metadata}})

    no_run_matches()


@pytest.mark.parametrize(
    "text",
    [
        value("attempt", "eq(metadata_value, 3)"),
        value("size", 'eq(metadata_value, "3")'),
        value("size", "eq(metadata_value, 3)"),
        value("attempt", 'neq(metadata_value, "3")'),
        value("customer", 'eq(metadata_value, "3")'),
        value("scores", 'eq(metadata_value, "3")'),
        value("ls_run_depth", 'eq(metadata_value, "0")'),
        'and(like(metadata_key, "a%"), eq(metadata_value, "3"))',
        'and(in(metadata_key, ["attempt", "user_id"]), eq(metadata_value, "3"))',
        'or(eq(metadata_key, "attempt"), eq(metadata_value, "3"))',
        'eq(metadata_value, "3")',
        'and(eq(input_key, "attempt"), eq(input_value, "3"))',
    ],
)
def test_a_value_that_a_run_of_the_project_may_have_is_not_reported(text: str) -> None:
    assert reported(text) == []


def test_a_filter_of_many_unknown_names_is_checked_in_little_time() -> None:
    project = ProjectFacts(names=frozenset(f"a run of the kind number {number}" for number in range(500)))
    conditions = [f'eq(name, "a run of the kind {number}"), like(name, "%{number}x")' for number in range(1_000)]
    text = f"or({', '.join(conditions)})"
    began = time.perf_counter()
    found = reported(text, project)
    assert time.perf_counter() - began < 5
    assert len(found) > 1_000


def test_a_value_of_another_type_is_one_finding() -> None:
    for text in (value("attempt", 'eq(metadata_value, "3")'), value("is_internal", 'eq(metadata_value, "true")')):
        assert [found.slug for found in check(text, "v1", project=PROJECT)] == ["metadata-type"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('like(name, "extract")', "FL320"),
        ('eq(name, "extract%")', "FL321"),
        ('has(tags, "prod*")', "FL322"),
        ('like(name, "*extract*")', "FL322"),
        ('eq(name, "")', "FL337"),
        ('has(tags, " production")', "FL338"),
        ('and(eq(metadata_key, "customer.0.plan"), eq(metadata_value, "gold"))', "FL336"),
    ],
)
def test_a_text_with_another_mistake_has_one_finding(text: str, code: str) -> None:
    assert [found.code for found in check(text, "v1", project=PROJECT)] == [code]


@pytest.mark.parametrize("name", ["FL313", "key-not-there"])
def test_an_optional_rule_is_selected_by_code_or_slug(name: str) -> None:
    text = value("plan", 'neq(metadata_value, "gold")')
    assert "FL313" not in {found.code for found in check(text)}
    assert "FL313" in {found.code for found in check(text, project=ProjectFacts(rules=frozenset({name})))}


@pytest.mark.parametrize("call", [check, fix])
def test_facts_of_another_form_are_refused(call: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match="project is a ProjectFacts, not dict"):
        call('eq(name, "a")', project={"names": ["a"]})
    with pytest.raises(ValueError, match=r"the types of the metadata key 'plan' are a set of string, number, .* not 'string'"):
        call('eq(name, "a")', project=ProjectFacts(metadata={"plan": "string"}))  # type: ignore[dict-item]
