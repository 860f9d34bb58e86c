"""Edits of a notebook's program go back into its cells, line by line, and leave everything else of the file as it is."""

from collections.abc import Sequence
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, MoveOutcome, Target, joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.migrate.code.notebook_programs import notebook_text
from filterlang.migrate.code.python_program import program_in
from filterlang.text.edits import Edit, apply, in_order, insert, replace
from filterlang.text.source import Source, Span

IMPORTS = ["from langsmith import Client\n", "client = Client()"]
LOOP = ["%matplotlib inline\n", "for run in client.list_runs(\n", "    limit=5,\n", "):\n", '    print("é", run.name)']


def code(source: str | list[str], **more: object) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [{"data": {"text/plain": ["1\n"]}}], "source": source, **more}


def notebook(*cells: dict[str, Any], indent: int | None = 1, language: str = "python") -> str:
    metadata = {"kernelspec": {"language": language, "name": "python3"}, "language_info": {"name": language}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, indent=indent) + "\n"


def edited(text: str, *edits: Edit) -> str:
    """The notebook after edits of its program."""
    program = notebook_text(Source(text, "a.ipynb"))
    assert program is not None
    in_file = program.in_file(edits)
    assert in_file is not None
    return apply(text, in_file)


def program_of(text: str) -> str:
    program = notebook_text(Source(text, "a.ipynb"))
    assert program is not None
    return program.document.text


def sources(text: str) -> list[Any]:
    return [cell["source"] for cell in json.loads(text)["cells"]]


def test_the_code_cells_are_one_program() -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": ["client.list_runs()"]}
    raw = {**markdown, "cell_type": "raw"}
    text = notebook(code(IMPORTS), markdown, raw, code([]), code("await f(client)"), code("%%bash\nls"), code(LOOP))
    program = notebook_text(Source(text, "a.ipynb"))
    assert program is not None
    assert program.document.text == "".join(IMPORTS) + "\n\nawait f(client)\n\n" + "".join(LOOP)
    assert not program.document.root.has_error


@pytest.mark.parametrize("cell", ["for run in (", "  x = 1", "%%sql\nselect 1", "x = 1 +"])
def test_a_cell_that_does_not_parse_is_left_out(cell: str) -> None:
    assert program_of(notebook(code(cell), code(IMPORTS))) == "".join(IMPORTS)


def test_a_cell_of_which_an_editor_knows_another_language_is_left_out() -> None:
    other = code("list_runs", metadata={"vscode": {"languageId": "sql"}})
    assert program_of(notebook(other, code(IMPORTS))) == "".join(IMPORTS)


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 100_000, "{}", notebook(code(IMPORTS), language="R"), notebook(code(IMPORTS))[:-2]]
)
def test_what_is_no_notebook_in_python_has_no_program(text: str) -> None:
    assert notebook_text(Source(text, "a.ipynb")) is None


def test_a_place_outside_of_the_cells_is_no_place_of_the_program() -> None:
    text = notebook(code("for run in ("), code(IMPORTS))
    program = notebook_text(Source(text, "a.ipynb"))
    assert program is not None
    at = text.index("Client()")
    span = program.span_of(Span(at, at + 6))
    assert span is not None and program.document.text[span.start : span.end] == "Client"
    assert program.span_of(Span(text.index("run in"), text.index("run in") + 3)) is None


def test_an_added_line_is_an_item_of_the_list() -> None:
    text = notebook(code(IMPORTS), code(LOOP))
    changed = edited(text, insert(len(IMPORTS[0]), "import itertools\n"))
    assert sources(changed) == [[IMPORTS[0], "import itertools\n", IMPORTS[1]], LOOP]
    assert changed.count("\n") == text.count("\n") + 1  # a line of JSON as well


def test_a_line_is_added_at_the_end_of_a_cell() -> None:
    for source in (IMPORTS, ["client = 1"]):
        text = notebook(code(source), code(LOOP))
        changed = edited(text, insert(len("".join(source)), "\nx = 1\n"))
        assert sources(changed) == [[*source[:-1], source[-1] + "\n", "x = 1\n"], LOOP]


