"""The tolerant parser: an operator-precedence parser over a stack of open brackets.

Owns the invariant that it looks at each token a bounded number of times and never recurses.
"""

from functools import cached_property
import re

from filterlang.syntax.syntax_rules import (
    FOREIGN_CHARACTER,
    MISMATCHED_BRACKET,
    MISSING_PARENTHESIS,
    SURPLUS_BRACKET,
    UNCLOSED_BRACKET,
)
from filterlang.text.edits import Edit
from filterlang.syntax.recovery.argument_lists import close_call, close_list, close_root, close_subscript
from filterlang.syntax.recovery.expressions import Expressions
from filterlang.text.edits import insert, replace
from filterlang.syntax.recovery.frames import Frame
from filterlang.syntax.recovery.infix import RANGES, Infix, Operand
from filterlang.syntax.recovery.tokens import (
    CLOSE,
    COMMA,
    JUNK,
    OPEN,
    OPERATOR,
    WORD,
    Token,
)
from filterlang.syntax.recovery.operator_words import AND, CALLS, COMPARE
from filterlang.text.display import clip
from filterlang.syntax.tree import Call, Missing, Name, Node, Number, String, Unknown


_DIGITS = re.compile(r"[+-]?[0-9]{1,3}")
_GROUPS = re.compile(r"(?:,[0-9]{3}(?![0-9]))++(?:\.[0-9]+)?(?![\w.])")


class Recovery(Expressions):
    """One reading of one text's tokens."""

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

    def _implied_call(self, token: Token) -> None:
        self._frames.append(Frame("call", token.start, token.end, token.text, implied=True))

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
        if self._groups_digits(token):
            return
        if token.value == ";" and not frame.conditions:
            self.findings.habit(
                FOREIGN_CHARACTER, "arguments are separated by commas", token.start, token.end, ",", "write a comma"
            )
        if frame.ready and not frame.operands and not frame.operators and frame.compares and not frame.items:
            self._missing_argument(frame, token.start)
        elif frame.ready and not frame.operands and not frame.operators:
            self._surplus(token)
            return
        self._finish_item()
        frame.commas.append(token)

    def _groups_digits(self, token: Token) -> bool:
        """``total_tokens > 1,000``: between conditions commas in front of three digits belong to a number."""
        frame, groups = self._frame, _GROUPS.match(self.text, token.start)
        if not (groups and frame.joins and not frame.ready and frame.operators and frame.operators[-1][4] == COMPARE):
            return False
        start, end = frame.operands[-1].start, groups.end()
        if not _DIGITS.fullmatch(self.text, start, token.start):
            return False
        while (inside := self._peek()) is not None and inside.start < end:
            self._at += 1
        number = self.text[start:end].replace(",", "_")
        frame.operands[-1] = Operand(Name(number, start, end), start, end, word=True)
        return True

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
                SURPLUS_BRACKET,
                f"this `{token.value}` closes nothing",
                token.start,
                token.end,
                "",
                f"remove the `{token.value}`",
            )

    def _expected(self, frame: Frame) -> str:
        return {"root": "", "list": "]", "subscript": "]"}.get(frame.kind, ")")

    def _mismatched(self, token: Token, expected: str) -> None:
        self.findings.add(
            MISMATCHED_BRACKET,
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
                UNCLOSED_BRACKET,
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
        self.findings.add(MISSING_PARENTHESIS, message, frame.start, frame.opening, edits, fix="put the parentheses")

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
        if frame.kind == "subscript":
            self._call_in_square_brackets(frame, end)
        if frame.compares and len(frame.items) == 1 and frame.commas:
            self._missing_argument(frame, frame.commas[-1].end)
        elif frame.commas and frame.kind in ("call", "list") and len(frame.commas) >= len(frame.items) and frame.items:
            self._surplus_at_end(frame, end)
        if frame.kind == "group":
            self._finish_group(frame, end)
            return
        close = {"call": close_call, "list": close_list, "subscript": close_subscript}[frame.kind]
        node = close(self.text, self.findings, frame, end)
        self._push(Operand(node, frame.start, end))

    def _surplus_at_end(self, frame: Frame, end: int) -> None:
        """The last comma has nothing on one of its sides: it is surplus, unless something stood there that is left out."""
        comma = frame.commas[-1]
        before = next((item.end for item in reversed(frame.items) if item.end <= comma.start), frame.opening)
        behind = frame.items[-1].start if frame.items[-1].start >= comma.end else end
        if not self.findings.left_out(before, behind):
            self._surplus(comma)

    def _call_in_square_brackets(self, frame: Frame, end: int) -> None:
        """``eq[status, "error"]``: behind an operator the brackets are the wrong ones."""
        name = frame.base.node if frame.base else None
        if not isinstance(name, Name) or name.id.lower() not in CALLS:
            return
        frame.kind, frame.callee = "call", name.id
        edits = [replace(frame.opening, frame.opening + 1, "(")]
        if self.text[end - 1] == "]":
            edits.append(replace(end - 1, end, ")"))
        message = f"the arguments of `{name.id}` stand between ( and )"
        self.findings.add(MISMATCHED_BRACKET, message, frame.opening, frame.opening + 1, edits, fix="write ( and )")

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
            place = frame.commas[0].start if frame.commas else first.end
            infix = Infix("and", ",", place, place + 1, items)
            self._push(Operand(first.node, first.start, last.end, infix, brackets=brackets))
        else:
            node = close_list(self.text, self.findings, frame, end)
            edits = [replace(start, stop, mark) for (start, stop), mark in zip(brackets, "[]", strict=False)]
            self._push(Operand(node, frame.start, end, edits=edits))

    def _wants_list(self) -> bool:
        operators = self._frame.operators
        return bool(operators) and operators[-1][0] in ("in", "notin", *RANGES)

    def _close_rest(self) -> None:
        """Close what the end of the text left open, as one finding."""
        place = self._end
        for frame in self._frames[1:]:
            frame.closed_at = place
        frames = [frame for frame in self._frames[1:] if not frame.implied]
        if frames:
            closing = "".join(self._expected(frame) for frame in reversed(frames))
            first = frames[0]
            more = len(frames) - 1
            rest = f", nor {'is' if more == 1 else 'are'} {more} more bracket{'s' * (more > 1)}" if more else ""
            message = f"{_title(first)} is not closed{rest}"
            self.findings.add(
                UNCLOSED_BRACKET,
                message,
                first.opening,
                first.opening + 1,
                [insert(place, closing)],
                fix=f"put `{clip(closing, 20)}`",
            )
        while len(self._frames) > 1:
            self._finish(self._end)
        self._finish_item()


def _is_value(node: Node) -> bool:
    return isinstance(node, (String, Number))


def _opening(closing: str) -> str:
    return {")": "(", "]": "[", "}": "{"}[closing]


def _opening_edit(text: str, frame: Frame) -> Edit:
    """Put the parenthesis that a call lacks, in the place of the space behind its name."""
    end = frame.opening
    while end < len(text) and text[end] in " \t":
        end += 1
    return replace(frame.opening, end, "(")


def _title(frame: Frame) -> str:
    return f"`{clip(frame.callee, 40)}(`" if frame.kind == "call" else "`[`" if frame.kind in ("list", "subscript") else "`(`"
