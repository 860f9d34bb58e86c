"""Lists LangSmith's runs over HTTP.

Owns the invariant that nothing outside this package imports httpx, and that no filter with an error is ever sent.
"""

from filterlang.client.async_client import AsyncClient, AsyncRuns
from filterlang.client.request_errors import AuthError, ClientError, NotFound, RateLimited
from filterlang.client.listing import QueryWarning
from filterlang.client.sync_client import Client, SyncRuns
from filterlang.client.validation import Validation

__all__ = [
    "AsyncClient", "AsyncRuns", "AuthError", "Client", "ClientError", "NotFound", "QueryWarning", "RateLimited",
    "SyncRuns", "Validation",
]  # fmt: skip