def test_an_edit_goes_over_several_lines() -> None:
    text = notebook(code(IMPORTS), code(LOOP))
    program = program_of(text)
    start, end = program.index("limit=5"), program.index("):\n")
    assert sources(edited(text, replace(start, end, "page_size=5\n")))[1][2:] == ["    page_size=5\n", "):\n", LOOP[-1]]
    assert sources(edited(text, replace(start, end, "x")))[1][2:] == ["    x):\n", LOOP[-1]]
    start = program.index("    limit=5")
    assert sources(edited(text, replace(start, end, "")))[1] == [*LOOP[:2], *LOOP[3:]]


def test_an_edit_over_two_cells_is_refused() -> None:
    text = notebook(code(IMPORTS), code(LOOP))
    program = notebook_text(Source(text, "a.ipynb"))
    assert program is not None
    assert program.in_file([replace(0, len("".join(IMPORTS)) + 3, "")]) is None


LINES = st.lists(st.sampled_from(["x = 1", "", "# é\u2028", 'y = "\\\\n\\t"', "f(\\\n  1)"]), max_size=4)
SOURCES = LINES.map("\n".join).flatmap(lambda text: st.sampled_from([text, text + "\n", text.splitlines(keepends=True)]))
WRITTEN = st.sampled_from(["", "a", "a\n", "\na", 'b = "é"\nc\n', "\n"])


@given(
    st.lists(SOURCES, min_size=1, max_size=3), st.integers(0, 30), st.integers(0, 8), WRITTEN, st.sampled_from([None, 0, 1, 4])
)
def test_an_edit_changes_one_cell_and_nothing_else(
    cells: list[str | list[str]], start: int, length: int, new: str, indent: int | None
) -> None:
    text = notebook(*map(code, cells), indent=indent)
    program = notebook_text(Source(text, "a.ipynb"))
    if program is None:
        return
    old = program.document.text
    edit = replace(min(start, len(old)), min(start + length, len(old)), new)
    in_file = program.in_file([edit])
    texts = ["".join(cell) for cell in cells]
    kept = [text for text, cell in zip(texts, cells, strict=True) if cell != []]
    if in_file is None:
        assert not any(edited_texts(kept, edit))
        return
    changed = apply(text, in_file)
    after = json.loads(changed)
    assert ["".join(cell["source"]) for cell in after["cells"] if cell["source"] != []] in edited_texts(kept, edit)
    for cell, before in zip(after["cells"], cells, strict=True):
        assert isinstance(cell["source"], type(before))
        if isinstance(before, list):
            assert all("\n" not in line[:-1] for line in cell["source"] if line != "")
        cell["source"] = before
    assert after == json.loads(text)


def edited_texts(cells: list[str], edit: Edit) -> list[list[str]]:
    """The texts of the cells after the edit, for each cell that can take it."""
    starts = [sum(len(cell) + 2 for cell in cells[:number]) for number in range(len(cells))]
    results: list[list[str]] = []
    for number, (start, cell) in enumerate(zip(starts, cells, strict=True)):
        if start <= edit.span.start and edit.span.end <= start + len(cell):
            new = cell[: edit.span.start - start] + edit.text + cell[edit.span.end - start :]
            results.append([*cells[:number], new, *cells[number + 1 :]])
    return results


def test_a_program_of_a_notebook_has_the_calls_of_all_its_cells() -> None:
    text = notebook(code(IMPORTS), code("client.list_runs(\n"), code(LOOP))
    source, language = Source(text, "a.ipynb"), HOST_LANGUAGES["notebook"]
    program = program_in(source, language)
    outside, inside = search_file(source, language).findings
    assert program.call_at(outside.span) is None
    call = program.call_at(inside.span)
    assert call is not None
    receiver = call.child_by_field_name("function")
    assert receiver is not None
    (definition,) = program.reaching(receiver.named_children[0])
    assert program.document.text_of(definition) == "client"
    in_file = program.in_file([insert(program.document.span(call).end, ".x")])
    assert in_file is not None
    assert sources(apply(text, in_file))[2][3] == ").x:\n"


def test_a_broken_notebook_has_an_empty_program() -> None:
    text = notebook(code(IMPORTS))[:-3]
    assert program_in(Source(text, "a.ipynb"), HOST_LANGUAGES["notebook"]).call_at(Span(0, 5)) is None


