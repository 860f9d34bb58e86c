"""One request and its answer: sent within the rate tiers, repeated where that helps, read to its end.

Owns the invariants that what ``send`` returns was decoded from a whole answer, that everything else is a ``ClientError``
without the key in it, and that nothing follows a redirect.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
import json
import logging
import ssl
import time
from typing import Any, Self, TypeVar

import httpx
import tenacity

from filterlang.text.extras import install
from filterlang.client.bodies import ACCEPTED, Damaged, Unusable, content_type, is_json, is_page, read
from filterlang.client.errors import ERRORS, ClientError, FilterRefused, NoAPI, server_message
from filterlang.client.cancellation import Exchange
from filterlang.client.limits import Limiter, is_loopback, tier
from filterlang.client.refusals import located
from filterlang.client.retries import LONGEST, Budget, Retry, retriable, retry_after, wait
from filterlang.client.settings import Settings, api_beside, hush
from filterlang.text.display import clip

T = TypeVar("T")

_log = logging.getLogger("filterlang.client")

TIMEOUT = httpx.Timeout(60, connect=10)
"""Seconds, as langsmith's synchronous Client waits."""

PHASES = 5
"""How many times its read timeout a whole exchange may last, from the first byte sent to the last received: 5 minutes."""

RETRIES = 5
"""How often a request is repeated at most; the JavaScript SDK repeats it 6 times, the Python one 3 (language.md 6.5)."""

_HEADERS = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": ACCEPTED}
_LARGEST = 1 << 30  # bytes of one answer, unpacked
_LARGEST_ERROR = 1 << 20
_REQUEST_IDS = ("x-request-id", "request-id")
_MOST_AT_ONCE = 100
_CONNECTIONS = httpx.Limits(max_connections=None, max_keepalive_connections=20)  # what is at work is counted above
_ABOUT_FILTERS = (400, 422)
_NOT_JSON = "the answer is not valid JSON: check that api_url is the API's address"
_UNREACHED = "All connection attempts failed"  # anyio's words for a host where nothing listens, which add nothing
_NEVER_BETTER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


def deadline(timeout: float | httpx.Timeout | None) -> float | None:
    """Seconds for a whole exchange; None where there is no limit for reading."""
    read = httpx.Timeout(timeout).read
    return None if read is None else PHASES * read


