"""Holes: where they are, and that findings and fixes stand whatever they hold."""

import pytest

from filterlang.hosts.embedded import EmbeddedFilter, Grounds
from filterlang.hosts.embedded_checks import check_embedded, fix_embedded, format_embedded
from filterlang.schema.places import Kind
from filterlang.text.edits import apply
from tests.hosts.embedding import embedded_text

PLACES = {
    "{…}": "whole",
    'eq(name, "{…}")': "quoted",
    "like(name, '%{…}%')": "quoted",
    "eq(name, {…})": "value",
    "name = {…}": "value",
    "gt(latency, {…}s)": "value",
    "search({…})": "value",
    'eq({…}, "x")': "field",
    'eq({…}_key, "x")': "field",
    '{…}(name, "x")': "operator",
    "in(id, {…})": "list",
    'in(id, ["a", {…}])': "list",
    "and({…})": "condition",
    'and(eq(name, "a"), {…})': "condition",
    'and(eq(name, "a"){…})': "condition",
    'eq(name, "a") and {…}': "condition",
    '{…}(eq(name, "a"), {…})': "operator condition",
    'eq(name, \\"{…}\\")': "quoted",
}


@pytest.mark.parametrize("text", PLACES)
def test_a_hole_has_its_place(text: str) -> None:
    assert " ".join(hole.place for hole in embedded_text(text).holes) == PLACES[text]


QUIET = (
    'eq(name, "{…}")', "eq(id, {…})", 'eq(id, "{…}")', 'gt(start_time, "{…}")', "gt(latency, {…})", "eq(status, {…})",
    "and({…})", "and(eq(is_root, true){…})", "in(id, {…})", 'in(id, ["{…}", "{…}"])', '{…}(name, "x")', 'eq({…}, "x")',
    'and(eq({…}, "x"), eq({…}, "x"))', "{…}", "eq({…})", '{…}eq(name, "a")', "or({…}, {…})", "gt(latency, {…}s)",
    "and(eq(metadata_key, {…}), eq(metadata_value, {…}))", "has(metadata, '{\"a\": \"{…}\"}')", "eq(is_root, {…})",
    '{…}({…}, "x")', 'and(eq({…}, "k"), eq(metadata_value, "v"))', 'and(eq(metadata_value, "v"), {…})',
)  # fmt: skip


@pytest.mark.parametrize("text", QUIET)
def test_what_depends_on_a_hole_is_not_reported(text: str) -> None:
    assert check_embedded(embedded_text(text, safe=True), "portable") == []


FIXED = {
    'name = "{…}" and latency > 5000ms': 'and(eq(name, "{…}"), gt(latency, 5))',
    "name = {…}": "eq(name, {…})",
    "and(eq(name, {…}), eq(is_root, True))": "and(eq(name, {…}), eq(is_root, true))",
    "eq(run.name, {…})": "eq(name, {…})",
    'and(eq({…}, "x"), eq(statis, "error"))': 'and(eq({…}, "x"), eq(status, "error"))',
    'eq(feedback_key, "{…}"), gte(feedback_score, {…})': 'and(eq(feedback_key, "{…}"), gte(feedback_score, {…}))',
    'eq(status, "{…}") and {…}': 'and(eq(status, "{…}"), {…})',
    "  eq(status, success)\n": '  eq(status, "success")\n',
}


@pytest.mark.parametrize("text", FIXED)
def test_a_filter_is_fixed_around_its_holes(text: str) -> None:
    fixed = fix_embedded(embedded_text(text, safe=True), "portable")
    assert fixed is not None
    assert fixed.text == apply(text, fixed.edits) == FIXED[text]
    assert fix_embedded(embedded_text(fixed.text, safe=True), "portable") is None


def test_a_fix_that_would_move_a_hole_is_none() -> None:
    filter = embedded_text('eq(metadata.user, "{…}")', safe=True)
    (finding,) = check_embedded(filter, "portable")
    assert finding.code == "FL102" and not finding.fixes
    assert fix_embedded(filter, "portable") is None


FRAGMENTS = {
    'eq(name, "b"), ': [], ', eq(name, "b")': [], ' and eq(name, "b")': ["FL010"], "and(": [], '"x"': [], "name": [],
    'and(eq(name, "b"), ': [], 'eq(name, "b"))': [], 'eq(name, "': [], "eq(name, ": [], "latency > 5": ["FL010"],
    "in(id, [": [], ", eq(status, success)": ["FL014"], 'eq(name, "b"), eq(name, "c")': [],
}  # fmt: skip


