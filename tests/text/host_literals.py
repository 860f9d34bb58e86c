"""Small hosts: string literals of JSON, of Python (joined, with continued lines) and of YAML (blocks), written and decoded.

A writer makes a host file with one value in it that stands for a text. The decoder reads the file and knows nothing of the
writer; ``json``, ``ast`` and ``yaml`` judge what it reads.
"""

import ast
from collections.abc import Callable, Iterator
import json
from random import Random
import re

import yaml

from filterlang.text.alignment import Stretch
from filterlang.text.source import Literal, OffsetMap, Source

CHARACTERS = "abz(),=\"\"''\\\n\t é—😀"
SHORT = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def decoded(host: Source, literals: list[tuple[list[tuple[int, int, str]], Callable[[str], str | None]]]) -> Source:
    """The text of the literals, each a list of pieces (start, end, text), with its map to the host."""
    made: list[Literal] = []
    text = ""
    for pieces, encode in literals:
        stretches: list[Stretch] = []
        for start, end, piece in pieces:
            stretches.append((start, end, len(text), len(text) + len(piece), host.text[start:end] == piece))
            text += piece
        made.append(Literal(stretches, encode))
    return Source(text, "filter", OffsetMap(host, made))


def pieces_of(body: re.Match[str], escape: re.Pattern[str], read: Callable[[str], str]) -> list[tuple[int, int, str]]:
    """The pieces of a literal: escapes, and what is between them as it is. A literal without text has one empty piece."""
    pieces: list[tuple[int, int, str]] = []
    position, end = body.span("body")
    for match in escape.finditer(body.string, position, end):
        if match.start() > position:
            pieces.append((position, match.start(), body.string[position : match.start()]))
        pieces.append((match.start(), match.end(), read(match[0])))
        position = match.end()
    if position < end or not pieces:
        pieces.append((position, end, body.string[position:end]))
    return [piece for piece in pieces if piece[2]] or pieces[:1]


def write_json(text: str, random: Random) -> str:
    def write(character: str) -> str:
        escaped = json.dumps(character)[1:-1]
        codes = "".join(f"\\u{int.from_bytes(unit, 'little'):04x}" for unit in units(character))
        plain = character if character >= " " and character not in '"\\' else escaped
        return random.choice((plain, plain, escaped, codes))

    return '{"é😀": 1,\n\t"filter": "' + "".join(map(write, text)) + '", "after": "x"}\n'


def units(character: str) -> Iterator[bytes]:
    encoded = character.encode("utf-16-le")
    return (encoded[start : start + 2] for start in range(0, len(encoded), 2))


def read_json(host: Source) -> Source:
    body = re.search(r'"filter": "(?P<body>(?:[^"\\]|\\.)*)"', host.text)
    assert body is not None
    pair = r"\\u[dD][89abAB]..\\u[dD][c-fC-F].."
    pieces = pieces_of(body, re.compile(rf"{pair}|\\u....|\\."), lambda escape: json.loads(f'"{escape}"'))
    return decoded(host, [(pieces, lambda text: json.dumps(text)[1:-1])])


def write_python(text: str, random: Random) -> str:
    parts: list[str] = []
    while text or not parts:
        count = random.randint(0, len(text))
        part, text = text[:count], text[count:]
        quote = random.choice(("'", '"'))
        written = (write_python_character(character, quote, random) for character in part)
        parts.append(f"{random.choice(('', 'u'))}{quote}{''.join(written)}{quote}")
    between = random.choice((" ", "\r\n    ", "  # é, and 'no' literal\n  "))
    return f"# 😀\nFILTER = (\n    {between.join(parts)}\n)\n"


def write_python_character(character: str, quote: str, random: Random) -> str:
    plain = SHORT.get(character, character) if character not in "'\"" or character == quote else character
    plain = f"\\{quote}" if character == quote else plain
    escapes = [plain, plain, plain, f"\\U{ord(character):08x}"]
    if ord(character) < 256:
        escapes.append(f"\\x{ord(character):02x}")
    return random.choice(("", "", "", "", "", "\\\n", "\\\r\n")) + random.choice(escapes)


def read_python(host: Source) -> Source:
    literal = re.compile(r"""#.*|u?(?P<quote>['"])(?P<body>(?:\\\r\n|\\[\s\S]|(?!(?P=quote))[^\\])*)(?P=quote)""")
    escape = re.compile(r"\\(?:\r\n|x..|u....|U.{8}|[\s\S])")
    literals: list[tuple[list[tuple[int, int, str]], Callable[[str], str | None]]] = []
    for body in literal.finditer(host.text):
        if body["quote"]:
            pieces = pieces_of(body, escape, lambda text: ast.literal_eval(f'"{text}"'))
            literals.append((pieces, python_encoder(body["quote"])))
    return decoded(host, literals)


def python_encoder(quote: str) -> Callable[[str], str]:
    return lambda text: "".join(f"\\{quote}" if c == quote else c if c == '"' else SHORT.get(c, c) for c in text)


def write_yaml(text: str, random: Random) -> str:
    indent = " " * random.randint(1, 6)
    end = random.choice(("\n", "\r\n"))
    lines = [indent + line if line else random.choice(("", indent[1:])) for line in text.split("\n")]
    return end.join(("é: 😀", "filter: |-", *lines, "after: 1", ""))


def read_yaml(host: Source) -> Source:
    block = re.search(r"filter: \|-\r?\n(?P<body> [\s\S]*?)\r?\nafter", host.text)
    assert block is not None
    first = re.search(r" *(?=\S)", block["body"])
    assert first is not None
    indent = first[0]
    pieces: list[tuple[int, int, str]] = []
    position = block.start("body") + len(indent)
    for line_break in re.finditer(rf"(\r?\n) {{,{len(indent)}}}", host.text[: block.end("body")]):
        if line_break.start() >= position:
            pieces.append((position, line_break.start(), host.text[position : line_break.start()]))
            pieces.append((line_break.start(), line_break.end(), "\n"))
            position = line_break.end()
    pieces.append((position, block.end("body"), host.text[position : block.end("body")]))
    return decoded(host, [([piece for piece in pieces if piece[2]], lambda text: text.replace("\n", "\n" + indent))])


def json_texts(random: Random) -> str:
    return "".join(random.choices(CHARACTERS, k=random.randint(0, 30)))


def yaml_texts(random: Random) -> str:
    """Lines that a block holds as they are: the first and the last begin with a letter, none begins or ends with a blank."""
    lines = ["".join(random.choices("abz(),=\"'\\é—😀", k=random.randint(0, 8))) for _ in range(random.randint(0, 4))]
    return "\n".join(["and(", *lines, ")"])


def judge_python(text: str) -> str:
    value: str = ast.literal_eval(text.replace("\r\n", "\n").partition("=")[2].strip())
    return value


HOSTS: dict[
    str, tuple[Callable[[Random], str], Callable[[str, Random], str], Callable[[Source], Source], Callable[[str], str]]
] = {
    "JSON": (json_texts, write_json, read_json, lambda text: json.loads(text)["filter"]),
    "Python": (json_texts, write_python, read_python, judge_python),
    "YAML": (yaml_texts, write_yaml, read_yaml, lambda text: yaml.safe_load(text)["filter"]),
}
"""By name: texts for the host, a writer, the decoder, and the judge that reads the host's value."""
