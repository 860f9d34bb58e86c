"""From a Lark grammar to plain tuples. The only module that imports Lark; it runs when the package is built.

Owns the invariant that the tuples accept exactly what Lark's own LALR parser accepts.
"""

from typing import Any

from lark import Lark
from lark.parsers.lalr_analysis import Shift

from filterlang.syntax.automaton import KEEP, LEAF, REDUCE, SHIFT, Entry

_END = "$END"


def lay_out(grammar: str) -> tuple[str, str, tuple[tuple[str, str], ...], int, Any, Any]:
    """Returns the fields of ``automaton.Table``, made of built-in types only.

    A shift that only reductions of one symbol can follow is stored as one step to the state where those end, together with the
    node that they make: most literals then cost one look-up.
    """
    lark = Lark(grammar, parser="lalr", lexer="basic")
    parser: Any = lark.parser
    automaton = parser.parser._parse_table  # noqa: SLF001 - what Lark.save() stores is the same table, in more words
    lexer_terminals = [(str(t.name), t.pattern.to_regexp()) for t in parser.lexer.terminals]
    ignored = "|".join(pattern for name, pattern in lexer_terminals if name in lark.ignore_tokens)
    terminals = tuple(pair for pair in lexer_terminals if pair[0] not in lark.ignore_tokens)
    rules: Any = lark.rules
    columns = [name for name, _ in terminals] + [_END]
    kept = {symbol.name for rule in rules for symbol in rule.expansion if symbol.is_term and not symbol.filter_out}

    def follow(state: int, target: int) -> tuple[int, str]:
        """The state after a shift and the reductions that have to follow it, and the node that they make."""
        made = ""
        while (rule := _only_reduction(automaton.states[target])) is not None:
            name = rule.origin.name
            if len(rule.expansion) != 1 or name == "start" or (made and not name.startswith("_")):
                break
            made = made or ("" if name.startswith("_") else str(name))
            target = automaton.states[state][name][1]
        return target, made

    def entry(state: int, name: str) -> Entry | None:
        action = automaton.states[state].get(name)
        if action is None:
            return None
        if action[0] is not Shift:
            return (REDUCE, len(action[1].expansion), str(action[1].origin.name))
        target, made = follow(state, action[1])
        return (LEAF if made else KEEP if name in kept else SHIFT, target, made)

    states = range(len(automaton.states))
    actions = tuple((None, *(entry(state, name) for name in columns), None) for state in states)
    gotos = tuple(
        {str(name): action[1] for name, action in automaton.states[state].items() if name not in columns} for state in states
    )
    return grammar, ignored, terminals, automaton.start_states["start"], actions, gotos


def _only_reduction(row: dict[str, tuple[Any, Any]]) -> Any:
    """The one rule that a state can reduce, whatever comes next; None when there is a choice."""
    rules = {id(target): target for _, target in row.values()}
    if len(rules) == 1 and all(kind is not Shift for kind, _ in row.values()):
        return next(iter(rules.values()))
    return None
