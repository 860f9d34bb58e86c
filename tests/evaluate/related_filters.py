"""Pairs of filters that have much in common, and runs that lie at the edges of what filters compare.

A pair is a filter and the same filter with a bound moved, a part dropped or added, ``and`` and ``or`` exchanged, a list
changed, an operator replaced, or nested otherwise.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
import math
from random import Random
from typing import Any

from filterlang.evaluate.lineage import ORDER
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.operators import support
from filterlang.schema.types import Field, Support, Type
from filterlang.semantics.datetimes import write_datetime
from filterlang.semantics.predicate import And, Compare, Not, Or, Pair, Search
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Number, String

Run = dict[str, Any]

_FIELDS = ("status", "name", "latency", "total_tokens", "total_cost", "start_time", "end_time", "is_root", "id",
           "parent_run_id", "trace_id", "error", "tag", "tags", "thread_id", "run_type", "session_id")  # fmt: skip
_IDS = ("0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "3f0c9f0e-6a55-4d3e-9a43-2f1d3b8c7a10")
_TEXTS = ("a", "ab", "b", "error", "")
_PATTERNS = ("%a%", "a%", "%b", "a_", "%", "ab")
_TIMES = ("2026-11-02T09:00:00Z", "2026-11-02T09:00:05Z", "2026-11-03T00:00:00+01:00")
_ORDERINGS = ("gt", "gte", "lt", "lte")


def related_pair(random: Random) -> tuple[Node, Node]:
    """A filter, and one made of it by some changes."""
    tree = random_tree(random, random.choice((0, 1, 1, 2, 2, 3)))
    other = tree
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        other = _changed(random, other)
    return (tree, other) if random.random() < 0.5 else (other, tree)


def random_tree(random: Random, depth: int) -> Node:
    """A filter over few fields, keys and values, so that its conditions have to do with each other."""
    if depth and random.random() < 0.85:
        operator = random.choice(("and", "and", "or", "or", "not"))
        count = 1 if operator == "not" else random.randint(1, 3)
        return Call(operator, tuple(random_tree(random, depth - 1) for _ in range(count)))
    shape = random.random()
    if shape < 0.3:
        return _pair(random)
    if shape < 0.36:
        return Call("search", (String(random.choice(("a", "ab b", "error", "B"))),))
    if shape < 0.42:
        return Call(
            "like", (Name(random.choice(("inputs", "outputs", "error"))), String(random.choice(("%a%", '%"a":%', '%b"}'))))
        )
    return _comparison(random)


def _comparison(random: Random) -> Node:
    field = FIELDS[random.choice(_FIELDS)]
    if field.name == "tags":
        return Call("has", (Name("tags"), String(random.choice(_TEXTS))))
    return _with_value(random, _operator(random, field), field.name)


def _operator(random: Random, field: Field) -> str:
    """An operator that the field takes, by the schema."""
    operators = ("eq", "neq", "in", "like", "notlike", *_ORDERINGS)
    return random.choice([name for name in operators if support(name, field.operators) is not Support.NO])


def _with_value(random: Random, operator: str, name: str) -> Node:
    field = FIELDS[name]
    if operator in ("like", "notlike"):
        return Call(operator, (Name(name), String(random.choice(_PATTERNS))))
    if operator == "in":
        return Call(operator, (Name(name), List(tuple(_value(random, name) for _ in range(random.randint(1, 3))))))
    return Call(operator, (Name(name), _value(random, field.name)))


def _value(random: Random, name: str) -> Node:
    field = FIELDS[name]
    if field.type is Type.NUMBER:
        return Number(random.choice((0, 1, 2, 0.5, 5)))
    if field.type is Type.DURATION:
        return random.choice((Number(0), Number(2), Number(5), Number(5.5), String("5s")))
    if field.type is Type.DATETIME:
        return String(random.choice(_TIMES))
    if field.type is Type.BOOLEAN:
        return Boolean(random.random() < 0.5)
    if field.type is Type.UUID:
        return String(random.choice((*_IDS, _IDS[0].upper())))
    if field.type is Type.ENUM:
        return String(random.choice(field.values[:3]))
    if field.type is Type.SCALAR:
        return random.choice((String("a"), String("b"), Number(1), Number(2), Boolean(True), String("1")))
    return String(random.choice(_TEXTS))


def _pair(random: Random) -> Node:
    family = random.choice(("metadata", "metadata", "feedback", "input"))
    roles = dict(FAMILIES[family])
    key = roles.pop("key")
    parts: list[Node] = []
    if random.random() < 0.8:
        operator = random.choice(("eq", "eq", "eq", "neq", "in", "like"))
        keys = ("a", "b", "thread_id")
        value = String(random.choice(("a%", "%"))) if operator == "like" else String(random.choice(keys))
        parts.append(Call(operator, (Name(key.name), List((value, String("b"))) if operator == "in" else value)))
    for field in roles.values():
        if random.random() < 0.6 or not parts:
            parts.append(_with_value(random, random.choice(("eq", "neq", _operator(random, field))), field.name))
    return parts[0] if len(parts) == 1 else Call("and", tuple(parts))


def _changed(random: Random, tree: Node) -> Node:
    """The tree with one of its conditions changed."""
    places = [()]
    pending: list[tuple[tuple[int, ...], Node]] = [((), tree)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, Call) and node.operator in ("and", "or", "not"):
            places += [(*path, place) for place in range(len(node.arguments))]
            pending += [((*path, place), part) for place, part in enumerate(node.arguments)]
    return _replaced(random, tree, random.choice(places))


def _replaced(random: Random, tree: Node, path: tuple[int, ...]) -> Node:
    if path:
        assert isinstance(tree, Call)
        parts = list(tree.arguments)
        parts[path[0]] = _replaced(random, parts[path[0]], path[1:])
        return Call(tree.operator, tuple(parts))
    return random.choice(_CHANGES)(random, tree)


def _with_more(random: Random, tree: Node) -> Node:
    return Call(random.choice(("and", "or")), (tree, random_tree(random, 0)))


def _with_less(random: Random, tree: Node) -> Node:
    if isinstance(tree, Call) and tree.operator in ("and", "or") and len(tree.arguments) > 1:
        dropped = random.randrange(len(tree.arguments))
        return Call(tree.operator, tuple(part for place, part in enumerate(tree.arguments) if place != dropped))
    return tree


def _exchanged(_: Random, tree: Node) -> Node:
    if isinstance(tree, Call) and tree.operator in ("and", "or"):
        return Call("or" if tree.operator == "and" else "and", tree.arguments)
    return tree


def _shuffled(random: Random, tree: Node) -> Node:
    if isinstance(tree, Call) and tree.operator in ("and", "or"):
        return Call(tree.operator, tuple(random.sample(tree.arguments, len(tree.arguments))))
    return tree


def _negated_twice(_: Random, tree: Node) -> Node:
    return Call("not", (Call("not", (tree,)),))


def _negated(_: Random, tree: Node) -> Node:
    return Call("not", (tree,))


def _nested(random: Random, tree: Node) -> Node:
    return Call(random.choice(("and", "or")), (tree,))


def _de_morgan(_: Random, tree: Node) -> Node:
    if isinstance(tree, Call) and tree.operator in ("and", "or"):
        other = "or" if tree.operator == "and" else "and"
        parts = tuple(Call("not", (Call("or", (part,)),)) for part in tree.arguments)
        return Call("not", (Call(other, parts),)) if tree.operator == "or" else tree
    return tree


def _with_other_value(random: Random, tree: Node) -> Node:
    if (
        not isinstance(tree, Call)
        or tree.operator in ("and", "or", "not", "search", "has")
        or not isinstance(tree.arguments[0], Name)
    ):
        return tree
    name = tree.arguments[0].id
    if FIELDS[name].derived == "text":
        return tree
    operator = random.choice(_ORDERINGS) if tree.operator in _ORDERINGS else tree.operator
    return _with_value(random, operator, name)


_CHANGES = (
    _with_more,
    _with_less,
    _exchanged,
    _shuffled,
    _negated_twice,
    _negated,
    _nested,
    _de_morgan,
    *([_with_other_value] * 4),
)


def edge_runs(random: Random, predicates: list[Any], count: int) -> Iterator[Run]:
    """Runs whose values lie at, just below and just above the literals of some predicates."""
    values: dict[str, list[Any]] = {}
    keys: dict[str, list[str]] = {family: ["z"] for family in FAMILIES}
    texts = ["", "z"]
    pending = list(predicates)
    while pending:
        part = pending.pop()
        if isinstance(part, (And, Or)):
            pending.extend(part.parts)
        elif isinstance(part, Not):
            pending.append(part.part)
        elif isinstance(part, Search):
            texts.append(part.text)
        elif isinstance(part, Pair):
            keys[part.family] += [text for key in part.keys for text in _edges(key.value) if isinstance(text, str)]
            pending.extend(part.values)
        elif isinstance(part, Compare):
            values.setdefault(part.field.name, []).extend(_edges(part.value))
    for _ in range(count):
        yield _edge_run(random, values, keys, texts)


def _edges(value: Any) -> list[Any]:
    if isinstance(value, tuple):
        return [edge for item in value for edge in _edges(item)]
    if isinstance(value, bool):
        return [True, False]
    if isinstance(value, (int, float)):
        return [value, math.nextafter(value, -math.inf), math.nextafter(value, math.inf), value - 1, value + 1, float(value)]
    if isinstance(value, datetime):
        step = timedelta(microseconds=1)
        return [value, value - step, value + step]
    if isinstance(value, str):
        plain = value.replace("%", "").replace("_", "x")
        return [value, value[:-1], value + "a", plain, plain + "x", "x" + plain]
    return [value]


def _edge_run(random: Random, values: dict[str, list[Any]], keys: dict[str, list[str]], texts: list[str]) -> Run:
    run: Run = {}
    for name, candidates in values.items():
        field = FIELDS[name]
        if field.family or field.type is Type.JSON or random.random() < 0.25:
            continue
        value = random.choice([*candidates, None])
        stored = write_datetime(value) if isinstance(value, datetime) else value
        if field.type is Type.LIST or field.stored == FIELDS["tags"].stored:
            run["tags"] = [*run.get("tags", []), *(random.choice(candidates) for _ in range(random.randint(0, 2)))]
        elif field.derived == "root":
            run.update(
                random.choice(({"parent_run_id": _IDS[0]}, {"is_root": False}, {ORDER: f"Z{_IDS[0]}.Z{_IDS[1]}"}, {}, {}))
            )
        elif field.derived == "text":
            run[name] = random.choice(({"a": "b"}, {"a": 1}, "a", ["ab", {"b": "b"}], {"q": "xay"}, None))
        else:
            run[name if field.derived == "thread" or not field.stored else field.stored[0]] = stored
    for family, roles in FAMILIES.items():
        used = keys[family] if len(keys[family]) > 1 or any(field.name in values for field in roles.values()) else []
        rows = [
            {
                role: random.choice((*(values.get(field.name) or ()), None, "z"))
                for role, field in roles.items()
                if role != "key"
            }
            | {"key": random.choice(used)}
            for _ in range(random.randint(0, 3) if used else 0)
        ]
        _put_rows(run, family, rows)
    for text in texts[2:]:
        if random.random() < 0.7:
            name = random.choice(("inputs", "outputs", "error"))
            run[name] = (
                text if name == "error" else {"text": random.choice((text, text.upper(), text[:-1])), "z": random.choice(texts)}
            )
    return run


def _put_rows(run: Run, family: str, rows: list[Run]) -> None:
    if not rows:
        return
    if family == "feedback":
        run["feedback"] = rows
        return
    path = FAMILIES[family]["key"].stored
    members: Run = {}
    for row in rows:
        members.setdefault(row["key"], []).append(row["value"])
    inner = run
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
    inner[path[-1]] = {key: found if len(found) > 1 else found[0] for key, found in members.items()}
