"""The address of LangSmith and the credentials: arguments first, then the environment, as the langsmith SDK reads them.

Owns the invariant that the API key is shown nowhere: it is kept as a secret, added to a request as that goes out, and is
taken out of whatever a server says.
"""

import logging
import os
import re
from collections.abc import Generator
from uuid import UUID

import httpx
from pydantic import SecretStr

from filterlang.client.argument_messages import ArgumentError, ArgumentMessage

_DEFAULT_URL = "https://api.smith.langchain.com"
_ADDRESS = re.compile(r"https?://(?:\[[0-9a-f:.]+\]|[^\s/?#@:\[\]]+)(?::(?P<port>\d{1,5}))?(?:/[^\s?#]*)?", re.IGNORECASE)
_APP_HOST = re.compile(r"(?:www\.)?(?P<region>(?!api\.)[a-z0-9-]+\.)?smith\.langchain\.com", re.IGNORECASE)
_APP_PATH = re.compile(r"/(?:o|public)/[^/]+(?:/|$)")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


class KeyAuth(httpx.Auth):
    """Adds the headers of the credentials: ``x-api-key`` and ``X-Tenant-Id``.

    Raises ``ValueError`` for a key or a workspace that no header can hold.
    """

    def __init__(self, api_key: str | SecretStr | None = None, workspace_id: str | UUID | None = None) -> None:
        key = api_key.get_secret_value() if isinstance(api_key, SecretStr) else api_key
        self.key: SecretStr = SecretStr(_header("API key", _environment("API_KEY") if key is None else _clean(key)))
        workspace = _environment("WORKSPACE_ID") if workspace_id is None else _clean(str(workspace_id))
        self.workspace_id: str = _header("workspace id", workspace)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Called by httpx for each request."""
        if self.key:
            request.headers["x-api-key"] = self.key.get_secret_value()
        if self.workspace_id:
            request.headers["X-Tenant-Id"] = self.workspace_id
        yield request

    def hide(self, text: str) -> str:
        """Returns the text without the key. A key of a few letters is not a secret, and occurs in any text."""
        return text.replace(self.key.get_secret_value(), "***") if len(self.key) >= 8 else text


def silence_hpack() -> None:
    """Silence the log of hpack, which packs the headers of HTTP/2: at the level DEBUG it writes each of them, with the key."""
    for name in ("hpack.hpack", "hpack.table"):
        logging.getLogger(name).addFilter(_drop)


def _drop(_: logging.LogRecord) -> bool:
    return False


class Settings:
    """The address of the API, ``url``, and the credentials, ``auth``. Raises ``ValueError`` for values that cannot be these."""

    def __init__(
        self, api_url: str | None = None, api_key: str | SecretStr | None = None, workspace_id: str | UUID | None = None
    ) -> None:
        self.url: str = address(api_url)
        self.auth: KeyAuth = KeyAuth(api_key, workspace_id)


def address(api_url: str | None = None) -> str:
    """Returns the address of the API, without a slash at the end. Raises ``ArgumentError`` for any other text."""
    text = _clean(api_url) or _environment("ENDPOINT") or _DEFAULT_URL
    match = _ADDRESS.fullmatch(text)
    if match is None or int(match["port"] or 0) > 65_535 or not _is_parsed(text):
        raise _refused("{api_url} has to be an address such as {address}, with no password in it", _DEFAULT_URL)
    if is_page(text):
        message = "{api_url} {text} is LangSmith's user interface, and the API is at {address}: give that"
        raise _refused(message, api_beside(text), text)
    return text.rstrip("/")


def _refused(template: str, address: str, text: str = "") -> ArgumentError:
    return ArgumentError(ArgumentMessage(template, address=address, text=text))


def is_page(url: str) -> bool:
    """Whether an address belongs to LangSmith's user interface: to one of its hosts, or to a page about an organisation."""
    parts = httpx.URL(url)
    return bool(_APP_HOST.fullmatch(parts.host)) or bool(_APP_PATH.match(parts.path))


def api_beside(url: str) -> str:
    """Returns the address of the API that belongs to a user interface: on LangSmith Cloud, or self-hosted."""
    parts = httpx.URL(url)
    app = _APP_HOST.fullmatch(parts.host)
    if app:
        return f"https://{app['region'] or ''}api.smith.langchain.com"
    return f"{parts.scheme}://{parts.netloc.decode('ascii')}/api/v1"


def _is_parsed(text: str) -> bool:
    try:
        return bool(httpx.URL(text).host)
    except (httpx.InvalidURL, ValueError):  # a ValueError is about an invalid international name
        return False


def _environment(name: str) -> str | None:
    return _clean(os.environ.get(f"LANGSMITH_{name}")) or _clean(os.environ.get(f"LANGCHAIN_{name}"))


def _clean(text: str | None) -> str | None:
    """Returns a setting without the spaces and quotes of a careless copy, as the SDK reads it; None when it is empty."""
    return (text or "").strip().strip("\"'") or None


def _header(name: str, text: str | None) -> str:
    if text and not _PRINTABLE.fullmatch(text):
        raise ValueError(f"the {name} holds characters that cannot be sent in a header: copy it again")
    return text or ""
