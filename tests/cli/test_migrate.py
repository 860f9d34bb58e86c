"""Files moved from the command line: replaced whole with all that belongs to them, or left as they are with a message."""

import json
import os
from pathlib import Path
import re
import signal
import stat
import subprocess
import sys
import time

import in_process
import pytest

from filterlang.cli import migrating_paths

OLD = b"\xef\xbb\xbf# \xc3\xa9\r\nneq(error, null)\r\n\r\n  gt(latency, 5)"
NEW = OLD.replace(b"neq(error, null)", b'eq(status, "error")')
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of another kind")
def test_a_moved_file_keeps_its_mode_its_links_and_every_other_byte(tmp_path: Path) -> None:
    real, link = tmp_path / "real.filter", tmp_path / "link.filter"
    real.write_bytes(OLD)
    real.chmod(0o640)
    link.symlink_to(real)
    assert in_process.perform("migrate", "--write", link).status == 0
    assert real.read_bytes() == NEW
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink() and sorted(path.name for path in tmp_path.iterdir()) == ["link.filter", "real.filter"]


@pytest.mark.parametrize("option", [[], ["--diff"], ["--json"]])
def test_without_write_nothing_is_changed(tmp_path: Path, option: list[str]) -> None:
    path = tmp_path / "a.filter"
    path.write_bytes(OLD)
    before = path.stat()
    assert in_process.perform("migrate", *option, path).status == 1
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (OLD, before.st_mtime_ns)


def test_a_file_that_needs_no_change_is_not_touched(tmp_path: Path) -> None:
    for name, content in {"a.filter": NEW, "b.yaml": b"kind: Alert\nfilter: eq(is_root, true)\n", "c.txt": OLD}.items():
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, ns=(1, 1))
    assert in_process.perform("migrate", "--write", tmp_path).status == 0
    assert {path.stat().st_mtime_ns for path in tmp_path.iterdir()} == {1}


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.filter"
    path.write_bytes(OLD)
    real = migrating_paths.changed

    def slow(*arguments: object, **options: object) -> object:
        path.write_bytes(OLD + b"\n")
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(migrating_paths, "changed", slow)
    result = in_process.perform("migrate", "--write", "-q", path)
    assert result.status == 2
    assert result.err == f"filterlang: {path}: not moved: the file was changed meanwhile\n"
    assert path.read_bytes() == OLD + b"\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a.filter"]


def test_a_file_that_was_changed_since_it_was_searched_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.filter"
    path.write_bytes(OLD)
    monkeypatch.setattr(migrating_paths, "digest", lambda text: "")
    result = in_process.perform("migrate", "--write", path)
    assert (result.status, path.read_bytes()) == (2, OLD)
    assert "not moved: the file was changed meanwhile" in result.err


def test_a_file_that_cannot_be_written_is_reported_and_the_others_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.filter", "b.filter"):
        (tmp_path / name).write_bytes(OLD)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("a.filter") and access(path, mode))
    result = in_process.perform("migrate", "--write", tmp_path)
    assert result.status == 2
    assert "a.filter: Permission denied" in result.err
    assert [(tmp_path / name).read_bytes() for name in ("a.filter", "b.filter")] == [OLD, NEW]


