"""An export is read again when its files change, and a file that cannot be read is named; loading changes no answer."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asking import Asking
from served import exported, write_export

from filterlang.exports.memory import LocalRuns
from filterlang.opening import in_memory, open_runs
from filterlang.serve.endpoints import application_of
from filterlang.serve.exported_projects import ExportedProjects
from filterlang.serve.exported_runs import export_at

PROJECT = ExportedProjects(LocalRuns([]), "here").default
ODD = (
    "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5", "2026-01-01 00:00", " 2026-01-01T01:00:00+01:00", "2026-01-01",
    "2026-01-01t00:00Z", None,
)  # fmt: skip
"""Spellings of times, of which DuckDB reads only some as Python reads them."""


def record(number: int, started: str | None = "2026-01-01T00:00:00Z") -> dict[str, Any]:
    id = str(UUID(int=number))
    return {"id": id, "trace_id": id, "run_type": "llm", "status": "success", "start_time": started, "name": f"run {number}"}


def write(path: Path, records: list[dict[str, Any]]) -> None:
    """The records as the file's ending has it, as a file that is certainly newer than the one before."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    if path.suffix == ".parquet":
        import pyarrow.parquet

        pyarrow.parquet.write_table(LocalRuns(records).list_runs().to_arrow(), path)
    else:
        path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def names(server: Asking) -> list[str]:
    return [run["name"] for run in server.post("/runs/query", {"session": [PROJECT]})["runs"]]


@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
def test_what_changes_is_read_again(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"runs{ending}"
    write(path, [record(1)])
    server = Asking(application_of(export_at(str(path), "here")))
    assert names(server) == ["run 1"]
    write(path, [record(1), record(2)])
    assert names(server) == ["run 1", "run 2"]
    assert server.get("/sessions")[0]["run_count"] == 2
    write(path, [record(3)])
    assert names(server) == ["run 3"]


@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
@pytest.mark.parametrize("source", ["runs{}", "*{}", "."])
def test_a_file_that_is_gone_is_named_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, source: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(f"runs{ending}")
    write(path, [record(1)])
    named = source.format(ending)
    server = Asking(application_of(export_at(named, "here")))
    path.rename("elsewhere")
    for _ in range(2):
        status, answer = server.ask("/runs/query", {"session": [PROJECT]})
        assert status == 500
        assert answer["detail"].startswith(f"the export cannot be read: {named}: ")
    Path("elsewhere").rename(path)
    assert names(server) == ["run 1"]


@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
@pytest.mark.parametrize("content", [b"", b"nonsense", b"{}\n", b"PAR1 and no more"])
def test_a_file_that_is_broken_meanwhile_is_named_without_sql(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"runs{ending}"
    write(path, [record(1)])
    server = Asking(application_of(export_at(str(path), "here")))
    path.write_bytes(content)
    status, answer = server.ask("/runs/query", {"session": [PROJECT]})
    if content or ending == ".parquet":  # an empty file of lines has no runs
        assert status == 500
        assert str(path) in answer["detail"]
        assert "SELECT" not in answer["detail"]
    else:
        assert status == 200


def test_a_parquet_file_cut_while_it_is_read_is_named_without_sql(tmp_path: Path) -> None:
    path = tmp_path / "runs.parquet"
    write_export(path)
    runs = open_runs(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ValueError, match=r"runs\.parquet") as raised:
        runs.matching()
    assert "SELECT" not in str(raised.value)


def test_loaded_runs_answer_as_the_reference_does(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    records = [record(number, ODD[number % len(ODD)]) | {"end_time": "2026-01-01T00:00:02Z"} for number in range(1, 40)]
    write(path, records)
    loaded, reference = in_memory(open_runs(path)), LocalRuns(records)
    assert "LoadedTable" in repr(loaded)
    for filter in ('gte(start_time, "2026-01-01T00:00:00.2Z")', "gt(latency, 1.8)", "not(lt(latency, 1.8))", None):
        for order in ("asc", "desc"):
            found = [run["id"] for run in loaded.matching(filter=filter, order=order)]
            assert found == [run["id"] for run in reference.matching(filter=filter, order=order)]
            assert loaded.list_runs(filter=filter).count() == len(found)


def test_runs_can_be_loaded_more_than_once(tmp_path: Path) -> None:
    path = tmp_path / "runs.parquet"
    write_export(path)
    runs = open_runs(path)
    first, second = in_memory(runs), in_memory(runs)
    assert len(first.matching()) == len(second.matching()) == len(runs.matching()) == len(exported())
