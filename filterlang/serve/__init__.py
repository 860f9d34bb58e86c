"""A LangSmith-compatible query server over local runs: ``application`` is the ASGI app, ``running.serve`` runs it.

Needs the extra ``serve``: Starlette and uvicorn.
"""

from filterlang.extras import install

try:
    from filterlang.serve.application import application as application
except ModuleNotFoundError as _missing:
    if _missing.name not in ("starlette", "uvicorn"):
        raise
    raise ImportError(f"filterlang.serve needs Starlette and uvicorn: {install('serve')}") from None
