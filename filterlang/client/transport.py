"""One request and its answer: sent within the rate tiers, and repeated where another attempt can succeed.

Owns the invariants that every failure of ``send`` is a ``ClientError``, and that nothing follows a redirect.
"""

import asyncio
import json
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, Self, TypeVar

import httpx

from filterlang.client.bodies import ACCEPTED
from filterlang.client.cancellation import Exchange
from filterlang.client.request_errors import ClientError
from filterlang.client.limits import Limiter, is_loopback, tier
from filterlang.client.responses import ResponseReader, from_json
from filterlang.client.retries import LONGEST, Budget, Retry, wait
from filterlang.client.settings import Settings, silence_hpack
from filterlang.text.extras import install

T = TypeVar("T")

_log = logging.getLogger("filterlang.client")

TIMEOUT = httpx.Timeout(60, connect=10)
"""Seconds, as langsmith's synchronous Client waits."""

PHASES = 5
"""How many times its read timeout a whole exchange may last, from the first byte sent to the last received: 5 minutes."""

RETRIES = 5
"""How often a request is repeated at most; the JavaScript SDK repeats it 6 times, the Python one 3 (language.md 6.5)."""

_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": ACCEPTED}
_MOST_AT_ONCE = 100
_CONNECTIONS = httpx.Limits(max_connections=None, max_keepalive_connections=20)  # _MOST_AT_ONCE bounds those at work
_UNREACHED = "All connection attempts failed"  # anyio's message for a host where nothing listens, which adds nothing
_NEVER_BETTER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


def deadline(timeout: float | httpx.Timeout | None) -> float | None:
    """Returns the seconds that a whole exchange may take; None where reading has no limit."""
    read = httpx.Timeout(timeout).read
    return None if read is None else PHASES * read


class Transport:
    """The connections of one client, and what its requests share: the budget for repeating them and the rate tiers."""

    def __init__(
        self,
        settings: Settings,
        *,
        timeout: float | httpx.Timeout | None = TIMEOUT,
        http2: bool = False,
        retries: int = RETRIES,
        rate_limits: bool | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the connections, and open none.

        Args:
            settings: the address of the API, and the credentials.
            timeout: seconds for each phase, as httpx takes them; a whole exchange may last ``PHASES`` times as long as reading.
            http2: whether to speak HTTP/2 where the server does; needs the extra ``http2``.
            retries: how often a request is sent again at most.
            rate_limits: whether to keep to LangSmith's documented rate tiers; by default everywhere but on this machine.
            transport: httpx's, to send requests another way.
            sleep: waits for some seconds.
            clock: returns the time in seconds.

        Raises ``ImportError`` when HTTP/2 is asked for and not installed.

        """
        silence_hpack()
        self._settings = settings
        self._retries = retries
        self._sleep = sleep
        self._budget = Budget(10 * retries)
        limited = not is_loopback(settings.url) if rate_limits is None else rate_limits
        self._limiter = Limiter(clock, sleep) if limited else None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deadline = deadline(timeout)
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)
        self._is_pooled = transport is None or isinstance(transport, httpx.AsyncHTTPTransport)
        try:
            self._http = httpx.AsyncClient(
                auth=settings.auth, timeout=timeout, http2=http2, transport=transport, limits=_CONNECTIONS
            )
        except ImportError:
            raise ImportError(f"HTTP/2 needs h2: {install('http2')}, or leave out http2=True") from None

    def __repr__(self) -> str:
        return f"Transport({self._settings.url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections. Those of an event loop that has ended are closed already."""
        if self._loop is None or not self._loop.is_closed():
            await self._http.aclose()

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        decode: Callable[[bytes], T] = from_json,
    ) -> T:
        """Returns the server's answer, decoded.

        A ``ValueError`` of ``decode`` is the message of the error when the answer is whole; when the answer is cut short, the
        request is sent again. Raises ``ClientError`` for every failure.
        """
        self._require_loop()
        responses = ResponseReader(self._settings, f"{method} {self._settings.url}{path}", path, body or {})
        content = None if body is None else json.dumps(body).encode()
        url = _parsed(self._settings.url + path)
        request = self._http.build_request(method, url, headers=_HEADERS, content=content, params=params)
        request_tier = tier(path, body)

        async def attempt() -> T:
            async with self._room:
                if self._limiter is not None:
                    await self._limiter.wait(request_tier)
                return await self._exchange(request, responses, decode)

        number = 0
        while True:
            number += 1
            try:
                answer = await attempt()
            except Retry as failure:
                if self._gives_up(failure, number):
                    failure.error.attempts = number
                    raise failure.error from None
                reason = failure.error.message
                _log.warning("%s: %s: retrying (%d/%d)", responses.where, reason, number + 1, self._retries + 1)
                seconds = wait(failure, number)
            else:
                self._budget.refund()
                return answer
            await self._sleep(seconds)

    def _require_loop(self) -> None:
        """Raise ``RuntimeError`` in another event loop than the first: connections belong to the loop that opened them."""
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise RuntimeError(
                "this AsyncClient was used in another event loop, to which its connections belong: make a client for each "
                "asyncio.run(…), or use Client"
            )

    def _gives_up(self, failure: Retry, number: int) -> bool:
        """Whether a failure that another attempt might avoid is final; ``number`` is that of the attempt."""
        return number > self._retries or (failure.after or 0) > LONGEST or not self._budget.spend()

    async def _exchange(self, request: httpx.Request, responses: ResponseReader, decode: Callable[[bytes], T]) -> T:
        """Make one attempt, which may be cancelled at any time and ends at the deadline."""
        work = self._attempt(request, responses, decode)
        try:
            async with asyncio.timeout(self._deadline):
                if not self._is_pooled:
                    return await work
                exchange = Exchange()
                request.extensions["trace"] = exchange.trace
                return await exchange.run(work)
        except TimeoutError:
            raise Retry(ClientError(f"no whole answer in {self._deadline:g} seconds", where=responses.where)) from None

    async def _attempt(self, request: httpx.Request, responses: ResponseReader, decode: Callable[[bytes], T]) -> T:
        try:
            response = await self._http.send(request, stream=True)
            try:
                return await responses.decoded(response, decode)
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            reason = responses.hide(str(error)) or type(error).__name__
            message = "no answer" if reason == _UNREACHED else f"no answer: {reason}"
            failure = ClientError(message, where=responses.where)
            if isinstance(error, _NEVER_BETTER) or _is_certificate(error):
                raise failure from None
            raise Retry(failure) from None


@lru_cache(64)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


def _is_certificate(error: BaseException | None) -> bool:
    """Whether the server's certificate is the cause of an error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
