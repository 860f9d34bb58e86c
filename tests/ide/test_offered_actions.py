"""The actions at places in files, as text: ``offered_actions/FILE.txt`` has a file with ``‸`` for the cursor, and below it each
action with the lines that it changes.

``UPDATE_CASES=1`` writes what is offered now: read the difference before it is kept.
"""

from collections.abc import Iterator
from difflib import unified_diff
import os
from pathlib import Path

import pytest

from filterlang.ide.code_actions import CodeAction, code_actions
from filterlang.text.edits import apply
from filterlang.text.source import Span
from tests.ide.host_files import assert_applies, document_of

FOLDER = Path(__file__).parent / "offered_actions"
FILES = sorted(FOLDER.glob("*.txt"))
LINE = "=" * 40


def described(text: str, action: CodeAction) -> Iterator[str]:
    """The lines that describe an action: its title, its command, and the lines that it changes."""
    preferred = " (preferred)" if action.preferred else ""
    yield f"{action.kind.value}: {action.title}{preferred}"
    if action.command:
        yield f"    runs: {action.command.value} {action.argument!r}"
    after = apply(text, action.edits)
    for line in unified_diff(text.splitlines(), after.splitlines(), n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield f"    {line}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_actions_at_a_place_are_as_written(path: Path) -> None:
    expected = path.read_text(encoding="utf-8")
    marked = expected.partition(f"{LINE}\n")[0]
    text, offset = marked.replace("‸", ""), marked.index("‸")
    document = document_of(text, path.stem)
    actions = code_actions(document, Span(offset, offset))
    for action in actions:
        assert_applies(document, action.edits)
    found = "".join(
        f"{line}\n" for line in (marked.rstrip("\n"), LINE, *(row for each in actions for row in described(text, each)))
    )
    if "UPDATE_CASES" in os.environ:
        path.write_text(found, encoding="utf-8")
    assert found == expected
