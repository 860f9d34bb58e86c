"""Patterns of paths: they fit what git ignores, and no pattern takes long."""

from pathlib import Path
import re
import shutil
import subprocess

from hypothesis import given, settings, strategies as st
import pytest

from filterlang.lint.glob_patterns import glob_pattern
from filterlang.lint.path_patterns import FolderPatterns
from tests.effort import examples

PATTERNS = st.lists(
    st.sampled_from(["a", "b", "*", "**", "/", "?", "[ab]", "[!a]", "[]a]", "[[:digit:]b]", "1", "\\*", "."]), max_size=7
)
NAMES = st.text("ab1*.]", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def ignored_by_git(repository: Path, lines: list[str], paths: list[str]) -> set[str]:
    (repository / ".gitignore").write_text("".join(f"{line}\n" for line in lines))
    asked = ["git", "check-ignore", "--no-index", "-z", "--stdin"]
    answer = subprocess.run(asked, cwd=repository, input="\0".join(paths) + "\0", capture_output=True, text=True, check=False)
    return set(answer.stdout.split("\0")) - {""}


def ignored_here(repository: Path, lines: list[str], path: str) -> bool:
    """Whether a file, or a folder above it, is ignored, as the search of a folder finds it."""
    patterns = FolderPatterns(str(repository), lines)
    parts = path.split("/")
    above = (str(repository / "/".join(parts[:count])) for count in range(1, len(parts)))
    return any(patterns.decide(folder, is_folder=True) for folder in above) or patterns.decide(str(repository / path)) is True


@given(st.data())
@settings(max_examples=examples(60))
def test_what_git_ignores_is_ignored(repository: Path, data: st.DataObject) -> None:
    texts = data.draw(st.lists(PATTERNS.map("".join), min_size=1, max_size=3))
    lines = [data.draw(st.sampled_from(["", "!"])) + text for text in texts]
    paths = sorted(data.draw(st.sets(PATHS, min_size=1, max_size=12)))
    here = {path for path in paths if ignored_here(repository, lines, path)}
    assert here == ignored_by_git(repository, lines, paths)


@pytest.mark.parametrize(
    ("line", "fitting", "others"),
    [
        ("gen/", ["gen/", "a/gen/"], ["gen", "again/"]),
        ("/gen", ["gen", "gen/"], ["a/gen"]),
        ("a/*.py", ["a/b.py"], ["a/b/c.py", "x/a/b.py"]),
        ("a/**/z", ["a/z", "a/b/c/z"], ["az", "b/a/z"]),
        ("a/**", ["a/b", "a/b/c"], ["a/", "a"]),
        ("*", ["a", "a/b"], []),
        ("x\\ ", ["x "], ["x"]),
        ("x  ", ["x"], ["x  "]),
        ("\\#a", ["#a"], []),
        ("[a-c]?", ["bx"], ["dx", "b", "b/"]),
        ("[!a-c]", ["d"], ["a"]),
        ("é*.py", ["é1.py"], ["e.py"]),
    ],
)
def test_patterns_fit_as_git_has_them(line: str, fitting: list[str], others: list[str]) -> None:
    pattern = glob_pattern(line)
    assert pattern is not None
    assert [path for path in [*fitting, *others] if pattern.exact.match(path)] == fitting


@pytest.mark.parametrize("line", ["", "  ", "# a", "[a", "a\\", "/", "!"])
def test_comments_and_broken_patterns_fit_nothing(line: str) -> None:
    assert glob_pattern(line) is None


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("*a" * 40 + "b", "a" * 4_000),
        ("**/" * 40 + "*a*a*a*a*b", "aaaa/" * 800 + "a"),
        ("**/a/" * 40 + "b", "a/" * 2_000),
        ("[*" * 400, "[" * 4_000),
        ("?" * 400 + "*" * 400, "a" * 4_000),
    ],
)
def test_no_pattern_takes_long(line: str, path: str) -> None:
    pattern = glob_pattern(line)
    if pattern is not None:
        assert not pattern.exact.match(path) or not re.search("a{4000}b", path)
        pattern.below.match(path)
