"""How long parsing takes, beside other parsers of small query languages: processor time on 1,000 comparisons and on 3.

Every parser gets the same conditions in its own syntax. Its tokens are those of its own input, counted by its own lexer,
white space and the end of the input left out. Peers that are not installed are left out
(``pip install langchain-classic luqum odata-query "sqlglot[c]"``; without ``[c]`` sqlglot is not compiled).
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
import re
from time import process_time

from lark import Lark, Token, Transformer, v_args
from measure import medians, progress, table

from filterlang.syntax.numbers import number_value
from filterlang.syntax.parser import parse
from filterlang.syntax.strings import unquote
from filterlang.syntax.tree import Boolean, Call, List, Name, Node, Null, Number, String

SIZES = {1000: 1, 3: 300}
"""The numbers of conditions, and how often a round parses so many."""

GRAMMAR = Path(__file__).parents[2] / "grammar" / "filter.lark"


@dataclass(frozen=True)
class Contender:
    """A parser, its input and how many tokens that is to it."""

    parse: Callable[[str], object]
    text: str
    tokens: int


def conditions(count: int, patterns: tuple[str, str, str]) -> list[str]:
    """A comparison of a number, of a name and of a tag, in turn."""
    return [patterns[index % 3].format(index) for index in range(count)]


@v_args(inline=True)
class ToNodes(Transformer[Token, Node]):
    """Makes filterlang's nodes while Lark parses. Brackets never reach a callback, so a call ends with its last argument."""

    start = staticmethod(lambda call: call)
    name = staticmethod(lambda token: Name(str(token), token.start_pos, token.end_pos))
    string = staticmethod(lambda token: String(unquote(token), token.start_pos, token.end_pos))
    number = staticmethod(lambda token: Number(number_value(token), token.start_pos, token.end_pos))
    boolean = staticmethod(lambda token: Boolean(token == "true", token.start_pos, token.end_pos))
    null = staticmethod(lambda token: Null(token.start_pos, token.end_pos))
    list = staticmethod(lambda *items: List(items, items[0].start if items else 0, items[-1].end if items else 0))
    call = staticmethod(lambda name, *arguments: Call(str(name), arguments, name.start_pos, (arguments or [name])[-1].end))


SCAN = re.compile(r'\s*(?:([A-Za-z_]\w*)|([-+]?\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|([(),]))')


def floor(text: str) -> tuple:
    """Recursive descent over one regular expression, into tuples: no errors, no escapes, no lists. What Python costs."""
    tokens = [(match.lastindex, match[match.lastindex], match.start()) for match in SCAN.finditer(text)]
    position = 0

    def value() -> tuple:
        nonlocal position
        kind, lexeme, start = tokens[position]
        position += 1
        if kind != 1 or tokens[position][1] != "(":
            return (kind, float(lexeme) if kind == 2 else lexeme, start)
        arguments = []
        while tokens[position][1] != ")":
            position += 1
            arguments.append(value())
        position += 1
        return (lexeme, arguments, start)

    return value()


def filterlang_and_lark(count: int) -> dict[str, Contender]:
    text = "and(" + ", ".join(conditions(count, ("gt(latency, {})", 'eq(name, "run {}")', 'has(tags, "tag {}")'))) + ")"
    grammar = GRAMMAR.read_text(encoding="utf-8")
    plain = Lark(grammar, parser="lalr", lexer="basic")
    calls = Lark(grammar, parser="lalr", lexer="basic", transformer=ToNodes())
    tokens = sum(1 for _ in plain.lex(text))
    if calls.parse(text) != parse(text).tree:
        raise AssertionError("Lark and filterlang read the filter differently")
    return {
        "filterlang": Contender(parse, text, tokens),
        f"Lark {version('lark')}, a plain tree": Contender(plain.parse, text, tokens),
        f"Lark {version('lark')}, callbacks that make filterlang's nodes": Contender(calls.parse, text, tokens),
        "floor: a regular expression and recursive descent, into tuples": Contender(floor, text, tokens),
    }


def langchain(count: int) -> dict[str, Contender]:
    from langchain_classic.chains.query_constructor.parser import get_parser

    parser = get_parser()
    patterns = ('gt("latency", {})', 'eq("name", "run {}")', 'contain("tags", "tag {}")')
    text = "and(" + ", ".join(conditions(count, patterns)) + ")"
    tokens = sum(1 for _ in parser.lex(text))
    return {f"langchain-classic {version('langchain-classic')}, query_constructor": Contender(parser.parse, text, tokens)}


def sqlglot(count: int) -> dict[str, Contender]:
    from sqlglot import parse_one, parser, tokenize

    text = " AND ".join(conditions(count, ("latency > {}", "name = 'run {}'", "ARRAY_CONTAINS(tags, 'tag {}')")))
    compiled = "" if parser.__file__.endswith(".py") else "[c]"
    return {f"sqlglot{compiled} {version('sqlglot')}": Contender(parse_one, text, len(tokenize(text)))}


def luqum(count: int) -> dict[str, Contender]:
    from luqum.parser import lexer, parser

    text = " AND ".join(conditions(count, ("latency:>{}", 'name:"run {}"', 'tags:"tag {}"')))
    counted = lexer.clone()
    counted.input(text)
    return {f"luqum {version('luqum')}": Contender(lambda text: parser.parse(text, lexer=lexer), text, sum(1 for _ in counted))}


def odata_query(count: int) -> dict[str, Contender]:
    from odata_query.grammar import ODataLexer, ODataParser

    text = " and ".join(conditions(count, ("latency gt {}", "name eq 'run {}'", "contains(tags, 'tag {}')")))
    lexer, parser = ODataLexer(), ODataParser()
    tokens = sum(token.type != "WS" for token in lexer.tokenize(text))
    name = f"odata-query {version('odata-query')}"
    return {name: Contender(lambda text: parser.parse(lexer.tokenize(text)), text, tokens)}


def many(contender: Contender, times: int) -> Callable[[], object]:
    return lambda: [contender.parse(contender.text) for _ in range(times)]


def main() -> None:
    for count, times in SIZES.items():
        contenders: dict[str, Contender] = {}
        for peer in (filterlang_and_lark, langchain, sqlglot, luqum, odata_query):
            try:
                contenders |= peer(count)
            except ImportError as problem:
                progress(f"{peer.__name__} is left out: {problem}")
        seconds = medians({name: many(it, times) for name, it in contenders.items()}, 61, clock=process_time)
        microseconds = {name: taken * 1e6 / times for name, taken in seconds.items()}
        rows = ((name, it.tokens, microseconds[name], microseconds[name] / it.tokens) for name, it in contenders.items())
        print(f"\n{count:,} conditions\n")
        table(("parser", "tokens", "µs", "µs a token"), sorted(rows, key=lambda row: row[-1]))


if __name__ == "__main__":
    main()
