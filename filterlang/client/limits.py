"""LangSmith's documented rate tiers, kept on this side so that the server does not refuse requests.

Owns the invariant that the requests of one tier that leave this client never exceed it in any window of its length.
"""

import asyncio
import ipaddress
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from filterlang.schema.query_arguments import FILTERS

_WEEK = timedelta(days=7)
_SEARCH = re.compile(r"\bsearch\s*\(")  # also inside a string: a wait that is too long does no harm
_MARGIN = 0.25  # seconds; two requests do not travel equally long, and the server counts when they arrive


@dataclass(frozen=True, slots=True)
class Tier:
    """A number of requests in a number of seconds."""

    requests: int
    seconds: float = 10.0


# The query examples' "Rate limits" (language.md 6.6), per tenant: of v1 by window and by whether the text is searched.
_V1 = {(False, False): Tier(10), (False, True): Tier(3), (True, False): Tier(3), (True, True): Tier(1)}
_V1_CHILDREN = {False: Tier(3), True: Tier(1)}  # child_run_ids selected
_V2 = Tier(300)  # the migration guide (language.md 6.6)
_OTHER = Tier(2000, 60)  # the cloud's load balancer, for every request


def tier(path: str, body: Mapping[str, Any] | None = None, now: datetime | None = None) -> Tier:
    """Returns the tier of a request."""
    if path.endswith("/v2/runs/query"):
        return _V2
    if body is None or not path.endswith("/runs/query"):
        return _OTHER
    long = _is_long(body, now or datetime.now(UTC))
    if "child_run_ids" in (body.get("select") or ()):
        return _V1_CHILDREN[long]
    searched = bool(body.get("search_filter")) or any(_SEARCH.search(str(body.get(name) or "")) for name in FILTERS)
    return _V1[searched, long]


def _is_long(body: Mapping[str, Any], now: datetime) -> bool:
    """Whether a query looks through more than a week. Whether a time in the filter counts is not known, so it does not."""
    start, end = _time(body.get("start_time")), _time(body.get("end_time"))
    return start is None or (end or now) - start > _WEEK


def _time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine, where ``filterlang serve`` and test servers run and no tier applies."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Limiter:
    """Delays requests until their tier has room: a whole tier may leave at once, then each as an earlier one expires."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._departures: dict[Tier, deque[float]] = {}

    async def wait(self, tier: Tier) -> None:
        """Wait until the tier has room, and take it. The time that counts is that of the wake-up, however late it comes."""
        departures = self._departures.setdefault(tier, deque(maxlen=tier.requests))
        while len(departures) == tier.requests:
            seconds = departures[0] + tier.seconds + _MARGIN - self._clock()
            if seconds <= 0:
                break
            await self._sleep(seconds)
        departures.append(self._clock())
