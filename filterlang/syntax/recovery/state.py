"""The state of one reading: the tokens, the open brackets, and what is left out of the filter.

Owns the invariant that whatever is passed over is noted, so that no fix drops it silently.
"""

from collections.abc import Sequence

from filterlang.syntax.syntax_rules import KEYWORD_ARGUMENT, MISSING_OPERAND, NOT_UNDERSTOOD, SURPLUS_COMMA
from filterlang.syntax.recovery.findings import Findings
from filterlang.text.edits import replace
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix import Operand
from filterlang.syntax.recovery.tokens import (
    CLOSE,
    OPEN,
    Token,
)
from filterlang.syntax.tree import Missing


class Reading:
    """One text's tokens, and how far they are read."""

    def __init__(self, text: str, tokens: Sequence[Token], findings: Findings) -> None:
        self.text = text
        self.findings = findings
        self._tokens = tokens
        self._at: int = 0
        self._frames = [Frame("root", 0, 0)]
        self._end = 0  # where the last token ended
        self._open_kinds = {"(": 0, "[": 0, "{": 0}
        opened = sum(token.kind == OPEN and token.value == "(" for token in tokens)
        self._unclosed = opened - sum(token.kind == CLOSE and token.value == ")" for token in tokens)

    @property
    def _frame(self) -> Frame:
        return self._frames[-1]

    def _peek(self, ahead: int = 0) -> Token | None:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def _find_word(self, word: str) -> int | None:
        """Where a word stands among the tokens to come."""
        places = (at for at in range(self._at, min(len(self._tokens), self._at + 200)) if self._tokens[at].text.lower() == word)
        return next(places, None)

    def _nothing_read(self) -> bool:
        frame = self._frame
        return len(self._frames) == 1 and not (frame.items or frame.operands or frame.operators or frame.commas)

    def _outside(self, first: Token, last: int, message: str) -> None:
        """Leave out what belongs to a query and not to its filter: from a token to the one at a place among them."""
        end = self._tokens[last].end
        upto = self._tokens[last + 1].start if last + 1 < len(self._tokens) else end
        self.findings.add(KEYWORD_ARGUMENT, message, first.start, end, [replace(first.start, upto, "")], fix="remove it")
        self._at = last + 1

    def _junk(self, token: Token) -> None:
        text = self.text[token.start : token.end][:40]
        self.findings.pass_over(token.start)
        self.findings.habit(
            NOT_UNDERSTOOD, f"`{text}` means nothing in a filter", token.start, token.end, "", "remove it", safe=False
        )

    def _surplus(self, comma: Token) -> None:
        self.findings.habit(SURPLUS_COMMA, "this comma separates nothing", comma.start, comma.end, "", "remove the comma")

    def _missing_argument(self, frame: Frame, place: int) -> None:
        """A comma with nothing on one side, where a comparison needs both a field and a value."""
        self.findings.add(
            MISSING_OPERAND, "an argument is missing here", place, place + 1, help="a comparison takes a field and a value"
        )
        frame.items.append(Operand(Missing(place, place), place, place))
