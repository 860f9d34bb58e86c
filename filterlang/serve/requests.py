"""Requests, as far as they are bounded and admitted: the key, the body, ids, and the parameters that nobody knows.

Owns the invariants that a request without the key learns nothing of runs where there is a key, and that neither a key nor a
parameter's value is ever logged.
"""

import asyncio
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from hmac import compare_digest
from http import HTTPStatus
import ipaddress
import json
import logging
from uuid import UUID

from starlette.requests import ClientDisconnect, Request

from filterlang.text.display import clip
from filterlang.semantics.durations import is_uuid
from filterlang.serve.error_responses import Refused

LOG = logging.getLogger("filterlang.serve")
"""The request log: a warning for a parameter that is ignored, and on the level INFO a line for every request."""

LARGEST_BODY = 1 << 20
"""How many bytes a body may have: room for 20,000 ids, and a bound on what reading a filter costs."""

BODY_SECONDS = 30.0
"""How long a body may take to come."""


def admit(request: Request, key: bytes | None, *, locked: bool) -> None:
    """Raise ``Refused`` for a request without the key. Where there is none, a browser may not come by another name."""
    if key is None:
        if not is_loopback(request.url.hostname or ""):
            raise Refused(HTTPStatus.FORBIDDEN, "this server answers only localhost: for others, start it with --api-key")
    elif locked and not compare_digest(_key_of(request).encode(), key):
        raise Refused(HTTPStatus.UNAUTHORIZED, "Invalid token: set LANGSMITH_API_KEY to the --api-key of the server")


def _key_of(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return request.headers.get("x-api-key") or (credentials.strip() if scheme.lower() == "bearer" else "")


def sendable(key: str) -> str:
    """A key that a header can hold. Raises ``ValueError`` for any other."""
    if not (key.isascii() and key.isprintable() and key == key.strip()):
        raise ValueError("the API key cannot be sent in a header: use printable ASCII characters, with no space at either end")
    return key


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_v2(request: Request) -> bool:
    """Whether a request came to a path of the v2 API."""
    return request.url.path.startswith(("/v2/", "/api/v2/"))


def require_method(request: Request, method: str) -> None:
    """Raise ``Refused`` for another method than the one that a path takes."""
    if request.method not in (method, "HEAD" if method == "GET" else method):
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed", headers={"allow": method})


def require_no_cursor(request: Request) -> None:
    """Raise ``Refused`` for a cursor in the URL of a POST: nothing reads it there, and the first page would come again."""
    if "cursor" in request.query_params:
        raise Refused(HTTPStatus.BAD_REQUEST, "the cursor is in the URL, where nothing reads it: send it in the body")


def log(key: bytes | None, level: int, message: str, *values: str | int) -> None:
    """Writes a line of the request log, in which every value is one harmless word or line without the key."""
    secret = (key or b"").decode() or None
    shown = [clip(value.replace(secret, "…") if secret else value) if isinstance(value, str) else value for value in values]
    LOG.log(level, message, *shown)


def ignore(request: Request, names: Iterable[str], known: Collection[str], *, key: bytes | None, strict: bool) -> None:
    """Logs the parameters that are ignored here as LangSmith ignores them; raises ``Refused`` for the first when ``strict``."""
    for name in names:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "leave it out"
        if strict:
            raise Refused(HTTPStatus.BAD_REQUEST, f"there is no parameter {clip(name)!r}: {hint}")
        said = "%s %s: ignored %s, as LangSmith ignores it: %s"
        log(key, logging.WARNING, said, request.method, request.url.path, name, hint)


async def document(request: Request) -> object:
    """The JSON of a body. Raises ``Refused`` for one that is too large, too slow or no JSON."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            data = await _body(request)
    except TimeoutError:
        said = f"the body did not come within {BODY_SECONDS:g} seconds"
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, said, headers={"connection": "close"}) from None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        status = HTTPStatus.BAD_REQUEST if is_v2(request) else HTTPStatus.UNPROCESSABLE_ENTITY
        raise Refused(status, "the body is not valid JSON: send one object of parameters") from None


async def _body(request: Request) -> bytes:
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > LARGEST_BODY:
                said = f"a body may have at most {LARGEST_BODY} bytes: send less at once"
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said, headers={"connection": "close"})
    except ClientDisconnect:  # nobody will read the answer
        raise Refused(HTTPStatus.BAD_REQUEST, "the body is cut short") from None
    return bytes(data)


def path_id(request: Request) -> UUID:
    """The id in the path of a request. Raises ``Refused`` for one that is no UUID."""
    return uuid_of("id", request.path_params["id"])


def uuid_of(name: str, text: str) -> UUID:
    """A UUID by its text. Raises ``Refused`` for a text that is none."""
    if is_uuid(text):
        return UUID(text)
    said = f"{name} has to be a UUID"
    problem: dict[str, object] = {"type": "uuid_parsing", "loc": ["path", name], "msg": said}
    raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, said, problems=[problem])
