"""The test suite itself: every test is collected, and whatever it imports is among its requirements."""

import ast
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
import re
import subprocess
import sys
import tomllib

from editors.install import BROWSER
import pytest

TESTS = Path(__file__).parent


def files_with_tests(root: Path) -> Iterator[Path]:
    """The files below a folder that define a test."""
    for path in sorted(set(root.rglob("*.py")) - set(root.glob("hosts/habits/*"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield path
                break


def is_collected(path: Path, root: Path, config: pytest.Config) -> bool:
    """Whether pytest, by its own hooks and settings, collects a file below a folder."""
    if not any(path.match(pattern) for pattern in config.getini("python_files")):
        return False
    places = [path, *(parent for parent in path.parents if root in parent.parents)]
    return not any(config.hook.pytest_ignore_collect(collection_path=place, config=config) for place in places)


def test_every_file_that_defines_a_test_is_collected(pytestconfig: pytest.Config) -> None:
    stages = {TESTS.parent / name for name in BROWSER.tests}
    missed = [path for path in files_with_tests(TESTS) if not is_collected(path, TESTS, pytestconfig)]
    assert [str(path) for path in missed if path not in stages] == []


def test_a_file_that_pytest_passes_over_is_noticed(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    for name in ("build/test_laws.py", "laws.py", "test_right.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("def test_it(): pass\n", encoding="utf-8")
    collected = [path.name for path in files_with_tests(tmp_path) if is_collected(path, tmp_path, pytestconfig)]
    assert collected == ["test_right.py"]


def imported(path: Path) -> Iterator[str]:
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)


def named(lines: Iterable[str]) -> set[str]:
    """The normalised names of the distributions that lines of requirements ask for."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[<>=;\[ ]", line)[0]).lower() for line in lines if not line.startswith("#")}


def test_what_the_tests_import_is_among_their_requirements() -> None:
    project = tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = named([*(TESTS / "requirements.txt").read_text(encoding="utf-8").splitlines(), *project["dependencies"]])
    folders = {path.parent.name for path in TESTS.rglob("__init__.py")}
    local = {"filterlang", TESTS.name, *folders, *sys.stdlib_module_names, *(path.stem for path in TESTS.rglob("*.py"))}
    distributions = packages_distributions()
    missing = {
        f"{path.relative_to(TESTS)}: {name}"
        for path in TESTS.rglob("*.py")
        if path.parent.name not in ("benchmarks", "habits")  # a benchmark's peers are installed for it only, habits are not run
        for name in imported(path)
        if name not in local and not required & named(distributions.get(name, [name]))
    }
    assert missing == set()


GROUPED = """
import os
from pathlib import Path
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_it(number):
    Path(os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_the_tests_of_a_group_run_in_one_worker(tmp_path: Path) -> None:
    """So that each engine is started once. It depends on the versions of pytest and pytest-xdist."""
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert len(list(tmp_path.glob("gw*"))) == 1
