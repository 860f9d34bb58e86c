"""From a Lark grammar to plain tuples. The only module that imports Lark; it runs when the package is built.

Owns the invariant that the tuples accept exactly what Lark's own LALR parser accepts.
"""

from __future__ import annotations

from typing import Any

from lark import Lark
from lark.parsers.lalr_analysis import Shift

from filterlang.syntax.automaton import ACCEPT, CLOSE, HOLD, LEAF, OPEN, OPEN_HELD, REDUCE, SHIFT, Entry

_START, _END = "start", "$END"

Stack = tuple[int, ...]
Row = tuple[tuple[Entry | None, ...], dict[str, int]]
"""The entries of a state, and its gotos."""


def lay_out(grammar: str) -> tuple[str, str, tuple[tuple[str, str], ...], int, Any, Any]:
    """Returns the fields of ``automaton.Table``, made of built-in types only.

    Raises ``ValueError`` for a grammar in which a node with children has no tokens of its own that open and close it.
    """
    lark = Lark(grammar, parser="lalr", lexer="basic")
    parser: Any = lark.parser
    lexer_terminals = [(str(t.name), t.pattern.to_regexp()) for t in parser.lexer.terminals]
    ignored = "|".join(pattern for name, pattern in lexer_terminals if name in lark.ignore_tokens)
    terminals = tuple(pair for pair in lexer_terminals if pair[0] not in lark.ignore_tokens)
    columns = [*(name for name, _ in terminals), _END]
    table = parser.parser._parse_table  # noqa: SLF001 - what Lark.save() stores is the same table, in more words
    states = _States(table.states, lark.rules)
    states.number((table.start_states[_START],))
    rows: list[Row] = []
    for stack in states.stacks:  # which grows meanwhile
        rows.append(((None, *(states.entry(stack, column) for column in columns), None), states.gotos(stack)))
    actions, gotos = zip(*_merged(rows), strict=True)
    return grammar, ignored, terminals, 0, actions, gotos


def _merged(rows: list[Row]) -> list[Row]:
    """Returns the rows of the states without those that do the same as another; the first state stays the first."""
    classes = [0] * len(rows)
    while True:
        renamed = [_renamed(row, classes) for row in rows]
        distinct = [row for place, row in enumerate(renamed) if row not in renamed[:place]]
        refined = [distinct.index(row) for row in renamed]
        if refined == classes:
            return distinct
        classes = refined


def _renamed(row: Row, names: list[int]) -> Row:
    entries, gotos = row
    return (
        tuple(entry and (entry[0], names[entry[1]], entry[2]) for entry in entries),
        {rule: names[state] for rule, state in gotos.items()},
    )


class _States:
    """The states of the automaton. Each is what Lark's stack holds since the innermost open node was opened.

    Between the tokens that open and close a node a language is regular, so there are few such stacks, and what Lark reduces
    on them is worked out here, once. The parser remembers nothing but the nodes that are open.
    """

    def __init__(self, rows: dict[int, dict[str, tuple[Any, Any]]], rules: Any) -> None:
        self.stacks: list[Stack] = []
        self._rows = rows
        self._kept = {symbol.name for rule in rules for symbol in rule.expansion if symbol.is_term and not symbol.filter_out}
        self._holding = {row[name][1] for row in rows.values() for name in self._kept & row.keys() if row[name][0] is Shift}
        self._parents = {str(rule.origin.name): rule for rule in rules if _is_node(rule) and not self._is_leaf(rule)}
        openings = {rule: self._opening(rule) for rule in rules if rule.origin.name in self._parents}
        self._openings = {rule.expansion[size - 1].name: size for rule, size in openings.items()}
        for rule in rules:
            for size, symbol in enumerate(rule.expansion, 1):
                if symbol.name in self._openings and openings.get(rule) != size:
                    raise ValueError(f"{symbol.name} opens a node, and stands elsewhere in {rule}")

    def number(self, stack: Stack) -> int:
        """Returns the number of a state."""
        if stack not in self.stacks:
            self.stacks.append(stack)
        return self.stacks.index(stack)

    def entry(self, stack: Stack, terminal: str) -> Entry | None:
        """Returns what a token does in a state; None if it cannot stand there."""
        while (action := self._rows[stack[-1]].get(terminal)) is not None and action[0] is not Shift:
            rule = action[1]
            if rule.origin.name == _START:
                return ACCEPT, 0, ""
            stack = self._reduced(stack, rule)
            if _is_node(rule):
                return REDUCE, self.number(stack), str(rule.origin.name)
        if action is None:
            return None
        stack, made = self._settled((*stack, action[1]))
        if made in self._parents:
            return CLOSE, 0, made
        if made:
            return LEAF, self.number(stack), made
        if size := self._openings.get(terminal):
            return (OPEN if size == 1 else OPEN_HELD), self.number(stack[-size:]), ""
        return (HOLD if terminal in self._kept else SHIFT), self.number(stack), ""

    def gotos(self, stack: Stack) -> dict[str, int]:
        """Returns the states after each node with children that can be opened in a state, by the rule of the node."""
        before = stack[:-1] if stack[-1] in self._holding else stack
        row = self._rows[before[-1]]
        return {name: self.number(self._settled((*before, row[name][1]))[0]) for name in self._parents if name in row}

    def _settled(self, stack: Stack) -> tuple[Stack, str]:
        """Returns a stack after the reductions that have to follow whatever comes next, and the rule of the node they make."""
        made = ""
        while (rule := _only_reduction(self._rows[stack[-1]])) is not None and rule.origin.name != _START:
            name = str(rule.origin.name)
            if name in self._parents:
                if len(stack) != len(rule.expansion):
                    raise ValueError(f"{rule} ends where another node does")
                return (), name
            stack = self._reduced(stack, rule)
            made = name if _is_node(rule) else made
        return stack, made

    def _reduced(self, stack: Stack, rule: Any) -> Stack:
        """Returns a stack after a reduction, which may not reach below the token that opened the node."""
        name, size = str(rule.origin.name), len(rule.expansion)
        if name in self._parents or size >= len(stack):
            raise ValueError(f"{rule} ends without a token that closes it")
        before = stack[: len(stack) - size]
        return (*before, self._rows[before[-1]][name][1])

    def _is_leaf(self, rule: Any) -> bool:
        return [symbol.name in self._kept for symbol in rule.expansion] == [True]

    def _opening(self, rule: Any) -> int:
        """Returns the number of tokens that open a node of a rule: a bracket, or a token that is kept and a bracket."""
        brackets = [symbol.is_term and symbol.name not in self._kept for symbol in rule.expansion]
        for size in (1, 2):
            if brackets[:size] == [False] * (size - 1) + [True] and brackets[-1] and len(brackets) > size:
                return size
        raise ValueError(f"{rule} has no brackets")


def _is_node(rule: Any) -> bool:
    return not rule.origin.name.startswith("_") and rule.origin.name != _START


def _only_reduction(row: dict[str, tuple[Any, Any]]) -> Any:
    """Returns the one rule that a state can reduce, whatever comes next; None when there is a choice."""
    rules = {id(target): target for _, target in row.values()}
    if len(rules) == 1 and all(kind is not Shift for kind, _ in row.values()):
        return next(iter(rules.values()))
    return None
