"""Run the language server, which editors start to check and complete filters as they are typed (extra "lsp")."""

from __future__ import annotations

import argparse

from filterlang.cli.terminal import Usage
from filterlang.text.extras import install

SUMMARY = "run the language server for editors"
EXAMPLES = """\
examples:
  filterlang lsp
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""


def run(options: argparse.Namespace) -> int:
    """Serves an editor until it ends the session."""
    try:
        from filterlang.lsp.language_server import serve
    except ModuleNotFoundError as error:
        raise Usage(f"the language server needs {error.name}: {install('lsp')}") from None
    serve()
    return 0
