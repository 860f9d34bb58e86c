"""The command line: ``filterlang check``, and the other commands in ``_COMMANDS``.

Owns the invariants of a command: its result goes to standard output and every other message to standard error; it ends with 0,
1 (findings) or 2 (usage), without a traceback whatever the input; and only the module of that command is imported.
"""

from __future__ import annotations

import gc
import io
import os
import sys

from filterlang.cli.parsing import Help, Parser, Version, closest, names_elsewhere
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType

_COMMANDS = (
    "check", "find", "fix", "format", "simplify", "builder", "parse", "explain", "diff", "migrate", "rule", "learn", "runs",
    "tree", "why", "stats", "explore", "sql", "serve", "lsp", "completion",
)  # fmt: skip
"""The commands, in the order of the help. Each is a module of this package."""

_EPILOG = """\
examples:
  filterlang check 'and(eq(run_type, "chain"), gt(latency, 10))'
  filterlang fix 'status = "error" and latency > 500ms'
  filterlang explain latency
  filterlang runs 'eq(status, "error")' runs.jsonl

A filter is an argument, -e TEXT, or in a file; without any it is read from standard input. A file holds one filter, or several,
each beginning on a line of its own.

`filterlang COMMAND --help` shows the options of a command. Exit status: 0 all is well, 1 there are findings, 2 the command was
used wrongly.
"""


_OBJECTS_UNTIL_COLLECTION = 20_000
"""How many new objects the collector of cycles waits for. Loading a command makes fewer, and none of them is garbage."""


def program() -> int:
    """Runs the command of this process and returns its exit status.

    Without these settings, a short command spends an eighth of its time on looking for cycles among objects that it uses until
    it ends (docs/decisions/cold_start.md). DuckDB reports objects that are never freed: where it is loaded, none is frozen.
    """
    gc.set_threshold(_OBJECTS_UNTIL_COLLECTION, *gc.get_threshold()[1:])
    try:
        return main()
    finally:
        if "_duckdb" not in sys.modules:
            gc.freeze()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit status."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(_whole_parser())
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words:
        _whole_parser().print_help(sys.stderr)
        return 2
    options = _options(words)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except Usage as error:
        print(f"filterlang: {_harmless(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of the output has closed it
        _discard_output()
        return 141
    except OSError as error:
        _discard_output()
        print(f"filterlang: {_harmless(str(error.filename or 'standard output'))}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as interrupt:
        return getattr(interrupt, "status", 130)
    return 2 if getattr(options, "unreadable", False) else status


def _options(words: list[str]) -> argparse.Namespace:
    """Returns the options and arguments of the command. Ends the program after ``--help`` and for wrong usage."""
    name, *rest = words
    if name == "help":
        name, *rest = [*rest, "--help"]
    if name in _COMMANDS:
        return _parser(name).read(rest)
    if name == "--version":
        return _parser_without_commands().parse_args([name, *rest])
    parser = _whole_parser()
    if not name.startswith("-"):
        commands = {alias: command for command in _COMMANDS for alias in (command, *getattr(_command(command), "ALIASES", ()))}
        near = closest(name, commands)
        hint = f"did you mean {commands[near]}?" if near else f"the commands are {', '.join(_COMMANDS)}"
        parser.error(f"there is no command {name[:80]!r}: {hint}")
    if name not in ("-h", "--help"):
        parser.refuse(name)
    return parser.parse_args([name, *rest])


def _command(name: str) -> ModuleType:
    from importlib import import_module

    return import_module(f"filterlang.cli.{name}")


def _parser(name: str) -> Parser:
    """Returns the parser of a command."""
    command = _command(name)
    parser = Parser(prog=f"filterlang {name}", description=command.__doc__, epilog=command.EXAMPLES, formatter_class=Help)
    command.configure(parser)
    parser.set_defaults(run=command.run)
    return parser


def _whole_parser() -> Parser:
    """Returns the parser of the whole command line, for its help, its mistakes and completion in a shell."""
    parser = _parser_without_commands()
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True, prog="filterlang")
    for name in _COMMANDS:
        command = _command(name)
        command.configure(commands.add_parser(name, help=command.SUMMARY))
    return parser


def _parser_without_commands() -> Parser:
    parser = Parser(
        prog="filterlang",
        description="Check, fix, format, explain and run the filters of LangSmith's list_runs.",
        epilog=_EPILOG,
        formatter_class=Help,
    )
    names_elsewhere(parser.add_argument("--version", action=Version), "v", "V")
    return parser


def _open_closed_streams() -> None:
    """Replaces standard streams that the caller has closed by streams that read nothing and write nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the program ends


def _harmless(message: str) -> str:
    from filterlang.text.display import harmless

    return harmless(message)


def _discard_output() -> None:
    """Discards buffered output, so that the interpreter does not try to write it again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
