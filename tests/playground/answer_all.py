"""Prints the answers to requests of the page, as JSON: natively, or in Pyodide, which gets this file too.

The standard input is ``{"runs": path, "requests": [text]}``; an argument is the folder of ``browser_answers.py``.
"""

from datetime import UTC, datetime
from importlib import import_module
import json
from typing import Any

from filterlang.semantics import datetimes

NOW = datetime(2026, 11, 5, tzinfo=UTC)


def answers(runs: str, requests: list[str]) -> list[Any]:
    """The answers to all requests, without what differs from one time to the next."""
    datetimes.present = lambda: NOW  # before any other module takes it
    playground = import_module("browser_answers").Playground()
    answered = [json.loads(playground.open(runs)), json.loads(playground.learn())]
    answered += [json.loads(playground.answer(request)) for request in requests]
    return [{key: value for key, value in answer.items() if key != "seconds"} for answer in answered]


if __name__ == "__main__":
    import sys

    sys.path.insert(0, sys.argv[1])
    given = json.load(sys.stdin)
    print(json.dumps(answers(given["runs"], given["requests"])))
