"""What an editor waits for: the findings after a keystroke, the completions, and the full search after a pause.

The files are generated and the same in each run. All figures are processor time of this process. Every ``PAUSE`` keystrokes the
typing stops, and the document is searched as a whole; that has a row of its own. Memory is that of the process after so many
edits, with a search after each pause.
"""

from collections.abc import Callable, Iterator
import gc
import os
from pathlib import Path
import sys
from time import process_time

from editor_texts import filter_text, python_text
from measure import progress, table

from filterlang.hosts.host_languages import language_of_file
from filterlang.ide.completion import completions
from filterlang.ide.editor_document import EditorDocument
from filterlang.lint.lint_settings import LintSettings
from filterlang.text.edits import Edit, insert
from filterlang.text.source import Source, Span

EDITS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
PAUSE = 20
IN_FILTER = "gte(latency, 2.5), lt(total_tokens, 900), "
OUTSIDE = "total = load_1(path, retries=3)  # the rows of the table"
PASTED = "and(gt(latency, 5), lt(latency, 90), gt(total_tokens, 10))"
CODE = "def added(rows: list[str]) -> int:\n    return sum(len(row) for row in rows if row)\n\n\n" * 10


def opened(name: str, text: str) -> EditorDocument:
    language = language_of_file(name)
    assert language is not None
    document = EditorDocument(Source(text, name), language, LintSettings())
    assert document.findings
    return document


class Editor:
    """A person who types into a document, and the seconds that each kind of work took."""

    def __init__(self, document: EditorDocument) -> None:
        self.document = document
        self.seconds: dict[str, list[float]] = {}

    def timed(self, name: str, work: Callable[[], object]) -> object:
        started = process_time()
        result = work()
        self.seconds.setdefault(name, []).append(process_time() - started)
        return result

    def change(self, name: str, edits: list[Edit]) -> None:
        def findings() -> object:
            self.document = self.document.changed(edits)
            return self.document.findings

        self.timed(name, findings)

    def complete(self, offset: int) -> None:
        def items() -> object:
            found = self.document.view_at(offset)
            return None if found is None else completions(*found)

        assert self.timed("completion", items) is not None

    def pause(self) -> None:
        def findings() -> object:
            self.document = self.document.settled()
            return self.document.findings

        self.timed("search after a pause", findings)

    def type(self, name: str, offset: int, text: str, *, completing: bool = False) -> None:
        for number, character in enumerate(text, 1):
            self.change(name, [insert(offset, character)])
            offset += 1
            if completing:
                self.complete(offset)
            if number % PAUSE == 0:
                self.pause()

    def filter(self, number: int) -> Span:
        """The place of a filter."""
        view = self.document.views[number % len(self.document.views)]
        return self.document.span(view, Span(0, len(view.text)))

    def rows(self, name: str) -> Iterator[tuple[object, ...]]:
        for work, seconds in self.seconds.items():
            ordered = sorted(1000 * each for each in seconds)
            yield f"{name}: {work}", len(ordered), ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], ordered[-1]


def typed(editor: Editor, rounds: int = 8) -> None:
    """Types into filters and between them, and pastes."""
    for number in range(rounds):
        span = editor.filter(number * 7)
        opening = editor.document.source.text.find("(", span.start, span.end) + 1
        editor.type("typing in a filter", opening, IN_FILTER, completing=True)
        span = editor.filter(number * 11 + 3)
        editor.change("pasting a filter", [Edit(span, PASTED)])
        text = editor.document.source.text
        if editor.document.language.name != "filter":
            line = text.rfind("\n", 0, editor.filter(number * 13).start) + 1
            editor.type("typing elsewhere", text.rfind("\n\n\n", 0, line) + 2, OUTSIDE)
            editor.change("pasting code", [insert(text.rfind("\n\n\n", 0, line) + 2, CODE)])
        editor.pause()


def resident() -> float:
    """The memory of the process, in MB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def memory(editor: Editor) -> Iterator[tuple[object, ...]]:
    """Yields the memory after so many edits, each typed and taken back in turn."""
    for number in range(EDITS + 1):
        if number in (0, EDITS // 10, EDITS // 2, EDITS):
            progress(f"  {number} edits")
            yield number, resident()
        span = editor.filter(number // 2)
        edit = insert(span.start + 3, "x") if number % 2 == 0 else Edit(Span(span.start + 3, span.start + 4), "")
        editor.change("edit", [edit])
        if number % (10 * PAUSE) == 0:
            editor.pause()


def main() -> None:
    files = {
        "2,000 lines of Python": ("a.py", python_text(2_000, 50)),
        "5,000 lines of Python": ("b.py", python_text(5_000, 125)),
        "400 lines of filters": ("c.filter", filter_text(400)),
    }
    rows: list[tuple[object, ...]] = []
    for title, (name, text) in files.items():
        progress(title)
        typed(Editor(opened(name, text)), 1)  # loads what is loaded late
        editor = Editor(opened(name, text))
        typed(editor)
        rows += editor.rows(title)
    table(("what", "times", "p50 ms", "p95 ms", "most ms"), rows)
    print()
    table(("edits", "MB"), memory(Editor(opened("a.py", python_text(2_000, 50)))))


if __name__ == "__main__":
    main()
