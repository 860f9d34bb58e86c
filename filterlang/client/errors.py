"""What a failed request says: the server's own words, and what to do about them.

Owns the invariant that an error is one harmless line of limited length, whatever a server sent.
"""

import json
from typing import Any, cast

import httpx

from filterlang.rendering import clip

_DETAILS = ("detail", "message", "error", "title")  # where the backends put what is wrong, the most telling first
_ADVICE = {
    401: "check the API key: api_key=… or LANGSMITH_API_KEY",
    403: "check what the key may read, and for an organisation's key the workspace: workspace_id=… or LANGSMITH_WORKSPACE_ID",
    404: "check the address: api_url=… or LANGSMITH_ENDPOINT",
    429: "too many requests: ask again later, or for less at once with start_time=…",
}


class ClientError(Exception):
    """A request that failed.

    ``message`` is the server's own words where it had any, ``status`` the HTTP status of its answer (None when there was
    none), ``request_id`` what to name to LangSmith's support, if the server sent one.
    """

    def __init__(self, message: str, *, where: str = "", status: int | None = None, request_id: str | None = None) -> None:
        self.message: str = clip(message, 1000)
        self.status = status
        self.request_id: str | None = request_id and clip(request_id)
        parts = [f"{where}: " if where else "", self.message]
        if status in _ADVICE:
            parts.append(f": {_ADVICE[status]}")
        if request_id:
            parts.append(f" (request id {self.request_id})")
        super().__init__("".join(parts))


def server_message(response: httpx.Response) -> str:
    """What a server says is wrong: the ``detail`` of v1 (a text, or FastAPI's list) and v2 (RFC 7807), or the whole text."""
    try:
        said: Any = json.loads(response.content)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        body = cast("dict[str, Any]", said)
        said = next((body[key] for key in _DETAILS if body.get(key)), None)
    if isinstance(said, list):
        said = "; ".join(map(_problem, cast("list[object]", said)))
    text = response.content[:4000].decode("utf-8", "replace")
    return (said if isinstance(said, str) else text).strip() or response.reason_phrase


def _problem(item: Any) -> str:
    """One of FastAPI's ``{"loc": [...], "msg": ...}``."""
    try:
        return f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
    except (KeyError, TypeError, RecursionError):
        return item if isinstance(item, str) else "a problem without a message"
