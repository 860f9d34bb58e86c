from __future__ import annotations

import functools
import operator
from typing import NamedTuple

from langsmith import Client


class Usage(NamedTuple):
    prompt: int
    completion: int

    def __add__(self, other):
        return Usage(self.prompt + other.prompt, self.completion + other.completion)


@functools.lru_cache(maxsize=None)
def get_client() -> Client:
    return Client()


@functools.lru_cache(maxsize=32)
def runs_named(project: str, name: str):
    query = f'eq(name, "{name}")'
    return tuple(get_client().list_runs(project_name=project, filter=query))


def usage(runs) -> Usage:
    return functools.reduce(operator.add, (Usage(r.prompt_tokens, r.completion_tokens) for r in runs), Usage(0, 0))


for project, name in [("support-bot", "ChatOpenAI"), ("rag-prod", "ChatAnthropic"), ("rag-prod", "nothing")]:
    found = runs_named(project, name)
    print(f"{project}/{name}: {len(found)} calls, {usage(found)}")
print(runs_named.cache_info().misses)
