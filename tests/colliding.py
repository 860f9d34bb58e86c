"""Filters that collide, of few fields and values at each other's edges, and runs that lie at these edges."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from filterlang.strategies.hostile import hostile_runs
from filterlang.syntax.tree import Boolean, Call, List, Name, Null, Number, String

TEXTS = ("", "a", "b", "ab", "abc", "B", "a%", "a\0")
PATTERNS = ("%", "", "a%", "%b", "%b%", "_", "a_", "a%c", "b%", r"a\%", "%%", "_%", "ab%")
AMOUNTS = (0, 5, 5.5, 10, -1, 10**400)
TIMES = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:05Z", "2026-01-02T00:00:00Z")
IDS = ("0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "x")
ORDERING = ("gt", "gte", "lt", "lte")


def each(*items):
    return st.sampled_from(items)


def comparisons(field, literals, operators=("eq", "neq", *ORDERING, "in")):
    def call(operator, literal, others):
        value = List((literal, *others)[: len(others)]) if operator == "in" else literal
        return Call(operator, (Name(field), value))

    return st.builds(call, each(*operators), literals, st.lists(literals, max_size=3))


texts, amounts = each(*map(String, TEXTS)), each(*map(Number, AMOUNTS))
scalars = texts | amounts | each(Boolean(True), Boolean(False), Null())


def likes(field):
    return comparisons(field, each(*map(String, PATTERNS)), ("like", "notlike"))


def on_texts(field):
    return comparisons(field, texts | st.just(Null()), ("eq", "neq", "in")) | comparisons(field, texts) | likes(field)


def pairs(family):
    value = "feedback_score" if family == "feedback" else f"{family}_value"
    values = amounts if family == "feedback" else scalars
    halves = comparisons(f"{family}_key", each(String("k"), String("j"))) | likes(f"{family}_key") | comparisons(value, values)
    halves = halves if family == "feedback" else halves | likes(value)
    return st.lists(halves, min_size=1, max_size=3).map(lambda parts: Call("and", tuple(parts)))


leaves = st.one_of(
    on_texts("name"),
    comparisons("status", each(*map(String, ("success", "error", "pending", "SUCCESS"))), ("eq", "neq", "in")),
    comparisons("latency", amounts),
    comparisons("total_tokens", amounts | st.just(Null())),
    comparisons("start_time", each(*map(String, TIMES))),
    comparisons("end_time", each(*map(String, TIMES))),
    comparisons("is_root", each(Boolean(True), Boolean(False)), ("eq", "neq")),
    comparisons("parent_run_id", each(*map(String, IDS)), ("eq", "neq", "in")),
    st.builds(lambda text: Call("has", (Name("tags"), text)), texts),
    likes("tag"),
    comparisons("tag", texts | st.just(Null())),
    pairs("metadata"),
    pairs("feedback"),
    st.builds(lambda text: Call("search", (String(text),)), each("", "foo", "Foo bar", "fo", "b ar")),
    st.builds(lambda text: Call("has", (Name("metadata"), String(text))), each('{"k": "a"}', '{"k": 5, "j": []}', "{}", "k")),
)


def _joined(parts):
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.builds(Call, each("and", "or"), several) | parts.map(lambda part: Call("not", (part,)))


colliding = st.recursive(leaves, _joined, max_leaves=12)

few_fields = st.recursive(
    st.one_of(
        comparisons("name", each(*map(String, TEXTS[1:])), ("eq", "neq", "in")),
        likes("name"),
        comparisons("latency", each(*map(Number, (0, 5, 5.5, 10))), ("eq", "neq", *ORDERING)),
        comparisons("status", each(*map(String, ("success", "error", "pending"))), ("eq", "neq", "in")),
        st.just(Call("like", (Name("error"), String("%foo%")))),
        pairs("metadata"),
    ),
    _joined,
    max_leaves=8,
)
"""Filters without errors, so that the rules about their meaning read them."""

stored_texts = each(None, 5, "c", "abcd", *TEXTS)
stored_amounts = each(None, "5", True, 4.999999999, 5.000001, 1e308, -5, *AMOUNTS[:-1])
stored_times = each(
    None, "never", *(datetime.fromisoformat(text) + step * timedelta(microseconds=1) for text in TIMES for step in (-1, 0, 1))
)
items = stored_texts | stored_amounts | each({}, [], [1, 5], {"j": "a"}, False)
feedback = st.fixed_dictionaries({"key": each("k", "j", "l")}, optional={"score": stored_amounts, "value": stored_texts})
edge_runs = st.fixed_dictionaries(
    {},
    optional={
        "name": stored_texts,
        "status": each("success", "error", "pending", "SUCCESS", "", None),
        "latency": stored_amounts,
        "total_tokens": stored_amounts,
        "start_time": stored_times,
        "end_time": stored_times,
        "is_root": each(True, False, None),
        "parent_run_id": each(None, "", *IDS),
        "tags": each(None, []) | st.lists(each(*TEXTS), max_size=3),
        "extra": st.fixed_dictionaries({"metadata": st.dictionaries(each("k", "j", "l", ""), items, max_size=3)}),
        "feedback": st.lists(feedback, max_size=3),
        "inputs": each(None, "foo", {"a": ["foo bar"]}, {"b": "FOO"}),
        "outputs": each(None, {"a": "bar"}),
        "error": each(None, "", "foo"),
    },
)
any_run = edge_runs | hostile_runs()
