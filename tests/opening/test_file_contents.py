"""Open files are read by their first bytes and stay open; addresses of files elsewhere say what to install."""

from collections.abc import Callable
import gzip
import io
import os
from pathlib import Path
import tempfile
from typing import IO, Any

from export_files import AS_JSON, AS_TABLES, RUNS, exported, lines, parquet
from hypothesis import given, strategies as st
import pytest
import zstandard

from filterlang.exports.memory import LocalRuns
from filterlang.exports.records import RecordError
from filterlang.opening import open_runs
from filterlang.sql.shown_addresses import shown_address, with_shown_addresses

FILTER = 'neq(run_type, "prompt")'
EXPECTED = [run["id"] for run in LocalRuns(RUNS).matching(filter=FILTER)]


def csv_text() -> str:
    return "id,run_type,start_time\n" + "".join(f"{run['id']},{run['run_type']},{run['start_time']}\n" for run in RUNS)


CONTENTS: dict[str, bytes] = {
    "JSON lines": lines(*RUNS),
    "an answer": lines({"runs": RUNS}),
    "CSV": csv_text().encode(),
    "Parquet": parquet(exported(RUNS)),
    "gzip": gzip.compress(lines(*RUNS)),
    "zstd": zstandard.compress(lines(*RUNS)),
    "a byte order mark": b"\xef\xbb\xbf" + lines(*RUNS),
}


def written(data: bytes) -> IO[bytes]:
    file = tempfile.NamedTemporaryFile()  # noqa: SIM115 - the test closes it
    file.write(data)
    file.seek(0)
    return file


def a_pipe(data: bytes) -> IO[bytes]:
    read, write = os.pipe()
    os.write(write, data)
    os.close(write)
    return os.fdopen(read, "rb")


FILES: dict[str, Callable[[bytes], IO[bytes]]] = {
    "in memory": io.BytesIO,
    "unpacked on the way": lambda data: gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(data))),  # type: ignore[dict-item]
    "temporary": written,
    "a pipe": a_pipe,
}


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("kind", FILES)
def test_an_open_file_is_read_by_its_first_bytes_and_stays_open(content: str, kind: str) -> None:
    with FILES[kind](CONTENTS[content]) as file:
        assert [run["id"] for run in open_runs(file).matching(filter=FILTER)] == EXPECTED
        assert not file.closed


@pytest.mark.parametrize("text", [lines(*RUNS).decode(), csv_text()])
def test_a_file_of_text_is_read_with_its_encoding(tmp_path: Path, text: str) -> None:
    assert open_runs(io.StringIO(text)).list_runs().count() == len(RUNS)
    (tmp_path / "latin.csv").write_bytes("id,name\na,é\n".encode("latin-1"))
    with (tmp_path / "latin.csv").open(encoding="latin-1") as file:
        assert open_runs(file).matching()[0]["name"] == "é"


def read_to_its_end(data: bytes) -> IO[bytes]:
    file = io.BytesIO(data)
    file.read()
    return file


def closed(data: bytes) -> IO[bytes]:
    file = io.BytesIO(data)
    file.close()
    return file


class Asynchronous:
    async def read(self) -> bytes:
        return b""


