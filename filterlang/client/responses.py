"""HTTP responses: a whole answer that can be decoded, or the error that explains why there is none.

Owns the invariants that a decoded value comes from a whole answer, and that no error has the key in it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from filterlang.client.argument_messages import ArgumentMessage
from filterlang.client.bodies import Damaged, Unusable, content_type, is_json, is_page, read
from filterlang.client.request_errors import ERRORS, ClientError, FilterRefused, NoAPI, server_message
from filterlang.client.server_refusals import located
from filterlang.client.retries import Retry, retriable, retry_after
from filterlang.client.settings import Settings, api_beside
from filterlang.text.display import clip

T = TypeVar("T")

_LARGEST = 1 << 30  # bytes of one answer, unpacked
_LARGEST_ERROR = 1 << 20
_REQUEST_IDS = ("x-request-id", "request-id")
_ABOUT_FILTERS = (400, 422)
_NOT_JSON = "the answer is not valid JSON"
_CHECK_ADDRESS = ArgumentMessage("check that {api_url} is the API's address")
_CHECK_PROXY = ArgumentMessage("look for a login page or a proxy before the API")


def from_json(content: bytes) -> Any:
    """Returns any JSON value. Raises ``ValueError``."""
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


@dataclass(frozen=True, slots=True)
class ResponseReader:
    """Reads the responses to one request, which errors name by ``where``: the method and the address."""

    settings: Settings
    where: str
    path: str
    body: Mapping[str, Any]

    async def decoded(self, response: httpx.Response, decode: Callable[[bytes], T]) -> T:
        """Returns the decoded answer. Raises ``ClientError``, or ``Retry`` for a failure that another request may avoid."""
        if not response.is_success:
            raise await self._refusal(response)
        if is_page(content_type(response)):
            raise self._web_page(response)
        content = await self._content(response)
        try:
            return decode(content)
        except (ValueError, RecursionError) as error:
            if _is_whole(content):
                raise self._error(str(error), response) from None
        raise Retry(self._error(_NOT_JSON, response, advice=_CHECK_ADDRESS))

    async def _content(self, response: httpx.Response) -> bytes:
        """Returns the body of an answer that is JSON by its type."""
        try:
            content = await read(response, _LARGEST)
        except Damaged as damage:
            raise Retry(self._error(str(damage), response)) from None
        except Unusable as error:
            raise self._error(str(error), response) from None
        if content.lstrip().startswith(b"<"):  # a page, whatever its type
            raise self._web_page(response)
        kind = content_type(response)
        if not is_json(kind):
            raise Retry(self._error(f"{_NOT_JSON} (it is {clip(kind)})", response, advice=_CHECK_ADDRESS))
        return content

    def _web_page(self, response: httpx.Response) -> ClientError:
        address = ArgumentMessage(
            "give the API's address as {api_url:=…}, such as {address}", address=api_beside(self.settings.url)
        )
        advice = _CHECK_PROXY if self.path.startswith("/api/") else address
        return self._error("the answer is a web page", response, kind=NoAPI, advice=advice)

    async def _refusal(self, response: httpx.Response) -> Exception:
        """Returns the error for an answer whose status is not a success."""
        try:
            content = await read(response, _LARGEST_ERROR)
        except (Damaged, Unusable, httpx.HTTPError):
            content = b""  # the status is enough
        status = response.status_code
        if is_page(content_type(response)):
            content = b""  # the text of a page is for browsers: the status is enough
        message = self.hide(server_message(content, response.reason_phrase or f"status {status}"))
        backend = "v2" if "/v2/" in self.path else "v1"
        refusal = located(message, self.body, backend) if status in _ABOUT_FILTERS else None
        kind = FilterRefused if refusal else ERRORS.get(status, ClientError)
        error = self._error(message, response, kind=kind, where=f"{self.where} answered {status}")
        if refusal and isinstance(error, FilterRefused):
            error.argument, error.source, error.diagnostics = refusal
        error.retry_after = retry_after(response.headers)
        return Retry(error, error.retry_after) if retriable(status) else error

    def _error(
        self,
        message: str,
        response: httpx.Response,
        *,
        kind: type[ClientError] = ClientError,
        where: str | None = None,
        advice: ArgumentMessage | None = None,
    ) -> ClientError:
        request_ids = (self.hide(response.headers[name]) for name in _REQUEST_IDS if name in response.headers)
        return kind(
            self.hide(message),
            where=where or self.where,
            status=response.status_code,
            request_id=next(request_ids, None),
            advice=advice,
        )

    def hide(self, text: str) -> str:
        """Returns the text without the key."""
        return self.settings.auth.hide(text)


def _is_whole(content: bytes) -> bool:
    try:
        from_json(content)
    except ValueError:
        return False
    return True
