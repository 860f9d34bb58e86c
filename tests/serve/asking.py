"""Asking the application without a socket between."""

import asyncio
import json
from typing import Any

import httpx

from filterlang.exports.results import Runs
from filterlang.serve import application


class Asking:
    """An application, and requests to it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One request, whatever comes back."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **given)

        return asyncio.run(asked())

    def ask(self, path: str, body: object) -> tuple[int, Any]:
        """The status and the answer of a POST."""
        response = self.request("POST", path, content=json.dumps(body))
        return response.status_code, response.json()

    def post(self, path: str, body: object) -> Any:
        """The answer of a POST that is met."""
        status, answer = self.ask(path, body)
        assert status == 200, answer
        return answer

    def get(self, path: str) -> Any:
        """The answer of a GET that is met."""
        response = self.request("GET", path)
        assert response.status_code == 200, response.text
        return response.json()


def asking(runs: Runs, project: str, api_key: str | None = None) -> Asking:
    """An application over some runs."""
    return Asking(application(runs, project, api_key=api_key))