class Wrong:
    def read(self) -> int:
        return 5


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        (closed(b"{}"), ValueError, "the open file: the file is closed: open it again"),
        (read_to_its_end(b"{}"), RecordError, "the open file: the file was read or written to its end: go back with seek(0)"),
        (Asynchronous(), TypeError, "the open file is read asynchronously: open_runs(io.BytesIO(await file.read()))"),
        (Wrong(), TypeError, "the open file: read() has to return bytes or a text, not int"),
        (io.BytesIO(b"id,name\na,\xe9"), RecordError, "the open file:2: not UTF-8 (unexpected end of data): save the file"),
        (io.BytesIO(b'{"id": "a"}\n{'), RecordError, "the open file:2: not JSON: Expecting property name"),
        (io.BytesIO(b"PAR1"), RecordError, "the open file: a Parquet file that cannot be read: "),
        (io.BytesIO(b"PK\x03\x04" + bytes(20)), RecordError, "the open file: a zip archive: unpack it"),
        (io.BytesIO(bytes(8) + b"DUCK"), RecordError, "the open file: a database of DuckDB, which is opened by its path: "),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(source: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        open_runs(source)
    assert str(caught.value).startswith(message)


def test_files_on_disk_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("id,name\na,é\n".encode("latin-1"))
    with (
        (tmp_path / "latin.csv").open(encoding="utf-8") as text,
        pytest.raises(RecordError, match=r"open the file with its enc"),
    ):
        open_runs(text)
    with (tmp_path / "new.jsonl").open("w") as new, pytest.raises(ValueError, match=r"is not open for reading"):
        open_runs(new)


def test_an_empty_file_holds_no_runs_and_broken_lines_are_left_out() -> None:
    assert open_runs(io.BytesIO()).list_runs().count() == 0
    opened = open_runs(io.BytesIO(lines(*RUNS) + b"{\n"), skip_broken=True)
    assert (opened.list_runs().count(), opened.skipped()) == (len(RUNS), 1)


def test_a_bulk_export_is_read_with_its_folders(tmp_path: Path) -> None:
    """As LangSmith writes it, and below the folder that its page on BigQuery shows."""
    AS_TABLES["a bulk export in folders"](tmp_path)
    assert [run["id"] for run in open_runs(tmp_path).matching(filter=FILTER)] == EXPECTED
    (tmp_path / "resource=runs").mkdir()
    (tmp_path / "export_id=e1").rename(tmp_path / "resource=runs" / "export_id=e1")
    opened = open_runs(tmp_path)
    assert opened.list_runs(filter=FILTER, start_time=None).count() == len(EXPECTED)
    assert opened.matching()[0]["tenant_id"] == "t1"
    assert opened.matching()[0]["resource"] == "runs"


NOT_INSTALLED = (
    "is read by DuckDB's extension httpfs, which cannot be loaded: install it with "
    """python -c "import duckdb; duckdb.sql('INSTALL httpfs')\""""
)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("s3://bucket/runs.parquet", "s3://bucket/runs.parquet"), ("gs://bucket/export/", "gs://bucket/export/"),
        ("https://host/runs.jsonl?X-Amz-Signature=ZQX", "https://host/runs.jsonl"),
        (["s3://bucket/a.parquet", "s3://bucket/b.parquet"], "s3://bucket/a.parquet"),
    ],
)  # fmt: skip
def test_without_the_extension_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, shown: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(ImportError) as caught:
        open_runs(address)
    assert str(caught.value) == f"{shown} {NOT_INSTALLED}"


def test_an_address_has_no_password() -> None:
    with pytest.raises(ValueError, match=r"^https://host/x: an address has no user and no password: keep them in a secret"):
        open_runs("https://ann:ZQX@host/x")
    with pytest.raises(ValueError, match=r"^s3://bucket/x: its runs are not joined with others"):
        open_runs(["s3://bucket/x", "runs.jsonl"])


@given(st.text("ZQX@:/?#&=%", min_size=1), st.sampled_from(["https", "s3", "gs"]))
def test_neither_a_login_nor_a_query_is_shown(secret: str, scheme: str) -> None:
    for address in (f"{scheme}://host/runs.parquet?signature={secret}", f"{scheme}://ann:{secret}@host/runs.parquet"):
        for text in (shown_address(address), with_shown_addresses(f"cannot open '{address}': 403")):
            assert not {"Z", "Q", "X"} & {*text}


def test_a_file_with_the_name_of_an_address_is_opened_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    AS_JSON["v1 lines"](tmp_path).rename(tmp_path / "spark:runs")
    assert open_runs(Path("spark:runs")).list_runs().count() == len(RUNS)
    assert open_runs([Path("spark:runs")]).list_runs().count() == len(RUNS)
