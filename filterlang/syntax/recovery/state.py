"""The state of one reading: the tokens, how far they are read, the open brackets and the findings.

Owns the invariant that every token left out of the tree is noted, so that no safe fix drops it silently.
"""

from collections.abc import Sequence

from filterlang.findings.diagnostic import Fix
from filterlang.syntax.recovery.recovery_findings import Findings
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.tokens import CLOSE, OPEN, Token
from filterlang.syntax.syntax_rules import KEYWORD_ARGUMENT, NOT_UNDERSTOOD, SURPLUS_COMMA
from filterlang.text.edits import replace
from filterlang.text.source import Span

_FARTHEST = 200  # tokens to look ahead for a word


class State:
    """The tokens of one text, and how far they are read.

    ``position`` is the index of the next token, ``end`` the place where the last token ends. ``open_brackets`` are the numbers
    of brackets that are open, by kind; ``unclosed`` is the number of parentheses that are opened and never closed.
    ``closing_braces`` has, for each opening brace, the index of the token that closes it.
    """

    __slots__ = ("closing_braces", "end", "findings", "frames", "open_brackets", "position", "text", "tokens", "unclosed")

    def __init__(self, text: str, tokens: Sequence[Token], findings: Findings) -> None:
        opened = sum(token.kind == OPEN and token.value == "(" for token in tokens)
        closed = sum(token.kind == CLOSE and token.value == ")" for token in tokens)
        self.text: str = text
        self.tokens: Sequence[Token] = tokens
        self.findings: Findings = findings
        self.position: int = 0
        self.end: int = 0
        self.frames: list[Frame] = [Frame("root", 0, 0)]
        self.open_brackets: dict[str, int] = {"(": 0, "[": 0, "{": 0}
        self.unclosed: int = opened - closed
        self.closing_braces: dict[int, int] = _closing_braces(tokens)

    @property
    def frame(self) -> Frame:
        """The innermost open bracket."""
        return self.frames[-1]

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or one farther ahead; None behind the last."""
        index = self.position + ahead
        return self.tokens[index] if index < len(self.tokens) else None

    def find_word(self, word: str) -> int | None:
        """The index of the next token that is this word."""
        ahead = range(self.position, min(len(self.tokens), self.position + _FARTHEST))
        return next((index for index in ahead if self.tokens[index].text.lower() == word), None)

    def is_at_beginning(self) -> bool:
        """Whether nothing of the filter has been read."""
        return len(self.frames) == 1 and self.frame.is_empty


def _closing_braces(tokens: Sequence[Token]) -> dict[int, int]:
    partners: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == OPEN and token.value == "{":
            opened.append(index)
        elif token.kind == CLOSE and token.value == "}" and opened:
            partners[opened.pop()] = index
    return partners


def leave_out_query(state: State, first: Token, last: int, message: str) -> None:
    """Leaves out a part of a query that is not of its filter: from a token to the one with the index ``last``."""
    end = state.tokens[last].end
    next_start = state.tokens[last + 1].start if last + 1 < len(state.tokens) else end
    fix = Fix("remove it", (replace(first.start, next_start, ""),))
    state.findings.add(KEYWORD_ARGUMENT, message, Span(first.start, end), fix=fix)
    state.position = last + 1


def leave_out_junk(state: State, token: Token) -> None:
    """Leaves out a token that means nothing."""
    shown = state.text[token.start : token.end][:40]
    state.findings.pass_over(token.start)
    edit = replace(token.start, token.end, "")
    state.findings.add_habit(NOT_UNDERSTOOD, f"`{shown}` means nothing in a filter", edit, "remove it", safe=False)


def leave_out_comma(state: State, comma: Token) -> None:
    """Leaves out a comma with nothing on one of its sides."""
    edit = replace(comma.start, comma.end, "")
    state.findings.add_habit(SURPLUS_COMMA, "this comma separates nothing", edit, "remove the comma")
