"""What the commands share: how they speak to a terminal, and how wrong usage ends a command."""

from __future__ import annotations

import argparse
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.text.source import Source


class Usage(Exception):
    """The command was used wrongly, or a file cannot be read; the message says what to do."""


class _Dialects:
    """The names of the dialects, read from the schema only when one is given or help is shown."""

    def __iter__(self) -> Iterator[str]:
        from filterlang.schema.dialects import DIALECTS

        return iter(DIALECTS)

    def __contains__(self, name: object) -> bool:
        return name in list(self)


def add_dialect(parser: argparse.ArgumentParser) -> None:
    """``--dialect``."""
    parser.add_argument(
        "-d",
        "--dialect",
        choices=_Dialects(),
        default="portable",
        metavar="DIALECT",
        help="the dialect to check for, one of %(choices)s; portable, the default, is what v1 and v2 both take",
    )


def tell(message: str) -> None:
    """Say something beside the answer, on standard error."""
    from filterlang.text.display import harmless

    print(harmless(message), file=sys.stderr)


def report(findings: Iterable[Diagnostic], source: Source) -> None:
    """Show findings on standard error."""
    from filterlang.findings.rendering import render

    for finding in findings:
        print(render(finding, source, colour=has_colour(sys.stderr)), end="\n\n", file=sys.stderr)


def shown(text: str) -> str:
    """A filter to print: as it is in a pipe; in a terminal without characters that could drive it."""
    if not sys.stdout.isatty():
        return text
    from filterlang.text.display import harmless

    return "\n".join(map(harmless, text.split("\n")))


def has_colour(stream: TextIO) -> bool:
    """Whether to write colours: ``NO_COLOR`` and ``FORCE_COLOR`` decide, else whether this is a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def columns(stream: TextIO) -> int | None:
    """How wide a stream is shown: ``COLUMNS`` where it says so, else the terminal; None where neither is known."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told[:9]) > 0:
        return int(told[:9])
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None
