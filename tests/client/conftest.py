"""A server for each test, and an environment that says nothing about LangSmith."""

from collections.abc import Iterator

import pytest
from recorder import Server, serving


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("ENDPOINT", "API_KEY", "WORKSPACE_ID"):
        for prefix in ("LANGSMITH", "LANGCHAIN"):
            monkeypatch.delenv(f"{prefix}_{name}", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as state:
        yield state
