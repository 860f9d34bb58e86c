"""Fetches some runs of LangSmith into memory, for a command that looks at them more than once.

Owns the invariant that no more runs are fetched than were asked for and one, which tells whether there are more.
"""

from __future__ import annotations

from contextlib import closing
from itertools import chain

from filterlang.cli.progress import progress
from filterlang.cli.query_options import conditions_of
from filterlang.cli.remote import RemoteSession
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any


def fetched_records(options: argparse.Namespace, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """Returns the latest runs of the projects in the options, ``limit`` at most, and whether there are more."""
    if limit < 1:
        raise Usage(f"--limit has to be at least 1, not {limit}")
    times = {name: value for name, value in conditions_of(options).items() if name in ("start_time", "end_time")}
    arguments = {**times, "project_name": options.project, "project_id": options.project_id, "limit": limit + 1}
    with (
        RemoteSession(options.api_url) as session,
        closing(session.batches(arguments)) as batches,
        progress(free=True) as tally,
    ):
        runs = tally.of(chain.from_iterable(batches))
        records = [run.model_dump(mode="json", exclude_none=True) for run in runs]
    return records[:limit], len(records) > limit
