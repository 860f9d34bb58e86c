"""The files of the page: read once, and sent with the headers that keep a browser from loading or running anything else.

Owns the invariant that no answer may be framed, sniffed, or read by another origin.
"""

from __future__ import annotations

from collections.abc import Mapping
import hashlib
from importlib.resources import files
import secrets

from starlette.requests import Request
from starlette.responses import Response

from filterlang.text.frozen import dataclass

HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""The headers of every answer."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What the page may load: its own scripts, the styles that the editor adds, and its squiggles, which are ``data:`` images."""
_NONCE = "$nonce"
_TYPES = {
    "explore.js": "text/javascript; charset=utf-8",
    "explore.css": "text/css; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}
"""The files beside the page, with their types."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file, and the tag by which a browser asks whether it has changed."""

    body: bytes
    type: str
    tag: str


class PageFiles:
    """The page and the files that it loads. Raises ``OSError`` where they are not installed."""

    def __init__(self) -> None:
        folder = files("filterlang.explore").joinpath("assets")
        self._page: str = folder.joinpath("index.html").read_text(encoding="utf-8")
        self._files = {name: _file(folder.joinpath(name).read_bytes(), type) for name, type in _TYPES.items()}

    def __repr__(self) -> str:
        return f"PageFiles({', '.join(self._files)})"

    @property
    def names(self) -> list[str]:
        """The names of the files beside the page."""
        return list(self._files)

    def page(self) -> Response:
        """Returns the page, with a nonce of its own for styles."""
        nonce = secrets.token_urlsafe(16)
        headers = {**HEADERS, "content-security-policy": _POLICY.format(nonce=nonce), "cache-control": "no-store"}
        return Response(self._page.replace(_NONCE, nonce), media_type="text/html; charset=utf-8", headers=headers)

    def file(self, request: Request, name: str) -> Response:
        """Returns a file, or that it has not changed."""
        file = self._files[name]
        headers = {**HEADERS, "cache-control": "no-cache", "etag": file.tag}
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        return Response(file.body, media_type=file.type, headers=headers)


def _file(body: bytes, type: str) -> PageFile:
    return PageFile(body, type, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
