"""The cache: the second check gives the same without parsing, and nothing that matters is ever missed."""

from pathlib import Path

import pytest

from filterlang.lint import checking_files, linting
from filterlang.lint.configuration import Configurations, Overrides
from filterlang.lint.discovery import chosen_files
from filterlang.lint.lint_cache import LintCache
from filterlang.lint.linting import LintWork, check_files
from filterlang.lint.reported import FileReport

BAD = 'eq(status, success)\neq(tags, "a")\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.filter").write_text(BAD)
    return tmp_path


class Checks:
    """Counts the files that are really checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        monkeypatch.setattr(linting, "check_content", self._check)

    def _check(self, *arguments: object) -> FileReport:
        self.count += 1
        return checking_files.check_content(*arguments)


def check(overrides: Overrides | None = None) -> list[FileReport]:
    files = chosen_files(["."], Configurations(overrides or Overrides({})))
    return list(check_files(files, LintWork(1, LintCache(".filterlang_cache"))))


def test_the_second_check_reads_the_reports_of_the_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Checks(monkeypatch)
    first = check()
    assert first[0].findings
    assert check() == first
    assert checks.count == 1
    assert (folder / ".filterlang_cache" / ".gitignore").read_text().endswith("*\n")


def test_another_content_or_setting_is_checked_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Checks(monkeypatch)
    check()
    assert not check(Overrides({"checks": False}))[0].findings
    assert {finding.diagnostic.code for finding in check(Overrides({"select": ("FL0",)}))[0].findings} == {"FL014"}
    (folder / "a.filter").write_text(BAD.replace("success", '"success"'))
    assert len(check()[0].findings) == 1
    (folder / "filterlang.toml").write_text('[per-file-ignores]\n"a.*" = ["ALL"]\n')
    assert not check()[0].findings
    assert checks.count == 5


def test_a_suppression_with_a_date_is_checked_each_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.filter").write_text(f"# filterlang: ignore[FL014] until 2026-01-01 a reason\n{BAD}")
    checks = Checks(monkeypatch)
    check()
    monkeypatch.setattr("filterlang.lint.lint_cache._today", lambda: "another day")
    check()
    assert checks.count == 2


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\0", b"x" * 100, b"[" * 100_000, None])
def test_a_damaged_cache_is_ignored_and_written_again(
    damage: bytes | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = check()
    for path in (folder / ".filterlang_cache").iterdir():
        path.write_bytes(path.read_bytes().replace(b"FL014", b"FL015") if damage is None else damage)
    assert check() == first
    checks = Checks(monkeypatch)
    assert check() == first
    assert checks.count == 0


def test_a_cache_that_cannot_be_written_is_done_without(folder: Path) -> None:
    (folder / ".filterlang_cache").write_text("a file")
    assert check()[0].findings
