"""Texts that are near a filter and none: slips of the keyboard, leftovers of other languages, other languages altogether.

Owns the invariant that everything is made from a valid filter, the way people get theirs wrong.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from filterlang.schema.operators import LOGICAL
from filterlang.strategies.vocabulary import pick
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Call, Node, fold

_SLIPS: tuple[tuple[str, str], ...] = (
    (r"\)\Z", ""), (r"\)\Z", ",)"), (r"\Z", ")"), (r'"\)', ")"), (r'"', "“"), (r'"', '\\"'), (r'"', ""), (r"\A(\w+)\(", r"\1 "),
    (r"(\w+)\((\w+), ", r"\1(\2 "), (r"(\w+)\((\w+), ", r"\1(\2 = "), (r"(\w+)\((\w+), ([^()]*)\)", r"\1(\3, \2)"),
    (r", ", "，"), (r"\(", "["), (r"\Z", " # only these"), (r"\Z", " // only these"), (r"\A", "filter="), (r"\A", "NOT "),
    (r"(?s)\A(.*)\Z", r"(\1)"), (r"(?s)\A(.*)\Z", r"'\1'"), (r"(?s)\A(.*)\Z", r"\1 and \1"), (r"(?s)\A(.*)\Z", r"\1, \1"),
    (r"(?s)\A(.*)\Z", "```\n\\1\n```"), (r"(?s)\A(.*)\Z", r'f"\1"'), (r'"[^"]*"', "{user_id}"), (r'"[^"]*"', "None"),
    (r"(?s)\A.*\Z", ""), (r"(?s)\A\w+\((.*)\)\Z", r"\1"),
)  # fmt: skip
"""What is replaced, and by what: one slip each."""


class Idiom(NamedTuple):
    """How another language writes conditions: what joins them, what denies one, what stands between a field and a value."""

    before: str
    joints: Mapping[str, str]
    denial: str
    symbols: Mapping[str, str]


IDIOMS = (
    Idiom("", {"and": " and ", "or": " or "}, "not ", {
        "eq": " == ", "neq": " != ", "gt": " > ", "gte": " >= ", "lt": " < ", "lte": " <= ",
    }),
    Idiom("SELECT * FROM runs WHERE ", {"and": " AND ", "or": " OR "}, "NOT ", {
        "eq": " = ", "neq": " <> ", "gt": " > ", "gte": " >= ", "lt": " < ", "lte": " <= ", "like": " LIKE ",
        "notlike": " NOT LIKE ", "in": " IN ",
    }),
    Idiom("", {"and": " && ", "or": " || "}, "!", {"eq": " = ", "neq": " != ", "like": " ~ ", "has": " contains "}),
    Idiom("", {"and": " ", "or": " OR "}, "-", {
        "eq": ":", "neq": ":!", "gt": ":>", "gte": ":>=", "lt": ":<", "lte": ":<=", "has": ":", "like": ":~", "in": ":",
    }),
)  # fmt: skip
"""Python, SQL, C and the search bar of LangSmith's user interface."""


def draw_damage(draw: st.DrawFn, tree: Node) -> str:
    """The text of a valid tree, damaged. Now and then it is still a filter: check what comes back."""
    kind = pick(draw, ("slip", "slip", "idiom", "cut"))
    if kind == "idiom":
        return spoken(tree, pick(draw, IDIOMS))
    line = print_line(tree)
    if kind == "cut":
        return _cut(draw, line)
    wrong, slipped = pick(draw, _SLIPS)
    return re.sub(wrong, slipped, line, count=draw(_COUNT))


_COUNT = st.integers(0, 2)


def _cut(draw: st.DrawFn, line: str) -> str:
    """The line with a few characters gone, there twice, or in the place of others."""
    start = draw(st.integers(0, len(line) - 1))
    end = min(len(line), start + draw(st.integers(1, 6)))
    return line[:start] + pick(draw, ("", line[start:end] * 2, line[:3])) + line[end:]


def spoken(tree: Node, idiom: Idiom) -> str:
    """The conditions of a tree as another language writes them."""

    def write(node: Node, parts: list[str]) -> str:
        if not isinstance(node, Call):
            return print_line(node)
        if node.operator in LOGICAL:
            joined = idiom.joints.get(node.operator, "").join(parts)
            denied = idiom.denial if node.operator not in idiom.joints else ""
            return denied + (joined if node is tree and not denied else "(" + joined + ")")
        return idiom.symbols.get(node.operator, " " + node.operator + " ").join(parts)

    return idiom.before + fold(tree, write)
