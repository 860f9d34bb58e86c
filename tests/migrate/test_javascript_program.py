"""A JavaScript program knows its calls, and what each name stands for."""

from collections.abc import Iterator
import pytest
from tree_sitter import Node
from typing import cast

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.javascript_program import JavascriptProgram, program_in
from filterlang.migrate.code.javascript_scopes import ScriptVariable
from filterlang.text.edits import insert
from filterlang.text.source import Source, Span

SHADOWED = """\
import { Client, type Run as StoredRun } from "langsmith";
import * as schemas from "langsmith/schemas";
const run = 1;
for await (const run of client.listRuns({})) { const { id, run_type: type = run, ...rest } = run; print(id, type, rest); }
{ var late = run; let block = 2; }
function f(run: StoredRun, { name } = late) { try { return name } catch (run) { run } }
print(run, late, block);
"""


def program(text: str, language: str = "typescript") -> JavascriptProgram:
    """The program of a text."""
    return program_in(Source(text), HOST_LANGUAGES[language])


def lines_of(text: str, name: str) -> list[tuple[int, list[int]]]:
    """For each variable with a name, the line that declares it and the lines that read it."""
    script = program(text)
    found: dict[int, ScriptVariable] = {}
    for node in iterate(script):
        variable = script.variable(node)
        if variable is not None and variable.name == name:
            found[variable.definitions[0].id] = variable
    return [
        (v.definitions[0].start_point[0] + 1, [r.start_point[0] + 1 for r in v.references])
        for v in sorted(found.values(), key=lambda v: v.definitions[0].start_byte)
    ]


def iterate(script: JavascriptProgram) -> Iterator[Node]:
    """All nodes of a program."""
    pending = [script.document.root]
    while pending:
        node = pending.pop()
        yield node
        pending += node.children


@pytest.mark.parametrize(
    ("name", "expected"),
    cast(
        "list[tuple[str, object]]",
        [
            ("run", [(3, [5, 7]), (4, [4, 4]), (6, []), (6, [6])]),
            ("late", [(5, [6, 7])]),
            ("block", [(5, [])]),
            ("type", [(4, [4])]),
            ("name", [(6, [6])]),
            ("StoredRun", [(1, [6])]),
        ],
    ),
)
def test_a_name_is_resolved_in_the_innermost_scope_that_declares_it(name: str, expected: object) -> None:
    """``var`` belongs to its function, ``let`` and ``const`` to their block, a parameter to its function."""
    assert lines_of(SHADOWED, name) == expected


def test_imports_have_their_module() -> None:
    """A renamed import keeps the name that its module gives it."""
    script = program(SHADOWED)
    imported = {v.name: v.imported for node in iterate(script) if (v := script.variable(node)) is not None and v.imported}
    assert imported == {
        "Client": ("langsmith", "Client"), "StoredRun": ("langsmith", "Run"), "schemas": ("langsmith/schemas", "*"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        ("await client.listRuns({ limit: 3 })", "listRuns", "client.listRuns({ limit: 3 })"),
        ("for await (const 😀 of (client)!.listRuns!({})) {}", "listRuns", "(client)!.listRuns!({})"),
        ("const f = client.listRuns.bind(client)", "listRuns", None),
        ("retry(client.listRuns)", "listRuns", None),
        ("listRuns()", "listRuns", "listRuns()"),
        ("listRuns(", "listRuns", None),
    ],
)
def test_a_call_is_found_by_the_name_of_its_method(text: str, name: str, called: str | None) -> None:
    """A method that is passed on is not called."""
    script = program(text)
    start = text.index(name)
    call = script.call_at(Span(start, start + len(name)))
    assert (None if call is None else script.text(call)) == called


def test_edits_of_a_document_without_a_map_are_those_of_the_file() -> None:
    """A file of JavaScript is its own document."""
    script = program("a")
    assert script.in_file([insert(1, "b")]) == (insert(1, "b"),)
    assert script.file_span(Span(0, 1)) == Span(0, 1)


def test_exports_are_found_in_both_kinds_of_modules() -> None:
    """``export`` and ``module.exports`` give names to other files."""
    module = program("export async function a() {}\nexport const b = 1, { c } = d; export { e as f }; export default g")
    assert {*"abceg"} <= module.exported
    assert "d" not in module.exported
    script = program("module.exports = { a, b: c }; exports.d = e; module.exports.f = g", "javascript")
    assert {*"aceg"} <= script.exported
    assert "b" not in script.exported


def test_a_deep_program_is_read_without_recursion() -> None:
    """Nesting that the parser allows is no matter of the stack."""
    assert program("f(" * 900 + "x" + ")" * 900).variable is not None
