"""A server that answers LangSmith clients from local runs: ``application`` is the ASGI app, ``running.serve`` runs it.

Needs the extra ``serve``: Starlette and uvicorn. Raises ``ImportError`` without them, with the command that installs them.
"""

from filterlang.text.extras import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.serve.endpoints import application as application


def __getattr__(name: str) -> object:
    """Loads the application when it is first used: what runs another server needs none of its endpoints."""
    if name != "application":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from filterlang.serve.endpoints import application
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise ImportError(f"the server needs Starlette and uvicorn: {install('serve')}") from None
    globals()[name] = application
    return application
