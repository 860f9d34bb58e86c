"""The meaning is what docs/semantics.md says, is complete for the whole schema, and holds on runs of any shape."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
import json
import math
from pathlib import Path
import re
import time
from typing import Any
from uuid import UUID

from hypothesis import example, given, strategies as st
import pytest

from filterlang import check
from filterlang.findings.errors import FilterError
from filterlang.evaluate import reference
from filterlang.evaluate.reference import matcher
from filterlang.evaluate.rows import DEEPEST, field_values, json_text, key_rows, stored_datetime, pair_rows, texts
from filterlang.schema import citations
from filterlang.schema.dialects import DIALECTS
from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import LOGICAL, NEGATIVE, OPERATORS, ORDERING, support
from filterlang.schema.types import Support, Type
from filterlang.semantics.predicate import And, Not, Pair, Search, Or, Compare as Condition
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Boolean, Call, List, Name, Null, Number, String

PAGE = (Path(__file__).parents[2] / "docs" / "semantics.md").read_text(encoding="utf-8")
HEAD = "| rule | basis | filter | run | selected |\n|---|---|---|---|---|\n"
GRADES = {name.lower().replace("_", "-"): value for name, value in vars(citations).items() if hasattr(value, "grade")}
RUN = {
    "id": "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "trace_id": "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "name": "bot",
    "run_type": "chain", "status": "success", "start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T00:00:05Z",
}  # fmt: skip


def claims():
    for table in PAGE.split(HEAD)[1:]:
        for row in table.split("\n\n", 1)[0].splitlines():
            rule, basis, text, run, selected = (cell.strip() for cell in row.strip("|").split(" | "))
            yield pytest.param(basis, text.strip("`"), run.strip("`"), selected, id=f"{rule}: {text}")


meant = reference.holds


def holds(tree, record):
    return matcher(tree)(record)


def metadata(**values: Any):
    return {"extra": {"metadata": values}}


class TestThePage:
    @pytest.mark.parametrize(("basis", "text", "run", "selected"), list(claims()))
    def test_a_row_is_so(self, basis, text, run, selected):
        changes = json.loads(run)
        record = {**RUN, **changes, "extra": {"metadata": changes.get("metadata", {})}}
        assert ("yes" if holds(text, record) else "no") == selected
        assert basis == "ours" or re.fullmatch(r"\[(DOC|CODE|LIVE|UI|INF)[ :].+\]", basis)

    def test_there_are_rows_of_each_table(self):
        assert PAGE.count(HEAD) == 7
        assert len(list(claims())) > 80

    @pytest.mark.parametrize(("grade", "key"), sorted(set(re.findall(r"\[(DOC|CODE|LIVE|UI|INF) ([a-z0-9-]+)\]", PAGE))))
    def test_a_citation_names_a_source_and_its_grade(self, grade, key):
        assert GRADES[key].grade.value == grade


def nested(depth, inner, wrap):
    for _ in range(depth):
        inner = wrap(inner)
    return inner


ODD = (
    None, True, False, 0, 5, -1, 0.5, 10**400, math.nan, math.inf, Decimal("0.1"), Decimal("sNaN"), Decimal("1e400"),
    "", "a", "5", "1e999", "llm", "2026-01-01", "\x00", "\ud800", [], ["a"], [None], [[]], [{}], ("a",), {}, {"": 1},
    {"a": None}, {"a": {"a": [1, True, "a"]}}, {"a.a": 1}, {1: 2}, b"a", datetime(2026, 1, 1), UUID(int=5),  # noqa: DTZ001
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), {"avg": "x", "values": []},
    nested(5000, 1, lambda inner: {"a": inner}), nested(5000, "a", lambda inner: [inner]),
)  # fmt: skip
"""What may stand anywhere in a run: every kind of value, and what JSON does not have."""

DERIVED = ("start_time", "end_time", "parent_run_id", "thread_id", "extra")


def runs_for(name):
    """Runs in which all kinds of values stand where a field is read."""
    places = FIELDS[name].stored[:1] or DERIVED
    runs = [{}, RUN, *({**RUN, place: value} for place, value in product(places, ODD))]
    if "extra" in places:
        runs += [metadata(a=value, thread_id=value) for value in ODD]
    if "feedback_stats" in places:
        runs += [{"feedback_stats": {"a": {"avg": value, "values": {"a": value}}}} for value in ODD]
        runs += [{"feedback": value} for value in ODD]
        runs += [{"feedback": [{"key": "a", "score": value, "value": value}, {"key": value}, value]} for value in ODD]
    return runs


TEXT, NUMBER, TIME = String("a"), Number(1), String("2026-01-01T00:00:00Z")
ASKED = {
    Type.STRING: [TEXT], Type.NUMBER: [NUMBER, Number(10**400)], Type.BOOLEAN: [Boolean(True)], Type.DATETIME: [TIME],
    Type.DURATION: [Number(0.5), String("5s")], Type.UUID: [String(RUN["id"])], Type.LIST: [TEXT],
    Type.JSON: [String('{"a": 1}'), TEXT], Type.SCALAR: [TEXT, NUMBER, Boolean(True)],
}  # fmt: skip
"""What a field can be compared with, by its type."""


def conditions(name, operator):
    """Calls that compare a field, with values of its type and with null."""
    field = FIELDS[name]
    values = [String(field.values[0])] if field.type is Type.ENUM else ASKED[field.type]
    if operator in ("like", "notlike"):
        values = [String("%a_%"), String("")]
    listed = [List((*values, *values)), List(())] if operator == "in" else values
    return [Call(operator, (Name(name), value)) for value in (*listed, Null())]


COMPARING = [name for name, operator in OPERATORS.items() if operator.kind == "comparison"]


class TestCompleteness:
    @pytest.mark.parametrize("name", FIELDS)
    def test_every_operator_that_a_field_may_take_says_yes_or_no_of_every_run(self, name):
        runs = runs_for(name)
        for operator in COMPARING:
            if support(operator, FIELDS[name].operators) is Support.NO:
                continue
            for condition in conditions(name, operator):
                assert set(map(matcher(condition), runs)) <= {True, False}, print_line(condition)

    @pytest.mark.parametrize(
        ("dialect", "operator"),
        [
            (dialect, operator)
            for dialect, record in DIALECTS.items()
            for operator in sorted((record.operators or OPERATORS.keys()) - LOGICAL)
        ],
    )
    def test_what_a_dialect_takes_can_be_run(self, dialect, operator):
        for name in FIELDS:
            for condition in [*conditions(name, operator), Call(operator, (TEXT,))]:
                if not any(found.is_error for found in check(condition, dialect)):
                    for tree in (condition, Call("not", (condition,)), Call("and", (condition, Call("or", (condition,))))):
                        assert {holds(tree, run) for run in (RUN, metadata(a=1))} <= {True, False}

    @pytest.mark.parametrize("name", FIELDS)
    def test_a_search_of_one_field_says_yes_or_no_of_every_run(self, name):
        assert set(map(matcher(Call("search", (Name(name), TEXT))), runs_for(name))) <= {True, False}

    def test_a_filter_with_errors_is_refused_and_what_a_dialect_refuses_is_not(self):
        for text in ("eq(name, 5)", "foo(name, 1)", "eq(status", "gt(name, null"):
            with pytest.raises(FilterError):
                matcher(text)
        assert holds("not(gt(total_tokens, 1))", RUN)


class TestLaws:
    """What holds of every field, whatever is stored."""

    @pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.family])
    def test_negatives_are_opposites_and_in_is_an_or_of_eq(self, name):
        row, runs = FIELDS[name].operators, runs_for(name)
        for negative, positive in NEGATIVE.items():
            if support(positive, row) is not Support.NO and FIELDS[name].type is not Type.JSON:
                for condition in conditions(name, positive):
                    holds, opposite = matcher(condition), matcher(Call(negative, condition.arguments))
                    assert all(holds(run) is not opposite(run) for run in runs)
        if support("in", row) is not Support.NO:
            values = (*ASKED.get(FIELDS[name].type, ()), Null())
            either = Call("or", tuple(Call("eq", (Name(name), value)) for value in values))
            listed, alternatives = matcher(Call("in", (Name(name), List(values)))), matcher(either)
            assert all(listed(run) is alternatives(run) for run in runs)

    @pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.operators in ("amount", "time")])
    def test_a_run_is_less_equal_or_greater_just_when_it_has_a_value(self, name):
        for value in ASKED[FIELDS[name].type]:
            answers = {operator: matcher(Call(operator, (Name(name), value))) for operator in ("eq", *ORDERING)}
            for run in runs_for(name):
                less, equal, greater = (answers[operator](run) for operator in ("lt", "eq", "gt"))
                assert less + equal + greater == len(field_values(run, FIELDS[name]))
                assert answers["lte"](run) is (less or equal)
                assert answers["gte"](run) is (greater or equal)

    @pytest.mark.parametrize("value", ODD)
    def test_a_value_under_a_key_is_less_equal_or_greater_than_one_of_its_own_kind_alone(self, value):
        run = metadata(k=value)
        for asked in ("a", 0.5, True):
            held = [
                meant(Pair("metadata", (), (Condition(FIELDS["metadata_value"], op, asked),)))(run) for op in ("lt", "gt", "eq")
            ]
            same = [row for row in pair_rows(run, "metadata") if type(row.value) is type(asked)]
            assert any(held) is (bool(same) and (asked is not True or held[2]))

    def test_an_empty_conjunction_holds_and_an_empty_disjunction_does_not(self):
        assert meant(And(()))({})
        assert not meant(Or(()))({})
        assert meant(Not(Or(())))({})


@pytest.fixture
def far_away(monkeypatch):
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


class TestValues:
    @pytest.mark.parametrize(
        ("name", "value", "read"),
        [
            ("name", UUID(int=5), ["00000000-0000-0000-0000-000000000005"]),
            ("name", ["a"], []),
            ("id", "0190A1B2C3D47EF0A5B66EA3A82E9328", [RUN["id"]]),
            ("id", "chat", ["chat"]),
            ("total_cost", Decimal("0.1"), [0.1]),
            ("total_cost", "1e3", [1000.0]),
            ("total_cost", " 1", []),
            ("total_cost", "1_0", []),
            ("total_cost", "NaN", []),
            ("total_tokens", 10**400, []),
            ("tags", ["a", None, 5, "a"], ["a", "a"]),
            ("tag", "a", []),
            ("metadata", ["a"], []),
            ("inputs", {"a": None}, ['{"a":null}']),
            ("inputs", "a", ['"a"']),
            ("inputs", None, []),
        ],
    )
    def test_a_field_reads_what_fits_its_type(self, name, value, read):
        record = {"extra": {"metadata": value}} if name == "metadata" else {FIELDS[name].stored[0]: value}
        assert field_values(record, FIELDS[name]) == read

    @pytest.mark.parametrize(
        "value",
        ["2026-01-01T00:00:00", "2026-01-01T01:00:00+01:00", datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)],  # noqa: DTZ001
    )
    @pytest.mark.usefixtures("far_away")
    def test_a_moment_is_in_utc_wherever_the_clock_is(self, value):
        assert stored_datetime(value) == datetime(2026, 1, 1, tzinfo=UTC)
        assert stored_datetime(value).utcoffset() == timedelta()

    @pytest.mark.parametrize(
        "value", [datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), "0001-01-01T00:00:00+01:00", 5]
    )
    def test_what_no_calendar_has_is_no_moment(self, value):
        assert stored_datetime(value) is None

    def test_latency_counts_microseconds(self):
        run = {**RUN, "end_time": "2026-01-01T00:00:00.000001Z"}
        assert field_values(run, FIELDS["latency"]) == [0.000001]

    def test_metadata_can_be_like_a_text_of_its_json(self):
        like, notlike = (meant(Condition(FIELDS["metadata"], name, '{"a":%')) for name in ("like", "notlike"))
        assert like(metadata(a=1))
        assert not notlike(metadata(a=1))
        assert notlike({})


class TestPairs:
    def test_keys_end_at_a_depth(self):
        for depth in (DEEPEST - 1, DEEPEST, DEEPEST + 1):
            keys = [row.key for row in key_rows(nested(depth, 1, lambda inner: {"a": inner}))]
            assert max(key.count(".") for key in keys) + 1 == min(depth, DEEPEST)
        assert key_rows({"a": nested(DEEPEST, 1, lambda inner: [inner])}) == []
        assert len(key_rows({"a": nested(DEEPEST - 1, 1, lambda inner: [inner])})) == 1

    def test_every_member_is_one_pair(self):
        stored = {"a": {"b": 1, "": None}, "a.b": [True, [], "x"], "": {"c": 2}}
        assert sorted((row.key, str(row.value)) for row in key_rows(stored) if isinstance(row.value, (str, float, bool))) == [
            (".c", "2.0"), ("a.b", "1.0"), ("a.b", "True"), ("a.b", "x"),
        ]  # fmt: skip
        assert sorted(row.key for row in key_rows(stored)) == ["", ".c", "a", "a.", "a.b", "a.b", "a.b", "a.b"]

    @pytest.mark.parametrize(
        ("run", "rows"),
        [
            ({"feedback_stats": {"k": {"avg": 1, "values": {"a": 1, "b": 2}}}}, [("k", "a", 1.0), ("k", "b", 1.0)]),
            ({"feedback_stats": {"k": {"avg": False, "values": {}}}}, [("k", None, 0.0)]),
            ({"feedback_stats": {"k": None}}, [("k", None, None)]),
            ({"feedback": [{"key": "k", "score": "0.5", "value": 1}, {"score": 1}, {"key": 5}, "k"]}, [("k", None, 0.5)]),
            ({"feedback": {"k": 1}, "feedback_stats": {"j": {"avg": math.nan}}}, [("j", None, None)]),
        ],
    )
    def test_feedbacks(self, run, rows):
        assert [tuple(row) for row in pair_rows(run, "feedback")] == rows


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(['a":', '\\"', ":", 'a" : ']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.sampled_from('a"\\: é')), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


class TestJson:
    def test_what_json_does_not_have_is_null_or_text(self):
        assert json_text([math.nan, -math.inf, 10**400, Decimal("0.10"), UUID(int=0), {1: 2}]) == (
            '[null,null,null,0.10,"00000000-0000-0000-0000-000000000000",{}]'
        )

    def test_depth_costs_no_recursion(self):
        assert json_text(nested(50_000, 1, lambda inner: [inner])) == "[" * 50_000 + "1" + "]" * 50_000

    @given(json_values)
    def test_the_texts_inside_json_are_its_strings_without_those_before_a_colon(self, value):
        """What docs/semantics.md tells engines to do with a JSON text."""
        found = re.findall(r'"(?:[^"\\]|\\.)*"\s*:?', json.dumps(value))
        inside = [json.loads(string) for string in found if not string.endswith(":")]
        assert sorted(inside) == sorted(texts({"inputs": value}, FIELDS["inputs"]))


class TestPatterns:
    @example("a%a", "a")
    @given(st.text(st.sampled_from("ab%_\\\n"), max_size=8), st.text(st.sampled_from("ab%_\\\n"), max_size=6))
    def test_like_is_a_regular_expression(self, pattern, text):
        pieces = re.findall(r"\\[%_\\]|.", pattern, re.DOTALL)
        expression = "".join({"%": ".*", "_": "."}.get(piece) or re.escape(piece[-1]) for piece in pieces)
        matches = meant(Condition(FIELDS["name"], "like", pattern))
        assert matches({"name": text}) is bool(re.fullmatch(expression, text, re.DOTALL))

    def test_a_hostile_pattern_is_cheap(self):
        assert not meant(Condition(FIELDS["name"], "like", "%a" * 500 + "b"))({"name": "a" * 5000})

    def test_a_search_finds_each_term_in_any_text(self):
        run = {"inputs": {"a": ["Red fox"]}, "outputs": {"b": {"c": "x-ray"}}, "error": "Timeout: 5 s"}
        found = [
            text for text in ("fox X-RAY", "timeout:", "RED\tred", "ed f", "5", "fox none", "b") if meant(Search(text))(run)
        ]
        assert found == ["fox X-RAY", "timeout:", "RED\tred", "ed f", "5"]
