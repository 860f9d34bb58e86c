"""One file checked: its filters with their places, and a reason where it is not searched."""

import os
from pathlib import Path

import pytest

from filterlang.lint.checking_files import check_file
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.reported import FilePlace

FINDS = LintSettings(checks=False)


@pytest.mark.parametrize(
    ("content", "column"),
    [
        ("eq(name, \"é😀\")\r\ngt(latency, 5)\r\n".encode(), 15),
        ("\ufeffeq(name, \"é😀\")\ngt(latency, 5)\n".encode(), 15),
        ("eq(name, \"é😀\")\ngt(latency, 5)\n".encode("utf-16"), 15),
        ("# -*- coding: latin-1 -*-\neq(name, \"éé\")\ngt(latency, 5)\n".encode("latin-1"), 15),
    ],
    ids=["utf-8", "byte order mark", "utf-16", "latin-1"],
)  # fmt: skip
def test_places_are_code_points_in_every_encoding(content: bytes, column: int, tmp_path: Path) -> None:
    path = tmp_path / "a.filter"
    path.write_bytes(content)
    first, second = check_file(str(path), FINDS).filters
    line = 2 if content.startswith(b"#") else 1
    assert first.place == FilePlace(line, 1, line, column)
    assert second.text == "gt(latency, 5)"
    assert second.place.line == line + 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"eq(name, 'a')\0", "it is a binary file"),
        (b"eq(name, '\xff')", "it is not UTF-8 text (byte 10)"),
        (b"\xff\xfea", "it is not UTF-16-LE text (byte 2)"),
        (b" " * 6_000_000, "it has 6.0 MB, and files of up to 5 MB are read"),
    ],
)
def test_a_file_that_is_not_searched_says_why(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.filter"
    path.write_bytes(content)
    assert check_file(str(path), FINDS).skipped == reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_and_a_folder_are_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert check_file(str(tmp_path / "pipe.py"), FINDS).skipped == "it is not an ordinary file"
