"""Queries in a session of Spark, classic or Spark Connect: the names of their jobs, their cancellation, their errors.

Owns the invariants that jobs are named after the call that they work for, that they end when nobody reads their rows any more,
and that nothing remains set in the session.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
import re
import sys
from typing import Any
from uuid import uuid4

from pyspark.errors import PySparkException
from pyspark import SparkContext
from pyspark.sql import DataFrame, Row, SparkSession

from filterlang.text.display import clip

try:
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]  # it has none
except ImportError:  # pyspark-client speaks Spark Connect only
    Py4JError = OSError

FAILURES: tuple[type[Exception], ...] = (PySparkException, OSError, AssertionError, ValueError, Py4JError)
"""The exceptions for a query that fails, for a Java machine that has ended, and for a session that was stopped."""

_ENDS: tuple[type[BaseException], ...] = (GeneratorExit, KeyboardInterrupt, *FAILURES)
"""The exceptions that end a query before all rows are read."""

_DESCRIPTION = "spark.job.description"
"""The local property of a thread that Spark's UI shows beside its jobs."""

_SHOWN = 200
"""The most characters of a call that are shown."""

_MESSAGE = re.compile(r"\[[A-Z][A-Z0-9_.]+\] .*")
_DETAILS = re.compile(r'^\s*details = "(.*)"$', re.MULTILINE)
"""Matches the reason in a message of gRPC, for a server that cannot be reached."""


def is_remote(session: SparkSession) -> bool:
    """Whether a session is one of Spark Connect, which has no Java machine beside it."""
    return type(session).__module__.startswith("pyspark.sql.connect")


def streamed_rows(frame: DataFrame, call: str) -> Iterator[Row]:
    """Yields the rows of a frame, one partition after the other, from jobs that are named after ``call``.

    The jobs are cancelled when the iterator is closed or interrupted. Spark Connect sends the query with the first row.
    """
    session, handled = frame.sparkSession, sys.exception()
    tag = f"filterlang {uuid4().hex}"
    try:
        with _remote_jobs(session, tag, call) if is_remote(session) else _classic_jobs(session.sparkContext, tag, call):
            rows = iter(frame.toLocalIterator())
            first = next(rows, None)
        if first is not None:
            yield first
            yield from rows
    except _ENDS as error:
        interruption = _interruption(error, handled)
        if interruption is None:
            raise
        with suppress(*FAILURES):  # of a session that was stopped
            cancel = session.interruptTag if is_remote(session) else session.sparkContext.cancelJobsWithTag
            cancel(tag)
        raise interruption from None


def _interruption(error: BaseException, handled: BaseException | None) -> BaseException | None:
    """Returns the exception that breaks a query off, or None for a failure. ``handled`` was there before the query.

    An interrupt closes the connection to Java. The next call of pyspark then fails, and hides the interrupt.
    """
    found: BaseException | None = error
    while found is not None and found is not handled:
        if isinstance(found, (GeneratorExit, KeyboardInterrupt)):
            return found
        found = found.__context__
    return None


@contextmanager
def _remote_jobs(session: SparkSession, tag: str, call: str) -> Generator[None]:
    """Gives the operations that this thread starts a tag, and a second one that names the call, in which no comma may be."""
    tags = (tag, f"filterlang: {clip(call.replace(',', ';'), _SHOWN)}")
    for each in tags:
        session.addTag(each)
    try:
        yield
    finally:
        for each in tags:
            session.removeTag(each)


@contextmanager
def _classic_jobs(context: SparkContext, tag: str, call: str) -> Generator[None]:
    """Gives the jobs that this thread starts a tag and the description of the call. Afterwards, all is as it was.

    The tag is one of jobs: tags of a session belong to a thread of Java, which an interrupt ends.
    """
    before: Any = context.getLocalProperty(_DESCRIPTION)
    context.addJobTag(tag)
    context.setLocalProperty(_DESCRIPTION, f"filterlang: {clip(call, _SHOWN)}")
    try:
        yield
    finally:
        with suppress(*FAILURES):  # of a context that was stopped, which must not hide the first error
            context.removeJobTag(tag)
            context.setLocalProperty(_DESCRIPTION, before)


def failure(session: SparkSession, error: Exception) -> str:
    """Returns the sentence for an exception of Spark, which reports a stopped session in several ways."""
    if isinstance(error, OSError):
        return f"Spark's Java machine cannot be reached ({error}): open the runs again with a new session"
    if _is_stopped(session):
        return "the session of Spark was stopped: open the runs again with a new one"
    return message(error)


def message(error: Exception) -> str:
    """Returns Spark's message that begins with a name in brackets, or else the last cause."""
    text = str(error)
    named = _MESSAGE.search(text)
    if named is not None:
        return named[0]
    if details := _DETAILS.search(text):
        return f"Spark's server does not answer: {details[1]}"
    causes = [line for line in text.splitlines() if line.strip() and not line.startswith("\t")]
    return [type(error).__name__, *causes][-1]


def _is_stopped(session: Any) -> bool:
    """Whether a session was stopped. False where that cannot be found out, so that the first error is the one reported."""
    try:
        return bool(session.is_stopped) if is_remote(session) else session.sparkContext._jsc is None  # noqa: SLF001
    except Exception:  # noqa: BLE001 - whatever goes wrong here says less than the error at hand
        return False
