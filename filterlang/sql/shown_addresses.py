"""Addresses as messages show them: of tables, and of files that are not on this machine.

Owns the invariant that what is shown has no user, no password and no query, which may be a signature.
"""

import re

from filterlang.text.display import clip

_ADDRESS = re.compile(r"(?:spark|duckdb|clickhouses?):|[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_SERVER = re.compile(r"(?P<host>\[[\da-f:.]+\]|[\w.-]+)(?P<port>:\d{1,5})?(?P<path>/[^?#]*)?", re.IGNORECASE)
_IN_TEXT = re.compile(r"[a-z][a-z0-9+.-]+://[^\s'\"<>]+", re.IGNORECASE)


def is_address(source: str) -> bool:
    """Whether a text is an address and not the path of a file: it begins with a kind of addresses, or with any ``scheme://``.

    >>> is_address("spark:db.runs"), is_address("./spark:db.runs"), is_address("C:/runs.jsonl")
    (True, False, False)
    """
    return _ADDRESS.match(source) is not None


def shown_address(source: str) -> str:
    """Returns an address as messages show it, without user, password and query. Other texts are only clipped.

    >>> shown_address("https://ann:secret@host/runs.parquet?signature=x")
    'https://host/runs.parquet'
    """
    if "://" not in source or not is_address(source):
        return clip(source, 300)
    scheme, _, rest = source.partition("://")
    login, _, place = rest.rpartition("@")
    server = None if re.search(r"[/?#]", login) else _SERVER.fullmatch(re.split(r"[?#]", place, maxsplit=1)[0])
    return clip(f"{scheme}://{server[0] if server else '…'}")


def with_shown_addresses(text: str) -> str:
    """Returns a message in which addresses are as they may be shown."""
    return _IN_TEXT.sub(lambda address: shown_address(address[0]), text)
