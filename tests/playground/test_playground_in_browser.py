"""The playground in a real browser, which a program uses as a person does."""

import gzip
import io
import json
import os
from pathlib import Path
import subprocess
import sys
import tarfile
from urllib.parse import urlsplit

from npm_packages import installed
from playground_site import ROOT, build, put, served
import pytest

pytestmark = pytest.mark.xdist_group("playground")  # one worker makes the site

HERE = Path(__file__).parent
EXAMPLE = ROOT / "docs" / "examples" / "support_bot.jsonl"
RUN = {"trace_id": "1", "status": "success", "start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-01T00:00:01Z"}
MARKUP = '<img src=x onerror="hacked=1"><script>hacked=1</script>'
HOSTILE = [
    {"id": "1", "name": MARKUP, "run_type": "chain", "inputs": {MARKUP: MARKUP, "__proto__": {"hacked": 1}}, **RUN},
    {"id": "2", "name": "javascript:hacked=1", "run_type": "llm", "error": f"'\"></span>{MARKUP}", "tags": [MARKUP], **RUN},
    {"id": "3", "name": "\u202e\u0000" + "x" * 100_000, "run_type": "tool", "extra": {"metadata": {MARKUP: MARKUP}}, **RUN},
]


def unbounded(archive: bytes) -> bytes:
    """The modules of Python, with a bound on nesting that bounds nothing: what the worker then does is to be seen."""
    bound = "filterlang/ide/json_requests.py"
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        files = {entry.name: opened.extractfile(entry).read() for entry in opened}  # type: ignore[union-attr]
    assert b"DEEPEST = 500\n" in files[bound]
    files[bound] = files[bound].replace(b"DEEPEST = 500\n", b"DEEPEST = 10_000\n")
    made: bytes = build.archived(files)
    return made


def test_a_person_looks_at_runs_in_a_browser(site: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put({**site, "filterlang.tar.gz": unbounded(site["filterlang.tar.gz"])}, folder / "some" / "path")
    (tmp_path / "hostile.jsonl").write_text("\n".join(map(json.dumps, HOSTILE)), encoding="utf-8")
    four = [
        {**RUN, "id": str(number), "name": "a", "run_type": kind} for number, kind in enumerate(("llm", "llm", "llm", "chain"))
    ]
    (tmp_path / "runs.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, four)).encode()))
    modules = installed(ROOT / "tests" / "explore" / "package.json") / "node_modules"
    with served(folder) as origin:
        command = ["node", str(HERE / "browser.mjs"), f"{origin}/some/path/", "/usr/bin/chromium", str(tmp_path)]
        environment = os.environ | {"MODULES": str(modules)}
        result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, timeout=180, check=False)
    assert result.returncode == 0, f"see the screenshots in {tmp_path}"
    seen = json.loads(result.stdout)
    assert seen["early"]["text"] == "eq(status, eror)"
    assert not seen["early"]["isReady"]
    assert seen["early"]["state"].startswith("Python is ")
    assert seen["finding"].strip() == "status is never eror"
    assert seen["fixed"] == 'eq(status, "error")'
    assert seen["count"] == counted_by_the_command('eq(status, "error")')
    assert seen["state"] == ""
    assert seen["sent"] == ["refused", "refused"]
    assert seen["hacked"] == [None, 0]
    assert "more than 50 MB" in seen["large"]
    assert seen["wrong"] == "notes.txt:1: not JSON: Expecting value (column 1)"
    assert "deep.json" in seen["deepFile"]
    assert seen["deep"].startswith("Filter: the filter is nested more than 500 levels deep")
    assert "started anew" in seen["died"]["error"]["message"]
    assert seen["again"].split("\n")[0] == "1 of 4 runs"
    assert seen["axe"] == []
    assert seen["calm"] == []
    assert {urlsplit(request.split()[1]).netloc for request in seen["requests"] if " http" in request} == {
        urlsplit(origin).netloc
    }
    assert {request.split()[0] for request in seen["requests"]} == {"GET"}


def counted_by_the_command(filter: str) -> str:
    """What ``filterlang runs --count`` prints for the example."""
    command = [sys.executable, "-m", "filterlang", "runs", filter, "--from", str(EXAMPLE), "--count"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
