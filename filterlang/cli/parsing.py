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

_PARAGRAPH = r"(?m)^(?: .*|(?:\S.*(?<!:)\n(?=\S))*\S.*|)$"
"""A line that begins with a space, an empty line, or lines up to the next of these or a colon at their end."""
_BREAK = r" (?=-)|(?<=,) "
"""Where a command may go on in the next line: before an option, and behind a comma of a filter, whose quotes go on."""
_INDENT = "      "
_ELSEWHERE = {
    **dict.fromkeys(("filter", "query", "where"), "-e"),
    **dict.fromkeys(("file", "input", "path"), "--from"),
    **dict.fromkeys(("columns", "fields"), "--select"),
    **dict.fromkeys(("n", "head", "max"), "--limit"),
    **dict.fromkeys(("json", "jsonl", "csv", "parquet", "output-format", "type"), "--format"),
    **dict.fromkeys(("start-time", "after", "from-time"), "--since"),
    **dict.fromkeys(("end-time", "before"), "--until"),
    **dict.fromkeys(("in-place", "inplace"), "--write"),
    **dict.fromkeys(("session", "project-name"), "--project"),
    **dict.fromkeys(("v", "V"), "--version"),
}
"""Options of other programs and arguments of ``list_runs``, and the options that do the same here."""


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
        for paragraph in re.findall(_PARAGRAPH, text):
            if paragraph.startswith(" "):
                lines += _command_lines(paragraph, self.width)
            else:
                lines += wrap(paragraph, self.width, break_long_words=False, break_on_hyphens=False) or [""]
        return "\n".join(lines)


def _command_lines(line: str, width: int) -> list[str]:
    """A command, spread over lines where it is too long, in a way that a shell reads as the same command."""
    lines = [line]
    while len(lines[-1]) > width:
        places = [match.start() for match in re.compile(_BREAK).finditer(lines[-1], len(_INDENT) + 1)]
        fitting = [place for place in places if place + 2 <= width] or places[:1]
        if not fitting:
            break
        head, tail = lines[-1][: fitting[-1]], lines[-1][fitting[-1] + 1 :]
        lines[-1:] = [head if head.endswith(",") else head + " \\", _INDENT + tail]
    return lines


class Parser(argparse.ArgumentParser):
    """A parser whose complaints hold no control characters, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        from filterlang.text.display import harmless

        super().error(harmless(message))

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """The options and arguments of a command, in any order."""
        options, unknown = self.parse_known_intermixed_args(words)
        if unknown:
            self.refuse(unknown[0])
        return options

    def refuse(self, word: str) -> NoReturn:
        """End with the usage of the command and what was probably meant by a word that it does not take."""
        self.error(self._unknown(word) if word.startswith("-") else f"{word!r} is one argument too many")

    def _unknown(self, word: str) -> str:
        from filterlang.schema.fields import FIELDS

        option = word.split("=", 1)[0]
        name = option.lstrip("-")
        own = self._option_string_actions
        names = {habit: meant for habit, meant in _ELSEWHERE.items() if meant in own}
        names |= {known.lstrip("-"): known for known in own if known.startswith("--")}
        if (field := name.replace("-", "_")) in FIELDS:
            return f"there is no option {option}: a field is asked for in the filter, as in eq({field}, …)"
        near = closest(name, names)
        return f"there is no option {option}{f': did you mean {names[near]}?' if near else ''}"


class Version(argparse.Action):
    """``--version``, which has to look nothing up unless it is asked for."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from filterlang.text.version import __version__

        print(f"filterlang {__version__}")
        parser.exit()


def closest(word: str, names: Iterable[str]) -> str | None:
    """The name that a word comes nearest to, if it comes near to any."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:40], list(names), 1)), None)
