"""What stands beside the checked files (configurations, ignore files, a cache, a baseline) may be planted: nothing hangs, fails
with a traceback, or is written outside.
"""

import json
import os
from pathlib import Path

import pytest

from filterlang.lint.baseline import BaselineError, read_baseline
from filterlang.lint.configuration import Configurations, Overrides
from filterlang.lint.discovery import ChosenFile, chosen_files
from filterlang.lint.lint_cache import LintCache
from filterlang.lint.lint_settings import ConfigurationError
from filterlang.lint.linting import LintWork, check_files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there, or are missing")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.filter").write_text('eq(name, "a")')
    return tmp_path


def chosen() -> list[str]:
    files = chosen_files(["."], Configurations(Overrides({})))
    return [file.path for file in files if isinstance(file, ChosenFile)]


def endless(path: Path, kind: str) -> None:
    """Makes a file that never ends, or one that waits for ever."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", ["pipe", "endless"])
@pytest.mark.parametrize("name", ["filterlang.toml", "pyproject.toml"])
def test_a_configuration_that_is_no_file_is_refused(folder: Path, name: str, kind: str) -> None:
    endless(folder / name, kind)
    with pytest.raises(ConfigurationError, match="it is not an ordinary file"):
        Configurations(Overrides({})).of(".")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("filterlang = " + "[" * 100_000, "nested too deeply"),
        ("tool = 5", "there is no key 'tool'"),
        ('baseline = "a\\u0000b"', "NUL"),
        ('cache-dir = "a\\u0000b"', "NUL"),
    ],
)
def test_a_configuration_that_cannot_be_read_is_refused(folder: Path, text: str, message: str) -> None:
    (folder / "filterlang.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        Configurations(Overrides({})).of(".")


def test_a_table_of_tools_may_be_no_table(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('tool = "filterlang"')
    assert Configurations(Overrides({})).of(".").file is None


@pytest.mark.parametrize("kind", ["pipe", "endless"])
@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude"])
def test_an_ignore_file_that_is_no_file_ignores_nothing(folder: Path, name: str, kind: str) -> None:
    (folder / ".git").mkdir()
    endless(folder / name, kind)
    assert chosen() == ["a.filter"]


def test_a_broken_pattern_leaves_the_others(folder: Path) -> None:
    (folder / "b.filter").write_text("")
    (folder / ".gitignore").write_text("[\n\\\n/b.filter\n")
    assert chosen() == ["a.filter"]


@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_a_baseline_that_is_no_file_is_refused(folder: Path, kind: str) -> None:
    endless(folder / "baseline.json", kind)
    with pytest.raises(BaselineError, match="it is not an ordinary file"):
        read_baseline("baseline.json")


@pytest.mark.parametrize("count", ["1e999", '"x"', "null", "9" * 5_000, "[]"])
def test_a_baseline_with_impossible_counts_is_refused(folder: Path, count: str) -> None:
    finding = '{"file": "", "code": "", "filter": "", "count": ' + count + "}"
    (folder / "baseline.json").write_text('{"version": 1, "findings": [' + finding + "]}")
    with pytest.raises(BaselineError):
        read_baseline("baseline.json")


def check_with_cache() -> None:
    files = chosen_files(["a.filter"], Configurations(Overrides({})))
    [report] = check_files(files, LintWork(1, LintCache(".filterlang_cache")))
    assert len(report.filters) == 1


def test_a_cache_that_is_a_link_is_not_written(folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / ".filterlang_cache").symlink_to("home")
    check_with_cache()
    assert list((folder / "home").iterdir()) == []


def test_a_file_that_the_folder_of_the_cache_has_is_kept(folder: Path) -> None:
    (folder / ".filterlang_cache").mkdir()
    (folder / "profile").write_text("mine")
    (folder / ".filterlang_cache" / ".gitignore").symlink_to("../profile")
    check_with_cache()
    assert (folder / "profile").read_text() == "mine"


@pytest.mark.parametrize("kind", ["pipe", "endless"])
def test_an_entry_of_the_cache_that_is_no_file_is_replaced(folder: Path, kind: str) -> None:
    check_with_cache()
    [entry] = [path for path in (folder / ".filterlang_cache").iterdir() if path.name != ".gitignore"]
    entry.unlink()
    endless(entry, kind)
    check_with_cache()
    assert not entry.is_symlink()
    assert json.loads(entry.read_text().split("\n", 1)[1])
