"""Spark for a command: its messages stay off the terminal, and a session that the command started is stopped at its end.

Owns the invariant that standard output and standard error have only what the command itself prints.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
import logging
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any


@contextmanager
def stopped_spark() -> Generator[None]:
    """Stops a session of Spark that was started inside, and silences the log of the library that talks to Java."""
    before = _session()
    handler = logging.NullHandler()
    logging.getLogger().addHandler(handler)  # without one, the library would print a traceback for an interrupt
    try:
        yield
    finally:
        session = _session()
        if before is None and session is not None:
            with suppress(Exception):  # the command has its result or its error already
                session.stop()
        logging.getLogger().removeHandler(handler)


@contextmanager
def silent_processes() -> Generator[None]:
    """Gives processes that are started inside, such as Spark's Java machine, no terminal to write to, for as long as they run.

    This process still writes to its own standard error.
    """
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    own = {number: os.dup(number) for number in (1, 2)}
    before = sys.stderr
    if before is sys.__stderr__:
        sys.stderr = open(own[2], "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    for number in own:
        os.dup2(nowhere, number)
    try:
        yield
    finally:
        sys.stderr = before
        for number, copy in own.items():
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)


def _session() -> Any:
    """Returns the session of Spark that this process has, without loading Spark.

    A classic session is active only in a thread of Java, which an interrupt ends.
    """
    library: Any = sys.modules.get("pyspark.sql")
    if library is None:
        return None
    return getattr(library.SparkSession, "_instantiatedSession", None) or library.SparkSession.getActiveSession()
