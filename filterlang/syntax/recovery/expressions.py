"""Expressions: operands and the operators between them, as people write them, joined by how tightly operators bind.

Owns the invariant that an operator never waits for an operand that does not come: it is dropped, and reported.
"""

import re
from abc import ABC, abstractmethod

from filterlang.syntax.syntax_rules import MISSING_COMMA, MISSING_OPERAND, PLACEHOLDER
from filterlang.syntax.numbers import number_value
from filterlang.text.edits import replace
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix import ORDERINGS, PRESENCE, RANGES, Infix, Operand, outer_end, outer_start
from filterlang.syntax.recovery.state import Reading
from filterlang.syntax.recovery.tokens import (
    HOLE,
    NUMBER,
    OPEN,
    OPERATOR,
    RANGE,
    STRING,
    WORD,
    Token,
)
from filterlang.syntax.recovery.operator_words import (
    ADD,
    AND,
    CALLS,
    COMPARE,
    CONJUNCTIONS,
    FLAGS,
    JOINTS,
    NOT,
    PARAMETERS,
    REPEATED,
    SYMBOLS,
)
from filterlang.syntax.spellings import LONGEST, caseless, ignores_case, infix_idea
from filterlang.syntax.tree import Call, Name, Number, String, Subscript, Unknown

_ESCAPED = re.compile(r"\\([ :])")
_BEHIND_COLON = {"~": ("contains", COMPARE), "!": ("neq", COMPARE), "-": ("neq", COMPARE)}
"""Prefixes that stand behind the colon of a search bar clause instead of in front of it."""

_GLUE = frozenset({":", "-", "+", "&", "|", "~"})
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?")


