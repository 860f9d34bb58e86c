"""Run the language server, which editors start to check and complete filters as they are typed (extra "lsp")."""

from __future__ import annotations

import argparse
import logging
import sys

from filterlang.cli.terminal import Usage, tell
from filterlang.text.extras import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.lsp.transports import Transport

SUMMARY = "run the language server for editors"
EXAMPLES = """\
examples:
  filterlang lsp
  filterlang lsp --tcp 0
  filterlang lsp --websocket 127.0.0.1:3000

An editor starts this command, and talks to it over standard input and output: docs/editors has the settings of each editor.
With --tcp or --websocket, the server waits for one client at a port, prints the address on standard error, and ends with it.
"""
_LEVELS = ("debug", "info", "warning", "error")
_LEVEL_HELP = "what is logged on standard error: %(choices)s (default: %(default)s)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument("--stdio", action="store_true", help="serve over standard input and output, as without options")
    parser.add_argument("--tcp", type=_address, metavar="[HOST:]PORT", help="wait for a client at a port, 0 for a free one")
    parser.add_argument("--websocket", type=_address, metavar="[HOST:]PORT", help="the same with WebSocket, for web pages")
    parser.add_argument("--log-level", choices=_LEVELS, default="warning", metavar="LEVEL", help=_LEVEL_HELP)
    parser.add_argument("--clientProcessId", type=int, dest="client_process", metavar="PID", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Serves an editor until it ends the session."""
    try:
        from filterlang.lsp.language_server import serve
    except ModuleNotFoundError as error:
        raise Usage(f"the language server needs {error.name}: {install('lsp')}") from None
    _log(options.log_level)
    try:
        return serve(_transport(options), options.client_process)
    except KeyboardInterrupt:  # before the server has begun
        return 0
    except OSError as error:
        host, port = options.tcp or options.websocket or ("", 0)
        raise Usage(f"{host}, port {port}: {error.strerror or error}") from None


def _transport(options: argparse.Namespace) -> Transport:
    from filterlang.lsp.transports import over_stdio, over_tcp, over_websocket

    if sum((options.stdio, options.tcp is not None, options.websocket is not None)) > 1:
        raise Usage("--stdio, --tcp and --websocket exclude each other: give one of them")
    if options.tcp is not None:
        return over_tcp(options.tcp, lambda address: tell(f"filterlang: waiting for a client at {address}"))
    if options.websocket is not None:
        from importlib.util import find_spec

        if find_spec("websockets") is None:
            raise Usage(f"--websocket needs websockets: {install('lsp')}")
        return over_websocket(options.websocket, lambda address: tell(f"filterlang: waiting for a client at ws://{address}"))
    return over_stdio(_greet)


def _greet() -> None:
    """Tells a person who starts the server in a terminal that it works."""
    if sys.stdin.isatty():
        tell("filterlang lsp is the language server that editors start: it waits for one here. Ctrl-C ends it.")


def _log(level: str) -> None:
    """Logs to standard error. What pygls logs holds the texts of files, and is left out."""
    logging.basicConfig(level=level.upper(), format="filterlang: %(levelname)s: %(message)s", stream=sys.stderr)
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)


def _address(text: str) -> tuple[str, int]:
    """The host and the port in ``[HOST:]PORT``; the host is this machine unless another is named."""
    host, separator, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65536) or bool(separator) != bool(host):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a port, nor HOST:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)
