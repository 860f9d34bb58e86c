"""The places of a host where filters stand: which argument of which call, which key beside which others, which name.

Owns the invariant that all host languages share one table: their names are compared in snake case, so that ``listRuns`` and
``RunQueryParams.TraceFilter`` are found by the entries of ``list_runs`` and ``run_query_params``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import PurePath
import re

from filterlang.hosts.embedded import Grounds
from filterlang.schema.places import CALLS, COMMANDS, NAMES, REQUEST_CALLS, REQUESTS, Kind

Place = tuple[Kind, Grounds]
COMMAND_WITH_FILTER = re.compile(
    r"\b(?:langsmith(?:-cli)?|query_traces\.\w+)\s[^\0]{0,2000}?--(?:\w+-)?filter"
    r"|\b(?:curl|langsmith\s+api)\s[^\0]{0,2000}?filter"
)
"""A text that has a command of a shell with a filter in it."""
DESCRIPTIONS = frozenset({"description", "help", "doc", "docs", "documentation", "title", "summary", "hint", "label", "message",
                          "comment", "prompt"})  # fmt: skip
"""Keys, and last words of names, whose texts are for people."""
_ANY_REQUEST = re.compile("|".join(pattern for pattern, _, _ in REQUESTS))


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """A name in snake case.

    >>> snake("listRuns"), snake("RunQueryV2Params"), snake("TRACE_FILTER"), snake("trace-filter")
    ('list_runs', 'run_query_v2_params', 'trace_filter', 'trace_filter')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|-", "_", name).lower().strip("_")


def in_call(path: str, argument: str) -> Place | None:
    """The place of a named argument of a call; ``path`` is how the callee is written: ``client.runs.query``.

    >>> in_call("self.client.threads.query", "filter")
    (<Kind.TRACE: 'trace'>, <Grounds.SURE: 3>)
    """
    arguments = arguments_of(path)
    kind = arguments.get(snake(argument)) if arguments is not None else None
    return None if kind is None else (kind, Grounds.SURE)


def arguments_of(path: str) -> dict[str, Kind] | None:
    """The arguments of a call that are filters, by name in snake case; None for a call that LangSmith does not have."""
    name = call_name(path)
    return CALLS[name] if name else None


def call_name(path: str) -> str:
    """The name that a call has in the table of calls; empty for a call that LangSmith does not have.

    >>> call_name("self.client.runs.query"), call_name("ListRuns"), call_name("session.query")
    ('runs.query', 'list_runs', '')
    """
    names = [snake(name) for name in re.findall(r"\w+", path)]
    return next((key for count in (2, 1) if (key := ".".join(names[-count:])) in CALLS), "")


def under_key(key: str, siblings: Collection[str] = ()) -> Place | None:
    """The place of a value under a key of an object, with the other keys of the object.

    Two filters of one object are those of LangSmith where one of them is on traces: no other product has such a pair. Only
    the examples of a dataset are queried with ``dataset``.

    >>> under_key("filter", ["filter", "limit"]), under_key("filter", ["filter", "traceFilter"])
    ((<Kind.RUN: 'run'>, <Grounds.LIKELY: 2>), (<Kind.RUN: 'run'>, <Grounds.SURE: 3>))
    """
    kind = NAMES.get(snake(key))
    if kind is None:
        return None
    names = {*map(snake, {key, *siblings})}
    kinds = {NAMES[name] for name in names if name in NAMES}
    if snake(key) == "filter" and "dataset" in names and len(kinds) == 1:
        return Kind.EXAMPLES, Grounds.LIKELY
    return kind, Grounds.SURE if len(kinds) > 1 else Grounds.LIKELY


def in_request(address: str) -> tuple[dict[str, Kind], Grounds] | None:
    """The keys of a request that are filters, by the address that it is sent to, or the code which writes the address.

    >>> in_request('f"{BASE}/api/v1/platform/alerts/{project}"')
    ({'filter': <Kind.RUN: 'run'>, 'denominator_filter': <Kind.RUN: 'run'>}, <Grounds.SURE: 3>)
    """
    if not _ANY_REQUEST.search(address):
        return None
    for pattern, keys, is_own in REQUESTS:
        if re.search(pattern, address):
            return keys, Grounds.SURE if is_own or "langsmith" in address.lower() else Grounds.LIKELY
    return None


def call_of_request(address: str) -> str:
    """The name of the call that sends a request to an address; empty where none does.

    >>> call_of_request("$URL/api/v2/runs/query"), call_of_request("https://api.smith.langchain.com/runs/query")
    ('runs.query', 'list_runs')
    """
    return next((name for pattern, name in REQUEST_CALLS if re.search(pattern, address)), "")


def is_description(name: str) -> bool:
    """Whether a name is one of a text for people: ``FILTER_HELP``."""
    return snake(name).rpartition("_")[2] in DESCRIPTIONS


def under_name(name: str) -> Place | None:
    """The place of a value that is assigned to a name: ``FILTER``, ``run_filter``, ``slow_trace_filter``.

    The longest known name inside of it decides; a name that has ``langsmith`` in it and ends there is LangSmith's own. A name
    such as ``FILTER_HELP`` is one of a description.
    """
    words = [word for word in snake(name).split("_") if word]
    if not words or is_description(name):
        return None
    parts = (("_".join(words[start:end]), end) for end in range(len(words), 0, -1) for start in range(end))
    kind, end = next(((NAMES[part], end) for part, end in parts if part in NAMES), (None, 0))
    return None if kind is None else (kind, Grounds.SURE if "langsmith" in words and end == len(words) else Grounds.LIKELY)


def in_command(words: Sequence[str], flag: str) -> Place | None:
    """The place of the value of a flag, with the words of the command before it.

    >>> in_command(["uv", "run", "langsmith", "trace", "list"], "--filter")
    (<Kind.TRACE: 'trace'>, <Grounds.SURE: 3>)
    """
    names = [PurePath(word).stem.lower() for word in words]
    keys = [key for key in COMMANDS if all(name in names for name in key.split())]
    kind = COMMANDS[max(keys, key=len)].get(snake(flag)) if keys else None
    return under_name(flag) if kind is None else (kind, Grounds.SURE)
