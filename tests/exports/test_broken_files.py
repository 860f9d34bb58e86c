"""Files that hold no runs, or broken ones: what is said of them, and what is left out when that is asked for."""

import gzip
import json
import os
from pathlib import Path
import subprocess
from typing import Any

from effort import examples
from export_files import AS_JSON, HALVES, OF_V2, RUNS, exported, kept_as, lines, parquet
from hypothesis import given, settings, strategies as st
import pyarrow as pa
import pytest
import zstandard

from filterlang.opening import open_runs
from filterlang.exports.records import RecordError
from filterlang.exports.results import Runs

GOOD = lines(*RUNS[:2])
BARE = {"id": ["a"], "name": ["n"]}
PARQUET = parquet(pa.table(BARE))
ZEROS = b"\0" * 100
BROKEN: dict[str, tuple[bytes, str]] = {
    "empty.parquet": (b"", ": the file is empty: fetch it again"),
    "empty.duckdb": (b"", ": the file is empty: fetch it again"),
    "short.parquet": (PARQUET[:-20], ": a Parquet file that is cut short: fetch it again"),
    "shorter.parquet": (PARQUET[:8], ": a Parquet file that is cut short: fetch it again"),
    "short.json": (PARQUET[:-20], ": a Parquet file that is cut short: fetch it again"),
    "other.parquet": (
        parquet(pa.table({"x": [1], "y": [2]})),
        ": none of its columns (x, y) is called id: name the column that has the ids",
    ),
    "number.parquet": (
        parquet(pa.table({"id": [1]})),
        ": the ids of runs are strings, and the column id does not hold strings: convert it",
    ),
    "none.parquet": (parquet(pa.table({"id": pa.array([None], pa.string())})), ": a run has no id"),
    "arrow.jsonl": (b"ARROW1\0\0" + ZEROS, ": a file of Arrow (Feather): write it as Parquet (JSON"),
    "zip.json": (b"PK\x03\x04" + ZEROS, ": a zip archive: unpack it"),
    "sqlite.db": (b"SQLite format 3\0" + ZEROS, ": a database of SQLite: write its table as Parquet or JSON lines"),
    "marked.jsonl": (GOOD.decode().encode("utf-16"), ": a file in UTF-16: save it as UTF-8"),
    "big.jsonl": (GOOD.decode().encode("utf-16-be"), ": a file in UTF-16: save it as UTF-8"),
    "little.jsonl": (GOOD.decode().encode("utf-16-le"), ": a file in UTF-16: save it as UTF-8"),
    "wide.jsonl": (GOOD.decode().encode("utf-32"), ": a file in UTF-32: save it as UTF-8"),
    "zeros.jsonl": (ZEROS, ":1: not JSON: Expecting value (column 1)"),
    "end.jsonl": (GOOD + ZEROS, ":3: not JSON: Expecting value (column 1)"),
    "zero.jsonl": (GOOD + b'{"id": "a\0"}', ":3: not JSON: Invalid control character at (column 10)"),
    "latin.jsonl": (GOOD + b'{"id": "\xe9"}', ":3: not UTF-8 (invalid continuation byte): save the file as UTF-8"),
    "mark.jsonl": (GOOD + b"\xef\xbb\xbf" + GOOD, ":3: a byte order mark inside the file: remove it"),
    "mac.jsonl": (GOOD.replace(b"\n", b"\r"), ":1: not JSON: Extra data"),
    "page.json": (b"<!doctype html><html></html>", ": a page of HTML: fetch the export again"),
    "refused.json": (b'{"detail": "Unauthorized"}', ":1: the run has no id: export it with its id"),
    "number.jsonl": (GOOD + b"5\n", ":3: a run has to be a JSON object, not 5"),
    "list.jsonl": (GOOD + b"[1]\n", ":3: a run has to be a JSON object, not an array"),
    "id.jsonl": (GOOD + b'{"id": 5}\n', ":3: id has to be a UUID in a string, not 5"),
    "deep.jsonl": (GOOD + b'{"id": ' + b"[" * 200_000, ":3: nested too deeply to be read"),
    "short.jsonl.gz": (gzip.compress(GOOD * 999)[:-9], ": cannot be unpacked to its end (Compressed file ended before"),
    "short.jsonl.zst": (zstandard.compress(lines(*HALVES))[:-9], ": cannot be unpacked to its end (Truncated compressed"),
    "sum.jsonl.gz": (gzip.compress(lines(*HALVES))[:-8] + ZEROS[:8], ": cannot be unpacked to its end (CRC check failed"),
}
FINE: dict[str, tuple[bytes, int]] = {
    "empty.jsonl": (b"", 0),
    "empty.json": (b"", 0),
    "blank.jsonl": (b"\n \r\n\n", 0),
    "nothing.jsonl.gz": (gzip.compress(b""), 0),
    "nothing.jsonl.zst": (zstandard.compress(b""), 0),
    "no bytes.jsonl.gz": (b"", 0),
    "none.json": (b"[]", 0),
    "none.parquet": (parquet(exported([])), 0),
    "mark.jsonl": (b"\xef\xbb\xbf" + GOOD, 2),
    "mark.jsonl.zst": (zstandard.compress(b"\xef\xbb\xbf" + GOOD), 2),
    "dos.jsonl": (GOOD.replace(b"\n", b"\r\n"), 2),
    "end.jsonl": (GOOD.rstrip(), 2),
    "twice.jsonl": (GOOD + GOOD, 4),
    "twice.json": (
        b"[" + b",".join((GOOD + GOOD).split()) + b"]" if b" " not in GOOD else json.dumps(RUNS[:2] * 2).encode(),
        4,
    ),
    "twice.parquet": (parquet(pa.table({"id": ["a", "a"]})), 2),
    "half.jsonl": (GOOD + b'{"id": "a", "name": "\\ud800"}', 3),
    "key.jsonl": (GOOD + b'{"id": "a", "name": 1, "name": 2}', 3),
    "patch.jsonl": (GOOD + lines(HALVES[1]), 2),
    "answer.jsonl": (GOOD + lines({"runs": RUNS[2:4]}), 4),
    "nested.jsonl": (GOOD + lines({**RUNS[2], "inputs": json.loads('{"a":' * 400 + "1" + "}" * 400)}), 3),
    "numbers.jsonl": (GOOD + lines({**RUNS[2], "total_cost": float("nan"), "inputs": {"x": float("-inf")}}), 3),
}


