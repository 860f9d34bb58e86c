"""Calls of JavaScript and TypeScript moved to v2: what they become, in every position, and what is left to decide.

Each file of ``javascript_calls`` stands beside its moved text and its notes, in ``NAME.v2.SUFFIX``;
``UPDATE_CASES=1 pytest tests/migrate/test_javascript_calls.py`` writes these: read the difference before committing it.
"""

import os
from pathlib import Path
from typing import Literal

from hypothesis import given, settings, strategies as st
import pytest

from filterlang.hosts.ending_calls import search
from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, joined_edits
from filterlang.migrate.code.javascript_program import program_in
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply, in_order
from filterlang.text.source import Source

FOLDER = Path(__file__).parent / "javascript_calls"
FILES = sorted(path for path in FOLDER.iterdir() if ".v2." not in path.name)


def moves_in(text: str, name: str, target: Literal["v2", "filterlang"] = "v2") -> list[CodeMove]:
    """The moves of a file."""
    language = language_of_file(name)
    assert language is not None
    source = Source(text, name)
    return list(moves_of(source, language, search(source, language)[1], target))


def moved(text: str, name: str = "script.mjs") -> str:
    """A file with its calls moved."""
    return apply(text, in_order(joined_edits(moves_in(text, name))))


def shown(text: str, name: str) -> str:
    """A moved file, with its notes as comments behind it."""
    source = Source(text, name)
    notes = [
        f"// {source.position(note.span.start)[0]} {move.outcome}, {note.risk}: {note.message}\n"
        for move in moves_in(text, name)
        for note in move.notes
    ]
    return f"{moved(text, name)}\n{''.join(notes)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_are_moved_as_shown(path: Path) -> None:
    expected = path.with_name(f"{path.stem}.v2{path.suffix}")
    text = shown(path.read_text(encoding="utf-8"), path.name)
    if os.environ.get("UPDATE_CASES"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_second_run_changes_nothing(path: Path) -> None:
    once = moved(path.read_text(encoding="utf-8"), path.name)
    assert moved(once, path.name) == once


ARGUMENTS = {
    "projectId": ["'p'", "['p', 'q']", "id", "ids"],
    "projectName": ["'p, q'", "name", "names", "process.env.PROJECT", "`a-${id}`", "['a', \"b\"]"],
    "runType": ["'llm'", "type", "undefined"],
    "traceId": ["id", "'t'"],
    "referenceExampleId": ["'e'", "id"],
    "parentRunId": ["'r'", "run.id"],
    "startTime": ["new Date('2026-01-01')", "since", "new Date(Date.now() - 3600 * 1000)", "null"],
    "executionOrder": ["1"],
    "isRoot": ["true", "false", "flag"],
    "error": ["true", "failed"],
    "filter": ["'eq(name, \"a\")'", "`eq(name, ${JSON.stringify(name)})`", "\"neq(error, null)\""],
    "traceFilter": ["'eq(name, \"a\")'", "text"],
    "limit": ["5", "5_000", "LIMIT", "options.limit"],
    "select": ["['id', 'name']", "[\"run_type\"]"],
    "order": ["'asc'", "\"desc\""],
}  # fmt: skip
POSITIONS = {
    "for await": "for await (const run of {call}) {{ console.log(run.id); }}",
    "returned": "function runs(name) {{ return {call}; }}",
    "arrow": "const runs = (name) => {call};",
    "method": "class Store {{ runs(name) {{ return {call} }} }}",
    "awaited": "async function runs() {{\n  return await Array.fromAsync({call});\n}}",
    "passed": "await Promise.all([{call}, {call}].map(collect));",
    "generator": "async function* runs() {{ yield* {call}; }}",
    "stepped": "const {{ value }} = await {call}.next();",
    "in a name": "const options = {arguments};\nfor await (const run of client.listRuns(options)) console.log(run.id);",
    "spread": "const base = {arguments};\nconst a = client.listRuns({{ ...base }});\nuse(a, client.listRuns({{ ...base }}));",
}  # fmt: skip
LAYOUTS = ("{{ {0} }}", "{{{0}}}", "{{\n  {1}\n}}", "{{\n    {1}, // the last\n}}", "{{ /* all */ {0}, }}")
HEADS = ('import { Client } from "langsmith";\nawait ready;\n', 'const { Client } = require("langsmith")\n')


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """Scripts with calls of ``listRuns``: any arguments, in any layout of the object, in any position."""
    names = draw(st.lists(st.sampled_from(sorted(ARGUMENTS)), unique=True, max_size=6))
    project = draw(st.sampled_from(["projectId", "projectName"]))
    names = [project, *(name for name in names if name not in ("projectId", "projectName"))]
    written = [f"{name}: {draw(st.sampled_from(ARGUMENTS[name]))}" for name in draw(st.permutations(names))]
    layout = draw(st.sampled_from(LAYOUTS))
    arguments = layout.format(", ".join(written), ",\n  ".join(written))
    position = draw(st.sampled_from(sorted(POSITIONS.values())))
    client = draw(st.sampled_from(["client", "new Client()", "clients[0]"]))
    code = position.format(call=f"{client}.listRuns({arguments})", arguments=arguments)
    return f"{draw(st.sampled_from(HEADS))}{code}\nkept();\n"


@given(scripts())
@settings(max_examples=150, deadline=None)
def test_any_call_is_written_whole_or_left_to_decide(script: str) -> None:
    moves = moves_in(script, "script.js")
    assert moves
    after = apply(script, in_order(joined_edits(moves)))
    assert not program_in(Source(after), HOST_LANGUAGES["javascript"]).document.root.has_error
    undecided = [move for move in moves if move.outcome is MoveOutcome.TO_DECIDE]
    assert after.count(".listRuns(") == len(undecided)
    assert after.count(".runs.query(") == len(moves) - len(undecided)
    assert (
        after.count("min_start_time") == after.count("selects: [") == after.count("kept();") + len(moves) - len(undecided) - 1
    )
    assert all(move.notes and not move.edits for move in undecided)
    assert moved(after, "script.js") == after


@given(scripts())
@settings(max_examples=30, deadline=None)
def test_filterlang_has_no_client_to_move_to(script: str) -> None:
    moves = moves_in(script, "script.js", "filterlang")
    assert all(move.outcome is MoveOutcome.TO_DECIDE and "client.runs.query" in move.notes[0].message for move in moves)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_keep_their_line_ends(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert moved(text.replace("\n", "\r\n"), path.name) == moved(text, path.name).replace("\n", "\r\n")
