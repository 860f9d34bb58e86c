"""A LangSmith server: the addresses of its APIs and of its user interface, from the address that the client was given.

Owns the invariant that both APIs are reached from any address that the langsmith SDK accepts.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from filterlang.client.limits import is_loopback
from filterlang.client.settings import Settings
from filterlang.client.transport import Transport

T = TypeVar("T")

_PREFIXES = ("/api/v1", "/api/v2", "/api")
_APP = "smith.langchain.com"


class Server:
    """Sends requests. A path that begins with ``/api/`` lies under the root, any other where the SDK looks for v1."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        self.address: str = settings.url
        self._prefix = next((prefix for prefix in _PREFIXES if settings.url.endswith(prefix)), "")
        self._root = settings.url = settings.url.removesuffix(self._prefix)
        if self._prefix == "/api/v2":
            self._prefix = "/api/v1"
        self.host: str = _host(settings.url, is_whole=not self._prefix)
        self._open = partial(Transport, settings, **options)
        self.transport: Transport = self._open()
        self.hide: Callable[[str], str] = settings.auth.hide

    def reopen(self) -> None:
        """Begin with new connections. The old ones are not closed: after a fork they belong to another process."""
        self.transport = self._open()

    async def send(
        self,
        method: str,
        path: str,
        decode: Callable[[bytes], T],
        *,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> T:
        """Returns the decoded answer. Raises ``ClientError``."""
        return await self.transport.send(method, self._path(path), body=body, params=params, decode=decode)

    def where(self, method: str, path: str) -> str:
        """Returns the name of a request in errors: the method and the address."""
        return f"{method} {self._root}{self._path(path)}"

    def _path(self, path: str) -> str:
        return path if path.startswith("/api/") else self._prefix + path


def _host(root: str, *, is_whole: bool) -> str:
    """Returns the address of the user interface, as the langsmith SDK works it out (utils.py, ``get_host_url``)."""
    name = urlsplit(root).hostname or ""
    if is_loopback(root):
        return "http://localhost"
    if not is_whole:
        return root
    region = name.partition(".")[0]
    return f"https://{region}.{_APP}" if region in ("eu", "aws", "apac", "dev", "beta") else f"https://{_APP}"
