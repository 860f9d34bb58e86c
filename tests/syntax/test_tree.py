"""Trees are values; visitors read like those of ast and survive any depth."""

from dataclasses import FrozenInstanceError, is_dataclass

from effort import depth
import pytest

import filterlang
from filterlang.evaluate.reference import matcher
from filterlang.checking.meaning import to_predicate
from filterlang.semantics.description import in_words
from filterlang.syntax.jsonform import from_json, to_json
from filterlang.syntax.printer import print_line, print_wrapped
from filterlang.syntax.tree import Call, List, Name, Node, Null, Number, String, fold, walk
from filterlang.syntax.visitors import NodeTransformer, NodeVisitor

DEPTH = depth()
TEXT = 'and(eq(run_type, "chain"), or(gt(latency, 10), in(name, ["a", "b"])))'


def tree_of(text: str) -> Node:
    parsed = filterlang.parse(text)
    assert parsed.diagnostics == ()
    return parsed.tree


def nested(levels: int) -> str:
    return "and(" * levels + 'eq(name, "a")' + ")" * levels


class Names(NodeVisitor):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def visit_Name(self, node: Name) -> None:
        self.seen.append(node.id)

    def visit_Call(self, node: Call) -> str:
        self.seen.append(node.operator + "(")
        self.generic_visit(node)
        return node.operator


class Renames(NodeTransformer):
    def visit_Name(self, node: Name) -> Node:
        return Name(node.id.upper())

    def visit_Number(self, node: Number) -> None:
        return None

    def visit_List(self, node: List) -> Node:
        return self.generic_visit(node)


def test_nodes_are_frozen_slotted_dataclasses() -> None:
    node = tree_of(TEXT)
    assert is_dataclass(node)
    assert not hasattr(node, "__dict__")
    with pytest.raises(FrozenInstanceError):
        node.operator = "or"  # type: ignore[attr-defined]
    leaf = node.children[0].children[1]
    with pytest.raises(FrozenInstanceError):
        leaf.value = "x"  # type: ignore[attr-defined]


def test_a_span_counts_code_points_and_takes_no_part_in_equality() -> None:
    one, other = tree_of('eq(name, "😀")'), tree_of('eq( name ,"😀" )')
    assert one == other
    assert hash(one) == hash(other)
    assert (one.children[1].start, one.children[1].end) == (9, 12)
    assert other.children[1].span != one.children[1].span


def test_numbers_that_are_written_differently_are_different() -> None:
    assert Number(1) != Number(1.0)
    assert String("1") != Number(1)
    assert Null() == Null()
    assert Name("a") != String("a")


def test_repr_is_python() -> None:
    tree = tree_of('in(name, ["a", -1.5, true, null])')
    namespace = {node.__name__: node for node in (Call, List, Name, Null, Number, String)}
    namespace["Boolean"] = type(tree.children[1].children[2])
    assert eval(repr(tree), namespace) == tree


def test_a_visitor_goes_down_where_it_asks_to() -> None:
    names = Names()
    assert names.visit(tree_of(TEXT)) == "and"
    assert names.seen == ["and(", "eq(", "run_type", "or(", "gt(", "latency", "in(", "name"]


def test_a_transformer_replaces_and_removes_nodes_and_leaves_the_old_tree_alone() -> None:
    tree = tree_of(TEXT)
    assert print_line(Renames().visit(tree)) == 'and(eq(RUN_TYPE, "chain"), or(gt(LATENCY), in(NAME, ["a", "b"])))'
    assert print_line(tree) == TEXT


def test_everything_survives_nesting() -> None:
    text = nested(DEPTH)
    tree = tree_of(text)
    assert print_line(tree) == text
    assert tree_of(print_wrapped(tree, 80)) == tree
    assert {finding.slug for finding in filterlang.check(text)} == {"single-argument"}
    assert tree_of(filterlang.format(text)) == tree
    assert filterlang.compile(text) == text
    assert filterlang.fix(text) == text
    assert matcher(text)({"name": "a"})
    assert from_json(to_json(tree)) == tree
    assert Names().visit(tree) == "and"
    assert Renames().visit(tree) != tree
    assert sum(1 for _ in walk(tree)) == fold(tree, lambda _, parts: 1 + sum(parts)) == DEPTH + 3
    assert in_words(to_predicate(text))
    assert hash(tree) == hash(tree_of(text))
    assert len(repr(tree)) > DEPTH


@pytest.mark.parametrize(
    "broken",
    [
        nested(DEPTH)[:-1],
        nested(DEPTH) + ")",
        "(" * DEPTH + 'name = "a"' + ")" * DEPTH,
        "not " * DEPTH + 'eq(name, "a")',
        "not(" * DEPTH + 'eq(name, "a")' + ")" * DEPTH,
        "[" * DEPTH,
        "{" * DEPTH + "}" * DEPTH,
        'metadata["k"]' + '["k"]' * DEPTH + " = 1",
        "and(a = 1 or " * DEPTH,
    ],
    ids=lambda text: text[:12],
)
def test_broken_text_survives_nesting(broken: str) -> None:
    assert isinstance(filterlang.check(broken), list)
    assert isinstance(filterlang.fix(broken), str)
