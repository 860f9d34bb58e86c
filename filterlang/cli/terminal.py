"""What the commands share: where filters come from, colours, and how errors of usage end a command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

DIALECTS = ("portable", "v1", "v2", "examples")


class Usage(Exception):
    """The command was used wrongly, or a file can not be read; the message says what to do."""


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """``-e TEXT`` and files; standard input where neither is given."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="a file that holds one filter; - for standard input")
    parser.add_argument(
        "-e", "--expression", action="append", default=[], metavar="TEXT", help="the filter itself; may be repeated"
    )


def add_dialect(parser: argparse.ArgumentParser) -> None:
    """``--dialect``."""
    parser.add_argument(
        "-d",
        "--dialect",
        choices=DIALECTS,
        default="portable",
        help="what has to accept the filter (default: portable, v1 and v2 both)",
    )


def filters(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The name and text of every filter a command was given. Raises ``Usage`` for a file that can not be read."""
    for number, text in enumerate(options.expression, 1):
        yield ("filter" if len(options.expression) == 1 else f"filter {number}"), text
    for name in options.files or ([] if options.expression else ["-"]):
        yield ("<stdin>", _read_stdin()) if name == "-" else (name, read_file(name))


def read_file(name: str) -> str:
    """The text of a file, without the line end that editors put behind it."""
    try:
        with open(name, encoding="utf-8-sig", newline="") as file:
            return file.read().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Usage(f"{name}: not UTF-8 text (byte {error.start})") from None
    except (OSError, ValueError) as error:
        raise Usage(f"{name}: {getattr(error, 'strerror', None) or error}") from None


def _read_stdin() -> str:
    if sys.stdin.isatty():
        print("reading a filter from standard input, up to Ctrl-D (or give it with -e)", file=sys.stderr)
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Usage(f"standard input: not UTF-8 text (byte {error.start})") from None


def write_file(name: str, text: str) -> None:
    """Put a text in a file's place, whole or not at all: an interruption leaves the old one."""
    temporary = f"{name}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.write(text + "\n")
        os.replace(temporary, name)
    except OSError as error:
        raise Usage(f"{name}: {error.strerror}") from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def has_colour(stream: TextIO) -> bool:
    """Whether to write colours: ``NO_COLOR`` and ``FORCE_COLOR`` decide, else whether this is a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