def asked(opened: Runs) -> int:
    """How many runs there are, after every way to ask agrees."""
    count = opened.list_runs().count()
    assert len(opened.matching()) == count
    return count


class TestFiles:
    @pytest.mark.parametrize("name", BROKEN)
    def test_what_is_no_export_is_refused_with_the_file_and_the_line(self, tmp_path: Path, name: str) -> None:
        data, message = BROKEN[name]
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RecordError) as caught:
            open_runs(tmp_path / name).matching()
        assert str(caught.value).removeprefix(str(tmp_path / name)).startswith(message)

    @pytest.mark.parametrize("name", FINE)
    def test_what_is_odd_is_read(self, tmp_path: Path, name: str) -> None:
        data, count = FINE[name]
        (tmp_path / name).write_bytes(data)
        assert asked(open_runs(tmp_path / name)) == count

    def test_the_broken_file_of_many_is_named(self, tmp_path: Path) -> None:
        for name in ("1.parquet", "2.parquet", "3.parquet"):
            (tmp_path / name).write_bytes(PARQUET)
        (tmp_path / "2.parquet").write_bytes(PARQUET[:-40] + b"\xff" * 32 + PARQUET[-8:])
        with pytest.raises(RecordError, match=r"2\.parquet: "):
            open_runs(tmp_path)

    def test_a_line_may_be_long(self, tmp_path: Path) -> None:
        (tmp_path / "runs.jsonl").write_bytes(GOOD + lines({**RUNS[2], "inputs": {"x": "y" * 20_000_000}}))
        assert asked(open_runs(tmp_path / "runs.jsonl")) == 3

    @pytest.mark.parametrize("digits", ["9" * 10_000, "-" + "9" * 10_000 + ".5e-9999"])
    def test_a_number_may_be_long(self, tmp_path: Path, digits: str) -> None:
        long = json.dumps({**RUNS[2], "total_tokens": 5}).replace(": 5", f": {digits}").encode()
        (tmp_path / "runs.jsonl").write_bytes(GOOD + long)
        assert open_runs(tmp_path / "runs.jsonl").list_runs(filter="lt(total_tokens, 10)").count() <= 1

    @pytest.mark.parametrize(
        "source", ["", "no\0where", "nowhere.jsonl", "nowhere.parquet", "nowhere/", "*.nope", "s3:/b/x.parquet"]
    )
    def test_what_is_not_there_is_the_ordinary_error(
        self, tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(FileNotFoundError):
            open_runs(source)

    @pytest.mark.parametrize("source", [None, 5, b"runs.jsonl", [5], {5}], ids=repr)
    def test_what_is_no_source_is_refused(self, source: Any) -> None:
        with pytest.raises(TypeError, match=r"runs are (not )?opened from|is of type int, not a run"):
            open_runs(source)

    def test_what_flows_is_read_to_its_end(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with subprocess.Popen(["/bin/cp", AS_JSON["halves in gzip"](tmp_path), tmp_path / "pipe"]):
            assert asked(open_runs(tmp_path / "pipe")) == len(RUNS)


class TestSkipping:
    @pytest.mark.parametrize("way", ["v1 lines", "halves", "v2 lines"])
    def test_broken_lines_are_left_out_and_counted(self, tmp_path: Path, way: str) -> None:
        path = AS_JSON[way](tmp_path)
        path.write_bytes(path.read_bytes() + b'{"id": \n\n5\n{"id": 7}\n{"id": "\xff"}\n')
        opened = open_runs(path, skip_broken=True)
        assert (asked(opened), opened.skipped()) == (len(RUNS), 4)
        with pytest.raises(RecordError):
            open_runs(path).matching()

    def test_broken_records_of_a_document_are_left_out_and_counted(self, tmp_path: Path) -> None:
        opened = open_runs(kept_as("runs.json", {"items": [*OF_V2, 5, {}]})(tmp_path), skip_broken=True)
        assert (asked(opened), opened.skipped()) == (len(RUNS), 2)

    def test_nothing_is_left_out_where_nothing_is_broken(self, tmp_path: Path) -> None:
        assert open_runs(AS_JSON["halves"](tmp_path), skip_broken=True).skipped() == 0
        assert open_runs(AS_JSON["halves"](tmp_path)).skipped() is None

    @pytest.mark.parametrize(
        "name", [name for name in BROKEN if "unpacked" in BROKEN[name][1] or BROKEN[name][1].startswith(": a ")]
    )
    def test_a_file_that_is_broken_as_a_whole_is_an_error_all_the_same(self, tmp_path: Path, name: str) -> None:
        AS_JSON["v1 lines"](tmp_path)
        (tmp_path / name).write_bytes(BROKEN[name][0])
        with pytest.raises(RecordError, match=name):
            open_runs(f"{tmp_path}/*", skip_broken=True).matching()

    @pytest.mark.parametrize("name", ["refused.json", "zeros.jsonl", "mac.jsonl"])
    def test_so_is_one_in_which_nothing_is_a_run(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(BROKEN[name][0])
        with pytest.raises(RecordError, match="; and no other record is a run"):
            open_runs(tmp_path / name, skip_broken=True)


# Whatever a file holds


def changed(data: bytes) -> st.SearchStrategy[bytes]:
    """A file that was cut, or in which a few bytes are others."""

    @st.composite
    def drawn(draw: st.DrawFn) -> bytes:
        if draw(st.booleans()):
            return data[: draw(st.integers(0, len(data)))]
        found = bytearray(data)
        for _ in range(draw(st.integers(1, 20))):
            found[draw(st.integers(0, len(found) - 1))] = draw(st.integers(0, 255))
        return bytes(found)

    return drawn()


SEEDS = {
    ".jsonl": GOOD, ".json": lines({"items": OF_V2}), ".jsonl.gz": gzip.compress(GOOD),
    ".json.zst": zstandard.compress(lines(*HALVES)), ".parquet": PARQUET,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.mark.parametrize("end", SEEDS)
@given(data=st.data(), skip=st.booleans())
@settings(max_examples=examples(40))
def test_a_file_of_any_bytes_is_read_or_refused_with_its_name(folder: Path, end: str, data: st.DataObject, skip: bool) -> None:
    path = folder / f"file{end}"
    path.write_bytes(data.draw(changed(SEEDS[end]) | st.binary()))
    message = said_of(path, skip_broken=skip)
    assert message is None or (message.startswith(str(path)) and len(message) < 1000)


def said_of(path: Path, *, skip_broken: bool) -> str | None:
    """What is said of a file; None where it can be read."""
    try:
        opened = open_runs(path, skip_broken=skip_broken)
        assert asked(opened) >= opened.list_runs(filter='eq(run_type, "llm")').count()
    except RecordError as problem:
        return str(problem)
    return None
