"""The tolerant parser: an operator-precedence parser over a stack of open brackets.

Owns the invariant that it looks at each token a bounded number of times and never recurses.
"""

from collections.abc import Sequence
from functools import cached_property
import re

from filterlang.diagnostics import Edit
from filterlang.syntax.recovery.arguments import close_call, close_list, close_root, close_subscript
from filterlang.syntax.recovery.findings import Findings, insert, replace
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.operands import Infix, Operand, outer_end, outer_start
from filterlang.syntax.recovery.tokens import (
    CLOSE,
    COMMA,
    HOLE,
    JUNK,
    NUMBER,
    OPEN,
    OPERATOR,
    RANGE,
    STRING,
    WORD,
    Token,
)
from filterlang.syntax.recovery.words import ADD, AND, CALLS, COMPARE, NOT, SYMBOLS, WORDS
from filterlang.syntax.tree import Call, Missing, Name, Node, Number, String, Subscript, Unknown
from filterlang.syntax.numbers import number_value

_PARTNER = {"(": ")", "[": "]", "{": "}"}
_GLUE = frozenset({":", "-", "+", "&", "|", "~"})
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?")


class Recovery:
    """One reading of one text's tokens."""

    def __init__(self, text: str, tokens: Sequence[Token], findings: Findings) -> None:
        self.text = text
        self.findings = findings
        self._tokens = tokens
        self._at = 0
        self._frames = [Frame("root", 0, 0)]
        self._end = 0  # where the last token ended
        self._open_kinds = {"(": 0, "[": 0, "{": 0}
        opened = sum(token.kind == OPEN and token.value == "(" for token in tokens)
        self._unclosed = opened - sum(token.kind == CLOSE and token.value == ")" for token in tokens)

    def run(self) -> Node:
        handlers = {
            OPEN: self._open,
            CLOSE: self._close,
            COMMA: self._comma,
            OPERATOR: self._operator,
            WORD: self._word,
            JUNK: self._junk,
        }
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            handlers.get(token.kind, self._literal)(token)
            self._end = max(self._end, token.end)
        self._close_rest()
        return close_root(self.text, self.findings, self._frames[0])

    @property
    def _frame(self) -> Frame:
        return self._frames[-1]

    def _peek(self, ahead: int = 0) -> Token | None:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    # Operands

    def _literal(self, token: Token) -> None:
        start, end = token.start, token.end
        if token.kind == STRING:
            self._push(Operand(String(token.value, start, end), start, end))
        elif token.kind == NUMBER:
            self._push(Operand(Number(number_value(token.text), start, end), start, end))
        elif token.kind == HOLE:
            self.findings.add(
                "FL027",
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
        if not frame.ready and self._infix_word(lowered, token, following):
            return None
        if not frame.ready and token.text in ("*", "/", "%") and isinstance(frame.operands[-1].node, Number):
            return self._infix("+", token.text, token.start, token.end, ADD)
        if frame.ready and self._leading_word(lowered, token, following):
            return None
        if lowered == "not" and frame.ready and not _is(following, OPEN, "("):
            frame.operators.append(("not", token.text, token.start, token.end, NOT))
            return None
        if frame.ready and frame.conditions and lowered in CALLS and following and following.kind == WORD:
            self._implied_call(token)
            return None
        self._push(Operand(Name(token.text, token.start, token.end), token.start, token.end, word=True))

    def _infix_word(self, lowered: str, token: Token, following: Token | None) -> bool:
        """Take a word in the place of an operator as one, with ``not`` before or after it."""
        end = token.end
        spelling = lowered
        pair = f"{lowered} {following.text.lower()}" if following and following.kind == WORD else ""
        if pair in WORDS:
            assert following is not None
            self._at += 1
            spelling, end = pair, following.end
        if spelling not in WORDS or (spelling == "not"):
            return False
        operator, binding = WORDS[spelling]
        if operator == "and" and any(entry[0] == "between" for entry in self._frame.operators):
            operator, binding = "bounds", COMPARE
        elif (
            binding == COMPARE and isinstance(self._frame.operands[-1].node, Call) and self._frame.operands[-1].infix is None
        ) or (binding > AND + 1 and self._frame.values):
            return False
        self._infix(operator, spelling, token.start, end, binding)
        return True

    def _leading_word(self, lowered: str, token: Token, following: Token | None) -> bool:
        """``where`` in front of a filter, or ``and`` in front of its first condition: left out."""
        frame = self._frame
        if lowered in ("and", "or") and frame.conditions and following and not _is(following, OPEN, "("):
            self.findings.add(
                "FL009",
                f"nothing stands before `{token.text}`",
                token.start,
                token.end,
                [replace(token.start, following.start, "")],
                fix=f"remove `{token.text}`",
                safe=False,
            )
            return True
        if lowered == "where" and self._at == 1 and following:
            self.findings.add(
                "FL017",
                "`where` is not part of the filter",
                token.start,
                token.end,
                [replace(token.start, following.start, "")],
                fix="remove it",
            )
            return True
        return False

    def _implied_call(self, token: Token) -> None:
        self._frames.append(Frame("call", token.start, token.end, token.text, implied=True))

    def _push(self, operand: Operand) -> None:
        """Take an operand, where one is to come or side by side with the one before."""
        frame = self._frame
        if not frame.ready:
            if (frame.values and self._glue(operand)) or self._attribute(operand):
                return
            if frame.joins:
                self._infix("and", "", operand.start, operand.start, AND)
            else:
                self._missing_comma(operand)
        frame.operands.append(operand)
        frame.ready = False

    def _glue(self, operand: Operand) -> bool:
        """Join a loose word or number to the one before it, as one text without quotes."""
        frame = self._frame
        before = frame.operands[-1]
        if frame.operators or not (_is_loose(before) and _is_loose(operand)):
            return False
        text = self.text[before.start : operand.end]
        frame.operands[-1] = Operand(Name(text, before.start, operand.end), before.start, operand.end, word=True)
        return True

    def _attribute(self, operand: Operand) -> bool:
        """``["k"].score``: an attribute behind a subscript is one more key."""
        before = self._frame.operands[-1]
        if not (isinstance(before.node, Subscript) and isinstance(operand.node, Name) and operand.node.id.startswith(".")):
            return False
        key = String(operand.node.id[1:], operand.start, operand.end)
        node = Subscript(before.node, key, before.start, operand.end)
        self._frame.operands[-1] = Operand(node, before.start, operand.end)
        return True

    def _missing_comma(self, operand: Operand) -> None:
        end = outer_end(self._frame.operands[-1])
        self.findings.add(
            "FL007",
            "a comma is missing here",
            end,
            max(operand.start, end + 1),
            [replace(end, operand.start, ", ")],
            fix="put a comma",
        )
        self._finish_item()

    def _junk(self, token: Token) -> None:
        text = self.text[token.start : token.end][:40]
        self.findings.habit("FL001", f"`{text}` means nothing in a filter", token.start, token.end, "", "remove it", safe=False)

    # Operators

    def _operator(self, token: Token) -> None:
        frame = self._frame
        symbol = token.value
        if not frame.ready and self._is_prefix(token):
            if not frame.conditions:
                return self._junk(token)
            self._infix("and", "", token.start, token.start, AND)
        if frame.ready and frame.values and symbol in _GLUE:
            self._push(Operand(Name(symbol, token.start, token.end), token.start, token.end, word=True))
        elif frame.ready:
            if symbol in ("!", "-", "¬") or (symbol == "+" and frame.conditions):
                frame.operators.append(("not", symbol, token.start, token.end, NOT))
            elif frame.operators and frame.operators[-1][1] == ":" and symbol in SYMBOLS:
                _, _, start, _, binding = frame.operators.pop()
                operator = SYMBOLS[symbol][0]
                frame.operators.append((operator, ":", start, token.end, binding))
            else:
                self._junk(token)
        elif (
            frame.values
            and symbol in _GLUE
            and frame.operands[-1].word
            and self._glue(Operand(Name(symbol), token.start, token.end, word=True))
        ):
            pass
        else:
            operator, binding = SYMBOLS[symbol]
            self._infix(operator, symbol, token.start, token.end, binding)

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
            inner = left.infix
            chained = inner is not None and not left.brackets and operator in ("and", "or", "bounds")
            if inner is not None and chained and inner.operator == ("between" if operator == "bounds" else operator):
                inner.operands.append(right)
                infix = inner
            else:
                infix = Infix(operator, spelling, start, end, [left, right])
            frame.operands.append(Operand(left.node, min(left.start, outer_start(left)), right.end, infix))

    # Brackets and commas

    def _open(self, token: Token) -> None:
        frame = self._frame
        before = frame.operands[-1] if frame.operands and not frame.ready else None
        adjacent = before is not None and before.word and before.end == self._end
        if token.value == "{":
            return self._object(token)
        self._open_kinds[token.value] += 1
        if token.value == "(" and adjacent and before is not None and isinstance(before.node, Name):
            frame.operands.pop()
            frame.ready = True
            self._open_call(before, token)
        elif token.value == "[" and before is not None and before.end == self._end and not _is_value(before.node):
            frame.operands.pop()
            frame.ready = True
            self._frames.append(Frame("subscript", before.start, token.start, base=before))
        else:
            self._separate(token)
            kind = "group" if token.value == "(" else "list"
            self._frames.append(Frame(kind, token.start, token.start))

    def _open_call(self, callee: Operand, token: Token) -> None:
        """A call opens. Inside a comparison that has its value, the comparison was never closed."""
        frame = self._frame
        assert isinstance(callee.node, Name)
        if frame.kind == "call" and not frame.conditions and frame.commas and not frame.operands and self._unclosed > 0:
            if len(frame.items) > 1 or callee.node.id.lower() in CALLS:
                comma = frame.commas.pop()
                self._close_early(frame.items[-1].end if frame.items else comma.start)
                self._comma(comma)
        elif self._frame.operands and self._frame.ready is False:
            self._separate(token)
        self._frames.append(Frame("call", callee.start, token.start, callee.node.id, inside_value=self._frame.values))

    def _separate(self, token: Token) -> None:
        """Something opens right behind an operand: a comma or an ``and`` is missing."""
        frame = self._frame
        if frame.ready:
            return
        if frame.joins:
            self._infix("and", "", token.start, token.start, AND)
        else:
            self._missing_comma(Operand(Missing(), token.start, token.end))

    def _object(self, token: Token) -> None:
        """``{…}``: kept as text up to the brace that closes it."""
        last = self._closing_brace.get(self._at - 1)
        if last is None:
            return self._junk(token)
        for inner in self._tokens[self._at : last]:
            if inner.value in ("(", ")") and inner.kind in (OPEN, CLOSE):
                self._unclosed -= 1 if inner.value == "(" else -1
        self._at = last + 1
        start, end = token.start, self._tokens[last].end
        self._push(Operand(Unknown(self.text[start:end], start, end), start, end))
        self._end = end

    @cached_property
    def _closing_brace(self) -> dict[int, int]:
        """For each opening brace that has one, its closing brace, both as places among the tokens."""
        partners: dict[int, int] = {}
        opened: list[int] = []
        for index, token in enumerate(self._tokens):
            if token.kind == OPEN and token.value == "{":
                opened.append(index)
            elif token.kind == CLOSE and token.value == "}" and opened:
                partners[opened.pop()] = index
        return partners

    def _comma(self, token: Token) -> None:
        frame = self._frame
        if token.value == ";" and not frame.conditions:
            self.findings.habit("FL026", "arguments are set apart by commas", token.start, token.end, ",", "write a comma")
        if frame.ready and not frame.operands and not frame.operators and frame.compares and not frame.items:
            self._missing_argument(token.start)
        elif frame.ready and not frame.operands and not frame.operators:
            self._surplus(token)
            return
        self._finish_item()
        frame.commas.append(token)

    def _surplus(self, comma: Token) -> None:
        self.findings.habit("FL008", "this comma sets nothing apart", comma.start, comma.end, "", "remove the comma")

    def _missing_argument(self, place: int) -> None:
        """A comma with nothing on one side, where a comparison needs both a field and a value."""
        self.findings.add(
            "FL009", "an argument is missing here", place, place + 1, help="a comparison takes a field and a value"
        )
        self._frame.items.append(Operand(Missing(place, place), place, place))

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
        first, last = frame.operators[-1], frame.operators[-1]
        while frame.operators and len(frame.operators) >= max(1, len(frame.operands)):
            first = frame.operators.pop()
        start = frame.operands[-1].end if frame.operands else first[2]
        self.findings.add(
            "FL009",
            f"nothing follows `{first[1]}`",
            first[2],
            last[3],
            [replace(start, last[3], "")],
            fix=f"remove `{first[1]}`",
            safe=False,
        )

    def _close(self, token: Token) -> None:
        frame = self._frame
        expected = self._expected(frame)
        if token.value == expected:
            self._open_kinds[_opening(token.value)] -= 1
            return self._finish(token.end)
        kind = _opening(token.value)
        if frame.kind == "list" and token.value == ")" and self._unclosed < 0:
            self._mismatched(token, expected)
            self._unclosed += 1
        elif self._open_kinds[kind] > 0:
            self._unclosed -= expected == ")"
            self._missing_closing(frame, self._end)
            self._finish(self._end)
            self._close(token)
        elif expected and kind != "(" and self._unclosed > 0:
            self._mismatched(token, expected)
            self._unclosed -= 1
        else:
            if token.value == ")":
                self._unclosed += 1
            self.findings.habit(
                "FL005", f"this `{token.value}` closes nothing", token.start, token.end, "", f"remove the `{token.value}`"
            )

    def _expected(self, frame: Frame) -> str:
        return {"root": "", "list": "]", "subscript": "]"}.get(frame.kind, ")")

    def _mismatched(self, token: Token, expected: str) -> None:
        self.findings.add(
            "FL006",
            f"`{token.value}` closes a `{_opening(expected)}`",
            token.start,
            token.end,
            [replace(token.start, token.end, expected)],
            fix=f"write `{expected}`",
        )
        self._open_kinds[_opening(expected)] -= 1
        self._finish(token.end)

    def _missing_closing(self, frame: Frame, place: int) -> None:
        closing = self._expected(frame)
        frame.closed_at = place
        if not frame.implied:
            self._open_kinds[_opening(closing)] -= 1
            self.findings.add(
                "FL004",
                f"{_title(frame)} is not closed",
                frame.opening,
                frame.opening + 1,
                [insert(place, closing)],
                fix=f"put `{closing}`",
            )

    def _implied(self, frame: Frame) -> None:
        """A call without its parentheses is closed: put them."""
        edits = [_opening_edit(self.text, frame)]
        if frame.closed_at is not None:
            edits.append(insert(frame.closed_at, ")"))
        message = f"the arguments of `{frame.callee}` stand between parentheses"
        self.findings.add("FL029", message, frame.start, frame.opening, edits, fix="put the parentheses")

    def _close_early(self, place: int) -> None:
        """Close a comparison that the next condition has run into."""
        self._unclosed -= 1
        self._missing_closing(self._frame, place)
        self._finish(place)

    def _finish(self, end: int) -> None:
        """The innermost frame is closed: what it held becomes one operand of the frame around it."""
        self._finish_item()
        frame = self._frames.pop()
        if frame.implied:
            self._implied(frame)
        if frame.compares and len(frame.items) == 1 and frame.commas:
            self._frames.append(frame)
            self._missing_argument(frame.commas[-1].end)
            self._frames.pop()
        elif frame.commas and frame.kind in ("call", "list") and len(frame.commas) >= len(frame.items) and frame.items:
            comma = frame.commas[-1]
            self._surplus(comma)
        if frame.kind == "group":
            self._finish_group(frame, end)
            return
        close = {"call": close_call, "list": close_list, "subscript": close_subscript}[frame.kind]
        node = close(self.text, self.findings, frame, end)
        self._push(Operand(node, frame.start, end))

    def _finish_group(self, frame: Frame, end: int) -> None:
        """``(…)`` without a call before it: an expression, several conditions, or a list of values as SQL writes it."""
        brackets = [(frame.start, frame.start + 1)]
        if self.text[end - 1 : end] in (")", "）"):
            brackets.append((end - 1, end))
        items = frame.items or [Operand(Missing(frame.start + 1, frame.start + 1), frame.start + 1, frame.start + 1)]
        first, last = items[0], items[-1]
        if len(items) == 1 and not self._wants_list():
            first.brackets += brackets
            self._push(first)
        elif len(items) > 1 and all(item.infix or isinstance(item.node, Call) for item in items):
            infix = Infix("and", ",", frame.commas[0].start, frame.commas[0].end, items)
            self._push(Operand(first.node, first.start, last.end, infix, brackets=brackets))
        else:
            node = close_list(self.text, self.findings, frame, end)
            edits = [replace(start, stop, mark) for (start, stop), mark in zip(brackets, "[]", strict=False)]
            self._push(Operand(node, frame.start, end, edits=edits))

    def _wants_list(self) -> bool:
        operators = self._frame.operators
        return bool(operators) and operators[-1][0] in ("in", "nin")

    def _close_rest(self) -> None:
        """Close what the end of the text left open, as one finding."""
        place = self._end
        for frame in self._frames[1:]:
            frame.closed_at = place
        frames = [frame for frame in self._frames[1:] if not frame.implied]
        if frames:
            closing = "".join(self._expected(frame) for frame in reversed(frames))
            first = frames[0]
            rest = f", nor are {len(frames) - 1} more brackets" if len(frames) > 1 else ""
            message = f"{_title(first)} is not closed{rest}"
            self.findings.add(
                "FL004", message, first.opening, first.opening + 1, [insert(place, closing)], fix=f"put `{closing[:20]}`"
            )
        while len(self._frames) > 1:
            self._finish(self._end)
        self._finish_item()


def _is(token: Token | None, kind: str, value: str) -> bool:
    return token is not None and token.kind == kind and token.value == value


def _is_loose(operand: Operand) -> bool:
    return operand.infix is None and not operand.brackets and (operand.word or isinstance(operand.node, Number))


def _is_value(node: Node) -> bool:
    return isinstance(node, (String, Number))


def _bare(text: str, start: int, end: int) -> Operand:
    if _NUMBER.fullmatch(text):
        return Operand(Number(number_value(text), start, end), start, end)
    return Operand(Name(text, start, end), start, end, word=True)


def _opening(closing: str) -> str:
    return {")": "(", "]": "[", "}": "{"}[closing]


def _opening_edit(text: str, frame: Frame) -> Edit:
    """Put the parenthesis that a call lacks, in the place of the space behind its name."""
    end = frame.opening
    while end < len(text) and text[end] in " \t":
        end += 1
    return replace(frame.opening, end, "(")


def _title(frame: Frame) -> str:
    return f"`{frame.callee[:40]}(`" if frame.kind == "call" else "`[`" if frame.kind in ("list", "subscript") else "`(`"
