"""Baselines: old findings stay hidden wherever they move, new ones are reported, and a broken file is refused."""

import json
from pathlib import Path

from file_reports import report_of
import pytest

from filterlang.lint.baseline import BaselineError, baseline_text, read_baseline
from filterlang.lint.reported import FileReport

OLD = "eq(status, success)"


def written(folder: Path, *reports: FileReport) -> Path:
    path = folder / "baseline.json"
    path.write_text(baseline_text(reports, str(folder)), encoding="utf-8")
    return path


def report(folder: Path, text: str, copies: int = 1) -> FileReport:
    """The report of a file that has a filter several times."""
    one = report_of(str(folder / "a.filter"), text)
    return FileReport(one.path, one.filters * copies, one.findings * copies)


def test_what_is_in_a_baseline_is_hidden_and_what_is_new_is_not(tmp_path: Path) -> None:
    path = written(tmp_path, report(tmp_path, OLD))
    assert json.loads(path.read_text()) == {
        "version": 1,
        "findings": [{"file": "a.filter", "code": "FL014", "filter": OLD, "count": 1}],
    }
    baseline = read_baseline(str(path))
    hidden, again, new = baseline.of([report(tmp_path, OLD), report(tmp_path, OLD), report(tmp_path, "eq(status, pending)")])
    assert [len(each.findings) for each in (hidden, again, new)] == [0, 1, 1]
    assert baseline.unused() == 0


def test_what_is_fixed_is_counted_in_the_files_that_were_checked(tmp_path: Path) -> None:
    (tmp_path / "a.filter").touch()
    path = str(written(tmp_path, report(tmp_path, OLD, copies=2)))
    baseline = read_baseline(path)
    assert baseline.unused() == 0
    assert [len(each.findings) for each in baseline.of([report(tmp_path, OLD)])] == [0]
    assert baseline.unused() == 1
    (tmp_path / "a.filter").unlink()
    assert read_baseline(path).unused() == 2


def test_the_text_of_a_baseline_is_stable(tmp_path: Path) -> None:
    reports = [report_of(str(tmp_path / f"{name}.filter"), OLD) for name in "cab"]
    text = baseline_text(reports, str(tmp_path))
    assert text == baseline_text(reversed(reports), str(tmp_path))
    assert [json.loads(line.strip(" ,"))["file"] for line in text.splitlines()[3:-2]] == ["a.filter", "b.filter", "c.filter"]
    assert json.loads(baseline_text([], str(tmp_path))) == {"version": 1, "findings": []}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [1]}', "\x00"])
def test_a_file_that_is_no_baseline_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(BaselineError):
        read_baseline(str(path))
