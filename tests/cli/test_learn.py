"""``filterlang learn``: what it learns of an export, and that it changes nothing else in a configuration."""

from collections.abc import Iterable
import json
import os
from pathlib import Path
import re
import signal
import subprocess
import sys
import time
import tomllib
from typing import Any

from hypothesis import given, strategies as st
import in_process
import pytest

from filterlang.exports.learned_facts import learn
from filterlang.lint.configuration import Configurations, Overrides
from filterlang.lint.configuration_edits import EditError, edited

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "support_bot.jsonl"
TABLE = ("tool", "filterlang")


def run_of(number: int, metadata: object = None, **fields: object) -> dict[str, object]:
    id = f"00000000-0000-4000-8000-{number:012d}"
    return {
        "id": id,
        "trace_id": id,
        "name": "a",
        "start_time": "2026-01-01T00:00:00Z",
        "extra": {"metadata": metadata},
        **fields,
    }


def export(folder: Path, runs: Iterable[dict[str, object]], name: str = "runs.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(f"{json.dumps(run)}\n" for run in runs), encoding="utf-8")
    return path


def learned(folder: Path, *arguments: object) -> dict[str, Any]:
    """What the command prints, as a table."""
    result = in_process.perform("learn", "-q", *arguments, folder=folder)
    assert result.status == 0, result.err
    table: dict[str, Any] = tomllib.loads(result.out).get("tool", {}).get("filterlang", {})
    return table


def test_the_example_is_learned_and_checks_by_it(tmp_path: Path) -> None:
    result = in_process.perform("learn", "--from", EXAMPLE, "--write", folder=tmp_path)
    assert result.err == (
        "filterlang.toml: written\nLearned from 59 runs: 17 metadata keys, 4 feedback keys, 3 tags, 8 names\n"
    )
    table = tomllib.loads((tmp_path / "filterlang.toml").read_text())
    assert table["tags"] == ["beta", "experimental", "production"]
    assert table["metadata"]["experiment.retrieval.k"] == "number"
    assert table["metadata"]["attempt"] == ["number", "string"]
    misspelled = in_process.perform("check", "-e", 'has(tags, "prodution")', folder=tmp_path)
    assert 'FL353]: the project has no tag "prodution"' in misspelled.out
    assert in_process.perform("check", "-q", "-e", 'eq(metadata_key, "experiment")', folder=tmp_path).out == ""
    facts = Configurations(Overrides({}), str(tmp_path / "filterlang.toml")).of(".").settings.project
    assert facts.metadata is not None
    assert facts.metadata["experiment"] == frozenset()
    assert "support_bot" in (facts.names or ())


def test_types_and_shares_are_those_of_the_runs(tmp_path: Path) -> None:
    values: list[object] = ["text", 1, 2.5, True, None, [1, "a"], {}, []]
    runs = [run_of(number, {"key": value, "always": "x"}) for number, value in enumerate(values)]
    path = export(tmp_path, [*runs, run_of(99, None, tags=["b"]), run_of(98, {}, tags=["b", "a"])])
    table = learned(tmp_path, "--from", path)
    assert table == {
        "tags": ["a", "b"],
        "names": ["a"],
        "metadata": {"always": "string", "key": ["boolean", "null", "number", "string"]},
    }
    printed = in_process.perform("learn", "--from", path, folder=tmp_path).out
    assert "[tool.filterlang.metadata]  # of 8 runs with metadata\n" in printed
    assert re.search(r'"a",  # 50%\n\s+"b",  # 100%', printed)


def test_what_is_rare_is_left_out_and_counted(tmp_path: Path) -> None:
    runs = [run_of(number, {"user_id": "u", **({"user_idd": "u"} if number == 7 else {})}) for number in range(200)]
    path = export(tmp_path, runs)
    assert learned(tmp_path, "--from", path)["metadata"] == {"user_id": "string"}
    assert learned(tmp_path, "--from", path, "--min-share", "0")["metadata"].keys() == {"user_id", "user_idd"}
    assert (
        "left out: 1 metadata key that fewer than 1% have, or that are too long"
        in in_process.perform("learn", "--from", path).err
    )


def test_ids_are_no_facts(tmp_path: Path) -> None:
    many = (
        run_of(
            number, {"scores": {f"item {number}": 0.5}, "user_id": "u"}, name=f"run-{number}", tags=["a", f"t{number % 5000}"]
        )
        for number in range(20_000)
    )
    path = export(tmp_path, many)
    result = in_process.perform("learn", "--from", path, folder=tmp_path)
    assert tomllib.loads(result.out)["tool"]["filterlang"] == {"metadata": {"scores": "object", "user_id": "string"}}
    assert "names are not listed: there are 20,000 different ones, most of them rare, as ids are" in result.err
    assert "tags are not listed: there are 5,001 different ones" in result.err
    (tmp_path / "filterlang.toml").write_text('[metadata]\nscores = "object"\n')
    assert in_process.perform("check", "-q", "-e", 'eq(metadata_key, "scores.item 5")', folder=tmp_path).out == ""


def test_memory_does_not_grow_with_the_texts() -> None:
    records = (
        {"name": f"n{number}" if number % 2 else "often", "metadata": {f"k{number}": 1, "key": 1}} for number in range(120_000)
    )
    facts = learn(records, 0.01)
    assert facts.runs == 120_000
    assert facts.names.left_out > 40_000
    assert not facts.names.complete
    assert facts.types == {"key": frozenset({"number"})}


HOSTILE = [
    'quote " and \\',
    "line\nend\r\t\0",
    "dots.in.it",
    "emoji 🦜",
    "",
    "'''",
    '"""',
    "# x",
    "[a]",
    "é\u202e\u200b\x7f",
    "a b",
]
UNWRITTEN = ["\ud800", "x" * 500]


def test_hostile_texts_are_written_so_that_they_are_read_back(tmp_path: Path) -> None:
    metadata = dict.fromkeys([*HOSTILE, *UNWRITTEN], 1)
    runs = [run_of(number, metadata, name=text, tags=HOSTILE) for number, text in enumerate(HOSTILE)]
    path = export(tmp_path, runs)
    for name in ("pyproject.toml", "filterlang.toml"):
        result = in_process.perform("learn", "--from", path, "--write", name, folder=tmp_path)
        assert result.status == 0, result.err
        text = (tmp_path / name).read_bytes().decode()
        assert all(line.isprintable() for line in text.split("\n"))
        table: dict[str, Any] = tomllib.loads(text)
        table = table["tool"]["filterlang"] if name == "pyproject.toml" else table
        assert table["tags"] == table["names"] == sorted(HOSTILE)
        assert table["metadata"].keys() == {*HOSTILE}
        assert (tmp_path / name).read_bytes() == text.encode()


FILES = {
    "nothing": "",
    "no table": '# ours\n[project]\nname = "x" # x\n',
    "no line end": '[project]\nname = "x"',
    "a table": '[tool.filterlang]\ndialect = "v2" # why\n\n# ruff\n[tool.ruff]\nx = [\n  1, # one\n]\n',
    "an empty table": "[tool.filterlang]\n[tool.ruff]\n",
    "old lists": '[tool.filterlang]\ntags = ["old"] # ours\ndialect = "v2"\nnames = [\n"old", # ]\n"""a]\n[x]"""]\n'
    '[tool.x]\ny = 1\n',
    "an old section": '[tool.filterlang.metadata] # x\nold = "string"\n'
    '# inside\nolder = "number"\n\n# below\n[tool.filterlang]\ndialect = "v1"\n',
    "sections below": '[tool.filterlang.metadata]\n[tool.filterlang.metadata.customer]\nid = "string"\n[a]\nb = 1\n'
    '[tool.filterlang.metadata.x]\ny = "number"\n',
    "an inline table": '[tool.filterlang]\nmetadata = { a = "string", "b]" = "null" }\ndialect = "v1"\n[z]\n',
    "keys with dots": '[tool.filterlang]\nmetadata.a = "string"\nmetadata."b.c" = "null"\ndialect = "v1"\n',
    "spaces": '[ tool . "filterlang" ]\n  "tags"  = [ "old" ]\n\n  [ tool.filterlang.\'metadata\' ]\n  a = "string"\n',
    "arrays of tables": '[[tool.x]]\na = 1\n[[tool.x]]\na = \'\'\'\n[tool.filterlang]\n\'\'\'\n'
    '[tool.filterlang]\nseverity = "note"\n',
    "not a number": "[a]\nx = nan\ny = 2026-01-01\n",
}  # fmt: skip
WRITTEN = {
    "feedback": 'feedback = [\n    "f",  # 1%\n]\n', "tags": 'tags = [\n    "t",\n]\n', "names": 'names = ["n"]\n',
    "metadata": '  # of 9 runs\nuser_id = "string"  # 9%\n"a.b" = []\n',
}  # fmt: skip
VALUES = {"feedback": ["f"], "tags": ["t"], "names": ["n"], "metadata": {"user_id": "string", "a.b": []}}


def others(text: str) -> list[str]:
    """The lines of a file that are about something else."""
    return [line for line in text.splitlines() if line.strip() and line not in "".join(WRITTEN.values()).splitlines()]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", FILES)
def test_only_the_learned_keys_change_and_writing_twice_is_writing_once(name: str, line_end: str) -> None:
    before = FILES[name].replace("\n", line_end)
    after = edited(before, TABLE, WRITTEN, VALUES)
    table = tomllib.loads(after)["tool"]["filterlang"]
    assert {key: table[key] for key in VALUES} == VALUES
    assert edited(after, TABLE, WRITTEN, VALUES) == after
    assert "\n" not in after.replace("\r\n", "") if line_end == "\r\n" and before.count("\n") else "\r" not in after
    kept = [line for line in others(before) if line in others(after)]
    assert [line for line in others(after) if line in kept] == kept, "the others stay in their order"
    for part in ("# why", "# ruff", "  1, # one", 'name = "x"', "# below", "y = 1", "[tool.filterlang]\n'''"):
        assert (part in after.replace("\r\n", "\n")) is (part in before.replace("\r\n", "\n"))


def test_a_list_of_which_the_runs_have_nothing_is_left_as_it_is(tmp_path: Path) -> None:
    before = '[tool.filterlang]\ntags = ["by hand"]\nfeedback = ["x"]\n'
    (tmp_path / "pyproject.toml").write_text(before)
    path = export(tmp_path, [run_of(1)])
    assert in_process.perform("learn", "-q", "--from", path, "--write", folder=tmp_path).status == 0
    assert (tmp_path / "pyproject.toml").read_text() == f'{before}names = [  # of 1 run\n    "a",  # 100%\n]\n'


@given(st.dictionaries(st.sampled_from(sorted(VALUES)), st.just(1)), st.permutations(sorted(FILES)), st.integers(1, 3))
def test_files_put_together_change_only_in_these_keys(chosen: dict[str, int], names: list[str], count: int) -> None:
    text = "".join(FILES[name] for name in names[:count])
    written, values = ({key: table[key] for key in chosen} for table in (WRITTEN, VALUES))
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    try:
        after = edited(text, TABLE, written, values)
    except EditError:
        return
    expected = before
    expected.setdefault("tool", {}).setdefault("filterlang", {}).update(values)
    assert repr(sorted(tomllib.loads(after).items())).count("nan") == repr(before).count("nan")
    assert tomllib.loads(after)["tool"]["filterlang"] == expected["tool"]["filterlang"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = \n", "not written: it is not TOML: "),
        ('[tool]\nfilterlang = { dialect = "v2" }\n', "its tables are written in a way that cannot be edited"),
        ('tool.filterlang.dialect = "v2"\n', "its tables are written in a way that cannot be edited"),
        ("tool = 5\n", "its tables are written in a way that cannot be edited"),
        ("[[tool]]\nx = 1\n", "its tables are written in a way that cannot be edited"),
        ("\ud800".encode("utf-8", "surrogatepass"), "it cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_edited_is_left_alone(tmp_path: Path, text: str | bytes, message: str) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "pyproject.toml").write_bytes(content)
    result = in_process.perform("learn", "--from", EXAMPLE, "--write", "pyproject.toml", folder=tmp_path)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert (tmp_path / "pyproject.toml").read_bytes() == content


def test_the_file_is_the_configuration_of_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    path = export(tmp_path, [run_of(1)])

    def written() -> str:
        return in_process.perform("learn", "--from", path, "--write", folder=inner).err.splitlines()[0]

    assert written() == "filterlang.toml: written"
    (inner / "filterlang.toml").unlink()
    (inner / "pyproject.toml").write_text("[project]\n")
    assert written() == "pyproject.toml: written"
    assert written() == "pyproject.toml: nothing to change"
    (inner / "pyproject.toml").unlink()
    (tmp_path / "pyproject.toml").write_text('\ufeff[tool.filterlang]\r\ndialect = "v2"\r\n')
    assert written() == f"..{os.sep}..{os.sep}pyproject.toml: written"
    assert (
        (tmp_path / "pyproject.toml").read_bytes().startswith(b'\xef\xbb\xbf[tool.filterlang]\r\ndialect = "v2"\r\nnames = [')
    )
    assert Configurations(Overrides({})).of(str(inner)).settings.project.names == {"a"}


def test_broken_exports_are_reported_as_by_other_commands(tmp_path: Path) -> None:
    path = export(tmp_path, [run_of(1)])
    path.write_text(path.read_text() + "{broken\n")
    result = in_process.perform("learn", "--from", path, "--write", folder=tmp_path)
    assert result.status == 2
    assert f"{path}:2: not JSON" in result.err
    assert not (tmp_path / "filterlang.toml").exists()
    assert "1 broken line skipped\n" in in_process.perform("learn", "--from", path, "--skip-broken", folder=tmp_path).err
    assert in_process.perform("learn", "--from", "missing.jsonl", folder=tmp_path).status == 2


def test_every_form_of_an_export_is_learned_alike(tmp_path: Path) -> None:
    expected = learned(tmp_path, "--from", EXAMPLE)
    for name in ("runs.parquet", "runs.csv", "runs.jsonl"):
        assert in_process.perform("runs", "--from", EXAMPLE, "-o", name, folder=tmp_path).status == 0
        assert learned(tmp_path, "--from", name) == expected, name
    (tmp_path / "folder").mkdir()
    (tmp_path / "runs.jsonl").rename(tmp_path / "folder" / "runs.jsonl")
    assert learned(tmp_path, "--from", "folder") == expected


@pytest.mark.processes
def test_ctrl_c_ends_it_and_leaves_nothing(tmp_path: Path) -> None:
    fifo = tmp_path / "runs.jsonl"
    os.mkfifo(fifo)
    command = [sys.executable, "-m", "filterlang", "learn", "--from", str(fifo), "--write"]
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLE.parents[2])}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    with fifo.open("w"):
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert [path.name for path in tmp_path.iterdir()] == ["runs.jsonl"]
