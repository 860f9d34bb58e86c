"""Programs of Python have their names by scope, as Python's own compiler sees them, and the definitions that a name reads."""

from collections.abc import Iterator
from pathlib import Path
import symtable

import pytest

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code import python_program
from filterlang.migrate.code.python_program import PythonProgram, program_in
from filterlang.text.edits import insert
from filterlang.text.source import Source, Span

PYTHON = HOST_LANGUAGES["python"]
PACKAGE = Path(python_program.__file__).parents[2]
FILES = ["cli/check.py", "hosts/documents.py", "hosts/holes.py", "text/edits.py", "client/paging.py", "lsp/open_document.py"]

TEXT = """\
import os.path, json as j
G = 0
from langsmith import Client as C
def f(runs, n=runs, *rest, key: int = 1, **more):
    global G
    G = 1
    for run, *others in runs:
        print(run.name, run=run)
    def inner():
        nonlocal n
        n = 2
    return [z for run in runs if (last := run) for z in run.zs], last
class A(C, metaclass=M):
    runs = 1
    async def m(self):
        with open(self) as fh, a as (b, c):
            return runs
    items = {k: v for k, v in runs}
try:
    x = lambda r, k=run: r + k
except ValueError as error:
    x: int = 3
else:
    x += 1
"""


def program(text: str) -> PythonProgram:
    return program_in(Source(text, "script.py"), PYTHON)


def compiled(table: symtable.SymbolTable) -> Iterator[tuple[str, int, frozenset[str]]]:
    names = frozenset(symbol.get_name() for symbol in table.get_symbols() if symbol.is_local() and is_written(symbol))
    yield table.get_name(), table.get_lineno() if table.get_name() != "top" else 0, names
    for child in table.get_children():
        yield from compiled(child)


def is_written(symbol: symtable.Symbol) -> bool:
    bound = symbol.is_assigned() or symbol.is_parameter() or symbol.is_imported() or symbol.is_namespace()
    return bound and not symbol.get_name().startswith(".")


def scopes_of(found: PythonProgram) -> Iterator[tuple[int, frozenset[str]]]:
    variables = {id(variable): variable for variable in found.all_variables}
    scopes = {id(variable.scope): variable.scope for variable in variables.values()}
    for scope in scopes.values():
        line = scope.node.start_point[0] + 1 if scope.node.type != "module" else 0
        yield line, frozenset(scope.variables)


@pytest.mark.parametrize("text", [TEXT, *((PACKAGE / name).read_text("utf-8") for name in FILES)], ids=["text", *FILES])
def test_the_names_of_each_scope_are_those_that_the_compiler_finds(text: str) -> None:
    """Lines of decorated functions are those of ``def``; comprehensions have their own scope."""
    expected = sorted((line, sorted(names)) for _, line, names in compiled(symtable.symtable(text, "x", "exec")) if names)
    assert sorted((line, sorted(names)) for line, names in scopes_of(program(text)) if names) == expected


def reads(text: str, definition: int) -> list[int]:
    """The lines that read what the definition of ``run`` in a line binds."""
    found = program(text)
    [variable] = found.variables_called("run")
    [node] = [node for node in variable.definitions if node.start_point[0] + 1 == definition]
    return [reference.start_point[0] + 1 for reference in found.reached(node)]


def test_a_definition_reaches_what_is_read_before_the_next_one_that_is_always_passed() -> None:
    text = "for run in a:\n    run.x\nfor run in b:\n    run.y\nrun.z\n"
    assert reads(text, 1) == [2]
    assert reads(text, 3) == [4, 5]


def test_both_branches_reach_what_comes_behind_them_and_not_each_other() -> None:
    text = "if a:\n    run = 1\n    run\nelse:\n    run = 2\n    run\nrun\n"
    assert reads(text, 2) == [3, 7]
    assert reads(text, 5) == [6, 7]


def test_a_loop_comes_back_to_what_is_read_before() -> None:
    text = "run = None\nfor other in runs:\n    if run: pass\n    run = other\n"
    assert reads(text, 4) == [3]
    assert reads(text, 1) == [3]


def test_functions_inside_read_all_definitions() -> None:
    text = "run = 1\ndef f(): return run\nrun = 2\n"
    assert reads(text, 1) == reads(text, 3) == [2]


def test_the_call_at_the_name_of_its_function_is_found_and_edits_are_those_of_the_file() -> None:
    text = 'x = "é"\nruns = client.runs.query(a, b(c))\nf(client.list_runs)\n'
    found = program(text)
    call = found.call_at(Span(text.index("query"), text.index("query") + 5))
    assert call is not None
    assert found.document.text_of(call) == "client.runs.query(a, b(c))"
    assert found.call_at(Span(text.index("list_runs"), text.index("list_runs") + 9)) is None
    assert found.in_file([insert(0, "x")]) == (insert(0, "x"),)
    assert found.file_span(Span(3, 4)) == Span(3, 4)
