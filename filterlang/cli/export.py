"""Exports runs of LangSmith: fetches them, keeps them in a journal meanwhile, and writes the file at the end.

Owns the invariant that the target either holds every run once, or is not touched, and the same command then continues.
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
from filterlang.tables.tabular import with_id
from filterlang.cli.remote import RemoteSession
from filterlang.cli.replacing import replaced, require_plain
from filterlang.tables.printed_table import SHOWN, print_table
from filterlang.cli.terminal import Usage, tell
from filterlang.cli.writing import WRITERS, standard_output
from filterlang.tables.run_cells import counted
from filterlang.text.frozen import dataclass

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from filterlang.cli.progress import Tally
    from filterlang.evaluate.run import Run


@dataclass(frozen=True)
class RemoteExport:
    """An export of LangSmith's runs: its target, format and query.

    ``question`` selects the runs and their fields, by the names of the options: an export continues only when it is the same.
    ``arguments`` are those of ``list_runs``, also the ones that may change when it continues.
    """

    target: str
    format: str
    select: Sequence[str] | None
    question: Mapping[str, Any]
    arguments: Mapping[str, Any]


def export_runs(options: argparse.Namespace, query: dict[str, Any], format: str) -> None:
    """Prints the runs of LangSmith that a query selects, or writes them to the file that ``-o`` names."""
    export = RemoteExport(
        target=options.output,
        format=format,
        select=with_id(query["select"]),
        question={
            "FILTER": options.filter, "--trace-filter": options.trace_filter, "--tree-filter": options.tree_filter,
            "--project": options.project, "--project-id": options.project_id, "--since": options.since,
            "--until": options.until, "--select": query["select"],
        },
        arguments={
            **query, "project_name": options.project, "project_id": options.project_id, "api": options.api or "auto",
            "windows": 1 if options.windows is None else options.windows,
        },
    )  # fmt: skip
    (write if options.output else show)(export, options.api_url)


def show(export: RemoteExport, api_url: str | None) -> None:
    """Prints the runs as they come, or the number of runs."""
    fields = {"count": ("id",)}.get(export.format, export.arguments["select"])
    with (
        RemoteSession(api_url) as session,
        closing(session.batches({**export.arguments, "select": fields})) as batches,
        progress(free=export.format not in WRITERS or not sys.stdout.isatty()) as tally,
    ):
        records = selected_fields(map(_record, tally.of(chain.from_iterable(batches))), export.select)
        if export.format == "table":
            number = _show_table(records, export, tally)
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


def _show_table(records: Iterator[Mapping[str, Any]], export: RemoteExport, tally: Tally) -> int:
    """Prints a table and returns the number of its runs: all, or without ``--limit`` in a terminal ``SHOWN``."""
    select = export.arguments["select"]
    if export.arguments["limit"] is not None or not sys.stdout.isatty():
        return print_table(records, select, before_first=tally.hide)
    first = list(islice(records, SHOWN + 1))
    more = f"{SHOWN} runs shown, and there are more: --count counts them, --limit N shows more, -o FILE writes all"
    return print_table(first[:SHOWN], select, more if len(first) > SHOWN else None)


def _latest_start(export: RemoteExport, session: RemoteSession) -> str:
    """Returns the start of the latest run of the projects, to explain an empty result; empty where it is not known."""
    from filterlang.client.request_errors import ClientError

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
    """Fetches the runs and writes the file. Raises ``Usage`` when that fails, and says how to continue."""
    require_plain(export.target)
    try:
        with journal(export.target) as kept_runs:
            try:
                with RemoteSession(api_url) as session:
                    _fetch(export, kept_runs, session)
                    reason = "" if kept_runs.count else _latest_start(export, session)
                _write(export, kept_runs, reason)
            except Usage as error:
                raise Usage(f"{error}; {_kept(kept_runs)}" if kept_runs.count else str(error)) from None
            except KeyboardInterrupt:
                if kept_runs.count:
                    tell(_kept(kept_runs))
                raise
    except OSError as error:
        raise Usage(f"{error.filename or export.target}: {error.strerror or error}") from None


def _fetch(export: RemoteExport, kept_runs: Journal, session: RemoteSession) -> None:
    """Fetches the runs that are not in the journal yet, and adds them."""
    limit, select = export.arguments["limit"], export.arguments["select"]
    session.batches(export.arguments)  # checks the arguments before the journal is emptied
    _begin(export, kept_runs, session)
    if limit is not None and kept_runs.count >= limit:
        return
    remaining = {
        **export.arguments,
        "select": select and [*select, "start_time"],
        "start_time": kept_runs.since,
        "end_time": kept_runs.bound,
        "limit": limit and limit - kept_runs.count + kept_runs.repeated,
    }
    with closing(session.batches(remaining)) as batches, progress(free=True, count=kept_runs.count) as tally:
        for _ in tally.of(islice(_new_runs(kept_runs, batches), limit and limit - kept_runs.count)):
            pass
    kept_runs.sync()


def _new_runs(kept_runs: Journal, batches: Generator[Sequence[Run]]) -> Iterator[Run]:
    """Adds runs to the journal, and yields those that are new."""
    for runs in batches:
        for run in runs:
            if kept_runs.add(run):
                yield run


def _begin(export: RemoteExport, kept_runs: Journal, session: RemoteSession) -> None:
    """Continues the journal where its question is the same, and otherwise begins a new one."""
    question = {**export.question, "the address": session.address, "the workspace": session.workspace}
    if kept_runs.count and kept_runs.question == question:
        began = f"{kept_runs.until:%Y-%m-%d %H:%M} UTC"
        tell(
            f"{export.target}: continuing after {counted(kept_runs.count)} (up to {began}); "
            f"to start over, delete {kept_runs.path}"
        )
        return
    if kept_runs.count:
        previous = kept_runs.question or {}
        changed = ", ".join(name for name in question if question[name] != previous.get(name))
        tell(f"{export.target}: starting over: the {counted(kept_runs.count)} kept were selected with another {changed}")
    kept_runs.begin(question, export.arguments.get("start_time"), export.arguments.get("end_time") or datetime.now(UTC))


def _write(export: RemoteExport, kept_runs: Journal, reason: str) -> None:
    limit = export.arguments["limit"]
    with replaced(export.target) as file:
        records = islice(kept_runs.records(), limit)
        WRITERS[export.format](selected_fields(records, export.select), file, export.select)
    kept_runs.remove()
    number = kept_runs.count if limit is None else min(kept_runs.count, limit)
    print(f"{export.target}: {counted(number)}{reason}", file=sys.stderr)


def _kept(kept_runs: Journal) -> str:
    return f"{counted(kept_runs.count)} are kept in {kept_runs.path}: run the same command again to continue"
