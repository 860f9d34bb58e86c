"""Reads the command line, and suggests the nearest name for an unknown command or option."""

from __future__ import annotations

import argparse
import re
import sys

from filterlang.text.display import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

_PARAGRAPH = r"(?m)^(?: .*|(?:\S.*(?<!:)\n(?=\S))*\S.*|)$"
"""A paragraph of a help text: a line that begins with a space, an empty line, or other lines up to one that ends in a colon."""
_BREAK = r" (?=-)|(?<=,) "
"""Where a command may be continued on the next line: before an option, and after a comma inside a quoted filter."""
_INDENT = "      "
_ELSEWHERE = "names_elsewhere"


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal: paragraphs are filled, and lines that begin with a space, which are commands, are kept.

    argparse would get the width from shutil, which takes longer to import than argparse itself.
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
    """Returns the lines of a command: several where it is too long, in a form that a shell reads as the same command."""
    lines = [line]
    while len(lines[-1]) > width:
        breaks = [match.start() for match in re.compile(_BREAK).finditer(lines[-1], len(_INDENT) + 1)]
        fitting = [position for position in breaks if position + 2 <= width] or breaks[:1]
        if not fitting:
            break
        head, tail = lines[-1][: fitting[-1]], lines[-1][fitting[-1] + 1 :]
        lines[-1:] = [head if head.endswith(",") else head + " \\", _INDENT + tail]
    return lines


class Parser(argparse.ArgumentParser):
    """A parser whose messages hold no control characters, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        from filterlang.text.display import harmless

        self.exit(2, f"{self.prog}: error: {harmless(message)}\n`{self.prog} --help` shows the options\n")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Returns the options and arguments of a command, which may stand in any order.

        argparse writes the usage before it reads arguments on both sides of an option, which it calls intermixed. So it reads
        in this way only if a first reading leaves some over.
        """
        options, unknown = self.parse_known_args(words)
        if unknown:
            options, unknown = self.parse_known_intermixed_args(words)
        if unknown:
            self.refuse(unknown[0])
        return options

    def refuse(self, word: str) -> NoReturn:
        """Ends the program with the usage of the command and the nearest option to a word that it does not take."""
        self.error(self._unknown(word) if word.startswith("-") else f"{word!r} is one argument too many")

    def _unknown(self, word: str) -> str:
        """Returns the message for an unknown option."""
        from filterlang.schema.fields import FIELDS

        option = word.split("=", 1)[0]
        name = option.lstrip("-")
        names: dict[str, str] = {}
        for action in self._actions:
            names |= dict.fromkeys(vars(action).get(_ELSEWHERE, ()), next(reversed(action.option_strings), ""))
        names |= {known.lstrip("-"): known for known in self._option_string_actions if known.startswith("--")}
        if (field := name.replace("-", "_")) in FIELDS:
            return f"there is no option {option}: put the condition in the filter, as in eq({field}, …)"
        near = closest(name, names)
        return f"there is no option {option}{f': did you mean {names[near]}?' if near else ''}"


class Version(argparse.Action):
    """``--version``, which loads the version only when it is printed."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from filterlang.text.version import __version__

        print(f"filterlang {__version__}")
        parser.exit()


def names_elsewhere(option: argparse.Action, *names: str) -> None:
    """Records the names that an option has in other programs, or as an argument of ``list_runs``.

    They are not accepted: the message about an unknown option suggests the option with such a name.
    """
    vars(option)[_ELSEWHERE] = names


def closest(word: str, names: Iterable[str]) -> str | None:
    """Returns the name that is most similar to a word; None where no name is similar."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:40], list(names), 1)), None)
