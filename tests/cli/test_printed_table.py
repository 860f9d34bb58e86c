"""A table fits the terminal, and cuts no number, no time and no id to do so."""

from collections.abc import Iterator
from contextlib import redirect_stdout
import fcntl
import io
from itertools import pairwise
import json
import os
from pathlib import Path
import pty
import struct
import subprocess
import sys
import termios
from unittest import mock

from hypothesis import given, strategies as st
import in_process
import pytest

from filterlang.tables import printed_table
from filterlang.tables.printed_table import print_table
from filterlang.tables.run_cells import cell
from filterlang.text.display import display_width, harmless, shortened

ROOT = Path(__file__).parent.parent.parent
ALBUMS = ROOT / "docs" / "examples" / "sql_agent" / "albums_tracks.jsonl"
README = ["runs", 'and(eq(run_type, "llm"), gt(latency, 1))', ALBUMS, "--format", "table"]
WIDTHS = (40, 60, 80, 120, 200)


def run(number: int, **fields: object) -> dict[str, object]:
    id = f"00000000-0000-4000-8000-{number:012}"
    start = f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
    return {"id": id, "trace_id": id, "run_type": "llm", "status": "success", "start_time": start, **fields}


def lines(path: Path, records: Iterator[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def shown(*arguments: object, width: int) -> list[str]:
    result = in_process.perform(*arguments, environment={"COLUMNS": str(width)})
    assert result.status == 0, result.err
    return result.out.splitlines()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_command_of_the_readme_keeps_its_numbers(width: int) -> None:
    found = shown(*README, "--select", "name,start_time,total_tokens", width=width)
    assert all(len(line) <= width for line in found[:4])
    for line, time, tokens in zip(found[1:], ("23:59:31", "23:59:30", "23:59:27"), ("5150", "1213", "461"), strict=False):
        assert f"2026-02-14 {time}" in line
        assert tokens in line.split()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_has_no_room_is_left_out_and_named(width: int) -> None:
    found = shown(*README, width=width)
    assert ("019c5e98-6479-7c60-bdde-592166444d71" in found[1]) is (width >= 100)
    assert ("no room for id" in found[-1]) is (width < 100)


FIELDS = st.fixed_dictionaries({
    "name": st.text(max_size=90),
    "total_tokens": st.integers(0, 10**12),
    "total_cost": st.decimals(0, 1000, places=9).map(str),
    "session_id": st.uuids().map(str),
    "thread_id": st.text("abcdef-", min_size=1, max_size=38),
    "error": st.none() | st.text(max_size=300),
    "tags": st.lists(st.text("abc", max_size=9)),
    "inputs": st.dictionaries(st.text(max_size=5), st.integers()),
})  # fmt: skip


@given(st.lists(FIELDS, min_size=1, max_size=3), st.integers(40, 200))
def test_no_line_is_too_wide_and_nothing_that_counts_is_cut(fields: list[dict[str, object]], width: int) -> None:
    records = [run(number, **each) for number, each in enumerate(fields)]
    with redirect_stdout(io.StringIO()) as out, mock.patch.dict(os.environ, COLUMNS=str(width)):
        print_table(records, ["id", *fields[0], "start_time"])
    found = out.getvalue().splitlines()
    assert all(display_width(line) <= width for line in found)
    whole = "\n".join(found)
    for record in records:
        for name in ("id", "total_tokens", "total_cost", "session_id", "thread_id"):
            assert str(record[name]) in whole
        assert str(record["start_time"])[11:19] in whole


@given(st.lists(FIELDS, min_size=1, max_size=6), st.none() | st.integers(40, 200))
def test_rows_that_come_after_the_first_head_are_cut_no_more_than_others(
    fields: list[dict[str, object]], width: int | None
) -> None:
    """Only the first row decides the first head; a row that does not suit it gets a head of its own."""
    records = [run(number, **each) for number, each in enumerate(fields)]
    names = ["id", *fields[0], "start_time"]
    columns = "" if width is None else str(width)
    with (
        redirect_stdout(io.StringIO()) as out,
        mock.patch.dict(os.environ, COLUMNS=columns),
        mock.patch.object(printed_table, "_FIRST", 1),
    ):
        assert print_table(iter(records), names) == len(records)
    found = out.getvalue().splitlines()
    whole = "\n".join(found)
    assert width is None or all(display_width(line) <= width for line in found)
    for record in records:
        for name in ("id", "total_tokens", "total_cost", "session_id", "thread_id"):
            assert str(record[name]) in whole
    assert found.count("") <= 6 * len(records)


def test_a_later_row_that_is_wider_begins_a_new_head() -> None:
    with (
        redirect_stdout(io.StringIO()) as out,
        mock.patch.dict(os.environ, COLUMNS="60"),
        mock.patch.object(printed_table, "_FIRST", 2),
    ):
        records = [run(1, name="short"), run(2, name="short"), run(3, name="a much longer name"), run(4, name="short")]
        print_table(records, ["name", "start_time"])
    assert out.getvalue().splitlines() == [
        "name   start_time",
        "short  2026-01-01 00:00:01",
        "short  2026-01-01 00:00:02",
        "",
        "name                start_time",
        "a much longer name  2026-01-01 00:00:03",
        "short               2026-01-01 00:00:04",
        "4 runs (no room for id at this width: --select id,name shows it)",
    ]


def test_a_later_text_without_room_is_shortened_under_the_same_head() -> None:
    with (
        redirect_stdout(io.StringIO()) as out,
        mock.patch.dict(os.environ, COLUMNS="40"),
        mock.patch.object(printed_table, "_FIRST", 1),
    ):
        print_table([run(1, name="n" * 30), run(2, name="n" * 60)], ["name", "start_time"])
    assert out.getvalue().splitlines()[1:3] == [
        "nnnnnnnnnnnnnnnnnn…  2026-01-01 00:00:01",
        "nnnnnnnnnnnnnnnnnn…  2026-01-01 00:00:02",
    ]


def test_rows_are_printed_while_the_rest_are_read() -> None:
    read: list[int] = []

    class Screen(io.StringIO):
        def write(self, text: str) -> int:
            printed.append(len(read))
            return super().write(text)

    def records() -> Iterator[dict[str, object]]:
        for number in range(1000):
            read.append(number)
            yield run(number)

    printed: list[int] = []
    with redirect_stdout(Screen()):
        print_table(records(), None, before_first=lambda: printed.append(len(read)))
    assert printed[0] == printed[1] == 100
    assert max(later - earlier for earlier, later in pairwise(printed)) == 1


@given(st.text() | st.text("a\u0301\u4e16é", max_size=200), st.integers(1, 90))
def test_a_shortened_text_is_the_longest_beginning_that_fits(text: str, width: int) -> None:
    text = harmless(text)
    found = shortened(text, width)
    assert display_width(found) <= width
    if found != text:
        end = len(found) - 1
        assert found == text[:end] + "…"
        assert end == width or display_width(text[: end + 1]) >= width


@pytest.mark.parametrize("value", ["x" * 1000, "\u0301" * 1000, {"text": "x" * 1000, "more": [1] * 1000}, ["\u4e16" * 1000]])
def test_of_a_long_value_a_cell_shows_the_beginning(value: object) -> None:
    text, is_whole, _ = cell(value, "inputs")
    assert not is_whole
    assert text.endswith("…")
    assert display_width(text) <= 80


def test_a_pipe_without_a_width_cuts_nothing_but_long_texts(tmp_path: Path) -> None:
    path = lines(tmp_path / "runs.jsonl", iter([run(1, name="n" * 70, error="e" * 500)]))
    found = in_process.perform(
        "runs", path, "--select", "id,trace_id,name,error,start_time", "--format", "table"
    ).out.splitlines()
    assert found[1].split() == [
        run(1)["id"], run(1)["trace_id"], "n" * 70, "e" * 79 + "…", "2026-01-01", "00:00:01",
    ]  # fmt: skip


def test_times_are_those_of_utc(tmp_path: Path) -> None:
    path = lines(tmp_path / "runs.jsonl", iter([run(1, start_time="2026-01-01T01:30:00.5+02:00")]))
    assert "2025-12-31 23:30:00" in shown("runs", path, "--format", "table", width=80)[1]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lines(tmp_path_factory.mktemp("many") / "runs.jsonl", (run(number, name=f"step {number}") for number in range(1234)))


def terminal(*arguments: object, width: int, **environment: str) -> list[str]:
    """What a terminal of this width shows of a command."""
    screen, keyboard = pty.openpty()
    fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    settings = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(
        [sys.executable, "-m", "filterlang", *map(str, arguments)],
        stdout=keyboard,
        env={**settings, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "xterm", **environment},
    ) as process:
        os.close(keyboard)
        seen = b""
        while True:
            try:
                part = os.read(screen, 65536)
            except OSError:  # how Linux says that nobody writes any more
                part = b""
            if not part:
                break
            seen += part
        assert process.wait(60) == 0
    os.close(screen)
    return seen.decode().splitlines()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_terminal_shows_the_first_fifty_and_says_how_many_there_are(many: Path, width: int) -> None:
    found = terminal("runs", many, width=width)
    assert len(found) == 52
    assert found[1].startswith("2026-01-01 00:20:33")
    assert all(len(line) <= width for line in found[:-1])
    assert found[-1] == "1,234 runs (50 shown; --limit N shows more, -o FILE writes all)"


def test_a_limit_is_shown_whole(many: Path) -> None:
    assert terminal("runs", many, "--limit", 60, width=80)[-1].startswith("60 runs")


@pytest.mark.parametrize("columns", ["0", "wide"])
def test_a_width_that_is_none_is_that_of_the_terminal(many: Path, columns: str) -> None:
    found = terminal("runs", many, "--limit", 3, width=80, COLUMNS=columns)
    assert found == shown("runs", many, "--limit", 3, "--format", "table", width=80)


def test_a_terminal_without_a_width_shows_all(many: Path) -> None:
    found = terminal("runs", many, "--limit", 3, width=0, COLUMNS="0")
    assert len(found) == 5
    assert run(1233)["id"] in found[1]
