"""``Filter`` in pydantic models: what it takes, what it keeps, what it says of a filter with errors."""

import copy
import dataclasses
import enum
import json
import pickle
from typing import Any, Literal, get_args

from hypothesis import given, strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
import pytest

import filterlang
from filterlang import FilterError
from filterlang.exports.memory import LocalRuns
from filterlang.saved import Filter
from filterlang.schema.names import DialectName
from filterlang.schema.dialects import DIALECTS
from filterlang.syntax.input import Expressible
from filterlang.syntax.tree import Call, Name, Node, String

ERRORS = "and( eq(status,'error'),gt(latency, 5) )"
ANY = TypeAdapter(Filter)


class Built(Expressible):
    def __str__(self) -> str:
        return 'eq(status, "error")'


class Query(BaseModel):
    filter: Filter
    other: Filter["examples"] | None = None  # noqa: F821 - no name of a type


def refusal(value: object, kind: Any = Filter) -> dict[str, Any]:
    """The one error for a value, which can be shown and written as JSON."""
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(kind).validate_python(value)
    (error,) = raised.value.errors()
    (written,) = json.loads(raised.value.json())
    assert written["msg"] == error["msg"] in str(raised.value)
    return dict(error)


# What is taken, and what becomes of it.


def test_the_text_stays_as_it_was_written() -> None:
    query = Query(filter=ERRORS)
    assert query.filter == ERRORS
    assert query.model_dump(exclude_unset=True) == {"filter": ERRORS}
    assert type(query.model_dump()["filter"]) is str
    assert Query.model_validate_json(query.model_dump_json()) == query


@pytest.mark.parametrize("value", [filterlang.parse('eq(status,"error")').tree, Built(), 'eq(status, "error")'])
def test_a_tree_and_an_expression_are_taken_as_their_text(value: str | Node | Expressible) -> None:
    assert Query(filter=value).filter == Filter(value) == 'eq(status, "error")'


def test_a_member_of_an_enumeration_of_texts_is_its_text() -> None:
    class Known(str, enum.Enum):  # noqa: UP042 - its str() is its name
        ERRORS = 'eq(status, "error")'

    assert Filter(Known.ERRORS).__reduce__()[1] == ('eq(status, "error")',)


def test_a_filter_knows_its_tree_its_dialect_and_what_is_doubtful_about_it() -> None:
    checked = Filter("gt(total_tokens, 5)")
    assert checked.tree == filterlang.parse("gt(total_tokens, 5)").tree
    assert [found.code for found in checked.diagnostics] == ["FL202"]
    assert (checked.dialect, Filter["v2"]("gt(total_tokens, 5)").dialect) == ("portable", "v2")
    assert Filter["v2"]("gt(total_tokens, 5)").diagnostics == ()


def test_a_filter_is_a_text_wherever_a_filter_is_taken() -> None:
    checked = Filter(ERRORS)
    assert isinstance(checked, str)
    assert filterlang.compile(checked) == 'and(eq(status, "error"), gt(latency, 5))'
    assert LocalRuns([{"id": "1", "trace_id": "1", "status": "error"}]).matching(filter=checked) == []
    assert json.loads(json.dumps({"filter": checked})) == {"filter": ERRORS}
    assert hash(checked) == hash(ERRORS)
    assert Filter(checked) is checked
    assert type(str(checked)) is str


