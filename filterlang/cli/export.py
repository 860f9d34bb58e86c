"""Runs of LangSmith in a file: fetched, kept in a journal meanwhile, and written at the end.

Owns the invariant that the target holds every run once, or is not touched and the same command continues where this one ended.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from filterlang.cli.export_fields import selected_fields, with_address
from filterlang.cli.export_journal import Journal, journal
from filterlang.cli.progress import progress
from filterlang.cli.remote import RemoteSession
from filterlang.cli.replacing import replaced, require_plain
from filterlang.cli.table import SHOWN, counted, print_table
from filterlang.cli.terminal import Usage, tell
from filterlang.cli.writing import WRITERS, standard_output
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlang.evaluate.run import Run


@dataclass(frozen=True)
class RemoteExport:
    """One export: target, format and query.

    ``question`` selects the runs and their fields, by the names of the options: an export continues only when it is the same.
    ``arguments`` are those of ``list_runs``, also the ones that may change when it continues.
    """

    target: str
    format: str
    select: Sequence[str] | None
    question: Mapping[str, Any]
    arguments: Mapping[str, Any]


def show(export: RemoteExport, api_url: str | None) -> None:
    """Print the runs as they come, or how many there are."""
    fields = {"count": ("id",)}.get(export.format, export.arguments["select"])
    with (
        RemoteSession(api_url) as session,
        closing(session.batches({**export.arguments, "select": fields})) as batches,
        progress(free=export.format not in WRITERS or not sys.stdout.isatty()) as tally,
    ):
        records = selected_fields(map(_record, tally.of(chain.from_iterable(batches))), export.select)
        if export.format == "table":
            number = _show_table(records, export)
        elif export.format in WRITERS:
            WRITERS[export.format](records, standard_output(), export.select)
            number = tally.count
        else:
            number = sum(1 for _ in records)
        reason = "" if number else _latest_start(export, session)
    if export.format == "count":
        print(number)
    if number == 0:
        print(f"0 runs{reason}", file=sys.stdout if export.format == "table" else sys.stderr)


def _show_table(records: Iterator[Mapping[str, Any]], export: RemoteExport) -> int:
    """Print a table and return its length: all runs, or in a terminal without a limit the first of them."""
    select = export.arguments["select"]
    if export.arguments["limit"] is not None or not sys.stdout.isatty():
        return print_table(records, select)
    first = list(islice(records, SHOWN + 1))
    more = f"{SHOWN} runs shown, and there are more: --count counts them, --limit N shows more, -o FILE writes all"
    return print_table(first[:SHOWN], select, more if len(first) > SHOWN else None)


def _latest_start(export: RemoteExport, session: RemoteSession) -> str:
    """Returns the start of the latest run of the projects, to explain an empty result; empty when that is not known either."""
    from filterlang.client.errors import ClientError

    names = ("project_name", "project_id", "api")
    arguments = {name: export.arguments[name] for name in names} | {"limit": 1, "select": ["start_time"], "windows": 1}
    try:
        with closing(session.batches(arguments)) as batches:
            started = next((run.start_time for runs in batches for run in runs), None)
    except ClientError:
        return ""
    return f" (the latest started {started:%Y-%m-%d %H:%M} UTC)" if started else ""


def _record(run: Run) -> Mapping[str, Any]:
    return with_address(run).model_dump(mode="json", exclude_none=True)


def write(export: RemoteExport, api_url: str | None) -> None:
    """Fetch the runs and write the file. Raises ``Usage`` when that fails, with the way to continue."""
    require_plain(export.target)
    try:
        with journal(export.target) as noted:
            try:
                with RemoteSession(api_url) as session:
                    _fetch(export, noted, session)
                    reason = "" if noted.count else _latest_start(export, session)
                _write(export, noted, reason)
            except Usage as error:
                raise Usage(f"{error}; {_kept(noted)}" if noted.count else str(error)) from None
            except KeyboardInterrupt:
                if noted.count:
                    tell(_kept(noted))
                raise
    except OSError as error:
        raise Usage(f"{error.filename or export.target}: {error.strerror or error}") from None


def _fetch(export: RemoteExport, noted: Journal, session: RemoteSession) -> None:
    """Fetch the runs that are not noted yet, and note them."""
    limit, select = export.arguments["limit"], export.arguments["select"]
    session.batches(export.arguments)  # checks the arguments before any noted run is forgotten
    _begin(export, noted, session)
    if limit is not None and noted.count >= limit:
        return
    remaining = {
        **export.arguments,
        "select": select and [*select, "start_time"],
        "start_time": noted.since,
        "end_time": noted.bound,
        "limit": limit and limit - noted.count + noted.repeated,
    }
    with closing(session.batches(remaining)) as batches, progress(free=True, count=noted.count) as tally:
        for _ in tally.of(islice(_newly_noted(noted, batches), limit and limit - noted.count)):
            pass
    noted.sync()


def _newly_noted(noted: Journal, batches: Generator[Sequence[Run]]) -> Iterator[Run]:
    """Notes runs, and yields those that were not noted before."""
    for runs in batches:
        for run in runs:
            if noted.add(run):
                yield run


def _begin(export: RemoteExport, noted: Journal, session: RemoteSession) -> None:
    """Continue a journal of the same question, or else begin a new one."""
    question = {**export.question, "the address": session.address, "the workspace": session.workspace}
    if noted.count and noted.question == question:
        began = f"{noted.until:%Y-%m-%d %H:%M} UTC"
        tell(f"{export.target}: continuing after {counted(noted.count)} (up to {began}); to start over, delete {noted.path}")
        return
    if noted.count:
        before = noted.question or {}
        changed = ", ".join(name for name in question if question[name] != before.get(name))
        tell(f"{export.target}: starting over: the {counted(noted.count)} kept were selected with another {changed}")
    noted.begin(question, export.arguments.get("start_time"), export.arguments.get("end_time") or datetime.now(UTC))


def _write(export: RemoteExport, noted: Journal, reason: str) -> None:
    limit = export.arguments["limit"]
    with replaced(export.target) as file:
        records = islice(noted.records(), limit)
        WRITERS[export.format](selected_fields(records, export.select), file, export.select)
    noted.remove()
    number = noted.count if limit is None else min(noted.count, limit)
    print(f"{export.target}: {counted(number)}{reason}", file=sys.stderr)


def _kept(noted: Journal) -> str:
    return f"{counted(noted.count)} are kept in {noted.path}: run the same command again to continue"
