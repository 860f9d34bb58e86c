"""The house keeps its layers: imports run one way, and nothing heavy is loaded before it is needed."""

import ast
from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys

import pytest

from filterlang.schema.fields import FIELDS

PACKAGE = Path(__file__).parent.parent / "filterlang"
LAYERS = (
    {"text"},
    {"findings"},
    {"syntax", "schema"},
    {"semantics"},
    {"rewrite"},
    {"rules"},
    {"checking"},
    {"filters", "builder"},
    {"evaluate"},
    {"exports", "migrate", "saved"},
    {"sql"},
    {"opening"},
    {"strategies"},
    {"client", "serve"},
    {"cli"},
    {"__main__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
HOMES_OF = {
    "httpx": {"client"},
    "pydantic": {"client", "evaluate", "exports", "opening", "saved", "serve", "sql"},
    "starlette": {"serve"},
    "tenacity": {"client"},
    "uvicorn": {"serve"},
    "yaml": {"saved"},
    "rich": {"cli"},
    "argparse": {"cli"},
    "argcomplete": {"cli"},
    "hypothesis": {"strategies"},
    "lark": {"syntax"},
    **dict.fromkeys(
        ("duckdb", "sqlglot", "pyarrow", "pyspark", "clickhouse_connect", "chdb", "pandas", "polars"),
        frozenset({"exports", "opening", "sql"}),
    ),
}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "_table.py":
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_imports_run_one_way() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path, tree in modules()
        if layer(path) != "__init__"
        for name in imports(tree)
        if name.startswith("filterlang.") and LEVEL[name.split(".")[1]] > LEVEL[layer(path)]
    ]
    assert wrong == []


def test_syntax_and_schema_do_not_know_each_other() -> None:
    for path, tree in modules():
        other = {"syntax": "filterlang.schema", "schema": "filterlang.syntax"}.get(layer(path))
        assert not [name for name in imports(tree) if other and name.startswith(other)], path


def test_each_library_is_imported_in_its_own_package_alone() -> None:
    for path, tree in modules():
        for name in imports(tree):
            homes = HOMES_OF.get(name.split(".")[0])
            assert homes is None or layer(path) in homes, f"{path} imports {name}"


def test_only_the_schema_names_a_field() -> None:
    """The core looks fields up; what reads stored runs and speaks the wire names what is stored there."""
    names = set(FIELDS) - {"name", "id", "error", "tags", "inputs", "outputs", "metadata", "tag"}
    for path, tree in modules():
        if layer(path) in ("syntax", "semantics", "rewrite", "checking", "filters", "findings", "text"):
            named = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in names]
            assert path.name == "syntax_rules.py" or named == [], path


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import filterlang", ("lark", "pydantic", "httpx", "argparse", "argcomplete", "rich", "dataclasses", "re")),
        ("import filterlang; filterlang.parse('eq(status, \"error\")')", ("pydantic", "httpx", "argparse", "rich")),
        (
            "from filterlang.cli import main; main(['check', '-q', '-e', 'eq(status, \"error\")'])",
            (
                "pydantic",
                "httpx",
                "rich",
                "argcomplete",
                "typing",
                "pathlib",
                "difflib",
                "datetime",
                "dataclasses",
                "inspect",
                "signal",
            ),
        ),
        (
            "from filterlang.evaluate.reference import matcher; matcher('eq(name, \"a\")')({'name': 'a'})",
            ("pydantic", "httpx", "rich", "argparse"),
        ),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str, absent: tuple[str, ...]) -> None:
    probe = f"import sys; before = set(sys.modules); {code}; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert not set(absent) & set(loaded)


def test_every_public_name_is_where_the_facade_says() -> None:
    import filterlang

    for name in filterlang.__all__:
        assert getattr(getattr(filterlang, name), "__name__", name) == name
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = filterlang.nope
