"""The command line: ``filterlang`` check, fix, format, builder, parse, explain, runs, sql, serve and completion.

Owns the invariants of a command: what is asked for goes to standard output and the rest to standard error; it ends with 0, 1
(findings) or 2 (usage), without a traceback whatever the input; and nothing is imported before it is needed.
"""

from __future__ import annotations

import argparse
import io
import os
import sys

from filterlang.cli import builder, check, completion, explain, fix, format, parse, runs, serve, sql
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_EPILOG = """\
examples:
  filterlang check -e 'and(eq(run_type, "chain"), gt(latency, 10))'
  filterlang fix -e 'status = "error" and metadata.user_id = "u1"'
  filterlang explain latency
  filterlang runs 'eq(status, "error")' --from runs.jsonl

A filter is read from -e TEXT, from files (one filter a file), or from standard input.
Exit status: 0 all is well, 1 there are findings, 2 the command was used wrongly.
"""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="filterlang",
        description="Check, fix, format, explain and run the filters of LangSmith's list_runs.",
        epilog=_EPILOG,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True, prog="filterlang")
    for module in (check, fix, format, builder, parse, explain, runs, sql, serve, completion):
        name = module.__name__.rsplit(".", 1)[1]
        command = commands.add_parser(
            name,
            help=module.SUMMARY,
            description=module.__doc__,
            epilog=module.EXAMPLES,
            formatter_class=_Help,
        )
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal. argparse would ask shutil, which costs a start more than all of argparse."""

    def __init__(self, prog: str) -> None:
        try:
            width = os.get_terminal_size().columns
        except (OSError, ValueError):
            width = 100
        super().__init__(prog, width=max(40, width - 2))


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints hold no control characters, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        super().error(_harmless(message))


class _Version(argparse.Action):
    """``--version``, which has to look nothing up unless it is asked for."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from filterlang import __version__

        print(f"filterlang {__version__}")
        parser.exit()


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
    try:
        options = parser.parse_args(arguments)
        status: int = options.run(options)
        sys.stdout.flush()
    except Usage as error:
        print(f"filterlang: {_harmless(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our output has seen enough
        _discard_output()
        return 141
    except OSError as error:
        _discard_output()
        print(f"filterlang: standard output: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 2 if getattr(options, "unreadable", False) else status


def _open_closed_streams() -> None:
    """Standard streams that the caller closed read nothing and write nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - to the end of the program


def _harmless(message: str) -> str:
    from filterlang.rendering import harmless

    return harmless(message)


def _discard_output() -> None:
    """Send what is still waiting to be written nowhere, so that the end of the program does not try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
