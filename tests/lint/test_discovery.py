"""Which files of a folder are checked, in which order, and what is said about paths that cannot be."""

import os
from pathlib import Path

import pytest

from filterlang.lint.configuration import Configurations, Overrides
from filterlang.lint.discovery import ChosenFile, chosen_files
from filterlang.lint.reported import FileReport


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def chosen(*paths: str) -> list[str]:
    files = chosen_files(paths or (".",), Configurations(Overrides({})))
    return [file.path.replace(os.sep, "/") for file in files if isinstance(file, ChosenFile)]


def test_files_come_once_in_the_order_of_their_paths(folder: Path) -> None:
    make(folder, dict.fromkeys(("b.py", "a/z.py", "a/b/c.yaml", "a.py", "notes.rst", "c.ts"), ""))
    assert chosen() == ["a/b/c.yaml", "a/z.py", "a.py", "b.py", "c.ts"]
    assert chosen("c.ts", ".", "./a.py") == ["c.ts", "a/b/c.yaml", "a/z.py", "a.py", "b.py"]
    assert chosen("a/", "./a") == ["a/b/c.yaml", "a/z.py"]


def test_gitignore_files_hold_where_they_stand_and_below(folder: Path) -> None:
    make(folder, dict.fromkeys(("a.py", "gen/a.py", "sub/a.py", "sub/b.py", "sub/deep/b.py", "sub/deep/c.py", "x.log.py"), ""))
    make(folder, {".gitignore": "gen/\n*.log.py\n", "sub/.gitignore": "b.py\n", "sub/deep/.gitignore": "!b.py\n"})
    assert chosen() == ["a.py", "sub/a.py", "sub/deep/b.py", "sub/deep/c.py"]
    assert chosen("gen", "x.log.py") == ["gen/a.py", "x.log.py"], "what is named is checked"


def test_ignore_files_above_hold_up_to_the_root_of_the_repository(folder: Path) -> None:
    make(folder, {".gitignore": "a.py\n", "repo/.git/info/exclude": "/pkg/b.py\n", "repo/.gitignore": "c.py\n"})
    make(folder, dict.fromkeys(("repo/pkg/a.py", "repo/pkg/b.py", "repo/pkg/c.py", "repo/pkg/d.py"), ""))
    assert chosen("repo/pkg") == ["repo/pkg/a.py", "repo/pkg/d.py"]


def test_usual_folders_are_passed_over_unless_exclude_names_others(folder: Path) -> None:
    make(folder, dict.fromkeys(("node_modules/a.js", "pkg/.venv/a.py", "build/a.py", "src/a.py", "old/a.py"), ""))
    assert chosen() == ["old/a.py", "src/a.py"]
    make(folder, {"filterlang.toml": 'extend-exclude = ["old"]\n'})
    assert chosen() == ["filterlang.toml", "src/a.py"]
    make(folder, {"filterlang.toml": 'exclude = ["src", "*.toml"]\ninclude = ["*.py"]\n'})
    assert chosen() == ["build/a.py", "old/a.py", "pkg/.venv/a.py"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_followed_only_where_they_are_named(folder: Path) -> None:
    make(folder, {"real/a.py": "", "b.py": ""})
    (folder / "real" / "loop").symlink_to(folder)
    (folder / "link").symlink_to(folder / "real")
    (folder / "self.py").symlink_to(folder / "self.py")
    assert chosen() == ["b.py", "real/a.py"]
    assert chosen("link") == ["link/a.py"]


def test_a_path_that_is_not_there_is_a_failure_and_the_others_are_checked(folder: Path) -> None:
    make(folder, {"a.py": "", "b.rs": ""})
    missing, there, foreign = chosen_files(["nope.py", "a.py", "b.rs"], Configurations(Overrides({})))
    assert isinstance(missing, FileReport) and missing.is_failure
    assert isinstance(there, ChosenFile)
    assert isinstance(foreign, FileReport) and not foreign.is_failure
    assert foreign.skipped == "Rust: filters are not searched in files of this kind"
