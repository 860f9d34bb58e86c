"""Writes changed filters back into their files.

Owns the invariant that a file is written only if it is a filter file and no filter in it has an error, and that everything
else in it stays byte for byte. Otherwise the file is not written, and the reason is printed.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
import re

from filterlang.hosts.file_kinds import is_filter_file
from filterlang.cli.inputs import Document, is_path
from filterlang.cli.parsing import names_elsewhere
from filterlang.cli.terminal import Usage, tell

_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_HINT = "give it a name that ends in .filter"


def add_write(parser: argparse.ArgumentParser) -> None:
    """Adds ``--write``."""
    option = parser.add_argument("-w", "--write", action="store_true", help="write the files in place")
    names_elsewhere(option, "in-place", "inplace")


def require_files(options: argparse.Namespace) -> None:
    """Raises ``Usage`` unless every input of a command is a file."""
    if options.expression or not options.inputs or not all(word != "-" and is_path(word) for word in options.inputs):
        raise Usage("--write needs files to write")


def rewritten(options: argparse.Namespace, document: Document, texts: Sequence[str], errors: int) -> bool:
    """Writes the document's file with new texts for its filters; returns False, and prints the reason, where it cannot.

    ``errors`` is the number of errors in the new texts.
    """
    new = document.with_filters(texts)
    if new.text == document.text:
        return True
    reason = _reason(document, new, texts, errors)
    if reason is not None:
        tell(f"{document.name}: not written: {reason}")
        return False
    assert document.path is not None
    from filterlang.cli.replacing import replaced

    try:
        with replaced(document.path) as file:
            file.write(new.encoded())
    except Usage as error:
        tell(f"filterlang: {error}")
        options.unreadable = True
        return False
    return True


def _reason(document: Document, new: Document, texts: Sequence[str], errors: int) -> str | None:
    """Returns why the file cannot be written, or None where it can."""
    assert document.path is not None
    if not is_filter_file(document.path) and (line := _odd_line(document)) is not None:
        return f"line {line} does not begin with an operator, as filters do: if it is a filter file, {_HINT}"
    if (line := _comment_line(document)) is not None:
        return f"the comment in the filter of line {line} would be lost: put it on a line of its own, before the filter"
    if errors:
        return f"{errors} error{'s are' if errors > 1 else ' is'} left"
    if len(texts) > 1 and any(not filter.extent.closed for filter in document.filters):
        open_line = next(filter.line for filter in document.filters if not filter.extent.closed)
        return f"the brackets of the filter in line {open_line} are not closed, so where it ends is not clear: close them"
    if [filter.text for filter in new.filters] != list(texts):
        return "where the new filters end would not be clear: write each on one line"
    return None


def _comment_line(document: Document) -> int | None:
    """Returns the line of the first filter with a comment inside."""
    from filterlang.syntax.parser import parse

    lines = (
        filter.line for filter in document.filters for finding in parse(filter.text).diagnostics if finding.slug == "comment"
    )
    return next(lines, None)


def _odd_line(document: Document) -> int | None:
    """Returns the line of the first filter that does not begin with a call of an operator."""
    from filterlang.schema.operators import OPERATORS

    for filter in document.filters:
        call = _CALL.match(filter.text)
        if call is None or call[1] not in OPERATORS:
            return filter.line
    return None
