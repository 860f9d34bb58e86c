"""``filterlang runs`` as a process: what it writes, what it leaves behind when something goes wrong, what a terminal sees."""

from collections.abc import Sequence
import csv
import io
import json
import os
from pathlib import Path
import pty
import resource
import signal
import subprocess
import sys
from typing import Any

from pyarrow import parquet
import pytest

from filterlang.cli.replacing import replaced
from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import read_records

ROOT = Path(__file__).parent.parent.parent
BOT = ROOT / "docs" / "examples" / "support_bot.jsonl"
SLOW = "gt(latency, 0.5)"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "xterm"}
COMMAND = [sys.executable, "-m", "filterlang", "runs"]


def filterlang(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, env=ENVIRONMENT, check=False, timeout=120, **options
    )


def lines(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def run(number: int, **fields: Any) -> dict[str, Any]:
    uuid = f"00000000-0000-4000-8000-{number:012}"
    start = f"2026-01-01T00:00:{number % 60:02}Z"
    return {"id": uuid, "trace_id": uuid, "run_type": "llm", "status": "success", "start_time": start, **fields}


@pytest.fixture
def expected() -> list[str]:
    return [record["id"] for record in LocalRuns(read_records(BOT)).matching(filter=SLOW)]


class TestFiles:
    @pytest.mark.parametrize("name", ["found.jsonl", "found.ndjson", "found.csv", "found.parquet", "FOUND.CSV"])
    def test_the_ending_says_how_a_file_is_written(self, tmp_path: Path, name: str, expected: list[str]) -> None:
        result = filterlang(SLOW, "--from", BOT, "-o", tmp_path / name)
        assert (result.returncode, result.stdout) == (0, b"")
        assert result.stderr.decode() == f"{tmp_path / name}: {len(expected)} runs\n"
        assert ids(tmp_path / name) == expected
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_format_says_it_too(self, tmp_path: Path, expected: list[str]) -> None:
        assert filterlang(SLOW, "--from", BOT, "-o", tmp_path / "found", "--format", "csv").returncode == 0
        assert ids(tmp_path / "found") == expected

    @pytest.mark.parametrize("ending", ["jsonl", "csv"])
    def test_standard_output_gets_what_a_file_gets(self, tmp_path: Path, ending: str) -> None:
        filterlang(SLOW, "--from", BOT, "-o", tmp_path / f"found.{ending}")
        assert filterlang(SLOW, "--from", BOT, "--format", ending).stdout == (tmp_path / f"found.{ending}").read_bytes()

    def test_what_was_written_can_be_asked_again(self, tmp_path: Path, expected: list[str]) -> None:
        filterlang("--from", BOT, "-o", tmp_path / "all.parquet")
        filterlang("--from", tmp_path / "all.parquet", "-o", tmp_path / "all.jsonl")
        filterlang(SLOW, "--from", tmp_path / "all.jsonl", "-o", tmp_path / "found.jsonl")
        assert ids(tmp_path / "found.jsonl") == expected

    def test_a_folder_and_a_pattern_stand_for_all_their_files(self, tmp_path: Path) -> None:
        records = read_records(BOT)
        lines(tmp_path / "1.jsonl", records[:20])
        lines(tmp_path / "2.jsonl", records[20:])
        (tmp_path / "notes.txt").write_text("no runs")
        for source in (tmp_path, tmp_path / "*.jsonl"):
            assert filterlang("--from", source, "--count").stdout == b"59\n"

    def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real.jsonl").write_text("old")
        (tmp_path / "real.jsonl").chmod(0o600)
        (tmp_path / "link.jsonl").symlink_to("real.jsonl")
        assert filterlang(SLOW, "--from", BOT, "-o", tmp_path / "link.jsonl").returncode == 0
        assert (tmp_path / "link.jsonl").is_symlink()
        assert (tmp_path / "real.jsonl").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "real.jsonl").read_text() != "old"

    def test_a_file_can_be_written_over_the_one_that_is_read(self, tmp_path: Path, expected: list[str]) -> None:
        (tmp_path / "runs.jsonl").write_bytes(BOT.read_bytes())
        filterlang(SLOW, "--from", tmp_path / "runs.jsonl", "-o", tmp_path / "runs.jsonl")
        assert ids(tmp_path / "runs.jsonl") == expected


def ids(path: Path) -> list[str]:
    if path.suffix.lower() in (".csv", ""):
        return [row["id"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))]
    if path.suffix == ".parquet":
        found: list[str] = parquet.read_table(path)["id"].to_pylist()
        return found
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