class Expressions(Reading, ABC):
    """The expressions of one text, read into the innermost of the open brackets."""

    def _literal(self, token: Token) -> None:
        start, end = token.start, token.end
        if token.kind == STRING:
            self._push(Operand(String(token.value, start, end), start, end))
        elif token.kind == NUMBER:
            self._push(Operand(Number(number_value(token.text), start, end), start, end))
        elif token.kind == HOLE:
            self.findings.add(
                PLACEHOLDER,
                f"the placeholder {token.text} was not filled in",
                start,
                end,
                help="put the value in; a string needs quotes",
            )
            self._push(Operand(Unknown(token.text, start, end), start, end))
        elif token.kind == RANGE:
            self._range(token)

    def _range(self, token: Token) -> None:
        """``latency:[1 TO 5}`` of the search bar: the colon before it becomes a comparison with two bounds."""
        low, _, high = token.text[1:-1].split()
        bounds = [_bare(low, token.start, token.end), _bare(high, token.start, token.end)]
        frame = self._frame
        if not frame.operators or frame.operators[-1][1] != ":" or not frame.operands:
            return self._junk(token)
        frame.operators.pop()
        left = frame.operands.pop()
        infix = Infix("between", token.text, token.start, token.end, [left, *bounds])
        frame.operands.append(Operand(left.node, left.start, token.end, infix))
        frame.ready = False

    def _word(self, token: Token) -> None:
        frame = self._frame
        lowered = token.text.lower()
        following = self._peek()
        if not frame.ready and self._infix_word(lowered, token):
            return None
        if not frame.ready and token.text in ("*", "/", "%") and isinstance(frame.operands[-1].node, Number):
            return self._infix("+", token.text, token.start, token.end, ADD)
        if frame.ready and self._leading_word(lowered, token, following):
            return None
        if lowered == "not" and not _is(following, OPEN, "(") and (frame.ready or frame.conditions):
            if not frame.ready:
                self._infix("and", "", token.start, token.start, AND)
            frame.operators.append(("not", token.text, token.start, token.end, NOT))
            return None
        if frame.ready and frame.conditions and lowered in CALLS and following and following.kind == WORD:
            self._implied_call(token)
            return None
        text = _ESCAPED.sub(r"\1", token.text) if "\\" in token.text else token.text
        self._push(Operand(Name(text, token.start, token.end), token.start, token.end, word=True))

    def _infix_word(self, lowered: str, token: Token) -> bool:
        """Take a word in the place of an operator as one, with the words behind it that belong to it."""
        if lowered in JOINTS:
            bounds = lowered == "and" and any(entry[0] in RANGES for entry in self._frame.operators)
            operator, binding = ("bounds", COMPARE) if bounds else (lowered, JOINTS[lowered])
            self._infix(operator, lowered, token.start, token.end, binding)
            return True
        words = self._words_from(token)
        for count in range(len(words), 0, -1):
            behind = self._peek(count - 1)
            idea = infix_idea(words[:count], before_literal=behind is not None and _begins_value(behind))
            if idea and (self._frame.values or self._is_call(behind)):
                return False
            if idea:
                self._at += count - 1
                self._compare(idea, " ".join(words[:count]), token.start, self._tokens[self._at - 1].end)
                return True
        return False

    def _words_from(self, token: Token, ahead: int = 0) -> list[str]:
        """The word and those that follow it, as far as they may be one operator; ``ahead`` tokens lie up to the word."""
        words: list[str] = []
        current: Token | None = token
        while current is not None and current.kind == WORD and len(words) < LONGEST:
            words.append(current.text.lower())
            current = self._peek(ahead + len(words) - 1)
        return words

    def _compare(self, idea: str, spelling: str, start: int, end: int) -> None:
        """An operator in words; one that asks whether something is there has no right operand."""
        if idea not in PRESENCE:
            self._infix(caseless(idea) if ignores_case(spelling) else idea, spelling, start, end, COMPARE)
            return
        frame = self._frame
        self._reduce(frame, COMPARE)
        left = frame.operands.pop()
        infix = Infix(idea, spelling, start, end, [left])
        frame.operands.append(Operand(left.node, outer_start(left), end, infix))

    def _is_call(self, following: Token | None) -> bool:
        """Whether a word behind a finished condition begins the next one, as a call."""
        frame = self._frame
        done = isinstance(frame.operands[-1].node, Call) or any(entry[4] == COMPARE for entry in frame.operators)
        return done and (isinstance(frame.operands[-1].node, Call) or _is(following, OPEN, "("))

    def _leading_word(self, lowered: str, token: Token, following: Token | None) -> bool:
        """``where`` in front of a filter, or ``and`` in front of its first condition: left out."""
        frame = self._frame
        if lowered in ("and", "or") and frame.conditions and following and following.kind != OPEN:
            self.findings.pass_over(token.start)
            self.findings.add(
                MISSING_OPERAND,
                f"nothing stands before `{token.text}`",
                token.start,
                token.end,
                [replace(token.start, following.start, "")],
                fix=f"remove `{token.text}`",
                safe=False,
            )
            return True
        if lowered == "select" and self._nothing_read() and (where := self._find_word("where")) is not None:
            self._outside(token, where, "`select … where` is not part of the filter")
            return True
        if lowered == "where" and self._nothing_read() and following:
            self._outside(token, self._at - 1, "`where` is not part of the filter")
            return True
        if lowered in CONJUNCTIONS and frame.conditions and following and _begins_clause(token, following):
            self._outside(token, self._at - 1, f"`{token.text}` is not part of the filter")
            return True
        return False

    def _push(self, operand: Operand) -> None:
        """Take an operand, where one is to come or side by side with the one before."""
        frame = self._frame
        if not frame.ready:
            continued = frame.values or (frame.operands[-1].end == operand.start and self._text_ends_with_colon())
            if (continued and self._glue(operand)) or self._attribute(operand) or self._continue_value(operand):
                return
            if frame.joins:
                self._infix("and", "", operand.start, operand.start, AND)
            else:
                self._missing_comma(operand)
        frame.operands.append(operand)
        frame.ready = False

    def _text_ends_with_colon(self) -> bool:
        """Whether the operand before is a search bar value that a colon has just been added to."""
        before = self._frame.operands[-1]
        return before.word and self.text[before.end - 1] == ":"

    def _glue(self, operand: Operand) -> bool:
        """Join a loose word or number to the one before it, as one text without quotes."""
        frame = self._frame
        before = frame.operands[-1]
        if (frame.operators and frame.operators[-1][1] != ":") or not (_is_loose(before) and _is_loose(operand)):
            return False
        text = self.text[before.start : operand.end]
        frame.operands[-1] = Operand(Name(text, before.start, operand.end), before.start, operand.end, word=True)
        return True

    def _continue_value(self, operand: Operand) -> bool:
        """``name = my run``, ``latency > 5 seconds``: a word behind a value without quotes belongs to the value."""
        operators, value = self._frame.operators, self._frame.operands[-1]
        compared = bool(operators) and operators[-1][4] == COMPARE and operators[-1][1] != ":"
        if not (compared and _is_loose(value) and operand.word) or self._begins_condition(operand):
            return False
        text = self.text[value.start : operand.end]
        if "\n" in text:
            return False
        self._frame.operands[-1] = Operand(Name(text, value.start, operand.end), value.start, operand.end, word=True)
        return True

    def _begins_condition(self, operand: Operand) -> bool:
        """Whether a word is the field of a comparison that follows, the operator of a call, or a boolean field."""
        if isinstance(operand.node, Name) and operand.node.id.lower().startswith(FLAGS):
            return True
        following = self._peek()
        if following is None or following.kind != WORD:
            return following is not None and following.kind in (OPERATOR, OPEN, STRING, NUMBER)
        words = self._words_from(following, ahead=1)
        return any(
            infix_idea(words[:count], before_literal=(behind := self._peek(count)) is not None and _begins_value(behind))
            for count in range(1, len(words) + 1)
        )

    def _attribute(self, operand: Operand) -> bool:
        """``["k"].score``: an attribute behind a subscript is one more key."""
        before = self._frame.operands[-1]
        if not (isinstance(before.node, Subscript) and isinstance(operand.node, Name) and operand.node.id.startswith(".")):
            return False
        key = String(operand.node.id[1:], operand.start, operand.end)
        node = Subscript(before.node, key, before.start, operand.end)
        self._frame.operands[-1] = Operand(node, before.start, operand.end)
        return True

    def _operator(self, token: Token) -> None:
        frame = self._frame
        token = self._joined(token)
        symbol = token.value
        if symbol in ("=", ":") and self._names_parameter():
            return None
        if not frame.ready and self._is_prefix(token):
            if not frame.conditions:
                return self._junk(token)
            self._infix("and", "", token.start, token.start, AND)
        if frame.ready and frame.values and symbol in _GLUE:
            self._push(Operand(Name(symbol, token.start, token.end), token.start, token.end, word=True))
        elif frame.ready and SYMBOLS[symbol][1] == COMPARE and (subject := self._last_subject()) is not None:
            self._push(Operand(subject, token.start, token.start, word=True))
            self._infix(SYMBOLS[symbol][0], symbol, token.start, token.end, COMPARE)
        elif frame.ready:
            colon = bool(frame.operators) and frame.operators[-1][1] == ":"
            operator, binding = _BEHIND_COLON.get(symbol) or SYMBOLS[symbol]
            if colon and binding == COMPARE:
                _, _, start, _, binding = frame.operators.pop()
                frame.operators.append((operator, ":", start, token.end, binding))
            elif not colon and (symbol in ("!", "~", "¬") or (symbol == "-" and self._negates_clause())):
                frame.operators.append(("not", symbol, token.start, token.end, NOT))
            else:
                self._junk(token)
        elif (
            frame.values
            and symbol in _GLUE
            and frame.operands[-1].word
            and self._glue(Operand(Name(symbol), token.start, token.end, word=True))
        ):
            pass
        elif symbol == ":" and frame.operators and frame.operators[-1][1] == ":" and frame.operands[-1].word:
            self._glue(Operand(Name(symbol), token.start, token.end, word=True))
        else:
            operator, binding = SYMBOLS[symbol]
            self._infix(operator, symbol, token.start, token.end, binding)

    def _last_subject(self) -> Name | None:
        """The field that ``latency > 1 and < 5`` compares again: that of the comparison before ``and`` or ``or``."""
        frame = self._frame
        following = self._peek()
        valued = following is not None and following.kind in (WORD, NUMBER, STRING)
        if not (valued and frame.operands and frame.operators and frame.operators[-1][0] in JOINTS):
            return None
        left = frame.operands[-1]
        joined = left.infix is not None and left.infix.operator == frame.operators[-1][0] and not left.brackets
        last = left.infix.operands[-1] if joined and left.infix else left
        spelling = last.infix.spelling if last.infix else ""
        compared = spelling != ":" and SYMBOLS.get(spelling, ("", 0))[1] == COMPARE
        subject = last.infix.operands[0].node if compared and last.infix else None
        return subject if isinstance(subject, Name) else None

    def _names_parameter(self) -> bool:
        """Leave out ``filter =`` in front of a filter: the name of a parameter, and the symbol just read."""
        frame, word = self._frame, self._tokens[self._at - 2] if self._at > 1 else None
        named = len(self._frames) == 1 and len(frame.operands) == 1 and not (frame.items or frame.operators or frame.ready)
        node = frame.operands[0].node if named else None
        if word is None or not isinstance(node, Name) or node.id not in PARAMETERS or self._peek() is None:
            return False
        written = self.text[word.start : self._tokens[self._at - 1].end]
        frame.operands.clear()
        frame.ready = True
        self._outside(word, self._at - 1, f"`{written}` is not part of the filter")
        return True

    def _joined(self, token: Token) -> Token:
        """An operator that was written with white space inside, such as ``! =``, is one operator."""
        following = self._peek()
        while following is not None and following.kind == OPERATOR and token.value + following.value in SYMBOLS:
            text = self.text[token.start : following.end]
            token = Token(OPERATOR, text, token.start, following.end, token.value + following.value)
            self._at += 1
            self._end = token.end
            following = self._peek()
        return token

    def _negates_clause(self) -> bool:
        """Whether a dash stands before a clause of the search bar, not before a number or a calculation."""
        behind = self._peek(1)
        return not (behind is not None and behind.kind == OPERATOR and behind.value != ":")

    def _is_prefix(self, token: Token) -> bool:
        """Whether a symbol behind an operand negates what follows: ``a !b``, and the search bar's ``a -b``."""
        following = self._peek()
        dash = token.value == "-" and self._frame.conditions and token.start > self._end
        return token.value in ("!", "¬") or (dash and following is not None and following.start == token.end)

    def _infix(self, operator: str, spelling: str, start: int, end: int, binding: int) -> None:
        frame = self._frame
        if binding <= AND and frame.kind == "call" and not frame.conditions and frame.items and self._unclosed > 0:
            self._close_early(frame.operands[-1].end if frame.operands else self._end)
            self._infix(operator, spelling, start, end, binding)
            return
        self._reduce(frame, binding)
        frame.operators.append((operator, spelling, start, end, binding))
        frame.ready = True

    def _reduce(self, frame: Frame, binding: int) -> None:
        """Apply the operators that bind at least as tightly as the one to come."""
        while frame.operators and frame.operators[-1][4] >= binding:
            operator, spelling, start, end, _ = frame.operators.pop()
            right = frame.operands.pop()
            if operator == "not":
                infix = Infix("not", spelling, start, end, [right])
                frame.operands.append(Operand(right.node, start, right.end, infix))
                continue
            left = frame.operands.pop()
            right = _repeated(operator, left, right)
            inner = left.infix
            if operator in ORDERINGS and inner is not None and inner.operator in ORDERINGS and not left.brackets:
                spelled = f"{inner.operator} {operator}"
                infix = Infix("chain", spelled, inner.start, inner.end, [*inner.operands, right])
                frame.operands.append(Operand(left.node, left.start, right.end, infix))
                continue
            chained = inner is not None and not left.brackets and operator in ("and", "or", "bounds")
            joined = inner is not None and (inner.operator in RANGES if operator == "bounds" else inner.operator == operator)
            if inner is not None and chained and joined:
                inner.operands.append(right)
                infix = inner
            else:
                infix = Infix(operator, spelling, start, end, [left, right])
            frame.operands.append(Operand(left.node, min(left.start, outer_start(left)), right.end, infix))

    def _missing_comma(self, operand: Operand) -> None:
        end = outer_end(self._frame.operands[-1])
        self.findings.add(
            MISSING_COMMA,
            "a comma is missing here",
            end,
            max(operand.start, end + 1),
            [replace(end, operand.start, ", ")],
            fix="put a comma",
        )
        self._finish_item()

    def _finish_item(self) -> None:
        """The expression being read is done: it becomes an argument, an item or a condition of its frame."""
        frame = self._frame
        if frame.ready and frame.operators:
            self._drop_dangling(frame)
        self._reduce(frame, 0)
        frame.items.extend(frame.operands)
        frame.operands.clear()
        frame.ready = True

    def _drop_dangling(self, frame: Frame) -> None:
        """Leave out operators that nothing follows."""
        kept = max(0, len(frame.operands) - 1)
        dropped = [operator for operator in frame.operators[kept:] if operator[1]]
        del frame.operators[kept:]
        if not dropped:
            return
        (_, spelling, start, _, _), (_, _, _, end, _) = dropped[0], dropped[-1]
        self.findings.pass_over(start)
        self.findings.add(
            MISSING_OPERAND,
            f"nothing follows `{spelling}`",
            start,
            end,
            [replace(outer_end(frame.operands[-1]) if frame.operands else start, end, "")],
            fix=f"remove `{spelling}`",
            safe=False,
        )

    @abstractmethod
    def _close_early(self, place: int) -> None:
        """Close the innermost bracket where what follows cannot belong to it."""

    @abstractmethod
    def _implied_call(self, token: Token) -> None:
        """Open a call whose parenthesis is missing."""


