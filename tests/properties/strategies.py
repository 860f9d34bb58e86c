"""What the properties are tried on: trees of the language, texts near it, filters with a meaning, runs of any shape."""

from decimal import Decimal
import json
from pathlib import Path
import re

from hypothesis import strategies as st

from filterlang.syntax.tree import Boolean, Call, List, Name, Null, Number, String

CORPUS = [
    json.loads(line)["filter"]
    for line in (Path(__file__).parents[1] / "corpus" / "filters.jsonl").read_text(encoding="utf-8").splitlines()
]

# Trees: everything that the grammar can say, whether or not it means anything.

any_text = st.text(st.characters(), max_size=12)  # surrogates, NUL and quotes among them
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}(\.[A-Za-z_][A-Za-z0-9_]{0,4}){0,2}", fullmatch=True).filter(
    lambda name: name not in ("true", "false", "null")
)
operators = names | st.sampled_from(["and", "or", "not", "eq", "neq", "gt", "has", "in", "like", "search"])
exact = st.from_regex(r"-?[1-9]\.[0-9]{18,30}[1-9]E[+-][1-9][0-9]{1,4}", fullmatch=True).map(Decimal)
numbers = st.integers() | st.integers(-(10**40), 10**40) | st.floats(allow_nan=False, allow_infinity=False) | exact
leaves = st.builds(String, any_text) | st.builds(Number, numbers) | st.builds(Boolean, st.booleans()) | st.just(Null())


def _tuples(items, least=0, most=4):
    return st.lists(items, min_size=least, max_size=most).map(tuple)


literals = st.recursive(leaves, lambda inner: st.builds(List, _tuples(inner)), max_leaves=8)


def _calls(inner):
    values = literals | inner
    rest = _tuples(values, most=3)
    named = st.tuples(st.builds(Name, names), rest).map(lambda parts: (parts[0], *parts[1]))
    return st.builds(Call, operators, named | _tuples(values))


trees = st.recursive(st.builds(Call, operators, _tuples(literals, most=2)), _calls, max_leaves=20)

# Texts: pieces of real filters and of what people write instead, in any order.

_PIECES = sorted({piece for text in CORPUS for piece in re.findall(r'\s+|\w+|"[^"]*"|.', text, re.DOTALL)})
_FOREIGN = [
    "'", '"', "\\", '\\"', "“", "’", "[", "]", "(", ")", "{", "}", ",", ";", ":", "-", "+", "=", "!=", ">", "and", "or", "not",
    "in", "between", "is", "TO", "#", "//", "/*", "*/", "{user}", "%s", "now()", "None", "True", "nan", ".5", "1_0", "1e999",
    "metadata.k", '["k"]', "status:error", "name:*", "，", "\u200b", "\u00a0", "\x00", "\ud800", "\u202e", "🤖",
]  # fmt: skip
pieces = st.sampled_from(_PIECES) | st.sampled_from(_FOREIGN)
assembled = st.lists(pieces, max_size=14).map("".join)


