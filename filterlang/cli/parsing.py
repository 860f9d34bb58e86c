"""Reading the command line: commands, their options, and what was probably meant by one that there is not."""

from __future__ import annotations

import argparse
import re
import sys

from filterlang.cli.terminal import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

_PARAGRAPH = re.compile(r"^(?: .*|(?:\S.*(?<!:)\n(?=\S))*\S.*|)$", re.MULTILINE)
"""A line that begins with a space, an empty line, or lines up to the next of these or a colon at their end."""
_BREAK = re.compile(r" (?=-)")
_INDENT = "      "


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal: paragraphs are filled, and lines that begin with a space are commands and stay lines.

    argparse would ask shutil for the width, which costs a start more than all of argparse.
    """

    def __init__(self, prog: str) -> None:
        self.width: int = max(40, columns(sys.stdout) or 100)
        super().__init__(prog, width=self.width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from textwrap import wrap

        lines: list[str] = []
        for paragraph in _PARAGRAPH.findall(text):
            if paragraph.startswith(" "):
                lines += _command_lines(paragraph, self.width)
            else:
                lines += wrap(paragraph, self.width, break_long_words=False, break_on_hyphens=False) or [""]
        return "\n".join(lines)


def _command_lines(line: str, width: int) -> list[str]:
    """A command, spread over lines in the way of a shell where it is too long: before options."""
    lines = [line]
    while len(lines[-1]) > width:
        places = [match.start() for match in _BREAK.finditer(lines[-1], len(_INDENT) + 1)]
        fitting = [place for place in places if place + 2 <= width] or places[:1]
        if not fitting:
            break
        lines[-1:] = [lines[-1][: fitting[-1]] + " \\", _INDENT + lines[-1][fitting[-1] + 1 :]]
    return lines


class Parser(argparse.ArgumentParser):
    """A parser whose complaints hold no control characters, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        from filterlang.rendering import harmless

        super().error(harmless(message))

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """The options and arguments of a command, in any order."""
        options, unknown = self.parse_known_intermixed_args(words)
        if unknown:
            self.error(self._unknown(unknown[0]))
        return options

    def _unknown(self, word: str) -> str:
        option = word.split("=", 1)[0]
        names = [name for name in self._option_string_actions if name.startswith("--")]
        if not option.startswith("-"):
            return f"{word!r} is one argument too many"
        if (near := closest(option, names)) is not None:
            return f"there is no option {option}: did you mean {near}?"
        from filterlang.schema.fields import FIELDS

        field = option.lstrip("-").replace("-", "_")
        if field in FIELDS:
            return f"there is no option {option}: a field is asked for in the filter, as in eq({field}, …)"
        return f"there is no option {option}"


class Version(argparse.Action):
    """``--version``, which has to look nothing up unless it is asked for."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from filterlang import __version__

        print(f"filterlang {__version__}")
        parser.exit()


def closest(word: str, names: Iterable[str]) -> str | None:
    """The name that a word comes nearest to, if it comes near to any."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:40], list(names), 1)), None)
