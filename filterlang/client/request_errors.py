"""The errors of requests: the server's message, and advice on what to do.

Owns the invariant that a server's message is one harmless line of limited length, whatever the server sent.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, cast

from filterlang.client.argument_messages import PYTHON, ArgumentMessage, Spelling
from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.rendering import render
from filterlang.text.display import clip
from filterlang.text.source import Source

_MESSAGE_KEYS = ("detail", "message", "error", "title")  # where the backends write what is wrong, the most specific first
_REDIRECT = ArgumentMessage(
    "requests are not sent on to another address, for they carry the key: give the address that you trust as {api_url:=…}"
)
_ADVICE_BY_STATUS = {
    **dict.fromkeys((301, 302, 303, 307, 308), _REDIRECT),
    401: ArgumentMessage("check the API key: {api_key:=…}"),
    403: ArgumentMessage("check what the key may read, and for an organisation's key the workspace: {workspace_id:=…}"),
    404: ArgumentMessage("check the address: {api_url:=…}"),
    429: ArgumentMessage("too many requests: ask again later, or for less at once with {start_time:=…}"),
}
_ADVICE_BY_MESSAGE = (  # the text of a server (language.md 6.7), and what to do about it
    (r"Limit exceeds maximum", ArgumentMessage("ask for pages of at most 100 runs")),
    (
        r"At least one of '?session",
        ArgumentMessage("give {project_id}, {trace_id}, {parent_run_id}, {reference_example_id} or {run_ids}"),
    ),
    (
        r"Failed to generate filter from freeform",
        ArgumentMessage("write {query} in other words, or write the filter yourself: {filter:=…}"),
    ),
    (r'cannot parse "" as "Z07:00"', ArgumentMessage("give every time an offset, such as Z")),
)


class ClientError(Exception):
    """A request that failed.

    ``message`` is the server's own text where it sent one, ``status`` the HTTP status of its answer (None without an answer),
    ``request_id`` the id that LangSmith's support asks for, if the server sent one, ``where`` the method and the address,
    ``attempts`` the number of requests sent, and ``retry_after`` the seconds that the server asks to wait, if it does.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        status: int | None = None,
        request_id: str | None = None,
        advice: ArgumentMessage | None = None,
    ) -> None:
        self.message: str = clip(message, 1000)
        self.where: str = where
        self.status = status
        self.request_id: str | None = request_id and clip(request_id)
        self.attempts = 1
        self.retry_after: float | None = None
        self._advice_given = advice
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.text()

    def text(self, spelling: Spelling = PYTHON) -> str:
        """Returns the error in one line: where, what, what to do, and what is known beside."""
        parts = (self.where, self.message, (advice := self._advice()) and advice.text(spelling))
        details = [
            detail
            for detail, is_known in (
                (f"tried {self.attempts} times", self.attempts > 1),
                (f"the server asks to wait {self.retry_after or 0:g} seconds", self.retry_after),
                (f"request id {self.request_id}", self.request_id),
            )
            if is_known
        ]
        text = ": ".join(part for part in parts if part)
        return f"{text} ({', '.join(details)})" if details else text

    def _advice(self) -> ArgumentMessage | None:
        if self._advice_given is not None:
            return self._advice_given
        by_message = (advice for pattern, advice in _ADVICE_BY_MESSAGE if re.search(pattern, self.message))
        return _ADVICE_BY_STATUS.get(self.status or 0) or next(by_message, None)


class AuthError(ClientError):
    """The key is missing, not valid, or may not read this (401, 403)."""


class NoAPI(ClientError):
    """The address answers with a web page: it belongs to a user interface, a proxy or a login, not to the API."""


class NotFound(ClientError):
    """There is nothing of that name or id, or no such endpoint (404)."""


class RateLimited(ClientError):
    """The client sent too many requests (429)."""


class FilterRefused(ClientError):
    """The server refused a filter (400, 422), and the part that it refused is known.

    ``argument`` is ``filter``, ``trace_filter`` or ``tree_filter``, ``source`` its text as it was sent, and ``diagnostics``
    point into it.
    """

    argument: str = "filter"
    source: Source = Source("")
    diagnostics: Sequence[Diagnostic] = ()

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(render(diagnostic, self.source) for diagnostic in self.diagnostics)])


ERRORS: dict[int, type[ClientError]] = {401: AuthError, 403: AuthError, 404: NotFound, 429: RateLimited}
"""The error that a status is raised as, if not as a plain ``ClientError``."""


def server_message(content: bytes, otherwise: str) -> str:
    """Returns a server's message: the ``detail`` of v1 (a text, or FastAPI's list) and v2 (RFC 7807), or the whole text."""
    try:
        message: Any = json.loads(content)
    except (ValueError, RecursionError):
        message = None
    if isinstance(message, dict):
        body = cast("dict[str, Any]", message)
        message = next((body[key] for key in _MESSAGE_KEYS if body.get(key)), None)
    if isinstance(message, list):
        message = "; ".join(map(_problem, cast("list[object]", message)))
    text = content[:4000].decode("utf-8", "replace")
    return (message if isinstance(message, str) else text).strip() or otherwise


def _problem(item: Any) -> str:
    """Returns one of FastAPI's ``{"loc": [...], "msg": ...}`` as text."""
    try:
        return f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
    except (KeyError, TypeError, RecursionError):
        return item if isinstance(item, str) else "a problem without a message"
