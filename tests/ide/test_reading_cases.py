"""What a person reads at typical filters, finished or not, as text files.

A block is ``| filter``, after its dialect or file if that is not a filter for both servers, and below it what the feature
shows. ``▮`` is the cursor, ``\\n`` in a filter a line break. ``UPDATE_CASES=1 pytest tests/ide/test_reading_cases.py`` rewrites
the files; read the difference before committing it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
import os
from pathlib import Path
from textwrap import wrap

import pytest

from filterlang.ide.filter_view import FilterView
from filterlang.ide.folding import folding
from filterlang.ide.highlights import HighlightKind, highlights, linked
from filterlang.ide.hovers import hover
from filterlang.ide.inlay_hints import inlay_hints
from filterlang.ide.known_values import KnownValues
from filterlang.ide.selection_ranges import selections
from filterlang.ide.semantic_tokens import semantic_tokens
from filterlang.ide.signatures import signature
from filterlang.schema.dialects import DIALECTS
from filterlang.semantics import datetimes
from filterlang.semantics.surroundings import NO_PROJECT, ProjectFacts
from filterlang.text.source import Source
from tests.ide.host_files import document_of

FOLDER = Path(__file__).parent / "reading"
CURSOR = "▮"
WIDTH = 80
PROJECT = ProjectFacts(
    metadata={"user_id": frozenset({"string"}), "plan": frozenset({"string"}), "attempt": frozenset({"number"})},
    tags=frozenset({"beta", "prod"}),
    names=frozenset({"ChatBot"}),
    feedback=frozenset({"correctness"}),
)
VALUES = KnownValues(metadata={"plan": ("free", "pro", "team`s"), "attempt": (1, 2)}, feedback={"correctness": ("ok", "wrong")})


def hovered(view: FilterView, offset: int) -> list[str]:
    shown = hover(view, offset)
    if shown is None:
        return ["(nothing)"]
    lines = [f"[{view.text[shown.span.start : shown.span.end]}]"] if view.embedded else []
    for line in shown.markdown.split("\n"):
        lines += wrap(line, WIDTH - 4, subsequent_indent=" " * (len(line) - len(line.lstrip()) + 2)) or [""]
    return lines


def signed(view: FilterView, offset: int) -> list[str]:
    call = signature(view, offset)
    if call is None:
        return ["(nothing)"]
    label = call.label
    if call.active < len(call.parameters):
        span = call.parameters[call.active]
        label = f"{label[: span.start]}«{label[span.start : span.end]}»{label[span.end :]}"
    return [label]


def hinted(view: FilterView, offset: int) -> list[str]:
    text, at = "", 0
    for hint in inlay_hints(view):
        text += view.text[at : hint.offset] + f"⟨{hint.text}⟩"
        at = hint.offset
    return (text + view.text[at:]).split("\n")


def coloured(view: FilterView, offset: int) -> list[str]:
    """One line for each token but brackets and commas."""
    tokens = [token for token in semantic_tokens(view) if token.type != "punctuation" or token.modifiers]
    words = [" ".join([token.type, *sorted(token.modifiers)]) for token in tokens]
    return [f"{view.text[token.span.start : token.span.end]}  {word}" for token, word in zip(tokens, words, strict=True)]


def selected(view: FilterView, offset: int) -> list[str]:
    return [view.text[span.start : span.end].replace("\n", "\\n") for span in selections(view, offset)]


def highlighted(view: FilterView, offset: int) -> list[str]:
    marks = {HighlightKind.TEXT: "=", HighlightKind.READ: "r", HighlightKind.WRITE: "w"}
    line = [" "] * len(view.text)
    for mark in highlights(view, offset):
        line[mark.span.start : mark.span.end] = marks[mark.kind] * len(mark.span)
    together = [f"{span.start}-{span.end}" for span in linked(view, offset)]
    return [view.text, "".join(line).rstrip(), *([f"linked: {', '.join(together)}"] if together else [])]


def folded(view: FilterView, offset: int) -> list[str]:
    return [
        f"{view.source.position(span.start)[0]}-{view.source.position(span.end)[0]} {view.text[span.start : span.start + 8]!r}"
        for span in folding(view)
    ]


FEATURES: dict[str, Callable[[FilterView, int], list[str]]] = {
    "hovers": hovered,
    "signatures": signed,
    "hints": hinted,
    "tokens": coloured,
    "selections": selected,
    "highlights": highlighted,
    "folds": folded,
}


def view_of(head: str) -> tuple[FilterView, int]:
    """The filter of a case, and the offset of the cursor in it."""
    where, _, text = head.partition("| ")
    where, text = where.strip(), text.replace("\\n", "\n")
    if where and where not in DIALECTS and where != "project":
        document = document_of(text.replace(CURSOR, ""), where)
        return document.view_at(max(text.find(CURSOR), 0)) or (document.views[0], 0)
    project, values = (PROJECT, VALUES) if where == "project" else (NO_PROJECT, KnownValues())
    dialect = where if where in DIALECTS else "portable"
    return FilterView(Source(text.replace(CURSOR, "")), dialect, project, values), max(text.find(CURSOR), 0)


@pytest.mark.parametrize("feature", FEATURES)
def test_a_person_reads_what_the_file_says(feature: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datetimes, "present", lambda: datetime(2026, 11, 28, 12, tzinfo=UTC))
    file = FOLDER / f"{feature}.txt"
    written = file.read_text(encoding="utf-8")
    heads = [line for line in written.splitlines() if "| " in line and not line.startswith("    ")]
    blocks = ["\n".join([head, *(f"    {line}".rstrip() for line in FEATURES[feature](*view_of(head)))]) for head in heads]
    shown = "\n\n".join(blocks) + "\n"
    if os.environ.get("UPDATE_CASES"):
        file.write_text(shown, encoding="utf-8")
    assert shown == written
