"""A LangSmith-compatible query server over local runs: ``application`` is the ASGI app, ``running.serve`` runs it.

Needs the extra ``serve``: Starlette and uvicorn.
"""

from filterlang.serve.application import application as application
