"""Documents of every host language for tests of the editor features, and what holds for all edits of a document."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from filterlang.hosts.host_languages import language_of_file
from filterlang.ide.editor_document import EditorDocument
from filterlang.lint.lint_settings import LintSettings
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Source

HABITS = sorted(
    path for path in (Path(__file__).parents[1] / "hosts" / "habits").glob("*") if path.suffix != ".expected"
)  # fmt: skip
"""Files as people write them, in every host language."""


def document_of(text: str, name: str, settings: LintSettings = LintSettings()) -> EditorDocument:  # noqa: B008 - frozen
    """The document of a text, in the language that its name tells."""
    language = language_of_file(name)
    assert language is not None
    return EditorDocument(Source(text, name), language, settings)


def document_of_file(path: Path) -> EditorDocument:
    """The document of a file."""
    return document_of(path.read_bytes().decode(), path.name)


def weights(document: EditorDocument) -> tuple[int, int]:
    """How many errors and how many findings a document has."""
    return sum(finding.diagnostic.is_error for finding in document.findings), len(document.findings)


def assert_applies(document: EditorDocument, edits: Sequence[Edit]) -> EditorDocument:
    """Asserts that edits are in order, apart and in the document, and leave no more or worse findings."""
    bounds = [0, *(bound for edit in edits for bound in (edit.span.start, edit.span.end)), len(document.source.text)]
    assert all(left <= right for left, right in pairwise(bounds))
    after = document_of(apply(document.source.text, edits), document.source.name, document.settings)
    assert all(new <= old for new, old in zip(weights(after), weights(document), strict=True))
    return after
