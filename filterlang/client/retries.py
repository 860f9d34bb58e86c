"""When a request is sent again, and how long that waits.

Owns the invariants that a request is sent a bounded number of times, and that a client whose requests all fail soon stops
repeating them: all of them draw on one budget.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import math
import re

import httpx
import tenacity

from filterlang.client.errors import ClientError

RETRIED = frozenset({408, 425, 429})
"""The statuses that are worth another try, beside every 5xx but those of ``FINAL``."""

FINAL = frozenset({501, 505})
"""What a server does not do it will not do the next time either."""

LONGEST = 120.0
"""Seconds that a server may ask to wait for; longer than that is the caller's decision."""

_SECONDS = re.compile(r"[0-9]{1,40}(?:\.[0-9]{0,40})?")
_FIRST, _LAST = 0.5, 30.0  # seconds: the window of the first wait, doubled each time, and where that stops


class Retry(Exception):
    """A failure that another try may mend: what it comes to if none does, and how long the server asked to wait."""

    def __init__(self, error: ClientError, after: float | None = None) -> None:
        super().__init__()
        self.error: ClientError = error
        self.after: float | None = after


class Budget:
    """What all the requests of a client may spend on repeating: one each time, and one back for each that succeeds."""

    def __init__(self, size: int) -> None:
        self.size: int = size
        self.left: int = size

    def spend(self) -> bool:
        """Take one, if there is one left."""
        has = self.left > 0
        self.left -= has
        return has

    def refund(self) -> None:
        self.left = min(self.left + 1, self.size)


def retriable(status: int) -> bool:
    """Whether an answer of that status may be another the next time."""
    return status in RETRIED or (status >= 500 and status not in FINAL)


def retry_after(headers: httpx.Headers, now: datetime | None = None) -> float | None:
    """Seconds that the server asks to wait: ``retry-after-ms``, or ``Retry-After`` in seconds or as a date (RFC 9110)."""
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
    except (ValueError, OverflowError):  # a date of no calendar, or one that no clock can count to
        return None


def _seconds(text: str | None) -> float | None:
    """A number of seconds as RFC 9110 and the servers write it, with a fraction at most; None for anything else."""
    number = float(text) if text and _SECONDS.fullmatch(text.strip()) else math.inf
    return number if math.isfinite(number) else None


_jitter = tenacity.wait_random_exponential(multiplier=_FIRST, max=_LAST)


def wait(state: tenacity.RetryCallState) -> float:
    """Full jitter, on top of what the server asked for: those that it turned away together do not come back together."""
    failure = state.outcome and state.outcome.exception()
    asked = failure.after if isinstance(failure, Retry) else None
    return (asked or 0.0) + _jitter(state)
