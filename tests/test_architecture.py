"""The house keeps its layers: imports run one way, and nothing heavy is loaded before it is needed."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
import re
import subprocess
import sys

import import_graph
import pytest

from filterlang.schema.fields import FIELDS

PACKAGE = Path(__file__).parent.parent / "filterlang"
ROOT = PACKAGE.parent
ORDER = (
    "text", "findings", "syntax", "schema", "semantics", "rewrite", "search_bar", "rules", "checking", "evaluate",
    "tables", "filters", "builder", "hosts", "migrate", "lint", "exports", "sql", "opening", "measuring", "ide", "lsp",
    "client", "serve", "explore", "saved", "strategies", "cli",
)  # fmt: skip
"""The packages from the ground up: each imports only what stands before it."""
STRANGERS = ({"syntax", "schema"}, {"client", "serve", "saved"})
"""Packages that import nothing of each other."""
CORE = ("text", "findings", "syntax", "schema", "semantics", "rewrite", "search_bar", "rules", "checking", "filters", "builder")
"""The packages that need lark and no other library; ``evaluate.reference`` does too."""
HOMES_OF = {
    "httpx": {"client"},
    "pydantic": {"client", "evaluate", "exports", "opening", "saved", "serve", "sql"},
    "starlette": {"explore", "serve"},
    "lsprotocol": {"lsp"},
    "pygls": {"lsp"},
    "uvicorn": {"serve"},
    "yaml": {"saved"},
    "tree_sitter": {"hosts", "migrate"},
    "watchfiles": {"cli"},
    "rich": {"cli"},
    "matplotlib": {"tables"},
    "argparse": {"cli"},
    "argcomplete": {"cli"},
    "hypothesis": {"strategies"},
    "lark": {"syntax"},
    **dict.fromkeys(
        ("duckdb", "sqlglot", "pyarrow", "pyspark", "clickhouse_connect", "chdb", "pandas", "polars"),
        frozenset({"exports", "opening", "sql", "tables"}),
    ),
}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "_table.py":
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_packages_import_only_what_stands_before_them() -> None:
    graph = import_graph.packages(import_graph.modules(ROOT))
    assert set(graph) == set(ORDER)
    for name, below in graph.items():
        assert not [other for other in below if ORDER.index(other) >= ORDER.index(name)], name
        for group in STRANGERS:
            assert name not in group or not below & group, name


def test_no_modules_import_each_other() -> None:
    """Directly or around, in functions or for types only: every circle counts."""
    assert import_graph.circles(import_graph.modules(ROOT)) == []


def test_circles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}, "e": {"f"}, "f": {"g"}, "g": {"e"}}
    assert import_graph.circles(graph) == [["b", "c"], ["e", "f", "g"]]


def test_every_kind_of_import_is_seen() -> None:
    tree = ast.parse(
        "import a\nfrom b import c\nif TYPE_CHECKING:\n    from d import e\n"
        "def f():\n    import g.h\n    import_module('i.j')\n    importlib.import_module(f'k.{f}')\n"
    )
    assert {*import_graph.imported(tree)} == {"a", "b", "b.c", "d", "d.e", "g.h", "i.j", "k.*"}


def test_the_client_needs_neither_sql_nor_exports() -> None:
    graph = import_graph.packages(import_graph.modules(ROOT))
    assert not import_graph.reachable(graph, "client") & {"sql", "exports", "opening"}


def test_the_drawing_in_the_docs_is_that_of_the_code() -> None:
    """Floors and arrows, without the figures, which change every day; `python tests/import_graph.py` draws it anew."""
    guide = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    shown = guide.split("<!-- python tests/import_graph.py -->")[1].split("```")[1]
    figures = re.compile(r" +\d+ modules? +\d+ lines|^\d+ modules.*", re.MULTILINE)
    assert figures.sub("", shown).split() == figures.sub("", import_graph.drawing(ROOT)).split()


def test_the_core_needs_lark_and_no_other_library() -> None:
    """Every module of the core is imported while every other library is blocked."""
    core = [module for module in import_graph.sources(ROOT) if module.count(".") and import_graph.package_of(module) in CORE]
    probe = (
        "import importlib, sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        top = name.split('.')[0]\n"
        "        if top not in sys.stdlib_module_names | {'lark', 'filterlang', 'sitecustomize', 'usercustomize'}:\n"
        "            raise ModuleNotFoundError(f'{name} is blocked', name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        f"for name in {[*core, 'filterlang.evaluate.reference', 'filterlang.evaluate.why']!r}:\n"
        "    importlib.import_module(name)\n"
        "import filterlang\n"
        "assert filterlang.fix('status = \"error\"') == 'eq(status, \"error\")'\n"
        "assert filterlang.matches('gt(latency, 1)', {'start_time': '2026-01-01', 'end_time': '2026-01-02'})\n"
        "assert not filterlang.why('gt(latency, 1)', {'latency': 1})\n"
        "assert str(filterlang.F.latency > 10) == 'gt(latency, 10)'\n"
        "assert not {name.split('.')[0] for name in sys.modules} & {'pydantic', 'httpx', 'rich', 'hypothesis', 'sqlglot'}\n"
    )
    subprocess.run([sys.executable, "-c", probe], check=True, cwd=ROOT)


def test_each_library_is_imported_in_its_own_package_alone() -> None:
    for path, tree in modules():
        for name in import_graph.imported(tree):
            homes = HOMES_OF.get(name.split(".")[0])
            assert homes is None or layer(path) in homes, f"{path} imports {name}"


def test_only_the_schema_names_a_field() -> None:
    """The core looks fields up; what reads stored runs and speaks the wire names what is stored there."""
    names = set(FIELDS) - {"name", "id", "error", "tags", "inputs", "outputs", "metadata", "tag"}
    for path, tree in modules():
        if layer(path) in ("syntax", "semantics", "rewrite", "search_bar", "checking", "filters", "findings", "text"):
            named = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in names]
            assert path.name == "syntax_rules.py" or named == [], path


MOST_OF_A_COLD_CHECK = 80
"""The modules of filterlang that a check of one valid filter loads in a project that does not configure it."""


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import filterlang", ("lark", "pydantic", "httpx", "argparse", "argcomplete", "rich", "dataclasses", "re")),
        ("import filterlang; filterlang.parse('eq(status, \"error\")')", ("pydantic", "httpx", "argparse", "rich")),
        (
            "from filterlang.cli import main; main(['check', '-e', 'and(eq(run_type, \"chain\"), gt(latency, 10))'])",
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
                "contextlib",
                "decimal",
                "filterlang.cli.lint_stages",
                "filterlang.cli.remote",
                "filterlang.hosts.file_kinds",
                "filterlang.lint.report",
                "filterlang.rewrite.losses",
                "filterlang.semantics.datetimes",
                "filterlang.semantics.predicate",
                "filterlang.semantics.typos",
                "filterlang.syntax.lowered",
                "filterlang.syntax.recovery",
                "filterlang.syntax.spellings",
            ),
        ),
        (
            "from filterlang.evaluate.reference import matcher; matcher('eq(name, \"a\")')({'name': 'a'})",
            ("pydantic", "httpx", "rich", "argparse"),
        ),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str, absent: tuple[str, ...], tmp_path: Path) -> None:
    probe = (
        f"import sys; sys.path.append({str(ROOT)!r}); before = set(sys.modules); {code}; print(*(set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = ran.stdout.split()
    assert not set(absent) & set(loaded)


def test_a_cold_check_loads_few_modules(tmp_path: Path) -> None:
    """Each costs a tenth of a millisecond: a check of the benchmark's filter may load these, and not one more unnoticed."""
    code = "import sys; from filterlang.cli import main; main(['check', '-e', sys.argv[1]]); print(*sys.modules)"
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    command = [sys.executable, "-c", code, 'and(eq(run_type, "chain"), gt(latency, 10))']
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)})
    loaded = [name for name in ran.stdout.split() if name.partition(".")[0] == "filterlang"]
    assert len(loaded) <= MOST_OF_A_COLD_CHECK


