"""Opens an address with a token in the browser, without writing it where other users of the machine see it.

Owns the invariant that the address is on no command line, and in no file that others can read or that stays.
"""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from pathlib import Path
import tempfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def forwarding_page(url: str) -> Generator[str]:
    """Yields the address of a file of this user only that forwards to a URL; the file is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="filterlang-", ignore_cleanup_errors=True) as folder:
        page = Path(folder, "explore.html")
        page.touch(mode=0o600)
        page.write_text(
            f'<!doctype html><meta charset="utf-8"><title>filterlang</title>'
            f'<meta http-equiv="refresh" content="0;url={escape(url)}">'
            f'<a href="{escape(url)}">The page of filterlang explore</a>\n',
            encoding="utf-8",
        )
        yield page.as_uri()