class TestText:
    def test_csv_is_that_of_rfc_4180(self, tmp_path: Path) -> None:
        source = lines(tmp_path / "odd.jsonl", [
            run(1, name='say "hi", twice', error="two\nlines", tags=["a", "é"], inputs={"q": "x,y"}, total_cost="0.00088140",
                more=0),
            run(2, name="=HYPERLINK(1)", total_tokens=-5, more=[1]),
        ])  # fmt: skip
        select = "name,error,tags,inputs,total_cost,total_tokens,start_time"
        assert filterlang("--from", source, "--select", select, "--format", "csv").stdout.decode() == (
            "id,name,error,tags,inputs,total_cost,total_tokens,start_time\r\n"
            "00000000-0000-4000-8000-000000000002,=HYPERLINK(1),,,,,-5,2026-01-01T00:00:02+00:00\r\n"
            '00000000-0000-4000-8000-000000000001,"say ""hi"", twice","two\nlines","[""a"", ""é""]","{""q"":""x,y""}",'
            "0.0008814,,2026-01-01T00:00:01+00:00\r\n"
        )
        whole = csv.DictReader(io.StringIO(filterlang("--from", source, "--format", "csv").stdout.decode(), newline=""))
        assert next(whole)["other"] == '{"more":[1]}'

    def test_json_lines_are_json_whatever_a_run_holds(self, tmp_path: Path) -> None:
        source = tmp_path / "odd.jsonl"
        odd = ('{"q": NaN}', '{"q": "\\ud800"}', "[" * 900 + "]" * 900)
        source.write_text("".join(f'{{"id": "{number}", "inputs": {value}}}\n' for number, value in enumerate(odd)))
        found = filterlang("--from", source, "--select", "error,inputs").stdout.splitlines()
        assert [json.loads(line, parse_constant=pytest.fail)["id"] for line in found] == ["0", "1", "2"]
        assert json.loads(found[0]) == {"id": "0", "error": None, "inputs": {"q": None}}
        assert json.loads(found[1]) == {"id": "1", "error": None, "inputs": {"q": "\ud800"}}

    def test_without_select_a_field_without_a_value_is_left_out(self, tmp_path: Path) -> None:
        source = lines(tmp_path / "runs.jsonl", [run(1, error=None, more=1)])
        assert json.loads(filterlang("--from", source).stdout) == run(1, more=1)

    def test_help_shows_examples(self) -> None:
        told = filterlang("--help").stdout.decode()
        assert "filterlang runs --from runs.jsonl -o runs.parquet" in told
        assert "spreadsheet" in told