BEFORE = [
    ["%pip install -q langsmith\n", "from langsmith import Client\n", "\n", "client = Client()"],
    "for run in client.list_runs(",
    "%%time\nruns = list(client.list_runs(project_name='p', limit=5))",
    ["for run in runs:\n", "    print(run.name, run.run_type == 'llm')\n"],
    ["!ls\n", "client.read_run(run.id)?\n", "await x"],
]
QUERY = """%%time
runs = list(islice(client_v2.runs.query(
    project_ids=[str(client.read_project(project_name='p').id)],
    page_size=5,
    min_start_time='1970-01-01T00:00:00Z',
    selects=['ID', 'NAME', 'RUN_TYPE'],
), 5))"""
AFTER = {
    "filterlang": [
        ["%pip install -q langsmith\n", "from filterlang import Client\n", "\n", "client = Client()"],
        *BEFORE[1:],
    ],
    "v2": [
        [
            "%pip install -q langsmith\n", "from itertools import islice\n", "\n", "from langsmith import Client, Langsmith\n",
            "\n", "client = Client()\n",
            'client_v2 = Langsmith(api_key=client.api_key, base_url=client.api_url.removesuffix("/api/v1"))',
        ],
        BEFORE[1],
        QUERY,
        ["for run in runs:\n", "    print(run.name, run.run_type == 'LLM')\n"],
        BEFORE[4],
    ],
}  # fmt: skip


@pytest.mark.parametrize("target", AFTER)
@pytest.mark.parametrize("indent", [None, 1, 2])
def test_a_notebook_is_moved_with_all_its_cells(target: Target, indent: int | None) -> None:
    text = notebook(*map(code, BEFORE), indent=indent)
    moves = moves_in(text, target)
    assert [(move.method, move.outcome) for move in moves] == [
        ("list_runs", MoveOutcome.TO_DECIDE), ("list_runs", MoveOutcome.MOVED),
    ]  # fmt: skip
    assert "is not read as Python" in moves[0].notes[0].message
    changed = apply(text, in_order(joined_edits(moves)))
    assert sources(changed) == AFTER[target]
    after = json.loads(changed)
    for cell, source in zip(after["cells"], BEFORE, strict=True):
        cell["source"] = source
    assert after == json.loads(text)
    assert not any(move.edits for move in moves_in(changed, target))


def moves_in(text: str, target: Target) -> Sequence[CodeMove]:
    source, language = Source(text, "a.ipynb"), HOST_LANGUAGES["notebook"]
    return moves_of(source, language, search_file(source, language).findings, target)


@pytest.mark.parametrize(
    ("cell", "selects"),
    [
        ("next(client.list_runs(project_id='a'))", "ATTACHMENTS"),
        ("runs = list(client.list_runs(project_id='a'))\nruns[:3]  # the first", "ATTACHMENTS"),
        ("runs = list(client.list_runs(project_id='a'))\nruns[0];", "'ID']"),
        ("client.list_runs(project_id='a')", "'ID']"),
        ("runs = list(client.list_runs(project_id='a'))\nruns[0]\nprint(runs[0].name)", "'NAME']"),
    ],
)
def test_a_run_that_a_cell_shows_has_all_fields(cell: str, selects: str) -> None:
    text = notebook(code(IMPORTS), code(cell), code("1 + 1"))
    source, language = Source(text, "a.ipynb"), HOST_LANGUAGES["notebook"]
    moves = moves_of(source, language, search_file(source, language).findings, "v2")
    assert selects in "".join(sources(apply(text, in_order(joined_edits(moves))))[1]).split("selects=")[1]


def test_a_name_that_a_later_cell_imports_is_imported_as_it_is() -> None:
    cell = "runs = list(client.list_runs(project_id='a', parent_run_id=client.info))"
    text = notebook(code(IMPORTS), code(cell), code("import json\njson.dumps([run.name for run in runs])"))
    source, language = Source(text, "a.ipynb"), HOST_LANGUAGES["notebook"]
    moves = moves_of(source, language, search_file(source, language).findings, "v2")
    assert sources(apply(text, in_order(joined_edits(moves))))[0][0] == "import json\n"
