"""The site as files: the same each time, small enough, and never written over something else."""

import gzip
import io
import json
from pathlib import Path
import subprocess
import sys
import tarfile

import import_graph
from playground_site import build
import pytest

pytestmark = pytest.mark.xdist_group("playground")  # one worker makes the site

HERE = Path(__file__).parent
LARGEST = 7_000_000
"""Bytes of the site, packed with gzip."""
OPEN = """
import json, sys
sys.modules["pyarrow"] = None  # as in a browser
sys.path.insert(0, sys.argv[1])
from browser_answers import Playground
playground = Playground()
answers = [playground.open(path) for path in sys.argv[2:]] + [playground.answer('{"request": "about"}')]
print(json.dumps([json.loads(answer) for answer in answers]))
"""
RUN = '{"id": "1", "name": "a", "run_type": "llm"}\n'


def test_the_site_is_the_same_each_time(site: dict[str, bytes]) -> None:
    assert build.built() == site


def test_the_site_is_small(site: dict[str, bytes]) -> None:
    assert sum(len(gzip.compress(content, 9)) for content in site.values()) < LARGEST


def test_the_site_loads_nothing_from_elsewhere(site: dict[str, bytes]) -> None:
    assert json.loads(site["pyodide/pyodide-lock.json"])["packages"] == {}
    page = site["index.html"].decode()
    assert "default-src 'none'" in page
    assert "http:" not in page.replace("http-equiv", "")
    assert "https:" not in page


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("…", encoding="utf-8")
    with pytest.raises(SystemExit, match="holds something else than a playground"):
        build.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_becomes_of_a_request_while_python_runs() -> None:
    command = ["node", "--test", "--test-reporter=tap", str(HERE / "python.test.mjs")]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=120, check=False)
    assert "# fail 0" in result.stdout, result.stdout
    assert "# pass 7" in result.stdout


def opened(*paths: Path) -> list[dict[str, object]]:
    """The answers of Python to opening files, one after the other, and to what it has at the end."""
    command = [sys.executable, "-c", OPEN, str(build.SOURCES), *map(str, paths)]
    environment = {"PYTHONPATH": str(build.ROOT)}
    printed = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    answers: list[dict[str, object]] = json.loads(printed)
    return answers


def test_lines_that_are_no_runs_are_left_out_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(f"{RUN}nothing\n", encoding="utf-8")
    answer, about = opened(path)
    assert answer == {"total": 1}
    assert about["title"] == "runs.jsonl"
    assert about["notes"] == [f"1 line was left out: {path}:2: not JSON: Expecting value (column 1)"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.parquet", b"PAR1", "a.parquet: Parquet is not read in a browser: filterlang explore reads it"),
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfd", "a.jsonl.zst: zstd is not unpacked in a browser"),
        ("a.jsonl", b"", "a.jsonl: there are no runs in it"),
        ("a.json", b"[" * 20_000 + b"]" * 20_000, "nested too deeply to be read"),
        ("a.jsonl", b'{"id": "1", "inputs": ' + b"[" * 600 + b"]" * 600 + b"}", "nested too deeply to be read"),
    ],
)
def test_what_cannot_be_read_is_said_and_leaves_the_runs_of_before(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / "good.jsonl").write_text(RUN, encoding="utf-8")
    (tmp_path / name).write_bytes(content)
    _, refused, about = opened(tmp_path / "good.jsonl", tmp_path / name)
    problem = refused["problem"]
    assert isinstance(problem, dict)
    assert message in problem["message"]
    assert about["title"] == "good.jsonl"


def test_the_archive_has_all_that_its_modules_import(site: dict[str, bytes], tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(site["filterlang.tar.gz"])) as opened:
        names = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in opened.getnames()}
    assert (
        "filterlang.syntax.recovery.reader" in names
    )  # which a package imports, and no module that is imported by its own name
    texts = import_graph.sources(build.ROOT)
    imported = {
        name
        for module in (names & texts.keys()) - {*import_graph.FACES}
        for name in import_graph.imports_of(texts[module], texts)
    }
    missing = {name for name in imported - names if import_graph.package_of(name) not in build.NOT_IN_A_BROWSER}
    assert missing == set()
