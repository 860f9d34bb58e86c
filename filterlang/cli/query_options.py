"""Reads the options of ``filterlang runs`` that say which runs to list, and where they are.

Owns the invariant that there is one filter at most, and that runs come either from files or from LangSmith.
"""

from __future__ import annotations

from filterlang.hosts.file_kinds import is_filter_file
from filterlang.cli.inputs import is_path, read_document
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from datetime import datetime
    from typing import Any

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def sort_inputs(options: argparse.Namespace) -> None:
    """Sorts the arguments into ``options.filter`` and ``options.paths``; a filter file is read as its filter.

    Raises ``Usage`` for more than one filter.
    """
    from filterlang.sql.shown_addresses import is_address

    sources = [word for word in options.inputs if is_address(word) or is_path(word)]
    texts = [*options.expression, *(word for word in options.inputs if word not in sources)]
    for path in sources:
        if is_filter_file(path) and not is_address(path):
            texts += [filter.text for filter in read_document(path).filters]
        else:
            options.paths.append(path)
    if len(texts) > 1:
        raise Usage(f"there are {len(texts)} filters: runs are selected by one filter, so join them with and(…) or or(…)")
    options.filter = texts[0] if texts else None


def require_one_source(options: argparse.Namespace) -> None:
    """Raises ``Usage`` unless the runs are either in files or in projects, and the options apply to that source."""
    projects = options.project or options.project_id
    if bool(options.paths) is bool(projects):
        raise Usage(
            "say where the runs are: either files (- for standard input) or a table, or --project NAME for those of LangSmith"
        )
    if any("\udc80" <= character <= "\udcff" for name in options.project or () for character in name):
        raise Usage("--project: the name is not UTF-8 text: copy it from LangSmith")
    if projects:
        source, unsuitable = "files", {"--skip-broken": options.skip_broken}
    else:
        source = "--project"
        unsuitable = {"--api": options.api, "--windows": options.windows, "--api-url": options.api_url}
    for option, value in unsuitable.items():
        if value:
            raise Usage(f"{option} is only for {source}: leave it out")


def query_of(options: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of ``list_runs`` that select runs and fields."""
    select = [name.strip() for name in options.select.split(",") if name.strip()] if options.select else None
    return {**conditions_of(options), "limit": options.limit, "select": select}


def conditions_of(options: argparse.Namespace) -> dict[str, Any]:
    """Returns the arguments of ``list_runs`` that select runs."""
    filters = {"filter": options.filter, "trace_filter": options.trace_filter, "tree_filter": options.tree_filter}
    return {**filters, **_period(options)}


def _period(options: argparse.Namespace) -> dict[str, datetime]:
    """Returns the earliest and the latest start of the runs, where the options limit them."""
    from datetime import UTC, datetime

    texts = {"start_time": options.since, "end_time": options.until}
    if not any(texts.values()):
        return {}
    now = datetime.now(UTC)
    return {name: _datetime(text, now) for name, text in texts.items() if text}


def _datetime(text: str, now: datetime) -> datetime:
    """Reads a time before ``now``, such as 7d, or an ISO time. Raises ``Usage`` for any other text."""
    import re
    from datetime import timedelta

    from filterlang.evaluate.rows import stored_datetime

    age = re.fullmatch(r"(\d{1,7})([mhdw])", text, re.ASCII)
    try:
        time = now - timedelta(**{_UNITS[age[2]]: int(age[1])}) if age else stored_datetime(text)
    except OverflowError:
        time = None
    if time is None:
        raise Usage(f"{text!r} is not a time: write how long ago, as in 7d or 12h, or a time such as 2026-11-01T09:30:00Z")
    return time
