"""Requests: their key, the bounds on their body, their ids, and their unknown parameters.

Owns the invariants that a server with a key answers no question about runs without it, and that neither a key nor a
parameter's value is ever logged.
"""

import asyncio
import ipaddress
import json
import logging
from collections.abc import Collection, Iterable
from hmac import compare_digest
from http import HTTPStatus
from uuid import UUID

from starlette.requests import ClientDisconnect, Request

from filterlang.semantics.durations import is_uuid
from filterlang.serve.request_checks import Refused, instead_of, unknown_parameter
from filterlang.text.display import clip

LOG = logging.getLogger("filterlang.serve")
"""The request log: a warning for a parameter that is ignored, and on the level INFO a line for every request."""

LARGEST_BODY = 1 << 20
"""The most bytes of a body: room for 20,000 ids, and a bound on the cost of parsing a filter."""

BODY_SECONDS = 30.0
"""The most seconds that a body may take to arrive."""


def admit(request: Request, key: bytes | None, *, locked: bool) -> None:
    """Raises ``Refused`` for a request without the key. Without a key, the request has to name this machine."""
    if key is None:
        if not is_loopback(request.url.hostname or ""):
            raise Refused(HTTPStatus.FORBIDDEN, "this server answers only localhost: for others, start it with --api-key")
    elif locked and not compare_digest(_key_of(request).encode(), key):
        raise Refused(HTTPStatus.UNAUTHORIZED, "Invalid token: set LANGSMITH_API_KEY to the --api-key of the server")


def _key_of(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return request.headers.get("x-api-key") or (credentials.strip() if scheme.lower() == "bearer" else "")


def sendable(key: str) -> str:
    """Returns a key that a header can hold. Raises ``ValueError`` for any other."""
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
    """Raises ``Refused`` for a method that a path does not take."""
    if request.method not in (method, "HEAD" if method == "GET" else method):
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed", headers={"allow": method})


def require_no_cursor(request: Request) -> None:
    """Raises ``Refused`` for a cursor in the URL of a POST: it would be ignored, and the first page would be returned again."""
    if "cursor" in request.query_params:
        raise Refused(HTTPStatus.BAD_REQUEST, "a cursor in the URL would be ignored: send it in the body")


def log(key: bytes | None, level: int, message: str, *values: str | int) -> None:
    """Writes a line of the request log. Every value in it is harmless, and has no key in it."""
    secret = (key or b"").decode() or None
    shown = [clip(value.replace(secret, "…") if secret else value) if isinstance(value, str) else value for value in values]
    LOG.log(level, message, *shown)


def ignore(request: Request, names: Iterable[str], known: Collection[str], *, key: bytes | None, strict: bool) -> None:
    """Logs the parameters that are ignored here as LangSmith ignores them; raises ``Refused`` for the first when ``strict``."""
    for name in names:
        if strict:
            raise Refused(HTTPStatus.BAD_REQUEST, unknown_parameter(name, known))
        line = "%s %s: ignored %s, as LangSmith ignores it: %s"
        log(key, logging.WARNING, line, request.method, request.url.path, name, instead_of(name, known))


async def document(request: Request) -> object:
    """Returns the JSON of a body. Raises ``Refused`` for a body that is too large, too slow or not JSON."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            data = await _body(request)
    except TimeoutError:
        message = f"the body did not come within {BODY_SECONDS:g} seconds"
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, message, headers={"connection": "close"}) from None
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
                message = f"a body may have at most {LARGEST_BODY} bytes: send less at once"
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, headers={"connection": "close"})
    except ClientDisconnect:  # nobody reads the answer
        raise Refused(HTTPStatus.BAD_REQUEST, "the body is cut short") from None
    return bytes(data)


def path_id(request: Request) -> UUID:
    """Returns the id in the path of a request. Raises ``Refused`` for an id that is not a UUID."""
    return uuid_of("id", request.path_params["id"])


def uuid_of(name: str, text: str) -> UUID:
    """Returns the UUID of a text. Raises ``Refused`` for a text that is not a UUID."""
    if is_uuid(text):
        return UUID(text)
    message = f"{name} has to be a UUID"
    problem: dict[str, object] = {"type": "uuid_parsing", "loc": ["path", name], "msg": message}
    raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, message, problems=[problem])