def from_json(content: bytes) -> Any:
    """Any JSON. Raises ``ValueError``."""
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, as its errors speak of it."""

    where: str
    path: str
    body: Mapping[str, Any]


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
        """Open nothing yet.

        Args:
            settings: where the API is, and who asks.
            timeout: seconds for each phase, as httpx takes them; a whole exchange may last ``PHASES`` times as long as reading.
            http2: whether to speak HTTP/2 where the server does; needs the extra ``http2``.
            retries: how often a request is sent again at most.
            rate_limits: whether to keep to LangSmith's documented rate tiers; by default everywhere but on this machine.
            transport: httpx's, to send requests another way.
            sleep: how to wait.
            clock: what time it is, in seconds.

        Raises ``ImportError`` when HTTP/2 is asked for and not installed.

        """
        hush()
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
        """What ``decode`` makes of the server's answer.

        A ``ValueError`` of ``decode`` about an answer that is cut short makes the request be sent again; about one that is
        whole it becomes the error's message. Raises ``ClientError`` for every failure.
        """
        self._require_loop()
        where = f"{method} {self._settings.url}{path}"
        content = None if body is None else json.dumps(body).encode()
        request = self._http.build_request(method, self._settings.url + path, headers=_HEADERS, content=content, params=params)
        counted = tier(path, body)

        async def attempt() -> T:
            async with self._room:
                if self._limiter is not None:
                    await self._limiter.wait(counted)
                return await self._exchange(request, _Asked(where, path, body or {}), decode)

        retrying = tenacity.AsyncRetrying(
            sleep=self._sleep,
            wait=wait,
            retry=tenacity.retry_if_exception_type(Retry),
            stop=self._gives_up,
            before_sleep=partial(self._tell, where),
            retry_error_callback=_raise_last,
        )
        answer: T = await retrying(attempt)
        self._budget.refund()
        return answer

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

    def _gives_up(self, state: tenacity.RetryCallState) -> bool:
        """Whether a failure that another try could mend is the last."""
        failure = state.outcome and state.outcome.exception()
        if not isinstance(failure, Retry) or state.attempt_number > self._retries or (failure.after or 0) > LONGEST:
            return True
        return not self._budget.spend()

    def _tell(self, where: str, state: tenacity.RetryCallState) -> None:
        """Log that a request failed and is sent again."""
        failure = state.outcome and state.outcome.exception()
        reason = failure.error.message if isinstance(failure, Retry) else ""
        _log.warning("%s: %s: retrying (%d/%d)", where, reason, state.attempt_number + 1, self._retries + 1)

    async def _exchange(self, request: httpx.Request, asked: _Asked, decode: Callable[[bytes], T]) -> T:
        """One attempt, which may be cancelled at any time, and ends at the deadline."""
        work = self._attempt(request, asked, decode)
        try:
            async with asyncio.timeout(self._deadline):
                if not self._is_pooled:
                    return await work
                exchange = Exchange()
                request.extensions["trace"] = exchange.trace
                return await exchange.run(work)
        except TimeoutError:
            raise Retry(ClientError(f"no whole answer in {self._deadline:g} seconds", where=asked.where)) from None

    async def _attempt(self, request: httpx.Request, asked: _Asked, decode: Callable[[bytes], T]) -> T:
        try:
            return await self._answered(request, asked, decode)
        except httpx.HTTPError as error:
            reason = self._hide(str(error)) or type(error).__name__
            failure = ClientError("no answer" if reason == _UNREACHED else f"no answer: {reason}", where=asked.where)
            if isinstance(error, _NEVER_BETTER) or _is_certificate(error):
                raise failure from None
            raise Retry(failure) from None

    async def _answered(self, request: httpx.Request, asked: _Asked, decode: Callable[[bytes], T]) -> T:
        response = await self._http.send(request, stream=True)
        try:
            return await self._answer(response, asked, decode)
        finally:
            await response.aclose()

    async def _answer(self, response: httpx.Response, asked: _Asked, decode: Callable[[bytes], T]) -> T:
        if not response.is_success:
            raise await self._refusal(response, asked)
        kind = content_type(response)
        if is_page(kind):
            raise self._page(response, asked)
        try:
            content = await read(response, _LARGEST)
        except Damaged as damage:
            raise Retry(self._error(str(damage), response, asked.where)) from None
        except Unusable as wrong:
            raise self._error(str(wrong), response, asked.where) from None
        if content.lstrip().startswith(b"<"):  # whatever it is called
            raise self._page(response, asked)
        if not is_json(kind):
            raise Retry(self._error(f"{_NOT_JSON} (it is {clip(kind)})", response, asked.where))
        try:
            return decode(content)
        except (ValueError, RecursionError) as error:
            reason = str(error)
        if not _is_whole(content):
            raise Retry(self._error(_NOT_JSON, response, asked.where))
        raise self._error(reason, response, asked.where)

    def _page(self, response: httpx.Response, asked: _Asked) -> ClientError:
        """The error for an answer that is a page for people."""
        instead = f"give the API's address as api_url=…, such as {api_beside(self._settings.url)}"
        advice = "look for a login page or a proxy before the API" if asked.path.startswith("/api/") else instead
        return self._error(f"the answer is a web page: {advice}", response, asked.where, NoAPI)

    async def _refusal(self, response: httpx.Response, asked: _Asked) -> Exception:
        """What to raise for an answer that is none."""
        try:
            content = await read(response, _LARGEST_ERROR)
        except (Damaged, Unusable, httpx.HTTPError):
            content = b""  # the status alone says enough
        status = response.status_code
        if is_page(content_type(response)):
            content = b""  # what a page says is for eyes: the status says enough
        message = self._hide(server_message(content, response.reason_phrase or f"status {status}"))
        about = located(message, asked.body, "v2" if "/v2/" in asked.path else "v1") if status in _ABOUT_FILTERS else None
        kind = FilterRefused if about else ERRORS.get(status, ClientError)
        error = self._error(message, response, f"{asked.where} answered {status}", kind)
        if about and isinstance(error, FilterRefused):
            error.argument, error.source, error.diagnostics = about
        error.retry_after = retry_after(response.headers)
        return Retry(error, error.retry_after) if retriable(status) else error

    def _error(self, message: str, response: httpx.Response, where: str, kind: type[ClientError] = ClientError) -> ClientError:
        request_ids = (self._hide(response.headers[name]) for name in _REQUEST_IDS if name in response.headers)
        return kind(self._hide(message), where=where, status=response.status_code, request_id=next(request_ids, None))

    def _hide(self, text: str) -> str:
        return self._settings.auth.hide(text)


def _is_whole(content: bytes) -> bool:
    try:
        from_json(content)
    except ValueError:
        return False
    return True


def _raise_last(state: tenacity.RetryCallState) -> Any:
    """End with the error that the last try came to."""
    failure = state.outcome and state.outcome.exception()
    if isinstance(failure, Retry):
        failure.error.attempts = state.attempt_number
        raise failure.error from None
    raise AssertionError("only a Retry is ever repeated")


def _is_certificate(error: BaseException | None) -> bool:
    """Whether the server's certificate is at the bottom of an error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
