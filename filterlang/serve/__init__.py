"""A LangSmith-compatible query server over local runs: ``application`` is the ASGI app, ``running.serve`` runs it.

Needs the extra ``serve``: Starlette and uvicorn. Raises ``ImportError`` without them, with the command that installs them.
"""

try:
    from filterlang.serve.application import application as application
except ModuleNotFoundError as missing:
    if missing.name != "starlette":
        raise
    raise ImportError('the server needs Starlette and uvicorn: pip install "filterlang[serve]"') from None
