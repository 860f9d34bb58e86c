"""What the properties of this project are tried on beside ``filterlang.strategies``: every tree that the grammar can say, texts
near those of the corpus, and conditions with a run that half of the time holds what they ask for."""

from decimal import Decimal
import json
from pathlib import Path
import re

from hypothesis import strategies as st

from filterlang.evaluate.rows import field_values, pair_rows
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.strategies import runs
from filterlang.strategies.comparisons import draw_pair, draw_tree
from filterlang.strategies.holding import holding
from filterlang.strategies.language import Side, language
from filterlang.strategies.values import literals
from filterlang.strategies.matching import draw_true, draw_true_comparison, draw_true_pair
from filterlang.strategies.vocabulary import pick, texts as words
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


lists = st.recursive(leaves, lambda inner: st.builds(List, _tuples(inner)), max_leaves=8)


def _calls(inner):
    values = lists | inner
    rest = _tuples(values, most=3)
    named = st.tuples(st.builds(Name, names), rest).map(lambda parts: (parts[0], *parts[1]))
    return st.builds(Call, operators, named | _tuples(values))


grammar_trees = st.recursive(st.builds(Call, operators, _tuples(lists, most=2)), _calls, max_leaves=20)

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

# Conditions with a run: half of them are made out of what the run holds, whatever that is.

KNOWN = language("v1")
ALONE = [kind for kind in KNOWN.taken.kinds[Side.ANY] if not kind[0].field.family]
any_runs = runs(hostile=True)


@st.composite
def with_run(draw, *parts):
    """What the parts make of a run, and the run."""
    run = draw(any_runs)
    return (*(part(draw, run) for part in parts), run)


def condition_on(draw, run):
    """A filter of any depth that means something; an ``and`` may join halves of pairs by accident."""
    return draw_true(draw, KNOWN, run, 2, Side.ANY) if pick(draw, (True, False)) else draw_tree(draw, KNOWN, 2, Side.ANY)


def conditions_on(least, most):
    return lambda draw, run: [condition_on(draw, run) for _ in range(draw(st.integers(least, most)))]


def scalar_on(draw, run):
    """A condition on one field, which is not half of a pair."""
    if pick(draw, (True, False)):
        return draw_true_comparison(draw, ALONE, run)
    operator = pick(draw, ("search", "eq", "like", "gt", "has"))
    return Call("search", (String(draw(words)),)) if operator == "search" else comparison_on(operator)(draw, run)


def pair_on(draw, run):
    """Conditions on a key, on what stands under it, or on both."""
    family = pick(draw, KNOWN.taken.families[Side.ANY])
    if pick(draw, (True, False)):
        return draw_true_pair(draw, KNOWN.taken, run, family)
    return draw_pair(draw, KNOWN.taken, family)


def comparison_on(*operators):
    """A comparison of a field that takes all these operators, with the first of them."""
    fields = [field for field in FIELDS.values() if not field.family and {*operators} <= {*KNOWN.taken.operators(field)}]
    operator = operators[0]

    def comparison(draw, run):
        wanted = [field for field in fields if field_values(run, field)] if pick(draw, (True, True, False)) else []
        field = pick(draw, wanted or fields)
        made = holding(operator, field, field_values(run, field)) if wanted else None
        return Call(operator, (Name(field.name), draw(literals(operator, field) if made is None else made)))

    return comparison


def equality_on(*operators):
    """An ``eq`` of a field that takes these operators as well, and more values of that field."""
    equality = comparison_on("eq", *operators)

    def several(draw, run):
        made = equality(draw, run)
        field = FIELDS[made.arguments[0].id]
        return made, draw(st.lists(literals("eq", field), max_size=2))

    return several


def listed_on(draw, run):
    """A key of a family, and a list of values to look for under it."""
    family = pick(draw, KNOWN.taken.families[Side.ANY])
    key, *values = FAMILIES[family].values()
    value = pick(draw, [field for field in values if "in" in KNOWN.taken.operators(field)])
    rows = pair_rows(run, family) if pick(draw, (True, True, False)) else []
    row = pick(draw, rows) if rows else None
    asked = row and holding("eq", key, [row.key])
    listed = row and holding("in", value, [getattr(row, value.role)])
    wanted = (literals("eq", key) if asked is None else asked), (literals("in", value) if listed is None else listed)
    return Call("eq", (Name(key.name), draw(wanted[0]))), Name(value.name), draw(wanted[1])