def test_files_that_are_excluded_or_ignored_are_left_alone(tmp_path: Path) -> None:
    for name in ("src", "old", "secret"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.filter").write_bytes(OLD)
    (tmp_path / ".gitignore").write_text("secret/\n", encoding="utf-8")
    (tmp_path / "filterlang.toml").write_text('extend-exclude = ["old"]\n', encoding="utf-8")
    assert in_process.perform("migrate", "--write", ".", folder=tmp_path).status == 0
    contents = {path.parent.name: path.read_bytes() for path in tmp_path.glob("*/a.filter")}
    assert contents == {"src": NEW, "old": OLD, "secret": OLD}


def test_a_file_beside_hostile_ones_is_moved(tmp_path: Path) -> None:
    """Files that are too deep, binary or broken are left as they are; the run ends."""
    (tmp_path / "a.filter").write_bytes(OLD)
    hostile = {
        "deep.py": b"from langsmith import Client\nClient().list_runs(" + 5_000 * b"(",
        "binary.py": b"from langsmith\0",
        "latin.yaml": b"kind: Alert\nfilter: neq(error, null) # \xff\n",
        "deep.json": b'{"trace_filter": ' + 100_000 * b"[",
    }
    for name, content in hostile.items():
        (tmp_path / name).write_bytes(content)
    result = in_process.perform("migrate", "--write", tmp_path)
    assert (tmp_path / "a.filter").read_bytes() == NEW
    assert {name: (tmp_path / name).read_bytes() for name in hostile} == hostile
    assert re.findall(r"(\w+\.\w+): skipped", result.err) == ["deep.py", "latin.yaml"]
    assert in_process.perform("migrate", tmp_path / "deep.py").status == 1


NAME = "a`|<img src=x>](javascript:1)\n# big\x1b[2J.filter"
TEXT = 'or(eq(name, "`|</td>](x)\\u001b[2J"), eq(feedback_key, "<b>"))'


@pytest.mark.skipif(os.name == "nt", reason="names of files of another kind")
def test_a_report_shows_hostile_names_and_texts_as_they_are(tmp_path: Path) -> None:
    name = NAME.replace("/", "")
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    report = tmp_path / "out.md"
    results = [in_process.perform("migrate", ".", "--report", report, folder=tmp_path) for _ in range(2)]
    assert results[0] == results[1] and results[0].status == 1
    text = report.read_text(encoding="utf-8")
    assert "\x1b" not in text + results[0].out + results[0].err
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert "<img" not in outside and "</td>" not in outside and "javascript:" not in outside
    assert "\n# big" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and "filter" in line and ":" in line]
    assert rows and all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


@pytest.mark.parametrize("name", ["a.py", "folder", "nowhere/report.md", "", "-"])
def test_a_report_that_cannot_be_written_is_refused_before_a_file_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    for each in ("a.filter", "a.py"):
        (tmp_path / each).write_bytes(OLD)
    result = in_process.perform("migrate", "--write", ".", "--report", name, folder=tmp_path)
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "a.filter", "a.py"}
    assert {(tmp_path / each).read_bytes() for each in ("a.filter", "a.py")} == {OLD}


def test_paths_beside_standard_input_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.filter").write_bytes(OLD)
    for words in (("-", "a.filter"), ("--stdin-filename", "b.py", "a.filter")):
        result = in_process.perform("migrate", *words, folder=tmp_path)
        assert (result.status, result.out) == (2, "")
        assert "leave out the paths" in result.err


def test_a_report_is_written_whole_beside_what_is_printed(tmp_path: Path) -> None:
    (tmp_path / "a.filter").write_bytes(OLD)
    result = in_process.perform("migrate", "--report", "nowhere/report.md", ".", folder=tmp_path)
    assert result.status == 2
    assert "nowhere/report.md" in result.err
    assert in_process.perform("migrate", "--json", "--report", "report.md", ".", folder=tmp_path).status == 1
    assert (tmp_path / "report.md").read_text(encoding="utf-8").startswith("# Off LangSmith's v1\n")
    lines = in_process.perform("migrate", "--json", ".", folder=tmp_path).out.splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["a.filter"]


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_ctrl_c_leaves_every_file_whole(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"a{number:03}.filter").write_bytes(OLD)
    command = [sys.executable, "-m", "filterlang", "migrate", "--write", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        deadline = time.monotonic() + 30
        while (tmp_path / "a000.filter").read_bytes() == OLD and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert contents <= {OLD, NEW}
    assert NEW in contents
    assert not list(tmp_path.glob("*.tmp"))


def test_a_long_file_is_moved_in_a_worker(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    filler = "".join(f"number_{number} = {number}\n" for number in range(4_000))
    path.write_text(
        f"from langsmith import Client\n{filler}Client().list_runs(filter='neq(error, null)', project_id=P)\n", encoding="utf-8"
    )
    result = in_process.perform("migrate", "--write", path)
    assert (result.status, "error, null" in path.read_text(encoding="utf-8")) == (0, False), result.out + result.err
