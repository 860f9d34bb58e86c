"""Output to a terminal, shared by the commands, and the exception for wrong usage."""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.text.source import Source


class Usage(Exception):
    """The command was used wrongly, or a file cannot be read; the message says what to do."""


class LazyNames:
    """The names that an option takes, which are loaded only when the option is used or help is shown."""

    def __init__(self, load: Callable[[], Iterable[str]]) -> None:
        self._load = load

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __contains__(self, name: object) -> bool:
        return name in list(self)


def _dialects() -> Iterable[str]:
    from filterlang.schema.dialects import DIALECTS

    return DIALECTS


def add_dialect(parser: argparse.ArgumentParser, default: str | None = "portable") -> None:
    """Adds ``--dialect``; a command with configurations has no other default."""
    parser.add_argument(
        "-d",
        "--dialect",
        choices=LazyNames(_dialects),
        default=default,
        metavar="DIALECT",
        help="the dialect to check for, one of %(choices)s; portable, the default, is what v1 and v2 both accept",
    )


def add_api_url(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:  # pyright: ignore[reportPrivateUsage]
    """Adds ``--api-url``."""
    parser.add_argument(
        "--api-url", metavar="URL", help="the address of the API (default: LANGSMITH_ENDPOINT, or LangSmith's US cloud)"
    )


def tell(message: str) -> None:
    """Prints a message on standard error."""
    from filterlang.text.display import harmless

    print(harmless(message), file=sys.stderr)


def report(findings: Iterable[Diagnostic], source: Source) -> None:
    """Prints findings on standard error."""
    from filterlang.findings.rendering import render
    from filterlang.text.display import has_colour

    for finding in findings:
        print(render(finding, source, colour=has_colour(sys.stderr)), end="\n\n", file=sys.stderr)


def shown(text: str) -> str:
    """Returns a text to print: unchanged for a pipe, and without control characters for a terminal."""
    if not sys.stdout.isatty():
        return text
    from filterlang.text.display import harmless

    return "\n".join(map(harmless, text.split("\n")))
