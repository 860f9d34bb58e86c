"""The places of a host where filters stand: which argument of which call, which key beside which others, which name.

Owns the invariant that all host languages share one table: their names are compared in snake case, so that ``listRuns`` and
``RunQueryParams.TraceFilter`` are found by the entries of ``list_runs`` and ``run_query_params``.
"""

from __future__ import annotations

from collections.abc import Collection
import re

from filterlang.hosts.embedded import Grounds
from filterlang.schema.places import CALLS, NAMES, Kind

Place = tuple[Kind, Grounds]


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
    """The arguments of a call that are filters, by name in snake case; None for a call that is none of LangSmith's."""
    names = [snake(name) for name in re.findall(r"\w+", path)]
    return next((CALLS[key] for count in (2, 1) if (key := ".".join(names[-count:])) in CALLS), None)


def under_key(key: str, siblings: Collection[str] = ()) -> Place | None:
    """The place of a value under a key of an object, with the other keys of the object.

    Two filters of one object are those of LangSmith where one of them is on traces: no other product has such a pair.

    >>> under_key("filter", ["filter", "limit"]), under_key("filter", ["filter", "traceFilter"])
    ((<Kind.RUN: 'run'>, <Grounds.LIKELY: 2>), (<Kind.RUN: 'run'>, <Grounds.SURE: 3>))
    """
    kind = NAMES.get(snake(key))
    if kind is None:
        return None
    kinds = {NAMES[name] for name in map(snake, {key, *siblings}) if name in NAMES}
    return kind, Grounds.SURE if len(kinds) > 1 else Grounds.LIKELY


def under_name(name: str) -> Place | None:
    """The place of a value that is assigned to a name: ``FILTER``, ``run_filter``, ``filter_string``, ``buildErrorFilter``.

    >>> under_name("FILTER_OF_TRACES"), under_name("slowTraceFilter"), under_name("filtered")
    ((<Kind.RUN: 'run'>, <Grounds.LIKELY: 2>), (<Kind.TRACE: 'trace'>, <Grounds.LIKELY: 2>), None)
    """
    words = snake(name).split("_")
    kind = NAMES.get(snake(name)) or NAMES.get("_".join(words[-2:])) or NAMES.get(words[-1]) or NAMES.get(words[0])
    return None if kind is None else (kind, Grounds.LIKELY)
