"""What the laws of migrating are tried on: filters that mean something, and runs that are likely to match them."""

from hypothesis import strategies as st

from filterlang.text.edits import apply
from filterlang.migrate import Migration
from filterlang.syntax.parser import parse
from filterlang.syntax.tree import Boolean, Call, List, Name, Number, String

IDS = tuple(f"0190a1b2-c3d4-7ef0-a5b6-{number:012x}" for number in range(4))
KEYS = ("a", "b", "k", "a.b", 'q"', "é")
words = st.sampled_from(["error", "a", "ab", "", "é 🤖", 'it\'s "so"', "x" * 300])
small = st.sampled_from([0, 1, 2, 0.5])
scalars = words | small | st.booleans()


def literal(value):
    return {str: String, bool: Boolean}.get(type(value), Number)(value)


def _call(operators, fields, values):
    return st.builds(
        lambda operator, name, value: Call(operator, (Name(name), value)),
        st.sampled_from(operators),
        st.sampled_from(fields),
        values,
    )


def _listed(values):
    return st.lists(values, min_size=1, max_size=3, unique=True).map(lambda items: List(tuple(map(String, items))))


spellings = st.sampled_from([*IDS, *(id.upper() for id in IDS), *(id.replace("-", "") for id in IDS)])
ids = _call(["eq", "neq"], ["trace_id", "session_id", "id"], spellings.map(String)) | _call(
    ["in"], ["trace_id"], st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True).map(
        lambda items: List(tuple(map(String, items)))
    ),
)  # fmt: skip
amounts = _call(["gt", "lte", "eq"], ["total_tokens", "total_cost"], small.map(Number))
texts = _call(["eq", "neq", "like", "notlike"], ["name"], words.map(String)) | _call(
    ["eq", "neq"], ["status"], st.sampled_from(["error", "success"]).map(String)
)
tags = _call(["has"], ["tags"], words.map(String))
searches = words.map(lambda text: Call("search", (String(text),)))
lone_keys = _call(["eq", "neq"], ["metadata_key"], st.sampled_from(KEYS).map(String)) | _call(
    ["in"], ["metadata_key"], _listed(st.sampled_from(KEYS))
)
pairs = st.builds(
    lambda key, test, value: Call(
        "and", (Call("eq", (Name("metadata_key"), String(key))), Call(test, (Name("metadata_value"), literal(value))))
    ),
    st.sampled_from(KEYS), st.sampled_from(["eq", "neq"]), scalars,
)  # fmt: skip
feedback = st.builds(
    lambda key, score: Call(
        "and", (Call("eq", (Name("feedback_key"), String(key))), Call("lt", (Name("feedback_score"), Number(score))))
    ),
    st.sampled_from(["good", "bad"]), small,
)  # fmt: skip
objects = st.sampled_from(
    ['{"a": 1}', '{"k": "a", "b": true}', '{"k" : "\\u00e9", "é": 0.50}', '{"b": "' + IDS[0].upper() + '"}']
).map(lambda text: Call("has", (Name("metadata"), String(text))))
same_on_both = ids | texts | tags | lone_keys | pairs | feedback
leaves = same_on_both | amounts | searches | objects


def trees(conditions):
    return st.recursive(
        conditions,
        lambda inner: st.builds(Call, st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3).map(tuple)),
        max_leaves=6,
    )


runs = st.fixed_dictionaries(
    {
        "extra": st.dictionaries(st.sampled_from([key for key in KEYS if "." not in key]), scalars, max_size=3).map(
            lambda metadata: {"metadata": metadata}
        ),
        "feedback": st.lists(st.fixed_dictionaries({"key": st.sampled_from(["good", "bad"]), "score": small}), max_size=2),
    },
    optional={
        "name": words,
        "status": st.sampled_from(["error", "success"]),
        "tags": st.lists(words, max_size=2),
        "inputs": st.dictionaries(st.just("question"), words, max_size=1),
        "total_tokens": st.integers(0, 2),
        "prompt_tokens": st.integers(0, 2),
        **dict.fromkeys(["id", "trace_id", "session_id"], st.sampled_from(IDS)),
    },
)


def edited(migration: Migration):
    """The tree of the text before with the edits of a migration applied to it."""
    return parse(apply(migration.before, migration.edits)).tree


def kinds(migration: Migration) -> list[str]:
    return [change.kind.value for change in migration.changes]
