"""What a failed request says: the server's own words, and what to do about them.

Owns the invariant that a server's words are one harmless line of limited length, whatever it sent.
"""

from collections.abc import Sequence
import json
import re
from typing import Any, cast

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.rendering import render
from filterlang.text.display import clip
from filterlang.text.source import Source

_DETAILS = ("detail", "message", "error", "title")  # where the backends put what is wrong, the most telling first
_ELSEWHERE = "requests are not sent on to another address, for they carry the key: give the one you trust as api_url=…"
_ADVICE = {
    **dict.fromkeys((301, 302, 303, 307, 308), _ELSEWHERE),
    401: "check the API key: api_key=… or LANGSMITH_API_KEY",
    403: "check what the key may read, and for an organisation's key the workspace: workspace_id=… or LANGSMITH_WORKSPACE_ID",
    404: "check the address: api_url=… or LANGSMITH_ENDPOINT",
    429: "too many requests: ask again later, or for less at once with start_time=…",
}
_ADVICE_ON = (  # what the server says, and what to do about it (language.md 6.7)
    (r"Limit exceeds maximum", "ask for pages of at most 100 runs"),
    (r"At least one of '?session", "give project_id, trace_id, parent_run_id, reference_example_id or run_ids"),
    (r"Failed to generate filter from freeform", "say it in other words, or write the filter yourself: filter=…"),
    (r'cannot parse "" as "Z07:00"', "give every time an offset, such as Z"),
)


class ClientError(Exception):
    """A request that failed.

    ``message`` is the server's own words where it had any, ``status`` the HTTP status of its answer (None when there was
    none), ``request_id`` what to name to LangSmith's support, if the server sent one, ``where`` what was asked, ``attempts``
    how often, and ``retry_after`` in how many seconds the server asks to come back, if it said so.
    """

    def __init__(self, message: str, *, where: str = "", status: int | None = None, request_id: str | None = None) -> None:
        self.message: str = clip(message, 1000)
        self.where: str = where
        self.status = status
        self.request_id: str | None = request_id and clip(request_id)
        self.attempts = 1
        self.retry_after: float | None = None
        super().__init__(self.message)

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        if advice := self._advice():
            text += f": {advice}"
        said = {
            f"tried {self.attempts} times": self.attempts > 1,
            f"the server asks to wait {self.retry_after or 0:g} seconds": self.retry_after,
            f"request id {self.request_id}": self.request_id,
        }
        aside = ", ".join(words for words, is_known in said.items() if is_known)
        return f"{text} ({aside})" if aside else text

    def _advice(self) -> str | None:
        on_message = (advice for pattern, advice in _ADVICE_ON if re.search(pattern, self.message))
        return _ADVICE.get(self.status or 0) or next(on_message, None)


class AuthError(ClientError):
    """The key is missing, not valid, or may not read this (401, 403)."""


class NoAPI(ClientError):
    """The address answers with a web page: it is that of a user interface, a proxy or a login, not of the API."""


class NotFound(ClientError):
    """There is nothing of that name or id, or no such endpoint (404)."""


class RateLimited(ClientError):
    """The server was asked too often (429)."""


class FilterRefused(ClientError):
    """The server does not take a filter (400, 422), and it is known what of it.

    ``argument`` is ``filter``, ``trace_filter`` or ``tree_filter``, ``source`` its text as it was sent, and ``diagnostics``
    point into it.
    """

    argument: str = "filter"
    source: Source = Source("")
    diagnostics: Sequence[Diagnostic] = ()

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(render(diagnostic, self.source) for diagnostic in self.diagnostics)])


ERRORS: dict[int, type[ClientError]] = {401: AuthError, 403: AuthError, 404: NotFound, 429: RateLimited}
"""What a failure of a status is raised as, if not as a plain ``ClientError``."""


def server_message(content: bytes, otherwise: str) -> str:
    """What a server says is wrong: the ``detail`` of v1 (a text, or FastAPI's list) and v2 (RFC 7807), or the whole text."""
    try:
        said: Any = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        body = cast("dict[str, Any]", said)
        said = next((body[key] for key in _DETAILS if body.get(key)), None)
    if isinstance(said, list):
        said = "; ".join(map(_problem, cast("list[object]", said)))
    text = content[:4000].decode("utf-8", "replace")
    return (said if isinstance(said, str) else text).strip() or otherwise


def _problem(item: Any) -> str:
    """One of FastAPI's ``{"loc": [...], "msg": ...}``."""
    try:
        return f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
    except (KeyError, TypeError, RecursionError):
        return item if isinstance(item, str) else "a problem without a message"