def test_the_version_is_printed_without_any_command(tmp_path: Path) -> None:
    code = "import sys; from filterlang.cli import main\ntry: main(['--version'])\nfinally: print(*sys.modules)"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)})
    assert "filterlang.cli.check" not in ran.stdout.split()


def test_every_public_name_is_where_the_facade_says() -> None:
    import filterlang

    for name in filterlang.__all__:
        assert getattr(getattr(filterlang, name), "__name__", name) == name
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = filterlang.nope


AT_THE_TOP = {
    "filterlang",
    "grammar",
    "tests",
    "docs",
    "README.md",
    "LICENSE",
    "pyproject.toml",
    ".gitignore",
    ".ci",
    ".pre-commit-hooks.yaml",
}
"""What the repository holds at its top: the package, its grammar, tests and docs, and the files that tools look up there."""
COMMANDS_LIKE_PACKAGES = {"builder", "migrate", "completion", "explore", "lsp", "rule", "serve", "sql", "tree", "why"}
"""Modules of ``cli`` that share the name of a package or a module: a command's module is its name, and it is about that."""


def test_the_top_level_holds_nothing_else() -> None:
    if not (ROOT / ".git").exists():
        return  # not a checkout, such as the files of a source distribution
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert {path.split("/", 1)[0] for path in listed.split("\0") if path} <= AT_THE_TOP


def test_no_two_modules_share_a_name() -> None:
    paths = [path for path, _ in modules() if path.name != "__init__.py"]
    names = Counter(path.stem for path in paths)
    names.update(path.name for path in PACKAGE.rglob("*") if (path / "__init__.py").exists())
    assert {name for name, count in names.items() if count > 1} == COMMANDS_LIKE_PACKAGES
    assert {path.stem for path in paths if layer(path) == "cli"} >= COMMANDS_LIKE_PACKAGES


def test_no_two_classes_share_a_name() -> None:
    """Private ones included, so that one name means one thing wherever it is read."""
    classes = Counter(node.name for _, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, count in classes.items() if count > 1] == []
