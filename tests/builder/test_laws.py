"""What holds of every expression: values stay values, texts and sources lead back, joins mean what they say."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
import copy
import pickle
import random
from uuid import UUID

from effort import depth, examples
from hypothesis import given, settings, strategies as st
import pytest

import filterlang
from filterlang import Expression, F, all_of, any_of, from_text
from filterlang.builder.python_imports import NAMES
from filterlang.builder.python_source import source_lines
from filterlang.evaluate.reference import matcher
from filterlang.syntax.lalr import accept
from filterlang.syntax.tree import Boolean, Call, List, Name, Number, String, walk

_SCOPE = {"F": F, "from_text": from_text, "datetime": datetime, "UTC": UTC, "Decimal": Decimal}
texts = st.text(st.characters(), max_size=20)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
datetimes = st.datetimes(timezones=zones).filter(lambda moment: 1 < moment.year < 9999)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.decimals(allow_nan=False, allow_infinity=False)
scalars = texts | numbers | st.booleans()


def value(expression):
    """The literal that a comparison on its own compares with, as Python has it."""
    return expression.tree.arguments[1].value


@given(texts)
def test_any_text_survives(text):
    assert value(F.name == text) == text
    assert (F.metadata[text] == text).tree == Call(
        "and",
        (Call("eq", (Name("metadata_key"), String(text))), Call("eq", (Name("metadata_value"), String(text)))),
    )


class _Marked(str):
    """A text that escapes what is put into it, as HTML's mark-up classes do."""

    __slots__ = ()

    def replace(self, old, new, count=-1):
        return self

    def __str__(self):
        return "something else"

    def __eq__(self, other):
        return True

    __hash__ = None


def test_a_subclass_has_no_say_in_how_its_value_is_written():
    text = 'x"), eq(name, "y'
    for written in (F.name == _Marked(text), F.name.in_([_Marked(text)]), F.search(_Marked(text))):
        assert accept(str(written)) is not None
        assert String(text) in walk(written.tree)
    assert (F.metadata[_Marked(text)] == _Marked(text)).tree == (F.metadata[text] == text).tree
    with pytest.raises(ValueError, match="never"):
        F.status.is_(_Marked("eror"))

    class Moment(datetime):
        def isoformat(self, *_):
            return text

    class Amount(Decimal):
        def __str__(self):
            return "nan"

    assert (F.start_time > Moment(2026, 11, 1, tzinfo=UTC)) == (F.start_time > datetime(2026, 11, 1, tzinfo=UTC))
    assert (F.latency > Amount("1.5")) == (F.latency > 1.5)


def test_a_time_of_pandas_is_written_in_microseconds_and_no_time_is_refused():
    pandas = pytest.importorskip("pandas")
    moment = F.start_time > pandas.Timestamp("2026-11-01T09:00:00.123456789Z")
    assert value(moment) == "2026-11-01T09:00:00.123456Z"
    assert from_text(str(moment)) == moment == eval(repr(moment), dict(_SCOPE))
    with pytest.raises(TypeError, match="not NaT"):
        str(F.start_time > pandas.NaT)


def test_what_fields_are_can_be_copied_and_pickled():
    for made in (F.name, F.metadata, F.inputs, F.metadata["k"], F.feedback["k"].score, F.metadata.any()):
        for other in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
            assert repr(other) == repr(made)
    assert (copy.copy(F.metadata["k"]) == 1) == (F.metadata["k"] == 1)
    assert (pickle.loads(pickle.dumps(F.inputs)).like("%x%")) == F.inputs.like("%x%")


@given(numbers)
def test_any_number_survives(number):
    assert Decimal(str(value(F.total_cost > number))) == Decimal(str(number))


@given(datetimes)
def test_any_time_survives(moment):
    assert datetime.fromisoformat(value(F.start_time > moment)) == moment


@given(st.timedeltas())
def test_any_duration_survives(duration):
    assert timedelta(microseconds=int(Decimal(str(value(F.latency > duration))) * 1_000_000)) == duration


@given(st.uuids())
def test_any_uuid_survives(number):
    assert UUID(value(F.id == number)) == UUID(value(F.id == str(number).upper())) == number


@given(st.lists(scalars, min_size=1))
def test_a_list_keeps_its_values_and_their_types(values):
    items = F.metadata["k"].in_(values).tree.arguments[1].arguments[1].items
    kinds = {str: String, bool: Boolean}
    assert [type(item) for item in items] == [kinds.get(type(one), Number) for one in values]


def test_a_hundred_thousand_hostile_values_never_change_the_structure():
    pieces = [
        '"', "'", "\\", '\\"', "\\\\", '")', '", eq(', ")", "(", ",", "]", "[", "{", "}", "%", "_", "\n", "\r", "\t", "\x00",
        "\x1b", "\ud800", "\u202e", "\u2028", "’", "“", "é", "🤖", "and(", "or", "null", "true", "1", "--", "/*", ";", "$(x)",
        "`", "a", " ",
    ]  # fmt: skip
    chosen = random.Random(20261122)
    for _ in range(100_000):
        text = "".join(chosen.choices(pieces, k=chosen.randint(0, 6)))
        assert accept(str(F.tags.has(text) | F.name.in_([text]))) == Call(
            "or", (Call("has", (Name("tags"), String(text))), Call("in", (Name("name"), List((String(text),)))))
        )


