"""What is built installs: the wheel, the source distribution, an editable checkout."""

import os
from pathlib import Path
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

ROOT = Path(__file__).parent.parent
PARSE = """
import sys, filterlang, filterlang.syntax.printer
tree = filterlang.parse('and(eq(run_type, "chain"), gt(latency, 10))').tree
assert filterlang.syntax.printer.print_line(tree) == 'and(eq(run_type, "chain"), gt(latency, 10))'
print("lark" in sys.modules, filterlang.__file__)
"""


def run(*command: object, cwd: Path = ROOT) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, env=environment, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a fresh clone has it: nothing built, no stored table."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("filterlang", "grammar", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "_table.py"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def built(checkout: Path) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", checkout / "dist", checkout)
    return checkout / "dist"


def empty_environment(path: Path) -> Path:
    """A virtual environment with lark and nothing else."""
    run(sys.executable, "-m", "venv", path)
    libraries = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    kept = next(path.glob("lib/python*/site-packages"))
    shutil.copytree(libraries / "lark", kept / "lark")
    return path / "bin" / "python"


def test_the_wheel_parses_in_an_empty_environment_without_loading_lark(built: Path, tmp_path: Path) -> None:
    python = empty_environment(tmp_path / "venv")
    wheel = next(built.glob("*.whl"))
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    loaded, place = run(python, "-c", PARSE, cwd=tmp_path).split()
    assert loaded == "False"
    assert str(tmp_path) in place


def test_the_wheel_carries_the_grammar_and_the_stored_table(built: Path) -> None:
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    assert {"filterlang/grammar/filter.lark", "filterlang/syntax/_table.py", "filterlang/py.typed"} <= set(names)


def test_the_wheel_carries_the_page_and_not_its_sources(built: Path) -> None:
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    page = {
        f"filterlang/explore/assets/{name}"
        for name in ("index.html", "explore.js", "explore.css", "favicon.svg", "LICENSES.txt")
    }
    assert page <= set(names)
    assert [name for name in names if name.startswith("filterlang/explore/page/")] == []


def test_the_source_distribution_carries_the_grammar_and_builds(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    assert (source / "grammar" / "filter.lark").exists()
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "again", source)


def test_an_editable_install_parses_with_the_grammar_of_the_checkout(checkout: Path, tmp_path: Path) -> None:
    python = empty_environment(tmp_path / "venv")
    libraries = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    kept = next(python.parent.parent.glob("lib/python*/site-packages"))
    lent = kept / "lent.pth"  # pip builds with what its own interpreter sees
    lent.write_text(str(libraries), encoding="utf-8")
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-build-isolation", "-e", checkout)
    lent.unlink()
    assert run(python, "-c", PARSE, cwd=tmp_path).split()[1].startswith(str(checkout))


def test_a_table_made_from_another_grammar_is_not_used(checkout: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns("dist", "__pycache__"))
    grammar = copy / "grammar" / "filter.lark"
    fields = "TABLE = ('another grammar', '', (), 0, (), ())\n"
    (copy / "filterlang" / "syntax" / "_table.py").write_text(fields, encoding="utf-8")
    accept = (
        "from filterlang.syntax.lalr import accept; print(accept('eq(a, yes)') is not None, accept('eq(a, 1)') is not None)"
    )
    assert run(sys.executable, "-c", accept, cwd=copy) == "False True\n"
    grammar.write_text(grammar.read_text(encoding="utf-8").replace("(?:true|false)", "(?:true|false|yes)"), encoding="utf-8")
    assert run(sys.executable, "-c", accept, cwd=copy) == "True True\n"
