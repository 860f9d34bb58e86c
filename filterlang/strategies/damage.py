"""Draws texts that are almost filters: with typing mistakes, with parts of other languages, or in another language.

Owns the invariant that each text is made from a valid filter by a mistake that people make.
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
"""Typing mistakes: a pattern in the text of a filter, and its replacement."""


class Idiom(NamedTuple):
    """How another language writes conditions: its prefix, its connectives, its negation, and its comparison operators."""

    prefix: str
    connectives: Mapping[str, str]
    negation: str
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
    """Draws the text of a valid tree, damaged. Sometimes it is still a valid filter, so the caller checks it."""
    kind = pick(draw, ("slip", "slip", "idiom", "cut"))
    if kind == "idiom":
        return spoken(tree, pick(draw, IDIOMS))
    line = print_line(tree)
    if kind == "cut":
        return _cut(draw, line)
    pattern, replacement = pick(draw, _SLIPS)
    return re.sub(pattern, replacement, line, count=draw(_COUNT))


_COUNT = st.integers(0, 2)


def _cut(draw: st.DrawFn, line: str) -> str:
    """Draws the line with a few characters removed, doubled or replaced by its first ones."""
    start = draw(st.integers(0, len(line) - 1))
    end = min(len(line), start + draw(st.integers(1, 6)))
    return line[:start] + pick(draw, ("", line[start:end] * 2, line[:3])) + line[end:]


def spoken(tree: Node, idiom: Idiom) -> str:
    """Returns the conditions of a tree as another language writes them."""

    def write(node: Node, parts: list[str]) -> str:
        if not isinstance(node, Call):
            return print_line(node)
        if node.operator in LOGICAL:
            joined = idiom.connectives.get(node.operator, "").join(parts)
            prefix = idiom.negation if node.operator not in idiom.connectives else ""
            return prefix + (joined if node is tree and not prefix else "(" + joined + ")")
        return idiom.symbols.get(node.operator, " " + node.operator + " ").join(parts)

    return idiom.prefix + fold(tree, write)
