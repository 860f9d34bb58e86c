"""``python -m filterlang``."""

import sys

from filterlang.cli import program


def _run() -> int:
    """Run a command and return its exit status.

    When Ctrl-C interrupts an ``exec`` of a text, such as dataclasses and enums use, CPython remembers it, although it is
    handled, and would end ``python -m`` by the signal. The next ``exec`` makes it forget.
    """
    status = program()
    exec("")  # noqa: S102
    return status


sys.exit(_run())
