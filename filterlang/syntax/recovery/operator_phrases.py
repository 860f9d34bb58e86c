"""Operators in words, as far as they reach over the tokens: ``is greater than or equal to``, ``does not contain``."""

from filterlang.syntax.recovery.state import State
from filterlang.syntax.recovery.tokens import WORD, begins_value
from filterlang.syntax.spellings import LONGEST, infix_idea
from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """An operator in words: its idea (see ``spellings``), its words in lower case, and the index of the token behind it."""

    idea: str
    spelling: str
    end: int


def infix_phrase(state: State, index: int) -> Phrase | None:
    """The longest operator that the words from the token ``index`` on make; None where they make none."""
    tokens = state.tokens
    words: list[str] = []
    for token in tokens[index : index + LONGEST]:
        if token.kind != WORD:
            break
        words.append(token.text.lower())
    for count in range(len(words), 0, -1):
        behind = tokens[index + count] if index + count < len(tokens) else None
        if idea := infix_idea(words[:count], before_literal=begins_value(behind)):
            return Phrase(idea, " ".join(words[:count]), index + count)
    return None
