"""Scanning JSON: every string value of a text with its key, and the objects and lists that it is in.

Owns the invariant that every text is scanned to its end in linear time, whatever is wrong with it. JSON lines, comments,
commas before a closing bracket, and the unquoted keys and single quotes of JSON5 are read as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
import re

from filterlang.hosts.data_places import ITEM
from filterlang.hosts.embedded import HOLE
from filterlang.hosts.readers.data_levels import SHORT, DataString, Level
from filterlang.hosts.readers.json_strings import json_string
from filterlang.text.source import Span

_TOKEN = re.compile(
    rf"""
    "(?P<double>(?:[^"\\\n\r]++|\\(?:\r\n|.))*+)(?P<double_end>"?)
    | '(?P<single>(?:[^'\\\n\r]++|\\(?:\r\n|.))*+)(?P<single_end>'?)
    | (?P<comment> //[^\n\r]* | \#[^\n\r]* | /\*.*?(?:\*/|\Z) )
    | (?P<word> {re.escape(HOLE)} | [^\s"'{{}}\[\],:]+ )
    | (?P<mark> [{{}}\[\],:] )
    """,
    re.VERBOSE | re.DOTALL,
)
_LITERAL = re.compile(r"true|false|null|[-+]?(?:\d[\w.+-]*|\.\d+|Infinity|NaN)|" + re.escape(HOLE))
_CLOSED_BY = {"}": "{", "]": "["}


class JsonScanner:
    """Scans one text. ``strings`` yields its string values; what stands after a mistake of the document is not fixable.

    A text that is a string of another document has there a ``key`` in a level ``around`` it.
    """

    def __init__(self, text: str, key: str = "", around: Level | None = None) -> None:
        self._text = text
        self._root_key = key
        self._level = around or Level()
        self._openers: list[str] = []
        self._key: str | None = None
        self._value: re.Match[str] | None = None
        self._filled = False
        self._broken = False

    def strings(self) -> Iterator[DataString]:
        """Yields the string values in their order."""
        for token in _TOKEN.finditer(self._text):
            kind = token.lastgroup
            if kind == "comment":
                continue
            if kind == "mark":
                yield from self._marked(token[0])
            else:
                yield from self._read(token)
        yield from self._ended()

    def _marked(self, mark: str) -> Iterator[DataString]:
        """Reads a bracket, a comma or a colon."""
        if mark == ":":
            self._broken |= self._value is None or self._key is not None or not self._in_object
            self._key = "" if self._value is None else self._name(self._value)
            self._value, self._filled = None, False
            return
        if mark in "{[":
            yield from self._next_value()
            self._filled = True
            self._level = Level(self._own_key, self._level)
            self._openers.append(mark)
            self._key, self._filled = None, False
            return
        yield from self._ended()
        if mark == ",":
            self._broken |= not self._openers
        elif self._openers:
            self._broken |= self._openers.pop() != _CLOSED_BY[mark]
            closed, self._level = self._level, self._level.around or self._level
            self._key, self._filled = (closed.key if self._in_object else None), True
        else:
            self._broken = True

    def _read(self, token: re.Match[str]) -> Iterator[DataString]:
        """Reads a string or a word."""
        yield from self._next_value()
        self._value, self._filled = token, True
        if token.lastgroup == "word":
            return
        self._broken |= not token[f"{_quotes(token)}_end"]

    def _next_value(self) -> Iterator[DataString]:
        """Ends a value that another one follows without a comma: a mistake inside of brackets."""
        if self._filled:
            self._broken |= bool(self._openers)
            yield from self._ended()

    def _ended(self) -> Iterator[DataString]:
        """Ends an entry of an object, an item of a list, or a value outside of both."""
        value, self._value = self._value, None
        if self._in_object:
            self._broken |= self._filled and self._key is None
            if self._key is not None:
                short = value is not None and value.end() - value.start() <= SHORT
                self._level.add(self._key, self._name(value) if short and value is not None else "")
        if value is not None:
            if value.lastgroup != "word":
                quotes = _quotes(value)
                decode = partial(json_string, self._text, value.start(quotes), value.end(quotes))
                yield DataString(
                    self._own_key, self._level, decode, Span(*value.span(quotes)), not self._broken, self._level.last
                )
                if self._own_key == ITEM:
                    self._level.add(ITEM, value[quotes][:SHORT])
            else:
                self._broken |= _LITERAL.fullmatch(value[0]) is None
        self._key, self._filled = None, False

    @property
    def _in_object(self) -> bool:
        return bool(self._openers) and self._openers[-1] == "{"

    @property
    def _own_key(self) -> str:
        """The key of the value that is read."""
        if self._key is not None:
            return self._key
        return ITEM if self._openers else self._root_key

    def _name(self, token: re.Match[str]) -> str:
        """The text of a key or of a short value."""
        if token.lastgroup == "word":
            return token[0]
        quotes = _quotes(token)
        text = token[quotes]
        return text if "\\" not in text else json_string(self._text, token.start(quotes), token.end(quotes)).text


def _quotes(token: re.Match[str]) -> str:
    """The name of the group with the text of a string."""
    return "double" if token["double"] is not None else "single"
