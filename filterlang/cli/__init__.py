"""The command line: ``filterlang`` check, fix, format, builder, parse, explain, runs, sql, serve and completion.

Owns the invariants of a command: what is asked for goes to standard output and the rest to standard error; it ends with 0, 1
(findings) or 2 (usage), without a traceback whatever the input; and nothing is imported before it is needed.
"""

from __future__ import annotations

from contextlib import contextmanager
import io
import os
import sys

from filterlang.cli import builder, check, completion, explain, fix, format, parse, runs, serve, sql
from filterlang.cli.parsing import Help, Parser, Version, closest
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Sequence
    from types import FrameType

_COMMANDS = (check, fix, format, builder, parse, explain, runs, sql, serve, completion)
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
_ELSEWHERE = {
    **dict.fromkeys(("list", "ls", "query", "export", "select", "count"), "runs"),
    **dict.fromkeys(("lint", "validate"), "check"),
    **dict.fromkeys(("rule", "describe"), "explain"),
    "repair": "fix", "tree": "parse", "build": "builder", "server": "serve",
}  # fmt: skip
"""Commands of other programs, and the commands that do the same here."""

_ENDING = ("SIGTERM", "SIGHUP")
"""The signals that end a command as Ctrl-C does, with nothing half written left behind."""


def _parser() -> tuple[Parser, dict[str, Parser]]:
    """The parser of the whole, and that of each command."""
    parser = Parser(
        prog="filterlang",
        description="Check, fix, format, explain and run the filters of LangSmith's list_runs.",
        epilog=_EPILOG,
        formatter_class=Help,
    )
    parser.add_argument("--version", action=Version)
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True, prog="filterlang")
    by_name: dict[str, Parser] = {}
    for module in _COMMANDS:
        name = module.__name__.rsplit(".", 1)[1]
        command = commands.add_parser(
            name, help=module.SUMMARY, description=module.__doc__, epilog=module.EXAMPLES, formatter_class=Help
        )
        module.configure(command)
        command.set_defaults(run=module.run)
        by_name[name] = command
    return parser, by_name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser, commands = _parser()
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words:
        parser.print_help(sys.stderr)
        return 2
    options = _options(parser, commands, words)
    ended: list[int] = []
    try:
        with _ending_on_signals(ended):
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
        print(f"filterlang: {_harmless(str(error.filename or 'standard output'))}: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return ended[0] if ended else 130
    return 2 if getattr(options, "unreadable", False) else status


def _options(parser: Parser, commands: dict[str, Parser], words: list[str]) -> argparse.Namespace:
    """What was asked for. Ends the program after ``--help`` and for what was typed wrongly."""
    name, *rest = words
    if name == "help":
        name, *rest = [*rest, "--help"]
    if name in commands:
        return commands[name].read(rest)
    if not name.startswith("-"):
        near = closest(name, [*commands, *_ELSEWHERE])
        meant = f"did you mean {_ELSEWHERE.get(near, near)}?" if near else f"the commands are {', '.join(commands)}"
        parser.error(f"there is no command {name[:80]!r}: {meant}")
    if name not in ("-h", "--help", "--version"):
        parser.refuse(name)
    return parser.parse_args([name, *rest])


@contextmanager
def _ending_on_signals(ended: list[int]) -> Generator[None]:
    """Let signals that end the program raise ``KeyboardInterrupt``, and note the exit status that they ask for."""
    import signal
    import threading

    def interrupt(number: int, _frame: FrameType | None) -> None:
        ended.append(128 + number)
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    changed = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        changed = []
    for number in changed:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _open_closed_streams() -> None:
    """Standard streams that the caller closed read nothing and write nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - to the end of the program


def _harmless(message: str) -> str:
    from filterlang.text.display import harmless

    return harmless(message)


def _discard_output() -> None:
    """Send what is still waiting to be written nowhere, so that the end of the program does not try again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