@st.composite
def damaged(draw):
    """A filter of the corpus with a few places deleted, doubled or overwritten."""
    text = draw(st.sampled_from(CORPUS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = text[:start] + draw(st.just("") | pieces | st.just(text[start:end] * 2)) + text[end:]
    return text


texts = damaged() | assembled | st.text(st.characters(), max_size=20)

# Conditions: filters that mean something, each kind as likely as the others.

_WORDS = ["error", "success", "a", "A", "ab", "a b", "100%", "a_b", "", "1", "true", "é", "🤖"]
words = st.sampled_from(_WORDS)
small = st.sampled_from([0, 1, 2, -1, 0.5, 1.0, 1e18, Decimal("0.50000000000000000001")])
scalars = st.builds(String, words) | st.builds(Number, small) | st.builds(Boolean, st.booleans())
moments = st.sampled_from(["2026-11-02T09:00:00Z", "2026-11-02T10:00:00+01:00", "2026-11-02T09:00:00.5Z"])
keys = st.sampled_from(["a", "b", "a.b", "k"])
patterns = st.text(st.sampled_from("ab%_\\é\n"), max_size=6)


def _call(operator, field, value):
    return st.builds(lambda name, node: Call(operator, (Name(name), node)), st.sampled_from(field), value)


TEXT_FIELDS = ("name", "thread_id", "ls_user_id")
NUMBER_FIELDS = ("latency", "total_tokens", "total_cost", "prompt_tokens")
TIME_FIELDS = ("start_time", "end_time", "first_token_time")
ENUM_VALUES = {"status": ("success", "error", "pending"), "run_type": ("llm", "chain", "tool")}

text_equalities = st.one_of(
    _call("eq", TEXT_FIELDS, st.builds(String, words)),
    _call("eq", ("status",), st.sampled_from(ENUM_VALUES["status"]).map(String)),
    _call("eq", ("run_type",), st.sampled_from(ENUM_VALUES["run_type"]).map(String)),
)
"""``eq`` on one field that takes ``in`` as well."""

equalities = st.one_of(
    text_equalities,
    _call("eq", NUMBER_FIELDS, st.builds(Number, small)),
    _call("eq", TIME_FIELDS, st.builds(String, moments)),
    _call("eq", ("is_root",), st.builds(Boolean, st.booleans())),
)
"""``eq`` on one field that holds one value."""

likes = _call("like", ("name", "inputs", "outputs", "error", "tag"), st.builds(String, patterns))
orderings = st.one_of(
    *(_call(operator, NUMBER_FIELDS, st.builds(Number, small)) for operator in ("gt", "gte", "lt", "lte")),
    *(_call(operator, TIME_FIELDS, st.builds(String, moments)) for operator in ("gt", "gte", "lt", "lte")),
)
searches = st.builds(lambda text: Call("search", (String(text),)), words)
tags = _call("has", ("tags",), st.builds(String, words))
scalar_conditions = equalities | likes | orderings | searches | tags
"""Conditions on one field each: none is half of a pair."""

pairs = st.one_of(
    *(
        st.builds(
            lambda operator, key, test, value, family=family: Call(
                "and", (Call(operator, (Name(f"{family}_key"), String(key))), Call(test, (Name(f"{family}_value"), value)))
            ),
            st.sampled_from(["eq", "neq"]),
            keys,
            st.sampled_from(["eq", "neq"]),
            scalars,
        )
        for family in ("metadata", "input", "output")
    ),
    st.builds(
        lambda key, test, score: Call(
            "and", (Call("eq", (Name("feedback_key"), String(key))), Call(test, (Name("feedback_score"), Number(score))))
        ),
        keys,
        st.sampled_from(["eq", "neq", "gt", "lte"]),
        small,
    ),
    st.builds(lambda operator, key: Call(operator, (Name("metadata_key"), String(key))), st.sampled_from(["eq", "neq"]), keys),
)
conditions = st.recursive(
    scalar_conditions | pairs,
    lambda inner: (
        st.builds(Call, st.sampled_from(["and", "or"]), _tuples(inner, 1, 3)) | inner.map(lambda part: Call("not", (part,)))
    ),
    max_leaves=6,
)
"""Filters of any depth that mean something; an ``and`` may join halves of pairs by accident."""

# Runs: what the API sends, and any JSON value in the place of any other.

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=True)
    | words
    | st.text(st.characters(), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_times = moments | st.sampled_from(["2026-11-02T09:00:00", "2026-11-02", "soon", ""])
_stats = st.dictionaries(
    keys, st.fixed_dictionaries({}, optional={"avg": small | st.none(), "values": st.dictionaries(words, st.integers(0, 3))})
)
_objects = st.dictionaries(
    keys, words | small.filter(lambda number: not isinstance(number, Decimal)) | st.booleans() | json_values
)
_LIKELY = {
    "id": words,
    "name": words,
    "run_type": st.sampled_from(ENUM_VALUES["run_type"]),
    "status": st.sampled_from(ENUM_VALUES["status"]),
    "error": words,
    "start_time": _times,
    "end_time": _times,
    "first_token_time": _times,
    "parent_run_id": words,
    "thread_id": words,
    "ls_user_id": words,
    "tags": st.lists(words, max_size=3),
    "extra": st.fixed_dictionaries({}, optional={"metadata": _objects}),
    "inputs": _objects,
    "outputs": _objects,
    "feedback_stats": _stats,
    "feedback": st.lists(
        st.fixed_dictionaries({"key": keys}, optional={"score": json_values, "value": json_values}), max_size=3
    ),
    "total_tokens": st.integers(-1, 3),
    "prompt_tokens": st.integers(-1, 3),
    "total_cost": st.sampled_from(["0.5", "1", "-1", "0.50000000000000000001", "x"]),
}
runs = st.fixed_dictionaries({}, optional={name: likely | st.none() | json_values for name, likely in _LIKELY.items()})