@pytest.mark.parametrize("dialect", DIALECTS)
def test_copies_and_pickles_are_filters_of_the_same_dialect(dialect: str) -> None:
    kind = Filter[dialect]
    checked = kind("and(has(metadata, '{\"a\": 1}'))")
    copies = [copy.copy(checked), copy.deepcopy(checked)]
    copies += [pickle.loads(pickle.dumps(checked, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for each in copies:
        assert (type(each), each, each.tree, each.diagnostics) == (kind, checked, checked.tree, checked.diagnostics)
    assert pickle.loads(pickle.dumps(kind)) is kind


def test_it_works_inside_of_other_types() -> None:
    @dataclasses.dataclass
    class Views:
        first: Filter
        named: dict[str, Filter[Literal["v1"]]]
        all: list[Filter | None]

    adapter = TypeAdapter(Views)
    views = adapter.validate_python({"first": ERRORS, "named": {"a": ERRORS}, "all": [ERRORS, None]})
    assert type(views.named["a"]) is Filter["v1"]
    assert json.loads(adapter.dump_json(views)) == {"first": ERRORS, "named": {"a": ERRORS}, "all": [ERRORS, None]}


def test_the_json_schema_is_a_text_of_a_format_of_its_own() -> None:
    runs, examples = ANY.json_schema(), TypeAdapter(Filter["examples"]).json_schema(mode="serialization")
    assert (runs["type"], runs["format"]) == ("string", "langsmith-run-filter")
    assert (examples["type"], examples["format"]) == ("string", "langsmith-example-filter")
    assert Query.model_json_schema()["properties"]["other"]["anyOf"][1] == {"type": "null"}


# Dialects.


def test_a_dialect_is_named_by_its_text_or_by_a_literal_type() -> None:
    assert Filter["portable"] is Filter[Literal["portable"]] is Filter
    assert Filter["v1"] is Filter[Literal["v1"]] is not Filter["v2"]
    assert issubclass(Filter["v1"], Filter)
    assert Filter["v1"]["v2"] is Filter["v2"]


@pytest.mark.parametrize("dialect", ["v3", "", 1, None, str, [], Literal["v1", "v2"], Literal["v3"]])
def test_an_unknown_dialect_is_a_mistake_of_the_class_that_names_it(dialect: object) -> None:
    with pytest.raises(TypeError, match="choose one of portable, v1, v2, examples"):

        class Wrong(BaseModel):
            filter: Filter[dialect]


def test_type_checkers_know_the_dialects() -> None:
    assert set(get_args(DialectName)) == set(DIALECTS)


def test_each_field_is_checked_for_its_own_dialect() -> None:
    assert Query(filter=ERRORS, other="exists(metadata, 'a')").other == "exists(metadata, 'a')"
    with pytest.raises(ValidationError, match="checked for examples"):
        Query(filter=ERRORS, other=ERRORS)
    with pytest.raises(ValidationError, match="checked for examples"):
        TypeAdapter(Filter["examples"]).validate_python(Filter["v1"](ERRORS), strict=True)


# Errors.


def test_a_filter_with_errors_raises_all_that_is_wrong() -> None:
    with pytest.raises(FilterError) as raised:
        Filter('eq(status, error) and eq(nope, "x")')
    assert [found.code for found in raised.value.diagnostics] == ["FL014", "FL010", "FL102"]


def test_the_error_of_a_model_shows_what_is_wrong_and_where() -> None:
    error = refusal('and(\n  eq(status, "error"),\n  eq(latencee, 5))')
    assert error["type"] == "filter"
    assert error["msg"] == (
        "the filter has an error\n"
        "    error[FL102]: there is no field `latencee`\n"
        "     --> filter:3:6\n"
        "      |\n"
        "    3 |   eq(latencee, 5))\n"
        "      |      ^^^^^^^^\n"
        "      = help: did you mean latency?\n"
        "  checked for portable"
    )
    assert {name: error["ctx"][name] for name in ("line", "column", "start", "end")} == {
        "line": 3, "column": 6, "start": 33, "end": 41,
    }  # fmt: skip


def test_the_context_has_every_finding_in_its_stable_form() -> None:
    text = "and(gt(total_tokens, 5), eq(status, error))"
    found = filterlang.check(text)
    assert [each.severity.value for each in found] == ["warning", "error"]
    error = refusal(text)
    assert error["ctx"]["diagnostics"] == [each.to_json(filterlang.parse(text).source) for each in found]
    assert error["ctx"]["start"] == found[1].span.start
    assert "FL202" not in error["msg"]


def test_of_many_errors_three_are_shown() -> None:
    error = refusal("and(" + ", ".join(f"eq(a{number})" for number in range(500)) + ")")
    assert error["msg"].startswith("the filter has 500 errors\n")
    assert error["msg"].count("error[") == 3
    assert error["msg"].endswith("\n    and 497 more\n  checked for portable")
    assert len(error["ctx"]["diagnostics"]) == 500


@pytest.mark.parametrize("value", [5, None, b"eq(status, 'error')", ["eq(a, 1)"], {"filter": ERRORS}, Node()])
def test_what_can_be_no_filter_is_told_apart(value: object) -> None:
    with pytest.raises(TypeError):
        Filter(value)
    with pytest.raises(ValidationError) as raised:
        ANY.validate_python(value)
    assert [error["type"] for error in raised.value.errors()] == ["filter_type"]


def test_what_a_text_says_is_not_taken_for_a_place_to_fill_in() -> None:
    assert "{line}{column}{message}{diagnostics}" in refusal("eq({line}{column}{message}{diagnostics}, 1)")["msg"]


@pytest.mark.parametrize(
    ("text", "place"),
    [('eq(name, "\ud800")', (10, 11)), ('eq(name, "a\udfff")', (11, 12)), ('eq(na\ud800me, "\udc80")', (0, 2))],
)
def test_half_of_a_character_is_refused_for_it_could_not_be_sent(text: str, place: tuple[int, int]) -> None:
    error = refusal(text)
    assert (error["ctx"]["start"], error["ctx"]["end"]) == place
    with pytest.raises(FilterError):
        Filter["v2"](text)


HOSTILE = {
    "nothing": "",
    "nul": "\x00",
    "half-characters": "\ud800" * 50,
    "escapes": "\x1b[31m\u202e\u2028",
    "brackets": "(" * 20_000,
    "deep": "and(" * 20_000 + "eq(a)" + ")" * 20_000,
    "a megabyte": "x" * 1_000_000,
    "a long value": 'eq(stattus, "' + "\u202e" * 200_000 + '")',
    "many": "eq(a) " * 5_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_the_text_the_message_is_short_and_harmless(text: str) -> None:
    message = refusal(text)["msg"]
    assert len(message) < 4_000
    assert message.replace("\n", "").isprintable()


def test_a_deep_filter_is_a_filter() -> None:
    text = "and(" * 20_000 + 'eq(status, "error")' + ")" * 20_000
    query = Query(filter=text)
    assert pickle.loads(pickle.dumps(query)) == copy.deepcopy(query) == query
    assert json.loads(query.model_dump_json())["filter"] == text


_texts = st.text(st.sampled_from("eqand(),.\" \\'\n\x00\ud800é🤖015=statuserror"), max_size=30) | st.builds(
    lambda words: Call("eq", (Name("name"), String(words))), st.text(st.characters())
)


@given(_texts)
def test_a_filter_is_what_compiles_and_can_be_written(value: str | Node) -> None:
    try:
        checked = Filter(value)
    except FilterError:
        assert refusal(value)["type"] == "filter"
        with pytest.raises((FilterError, UnicodeEncodeError)):
            filterlang.compile(value).encode()
        return
    assert ANY.validate_python(value) == checked
    assert filterlang.compile(checked) == filterlang.compile(value)
    assert ANY.validate_json(ANY.dump_json(checked)) == checked
    assert not any(found.is_error for found in checked.diagnostics)