halves = st.sampled_from([
    F.metadata["a"].exists(), ~F.metadata["b"].exists(), F.metadata.any() == "x", F.feedback["k"].exists(), F.inputs.any() == 1,
])  # fmt: skip
leaves = (
    st.builds(lambda text: F.name == text, texts)
    | st.builds(F.status.in_, st.lists(st.sampled_from(["error", "success"]), min_size=1))
    | st.builds(lambda key, one: F.metadata[key] == one, st.sampled_from("ab"), st.sampled_from(["x", 1, True]))
    | st.builds(lambda key, score: F.feedback[key].score < score, st.sampled_from("ab"), st.sampled_from([0, 0.5, True]))
    | st.builds(lambda moment: F.start_time > moment, datetimes)
    | st.builds(lambda amount: F.total_cost <= amount, numbers)
    | st.builds(lambda seconds: F.latency > timedelta(seconds=seconds), st.integers(0, 5))
    | halves
)
expressions = st.recursive(
    leaves,
    lambda inner: st.builds(all_of, inner, inner) | st.builds(any_of, inner, inner),
    max_leaves=8,
)
_STORED = st.sampled_from(["x", "y", 1, 2.5, True, None])
runs = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "a"]) | texts,
        "status": st.sampled_from(["error", "success", "pending"]),
        "extra": st.fixed_dictionaries({"metadata": st.dictionaries(st.sampled_from("ab"), _STORED)}),
        "inputs": st.dictionaries(st.sampled_from("ab"), _STORED),
        "feedback_stats": st.dictionaries(st.sampled_from("abk"), st.fixed_dictionaries({"avg": st.sampled_from([0, 0.5, 1])})),
        "start_time": st.just("2026-11-01T09:00:00Z"),
        "end_time": st.sampled_from(["2026-11-01T09:00:00Z", "2026-11-01T09:00:03.5Z"]),
        "total_cost": st.sampled_from([None, "0.5"]),
    }
)


@given(expressions)
@settings(max_examples=examples(150))
def test_text_source_and_pickle_lead_back_to_an_expression(expression):
    assert from_text(str(expression)) == expression
    assert eval(repr(expression), dict(_SCOPE)) == expression
    assert eval(source_lines(expression.tree, 40), dict(_SCOPE)) == expression
    assert pickle.loads(pickle.dumps(expression)) == expression
    assert copy.deepcopy(expression) is expression
    assert hash(from_text(str(expression))) == hash(expression)


def test_a_source_uses_the_names_it_says():
    assert set(_SCOPE) == set(NAMES)


@given(expressions)
@settings(max_examples=examples(100))
def test_what_is_built_has_no_errors_on_at_least_one_backend(expression):
    assert not [found for found in filterlang.check(expression, "v1") if found.is_error]


@given(expressions, expressions, runs)
@settings(max_examples=examples(150))
def test_joins_mean_what_they_say(one, other, run):
    first, second = matcher(one)(run), matcher(other)(run)
    assert matcher(one & other)(run) == (first and second)
    assert matcher(one | other)(run) == (first or second)


_HELD = st.sampled_from(["x", "y", 1, 2.5, True])
complete = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "a"]) | texts,
        "status": st.sampled_from(["error", "success", "pending"]),
        "extra": st.fixed_dictionaries({"metadata": st.fixed_dictionaries({"a": _HELD, "b": _HELD})}),
        "feedback_stats": st.fixed_dictionaries(dict.fromkeys("abk", st.fixed_dictionaries({"avg": st.sampled_from([0, 1])}))),
        "start_time": st.just("2026-11-01T09:00:00Z"),
        "end_time": st.sampled_from(["2026-11-01T09:00:00Z", "2026-11-01T09:00:03.5Z"]),
        "total_cost": st.sampled_from(["0", "0.5"]),
    }
)


def _negative(expression):
    try:
        return ~expression
    except ValueError:
        return None


@given(leaves, leaves, complete)
@settings(max_examples=examples(150))
def test_of_runs_that_have_what_is_asked_for_a_negative_takes_those_the_filter_leaves(one, other, run):
    for expression in (one, one & other, one | other):
        negative = _negative(expression)
        assert negative is None or matcher(negative)(run) is not matcher(expression)(run)


@pytest.mark.parametrize("join", [all_of, any_of])
def test_a_long_chain_and_a_deep_one_are_written_in_one_go(join):
    parts = [F.name == str(number) for number in range(depth())]
    chained = parts[0]
    for part in parts[1:]:
        chained = chained & part if join is all_of else chained | part
    assert chained == join(parts)
    deep = parts[0]
    for number, part in enumerate(parts[1:]):
        deep = deep & part if number % 2 else deep | part
    assert from_text(str(deep)) == deep
    assert repr(deep).count("F.name") == depth()


def test_an_expression_can_not_be_changed():
    expression = F.name == "a"
    with pytest.raises(AttributeError):
        expression.text = "eq(name, 'b')"
    assert {expression: 1}[from_text("eq(name, 'a')")] == 1
    assert expression != 'eq(name, "a")'


def test_notebooks_show_the_filter_escaped():
    assert (F.name == "<script>")._repr_html_() == "<pre><code>eq(name, &quot;&lt;script&gt;&quot;)</code></pre>"


class Loud(str):
    """A text whose looks deceive."""

    __slots__ = ()

    def __str__(self):
        return '") or eq(name, "x'

    __repr__ = __str__


class Sly(int):
    def __str__(self):
        return "1), eq(name, x"

    __repr__ = __str__


def test_a_value_is_what_it_holds_and_not_what_it_shows():
    assert str(F.name == Loud("a")) == 'eq(name, "a")'
    assert str(F.total_tokens > Sly(5)) == "gt(total_tokens, 5)"
    assert isinstance(F.name == "a", Expression)