@pytest.mark.parametrize("text", FRAGMENTS)
def test_a_fragment_is_not_reported_for_being_incomplete(text: str) -> None:
    assert [found.code for found in check_embedded(embedded_text(text, fragment=True), "portable")] == FRAGMENTS[text]


def test_fields_of_threads_and_projects_are_not_judged() -> None:
    for kind in (Kind.THREAD, Kind.SESSIONS):
        assert check_embedded(embedded_text("gt(turn_count, 3)", kind), "portable") == []
        assert [found.code for found in check_embedded(embedded_text("gt(turn_count, 3", kind), "portable")] == ["FL004"]


def test_examples_have_their_dialect() -> None:
    text = 'and(not(has(metadata, \'{"a": 1}\')), exists(metadata, "b"))'
    assert check_embedded(embedded_text(text, Kind.EXAMPLES), "portable") == []
    assert check_embedded(embedded_text(text), "portable") != []


def test_a_mention_has_notes_and_no_fixes() -> None:
    filter = embedded_text("eq(status, success)", grounds=Grounds.MENTION)
    assert [(found.severity.value, found.fixes) for found in check_embedded(filter, "portable")] == [("note", ())]
    assert fix_embedded(filter, "portable") is None


FORMATTED = {
    '  and( eq(name,"{…}"),gt( latency,{…} ) )\n': '  and(eq(name, "{…}"), gt(latency, {…}))\n',
    "eq( name,'{…}' )": "eq(name, '{…}')",
    "and(eq(status,'error'),{…})": 'and(eq(status, "error"), {…})',
    'eq({…} ,"x")': 'eq({…}, "x")',
}


@pytest.mark.parametrize("text", FORMATTED)
def test_formatting_keeps_holes(text: str) -> None:
    edits = format_embedded(embedded_text(text), 88)
    assert edits is not None
    assert apply(text, edits) == FORMATTED[text]
    assert format_embedded(embedded_text(FORMATTED[text]), 88) is None


def codes(filter: EmbeddedFilter) -> list[str]:
    return [found.code for found in check_embedded(filter, "portable")]


def test_a_value_between_quotes_is_a_risk_unless_it_is_safe() -> None:
    (finding,) = check_embedded(embedded_text('eq(name, "{…}")', expression="user"), "portable")
    assert (finding.code, finding.severity.value) == ("FL602", "warning")
    assert finding.message == "`user` is put between quotes as it is: a quote in it ends the text"
    assert finding.help == "write json.dumps(user) without the quotes around it, or build the filter: F.name == user"
    assert codes(embedded_text('eq(name, "{…}")', safe=True)) == []
    assert codes(embedded_text("eq(name, {…})")) == []


def test_a_part_of_a_quoted_value_is_written_with_the_rest_of_it() -> None:
    (finding,) = check_embedded(embedded_text('like(name, "%{…}%")', expression="part"), "portable")
    assert finding.help == "write the whole value with json.dumps, which puts the quotes around it"


@pytest.mark.parametrize(
    ("text", "joiner", "expected"),
    [
        ("and({…})", " and ", ["FL607"]), ("and({…})", ", ", []), ("{…}", " and ", ["FL607"]), ("{…}", ", ", ["FL607"]),
        ("in(id, [{…}])", ", ", []), ("in(id, [{…}])", " ", ["FL607"]), ("or({…})", "\n", ["FL607"]), ("{…}", None, []),
        ('in(name, ["{…}"])', '", "', ["FL602"]),
    ],
)  # fmt: skip
def test_clauses_and_items_are_joined_by_commas_in_a_call(text: str, joiner: str, expected: list[str]) -> None:
    assert codes(embedded_text(text, expression='" ".join(clauses)', joiner=joiner)) == expected


def test_the_help_joins_the_same_clauses() -> None:
    (finding,) = check_embedded(embedded_text("{…}", expression='" or ".join(parts)', joiner=" or "), "portable")
    assert finding.help == 'write "or(" + ", ".join(parts) + ")"'


@pytest.mark.parametrize(
    ("text", "expression", "expected"),
    [
        ("in(name, {…})", "str(names)", ["FL608"]), ("eq(name, {…})", "repr(name)", ["FL608"]),
        ("eq(latency, {…})", "str(seconds)", []), ("in(name, {…})", "json.dumps(names)", []),
        ('eq(name, "{…}")', "json.dumps(name)", ["FL609"]), ('like(name, "%{…}%")', "json.dumps(name)", ["FL602"]),
    ],
)  # fmt: skip
def test_values_are_written_as_a_filter_reads_them(text: str, expression: str, expected: list[str]) -> None:
    assert codes(embedded_text(text, expression=expression)) == expected
