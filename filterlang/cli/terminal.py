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
        try:
            text = _read_stdin() if name == "-" else read_file(name)
        except Usage as error:  # the other files are still worth reading
            from filterlang.rendering import harmless

            print(f"filterlang: {harmless(str(error))}", file=sys.stderr)
            options.unreadable = True
            continue
        yield ("<stdin>" if name == "-" else name), text


def read_file(name: str) -> str:
    """The text of a file, without the line end that editors put behind it."""
    try:
        with open(name, encoding="utf-8-sig", newline="") as file:
            return file.read().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Usage(f"{name}: not UTF-8 text (byte {error.start})") from None
    except (OSError, ValueError) as error:
        hint = " (a filter itself is given with -e)" if "(" in name or " " in name else ""
        raise Usage(f"{name}: {getattr(error, 'strerror', None) or error}{hint}") from None


def _read_stdin() -> str:
    if sys.stdin.isatty():
        print("reading a filter from standard input, up to Ctrl-D (or give it with -e)", file=sys.stderr)
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Usage(f"standard input: not UTF-8 text (byte {error.start})") from None


def write_file(name: str, text: str) -> None:
    """Put a text in a file's place, whole or not at all, with the line ends and the byte order mark the file has."""
    import re
    import shutil

    if not os.path.isfile(name) or not os.access(name, os.W_OK):
        raise Usage(f"{name}: not a file that can be written")
    temporary = f"{os.path.realpath(name)}.{os.getpid()}.tmp"
    try:
        with open(name, "rb") as file:
            old = file.read()
        line_end = "\r\n" if b"\r\n" in old else "\n"
        mark = "\ufeff" if old.startswith(b"\xef\xbb\xbf") else ""
        lines = re.sub(r"\r?\n", line_end, text) + (line_end if old.endswith(b"\n") else "")
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.write(mark + lines)
        shutil.copymode(name, temporary)
        os.replace(temporary, os.path.realpath(name))
    except OSError as error:
        raise Usage(f"{name}: {error.strerror}") from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def shown(text: str) -> str:
    """A filter to print: as it is in a pipe; in a terminal without characters that could drive it."""
    if not sys.stdout.isatty():
        return text
    from filterlang.rendering import harmless

    return "\n".join(map(harmless, text.split("\n")))


def has_colour(stream: TextIO) -> bool:
    """Whether to write colours: ``NO_COLOR`` and ``FORCE_COLOR`` decide, else whether this is a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
