"""The errors that the Python SDK raises for v1's methods, and those for v2's.

Owns the invariant that an error of v1 which v2's methods raise as another one has its row here.
"""

ERROR_MOVES: dict[str, str] = {
    "LangSmithError": "LangsmithError",
    "LangSmithAPIError": "InternalServerError",
    "LangSmithAuthError": "AuthenticationError",
    "LangSmithConflictError": "ConflictError",
    "LangSmithConnectionError": "APIConnectionError",
    "LangSmithNotFoundError": "NotFoundError",
    "LangSmithRateLimitError": "RateLimitError",
    "LangSmithRequestTimeout": "APITimeoutError",
}
"""By the class of ``langsmith.utils``: the class of ``langsmith`` (Python SDK 0.15: ``utils.py``, ``_exceptions.py``)."""
