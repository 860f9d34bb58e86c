"""Moves one filter between the APIs, and prints it with what changed and what to watch.

Owns the invariant that standard output has only the new filter, or the code that joins the queries which take its place.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
import json
import sys
from textwrap import wrap
from typing import get_args

from filterlang.cli.inputs import InputFilter, documents
from filterlang.cli.terminal import Usage, report, shown, tell
from filterlang.text.display import columns
from filterlang.findings.errors import FilterError
from filterlang.migrate.between_dialects import to_dialect
from filterlang.migrate.code.joined_queries import DEFAULT_LANGUAGE, JOINING_LANGUAGES, joining_code
from filterlang.migrate.migration import Change, ChangeKind, Migration
from filterlang.schema.dialects import DIALECTS, LASTING
from filterlang.schema.names import RunDialectName
from filterlang.text.source import Source

_WIDTH = 80
_TITLES = {
    ChangeKind.LOST: "Cannot be written for {}:",
    ChangeKind.MEANING: "Has another meaning on {}:",
    ChangeKind.REWRITTEN: "Written differently, with the same meaning:",
    ChangeKind.NOTE: "To watch:",
}
_MOST = 5
"""The changes of a kind that are shown where not all are asked for."""


def migrate_filter(options: argparse.Namespace, text: str) -> int:
    """Prints a filter for another API; returns 1 where it cannot be written, or has another meaning there."""
    filter = _one_filter(text)
    options.to = options.to or LASTING
    options.source = options.source or _other_backend(options.to)
    try:
        migration = to_dialect(filter.text, options.source, options.to)
    except FilterError as error:
        report(filter.placed(error.diagnostics), filter.document.source)
        return 1
    language = options.language or DEFAULT_LANGUAGE
    code = joining_code(migration.before, migration.queries, language) if migration.queries else ""
    if options.json:
        print(json.dumps({"from": options.source, "to": options.to, **migration.to_json(), "code": code}, ensure_ascii=False))
    else:
        _print(migration, code, options)
    changes_meaning = any(change.kind is ChangeKind.MEANING for change in migration.changes)
    return int(changes_meaning or not migration.ok)


def _other_backend(target: str) -> RunDialectName:
    """The dialect of one backend that a filter for the target was written for, where that is not said."""
    return next(name for name in get_args(RunDialectName) if name != target and len(DIALECTS[name].backends) == 1)


def _one_filter(text: str) -> InputFilter:
    """The filter of an argument, or of standard input for ``-``. Raises ``Usage`` for another number of filters."""
    given = argparse.Namespace(inputs=["-"], expression=[]) if text == "-" else argparse.Namespace(inputs=[], expression=[text])
    filters = [filter for document in documents(given) for filter in document.filters]
    if len(filters) != 1:
        raise Usage(f"`filterlang migrate filter` takes one filter, not {len(filters) or 'none'}; files are given as paths")
    return filters[0]


def _print(migration: Migration, code: str, options: argparse.Namespace) -> None:
    """Prints the new filter, or the code, and the changes by their kinds."""
    if migration.after is not None:
        print(shown(migration.after))
    elif code:
        print(shown(code), end="")
    sys.stdout.flush()
    if migration.after is not None and not migration.edits:
        tell(f"The filter stays as it is on {options.to}.")
    width = min(columns(sys.stderr) or _WIDTH, 100)
    for kind, title in _TITLES.items():
        changes = [change for change in migration.changes if change.kind is kind]
        if changes:
            tell("")
            tell(title.format(options.to))
            for line in _lines(migration, changes, width, verbose=options.verbose):
                tell(line)
    if code:
        tell("")
        others = ", ".join(name for name in JOINING_LANGUAGES if name != (options.language or DEFAULT_LANGUAGE))
        message = (
            f"The code above makes {len(migration.queries)} queries and has each run once. --language writes it for: {others}."
        )
        for line in wrap(message, width, break_on_hyphens=False):
            tell(line)


def _lines(migration: Migration, changes: list[Change], width: int, *, verbose: bool) -> Iterator[str]:
    """Yields the changes, each message once, with its source."""
    source = Source(migration.before)
    messages: dict[str, Change] = {}
    for change in changes:
        messages.setdefault(change.message, change)
    most = len(messages) if verbose else _MOST
    for change in list(messages.values())[:most]:
        line, column = source.position(change.span.start)
        yield from _wrapped(f"{line}:{column} {change.message}", "  ", "      ", width)
        evidence = change.evidence if verbose else change.evidence[:1]
        for each in evidence:
            yield from _wrapped(f"[{each.grade.value}] {each.source}", "      ", "      ", width)
            if verbose:
                yield from (f"      {link}" for link in each.links)
    if len(messages) > most:
        yield f"  and {len(messages) - most} more: --verbose shows all"


def _wrapped(text: str, first: str, others: str, width: int) -> Iterable[str]:
    from filterlang.text.display import harmless

    return wrap(harmless(text), width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
