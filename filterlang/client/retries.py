"""Retries: which failures are worth another request, and how long to wait before it.

Owns the invariants that a request is sent a bounded number of times, and that a client whose requests all fail soon stops
repeating them, since they share one budget.
"""

import math
import random
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from filterlang.client.request_errors import ClientError

RETRIED = frozenset({408, 425, 429})
"""The statuses that are worth another request, beside every 5xx but those of ``FINAL``."""

FINAL = frozenset({501, 505})
"""Statuses of features that the server does not have, and will not have the next time either."""

LONGEST = 120.0
"""The most seconds to wait when a server asks for it; a longer wait is the caller's decision."""

_SECONDS = re.compile(r"[0-9]{1,40}(?:\.[0-9]{0,40})?")
_FIRST, _LAST = 0.5, 30.0  # seconds: the window of the first wait, doubled each time, and where that stops


class Retry(Exception):
    """A failure that another request may avoid: the error if none does, and the wait in seconds that the server asks for."""

    def __init__(self, error: ClientError, after: float | None = None) -> None:
        super().__init__()
        self.error: ClientError = error
        self.after: float | None = after


class Budget:
    """The retries that all requests of a client share: each retry spends one, and each success refunds one."""

    def __init__(self, size: int) -> None:
        self.size: int = size
        self.left: int = size

    def spend(self) -> bool:
        """Take one retry, and return whether there was one."""
        is_available = self.left > 0
        self.left -= is_available
        return is_available

    def refund(self) -> None:
        self.left = min(self.left + 1, self.size)


def retriable(status: int) -> bool:
    """Whether the next answer may have another status."""
    return status in RETRIED or (status >= 500 and status not in FINAL)


def retry_after(headers: httpx.Headers, now: datetime | None = None) -> float | None:
    """Returns the seconds to wait by the headers: ``retry-after-ms``, or ``Retry-After`` in seconds or as a date (RFC 9110)."""
    milliseconds = _seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _seconds(text)
    if seconds is not None or text is None:
        return seconds
    try:
        date = parsedate_to_datetime(text)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, OverflowError):  # an impossible date, or one out of range
        return None


def _seconds(text: str | None) -> float | None:
    """Returns a number of seconds as RFC 9110 and the servers write it, perhaps with a fraction; None for other texts."""
    number = float(text) if text and _SECONDS.fullmatch(text.strip()) else math.inf
    return number if math.isfinite(number) else None


def wait(failure: Retry, attempt: int) -> float:
    """Returns the seconds to wait after an attempt, the first of which is 1.

    There is full jitter on top of the server's wait, so that requests refused together do not return together.
    """
    return (failure.after or 0.0) + random.uniform(0, min(_FIRST * 2 ** (attempt - 1), _LAST))  # noqa: S311 - no secret
