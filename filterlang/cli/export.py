"""Runs of LangSmith in a file: fetched, kept while they come, and written at the end in the format asked for.

Owns the invariant that the target holds every run once, or is left alone and the same command goes on where this one ended.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, islice
import sys
from typing import TYPE_CHECKING, Any

from filterlang.cli.export_fields import named, with_address
from filterlang.cli.export_journal import Journal, journal
from filterlang.cli.progress import progress
from filterlang.cli.remote import Connection
from filterlang.cli.terminal import Usage, tell
from filterlang.cli.replacing import replaced, require_plain
from filterlang.cli.table import SHOWN, counted, print_table
from filterlang.cli.writing import WRITERS, standard_output
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filterlang.evaluate.run import Run


@dataclass(frozen=True)
class Export:
    """What to put where.

    ``question`` says which runs and what of them, by the names of the options; ``arguments`` says it to ``list_runs``, with how
    much of it and how it is asked, which may be another way when the export goes on.
    """

    target: str
    format: str
    select: Sequence[str] | None
    question: Mapping[str, Any]
    arguments: Mapping[str, Any]


def show(wanted: Export, api_url: str | None) -> None:
    """Print the runs as they come, or how many there are."""
    fields = {"count": ("id",)}.get(wanted.format, wanted.arguments["select"])
    with (
        Connection(api_url) as connection,
        closing(connection.pages({**wanted.arguments, "select": fields})) as pages,
        progress(free=wanted.format not in WRITERS or not sys.stdout.isatty()) as tally,
    ):
        records = named(map(_record, tally.of(chain.from_iterable(pages))), wanted.select)
        if wanted.format == "table":
            number = _show_table(records, wanted)
        elif wanted.format in WRITERS:
            WRITERS[wanted.format](records, standard_output(), wanted.select)
            number = tally.count
        else:
            number = sum(1 for _ in records)
        reason = "" if number else _latest(wanted, connection)
    if wanted.format == "count":
        print(number)
    if number == 0:
        print(f"0 runs{reason}", file=sys.stdout if wanted.format == "table" else sys.stderr)


def _show_table(records: Iterator[Mapping[str, Any]], wanted: Export) -> int:
    """Print a table of the runs, in a terminal of the first of them unless a limit is given; how many were printed."""
    select = wanted.arguments["select"]
    if wanted.arguments["limit"] is not None or not sys.stdout.isatty():
        return print_table(records, select)
    first = list(islice(records, SHOWN + 1))
    more = f"{SHOWN} runs shown, and there are more: --count counts them, --limit N shows more, -o FILE writes all"
    return print_table(first[:SHOWN], select, more if len(first) > SHOWN else None)


def _latest(wanted: Export, connection: Connection) -> str:
    """When the latest run of the projects started, where none was found; empty where that is not known either."""
    from filterlang.client.errors import ClientError

    names = ("project_name", "project_id", "api")
    arguments = {name: wanted.arguments[name] for name in names} | {"limit": 1, "select": ["start_time"], "windows": 1}
    try:
        with closing(connection.pages(arguments)) as pages:
            started = next((run.start_time for runs in pages for run in runs), None)
    except ClientError:
        return ""
    return f" (the latest started {started:%Y-%m-%d %H:%M} UTC)" if started else ""


def _record(run: Run) -> Mapping[str, Any]:
    return with_address(run).model_dump(mode="json", exclude_none=True)


def export(wanted: Export, api_url: str | None) -> None:
    """Fetch the runs and write the file. Raises ``Usage`` when that fails, and says what to do to go on."""
    require_plain(wanted.target)
    try:
        with journal(wanted.target) as kept:
            try:
                with Connection(api_url) as connection:
                    _fetch(wanted, kept, connection)
                    reason = "" if kept.count else _latest(wanted, connection)
                _write(wanted, kept, reason)
            except Usage as error:
                raise Usage(f"{error}; {_kept(kept)}" if kept.count else str(error)) from None
            except KeyboardInterrupt:
                if kept.count:
                    tell(_kept(kept))
                raise
    except OSError as error:
        raise Usage(f"{error.filename or wanted.target}: {error.strerror or error}") from None


def _fetch(wanted: Export, kept: Journal, connection: Connection) -> None:
    """Note the runs that are not noted yet."""
    limit, select = wanted.arguments["limit"], wanted.arguments["select"]
    connection.pages(wanted.arguments)  # what cannot be asked is refused before anything is forgotten
    _begin(wanted, kept, connection)
    if limit is not None and kept.count >= limit:
        return
    left = {
        **wanted.arguments,
        "select": select and [*select, "start_time"],
        "start_time": kept.since,
        "end_time": kept.bound,
        "limit": limit and limit - kept.count + kept.again,
    }
    with closing(connection.pages(left)) as pages, progress(free=True, count=kept.count) as tally:
        for _ in tally.of(islice(_new(kept, pages), limit and limit - kept.count)):
            pass
    kept.sync()


def _new(kept: Journal, pages: Generator[Sequence[Run]]) -> Iterator[Run]:
    for runs in pages:
        for run in runs:
            if kept.add(run):
                yield run


def _begin(wanted: Export, kept: Journal, connection: Connection) -> None:
    """Go on with what is there when it answers the same question, else begin."""
    address, workspace = connection.place
    question = {**wanted.question, "the address": address, "the workspace": workspace}
    if kept.count and kept.question == question:
        began = f"{kept.until:%Y-%m-%d %H:%M} UTC"
        tell(f"{wanted.target}: continuing after {counted(kept.count)} (up to {began}); to start over, delete {kept.path}")
        return
    if kept.count:
        before = kept.question or {}
        other = [name for name in question if question[name] != before.get(name)]
        tell(f"{wanted.target}: starting over: the {counted(kept.count)} kept were selected with another {', '.join(other)}")
    kept.begin(question, wanted.arguments.get("start_time"), wanted.arguments.get("end_time") or datetime.now(UTC))


def _write(wanted: Export, kept: Journal, reason: str) -> None:
    with replaced(wanted.target) as file:
        records = islice(kept.records(), wanted.arguments["limit"])
        WRITERS[wanted.format](named(records, wanted.select), file, wanted.select)
    kept.remove()
    number = kept.count if wanted.arguments["limit"] is None else min(kept.count, wanted.arguments["limit"])
    print(f"{wanted.target}: {counted(number)}{reason}", file=sys.stderr)


def _kept(kept: Journal) -> str:
    return f"{counted(kept.count)} are kept in {kept.path}: run the same command again to continue"
