"""Files fixed from the command line: replaced whole with all that belongs to them, or left as they are with a message."""

import os
from pathlib import Path
import stat

import in_process
import pytest

from filterlang.cli import fixing_paths

BAD = b"\xef\xbb\xbf# \xc3\xa9\r\neq(status, success)\r\n\r\n  gt(latency, 5)"
GOOD = BAD.replace(b"success", b'"success"')


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of another kind")
def test_a_fixed_file_keeps_its_mode_its_links_and_every_other_byte(tmp_path: Path) -> None:
    real, link = tmp_path / "real.filter", tmp_path / "link.filter"
    real.write_bytes(BAD)
    real.chmod(0o640)
    link.symlink_to(real)
    result = in_process.perform("check", "--fix", "--no-cache", link)
    assert (result.status, result.out) == (0, "")
    assert real.read_bytes() == GOOD
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink() and sorted(path.name for path in tmp_path.iterdir()) == ["link.filter", "real.filter"]


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.filter"
    path.write_bytes(BAD)
    real = fixing_paths.fix_text

    def slow(*arguments: object, **options: object) -> object:
        result = real(*arguments, **options)  # type: ignore[arg-type]
        path.write_bytes(BAD + b"\n")
        return result

    monkeypatch.setattr(fixing_paths, "fix_text", slow)
    result = in_process.perform("check", "--fix", "--no-cache", "-q", path)
    assert result.status == 2
    assert result.err.endswith("a.filter: not fixed: the file was changed meanwhile\n")
    assert path.read_bytes() == BAD + b"\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.filter"]


def test_a_file_that_cannot_be_written_is_reported_and_the_others_are_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.filter", "b.filter"):
        (tmp_path / name).write_bytes(BAD)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("a.filter") and access(path, mode))
    result = in_process.perform("check", "--fix", "--no-cache", tmp_path, "--output-format", "concise")
    assert result.status == 2
    assert "a.filter: Permission denied" in result.err
    assert (tmp_path / "a.filter").read_bytes() == BAD
    assert (tmp_path / "b.filter").read_bytes() == GOOD


def test_a_named_file_of_no_known_language_is_fixed_as_a_filter(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(BAD)
    assert in_process.perform("check", "--fix", "--no-cache", path).status == 0
    assert path.read_bytes() == GOOD
