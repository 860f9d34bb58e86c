"""A server that answers LangSmith clients from local runs: ``application`` is the ASGI app, ``running.serve`` runs it.

Needs the extra ``serve``: Starlette and uvicorn. Raises ``ImportError`` without them, with the command that installs them.
"""

from filterlang.text.extras import install

try:
    from filterlang.serve.application import application as application
except ModuleNotFoundError as _missing:
    if (_missing.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
        raise
    raise ImportError(f"the server needs Starlette and uvicorn: {install('serve')}") from None
