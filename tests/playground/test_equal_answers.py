"""Python in WebAssembly gives the answers that Python gives here."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from effort import some
from playground_site import ROOT, build
import pytest
import yaml

pytestmark = pytest.mark.xdist_group("playground")  # one worker makes the site

HERE = Path(__file__).parent
RUNS = ROOT / "docs" / "examples" / "support_bot.jsonl"
STEP = 12
"""Of how many filters one is tried by day."""


def filters() -> Iterator[str]:
    """The filters of the conformance cases and of the corpus."""
    for path in sorted((ROOT / "grammar" / "conformance").glob("*.yaml")):
        if path.stem != "runs":
            yield from (case["text"] for case in yaml.safe_load(path.read_text(encoding="utf-8")))
    for line in (ROOT / "tests" / "corpus" / "filters.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["filter"]


def requests() -> list[str]:
    """What the page asks for with each filter, and what it asks for anyway."""
    ids = [json.loads(line)["id"] for line in RUNS.read_text(encoding="utf-8").splitlines()]
    asked: list[dict[str, Any]] = [{"request": "about"}, {"request": "run", "id": ids[0]}]
    for number, text in enumerate(dict.fromkeys(some(filters(), STEP))):
        id, query = ids[number % len(ids)], {"filter": text}
        if number % 3 == 2:
            query = {"trace_filter": text, "tree_filter": text}
        asked += [{"request": kind, "text": text} for kind in ("diagnostics", "format", "fixes", "tokens")]
        asked += [{"request": kind, "text": text, "offset": len(text) // 2} for kind in ("completions", "hover", "signature")]
        asked += [{"request": kind, "query": query} for kind in ("count", "funnel", "histogram", "forms")]
        asked.append({"request": "runs", "query": query, "sort": {"column": "latency", "descending": True}, "limit": 5})
        asked += [{"request": kind, "query": query, "id": id} for kind in ("trace", "why")]
    return [json.dumps(request) for request in asked]


def printed(command: list[str], given: object, **environment: str) -> list[Any]:
    """The JSON that a program prints, which reads JSON."""
    environment = os.environ | environment
    result = subprocess.run(
        command, input=json.dumps(given).encode(), capture_output=True, env=environment, timeout=300, check=False
    )
    assert result.returncode == 0, result.stderr[-2_000:].decode()  # before that, a failing program of Pyodide prints itself
    answers: list[Any] = json.loads(result.stdout)
    return answers


def without_sql(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the form that is not there in a browser."""
    return {**answer, "forms": [form for form in answer["forms"] if "SQL" not in form["name"]]} if "forms" in answer else answer


def test_the_answers_in_the_browser_are_those_of_here(site: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "filterlang.tar.gz").write_bytes(site["filterlang.tar.gz"])
    asked, driver = requests(), HERE / "answer_all.py"
    modules = build.installed(build.HERE / "package.json") / "node_modules"
    given = {"site": str(tmp_path), "driver": str(driver), "runs": str(RUNS), "requests": asked}
    there = printed(["node", str(HERE / "answers.mjs")], given, MODULES=str(modules))
    here = printed([sys.executable, str(driver), str(build.SOURCES)], given, PYTHONPATH=str(ROOT))
    assert len(there) == len(asked) + 2
    for request, theirs, ours in zip(["open", "learn", *asked], there, here, strict=True):
        assert without_sql(theirs) == without_sql(ours), request
    problems = {form["problem"] for answer in there for form in answer.get("forms", ()) if "SQL" in form["name"]}
    assert "SQL is written by sqlglot, which is not in a browser: `filterlang sql` prints it" in problems
    assert "No module" not in "".join(filter(None, problems))
    answered = [answer for answer in here if not answer.keys() & {"error", "problem"}]
    assert len(answered) > len(here) / 2