def _repeated(operator: str, left: Operand, right: Operand) -> Operand:
    """``name = "a" or "b"``: a value alone is compared as the one before it is."""
    joined = left.infix is not None and left.infix.operator == operator and not left.brackets
    last = left.infix.operands[-1] if joined and left.infix else left
    before, node = last.infix, right.node
    if before is None or last.brackets or before.spelling == ":" or before.operator not in REPEATED.get(operator, ()):
        return right
    alone = isinstance(node, (String, Number)) or (right.word and isinstance(node, Name) and not node.id.startswith(FLAGS))
    if right.infix or right.brackets or not alone or not isinstance(before.operands[0].node, (Name, Subscript)):
        return right
    infix = Infix(before.operator, "", right.start, right.start, [before.operands[0], right])
    return Operand(before.operands[0].node, right.start, right.end, infix)


def _begins_value(token: Token) -> bool:
    """Whether a token is a literal, or opens a list of them."""
    return token.kind in (STRING, NUMBER, OPEN) or (token.kind == WORD and token.text[0].isdigit())


def _begins_clause(word: Token, following: Token) -> bool:
    """Whether a condition stands behind ``if`` or ``when``, and not an operator that compares a field of that name."""
    return following.start > word.end and (following.kind == WORD or (following.kind == OPEN and following.value == "("))


def _is(token: Token | None, kind: str, value: str) -> bool:
    return token is not None and token.kind == kind and token.value == value


def _is_loose(operand: Operand) -> bool:
    return operand.infix is None and not operand.brackets and (operand.word or isinstance(operand.node, Number))


def _bare(text: str, start: int, end: int) -> Operand:
    if _NUMBER.fullmatch(text):
        return Operand(Number(number_value(text), start, end), start, end)
    return Operand(Name(text, start, end), start, end, word=True)