class TestWhatGoesWrong:
    @pytest.fixture
    def target(self, tmp_path: Path) -> Path:
        (tmp_path / "out").mkdir()
        target = tmp_path / "out" / "found.jsonl"
        target.write_text("as it was")
        return target

    def left_alone(self, target: Path) -> bool:
        return target.read_text() == "as it was" and [path.name for path in target.parent.iterdir()] == [target.name]

    def test_an_error_leaves_the_file_as_it_was(self, target: Path, tmp_path: Path) -> None:
        source = lines(tmp_path / "broken.jsonl", [run(1)])
        with source.open("a") as file:
            file.write('{"id": \n')
        result = filterlang("--from", source, "-o", target)
        assert result.returncode == 2
        assert b"broken.jsonl" in result.stderr
        assert self.left_alone(target)

    def test_a_disk_that_is_full_leaves_the_file_as_it_was(self, target: Path) -> None:
        def small() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

        result = filterlang("--from", BOT, "-o", target, preexec_fn=small)
        assert result.returncode == 2
        assert result.stderr.decode() == f"filterlang: {target}: File too large\n"
        assert self.left_alone(target)

    @pytest.mark.parametrize("name", ["out", "pipe"])
    def test_what_is_no_plain_file_is_not_replaced(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "out").mkdir()
        os.mkfifo(tmp_path / "pipe")
        result = filterlang("--from", BOT, "-o", tmp_path / name, "--format", "csv")
        assert result.returncode == 2
        assert b"not a plain file" in result.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "pipe"]

    def test_ctrl_c_while_it_waits_for_input_leaves_the_file_as_it_was(self, target: Path) -> None:
        with subprocess.Popen(
            [*COMMAND, "--from", "-", "-o", str(target)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
        ) as process:
            while len(list(target.parent.iterdir())) < 2:
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
            assert process.stderr is not None
            assert process.stderr.read() == b""
        assert self.left_alone(target)

    @pytest.mark.parametrize("ending", ["jsonl", "parquet"])
    def test_ctrl_c_while_it_writes_leaves_nothing(self, tmp_path: Path, ending: str) -> None:
        number, status = 4_000, 0
        while status == 0:  # it was done before the signal came: give it more to do
            (tmp_path / "out").mkdir(exist_ok=True)
            source = lines(tmp_path / "runs.jsonl", [run(one, inputs={"q": "x" * 500}) for one in range(number)])
            target = tmp_path / "out" / f"found.{ending}"
            target.unlink(missing_ok=True)
            with subprocess.Popen(
                [*COMMAND, "--from", str(source), "-o", str(target)], stderr=subprocess.PIPE, env=ENVIRONMENT
            ) as process:
                while process.poll() is None and not any(path.stat().st_size for path in target.parent.glob("*.tmp")):
                    pass
                process.send_signal(signal.SIGINT)
                status = process.wait(60)
            number *= 2
        assert status == 130
        assert list(target.parent.iterdir()) == []

    def test_ctrl_c_at_any_moment_takes_the_half_of_a_file_away(self, target: Path) -> None:
        def interrupted() -> None:
            with replaced(str(target)) as file:
                file.write(b"half of it")
                file.flush()
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert self.left_alone(target)

    def test_a_reader_that_has_seen_enough_ends_it_quietly(self, tmp_path: Path) -> None:
        source = lines(tmp_path / "runs.jsonl", [run(number, inputs={"q": "x" * 1000}) for number in range(2000)])
        with subprocess.Popen(
            [*COMMAND, "--from", str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.wait(60) == 141
            assert process.stderr.read() == b""

    @pytest.mark.parametrize(
        ("missing", "arguments", "told"),
        [
            ("pyarrow", ["runs", "--from", str(BOT), "-o", "found.parquet"], "Parquet output needs pyarrow"),
            ("duckdb", ["runs", "--from", "found.parquet", "--count"], "Parquet is read by DuckDB"),
            ("sqlglot", ["sql", SLOW], "SQL output needs sqlglot"),
        ],
    )
    def test_a_library_that_is_not_there_is_named_in_one_line(
        self, tmp_path: Path, missing: str, arguments: list[str], told: str
    ) -> None:
        code = f"import sys; sys.modules[{missing!r}] = None; from filterlang.cli import main; sys.exit(main())"
        (tmp_path / "found.parquet").touch()
        result = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=ENVIRONMENT, cwd=tmp_path, check=False
        )
        assert result.returncode == 2
        assert result.stderr == f'filterlang: {told}: pip install ".[local]" in a checkout of filterlang\n'
        assert (tmp_path / "found.parquet").read_bytes() == b""


def test_the_server_without_its_libraries_says_how_to_install_them() -> None:
    code = "import sys; sys.modules['starlette'] = None; from filterlang.serve import application"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    told = 'the server needs Starlette and uvicorn: pip install ".[serve]" in a checkout of filterlang'
    assert result.stderr.splitlines()[-1] == f"ImportError: {told}"


class TestTerminal:
    def test_long_work_shows_how_far_it_is_and_takes_that_away_again(self, tmp_path: Path) -> None:
        screen, terminal = pty.openpty()
        with subprocess.Popen(
            [*COMMAND, "--from", "-", "-o", str(tmp_path / "found.csv")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=terminal, env=ENVIRONMENT,
        ) as process:  # fmt: skip
            os.close(terminal)
            shown = b""
            while b"looking for runs" not in shown:  # until then the command waits, and so does this
                shown += os.read(screen, 4096)
            process.communicate(BOT.read_bytes(), 60)
            assert process.returncode == 0
        assert b"59 runs" in seen(screen)
        assert len(ids(tmp_path / "found.csv")) == 59

    def test_short_work_shows_its_end_alone(self, tmp_path: Path) -> None:
        screen, terminal = pty.openpty()
        with subprocess.Popen([*COMMAND, "--from", "missing"], stderr=terminal, env=ENVIRONMENT) as process:
            os.close(terminal)
            assert process.wait(60) == 2
        assert seen(screen) == b"filterlang: missing: No such file or directory\r\n"

    def test_nothing_that_is_printed_drives_it(self, tmp_path: Path) -> None:
        source = lines(tmp_path / "runs.jsonl", [run(1, name="\x1b[2J\x9b2J\u202e")])
        for format in ("jsonl", "csv", "table"):
            screen, terminal = pty.openpty()
            with subprocess.Popen(
                [*COMMAND, "--from", str(source), "--select", "name", "--format", format], stdout=terminal, env=ENVIRONMENT
            ) as process:
                os.close(terminal)
                printed = seen(screen)
                assert process.wait(60) == 0
            assert b"\\u001b[2J" in printed, format
            assert not {"\x1b", "\x9b", "\u202e"} & set(printed.decode()), format


def seen(screen: int) -> bytes:
    """All that comes to a terminal until nobody is left to write to it."""
    shown = b""
    while True:
        try:
            part = os.read(screen, 4096)
        except OSError:  # how Linux says that
            part = b""
        if not part:
            os.close(screen)
            return shown
        shown += part
