"""The tokens that recovery reads: pieces of any text that a person could have meant as parts of a filter."""

WORD, NUMBER, STRING, OPEN, CLOSE, COMMA, OPERATOR, RANGE, PLACEHOLDER, JUNK = (
    "word", "number", "string", "open", "close", "comma", "operator", "range", "placeholder", "junk",
)  # fmt: skip
"""The kinds of tokens."""


class Token:
    """A piece of text. ``value`` is the text of a string, or the operator or bracket that a full-width character stands for."""

    __slots__ = ("end", "kind", "start", "text", "value")

    def __init__(self, kind: str, text: str, start: int, end: int, value: str = "") -> None:
        self.kind: str = kind
        self.text: str = text
        self.start: int = start
        self.end: int = end
        self.value: str = value


def opens_parenthesis(token: Token | None) -> bool:
    """Whether a token is an opening parenthesis."""
    return token is not None and token.kind == OPEN and token.value == "("


def begins_value(token: Token | None) -> bool:
    """Whether a token is a literal, or opens a list of literals."""
    return token is not None and (token.kind in (STRING, NUMBER, OPEN) or (token.kind == WORD and token.text[0].isdigit()))
