"""The work that ``tests/benchmarks/compare.py`` compares between two commits: each piece of it runs."""

from pathlib import Path
import subprocess
import sys

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
SCRIPT = """
import sys
sys.path.insert(0, {benchmarks!r})
import compare, compared_work
from client import server
from pathlib import Path
compare.FILES.update(runs=400, code=7)
compare.write_data(Path({folder!r}))
with server(compared_work.PAGES * 100, 2_000, 0) as url:
    for name, prepare in compared_work.WORK.items():
        print(name, "=", repr(prepare({folder!r}, url)())[:40])
"""
ANSWERS = {
    "list 2,000 runs, v1": "2000",
    "list 2,000 runs, v2": "2000",
    "build a filter with F": '\'and(eq(run_type, "llm"), gt(latency, 2)',
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    code = SCRIPT.format(benchmarks=str(BENCHMARKS), folder=str(tmp_path_factory.mktemp("compared")))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(line.split(" = ", 1) for line in done.stdout.splitlines())


def test_each_piece_of_work_runs(answers: dict[str, str]) -> None:
    assert {name: answers[name] for name in ANSWERS} == ANSWERS
    assert len(answers) > len(ANSWERS)


def test_both_formats_hold_the_same_runs(answers: dict[str, str]) -> None:
    for question in ("scalars", "a metadata pair"):
        assert answers[f"count in Parquet, {question}"] == answers[f"count in JSON lines, {question}"]
