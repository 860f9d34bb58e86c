"""Asking LangSmith for runs over HTTP.

Owns the invariant that nothing outside this package imports httpx, and that no filter with an error is ever sent.
"""

from filterlang.client.async_client import AsyncClient
from filterlang.client.errors import ClientError

__all__ = ["AsyncClient", "ClientError"]
