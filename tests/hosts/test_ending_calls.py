"""Calls and addresses that end with v1: which are found, in which languages, and which are left alone."""

from datetime import UTC, datetime
import json
from pathlib import Path
import re

import pytest

from filterlang.hosts.ending_calls import search
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.prefilter import may_hold_filters
from filterlang.rules import endings
from filterlang.schema.end_of_v1 import ENDING_CALLS
from filterlang.text.source import Source

PYTHON = "from langsmith import Client\n"
SCRIPT = "import { Client } from 'langsmith';\n"
GO = 'package main\nimport "github.com/langchain-ai/langsmith-go"\nfunc f() {\n'
JAVA = "import com.langchain.smith.client.LangsmithClient;\nclass A { void f() {\n"


def found(text: str, language: str = "python") -> list[str]:
    """The code and the marked text of each finding. A text with a finding passes the search for bytes."""
    _, findings = search(Source(text), HOST_LANGUAGES[language])
    assert not findings or may_hold_filters(text.encode(), HOST_LANGUAGES[language])
    return [f"{finding.code} {text[finding.span.start : finding.span.end]}" for finding in findings]


CALLS = {
    "a call": ("python", PYTHON + "Client().list_runs(project_name='é')", "list_runs"),
    "after other letters": ("python", PYTHON + "name = 'é'; client.list_runs()", "list_runs"),
    "a call on a member": ("python", PYTHON + "self._client.list_runs()", "list_runs"),
    "passed to a call": ("python", PYTHON + "asyncio.to_thread(client.list_runs, limit=1)", "list_runs"),
    "in a loop": ("python", PYTHON + "async for run in client.list_runs(): pass", "list_runs"),
    "a generic name": ("python", PYTHON + "client.read_run(id)", "read_run"),
    "a function": ("python", "from langsmith import beta\nbeta.x(); compute_test_metrics('a')", "compute_test_metrics"),
    "an argument of LangSmith": ("python", "client.list_runs(project_name='support')", "list_runs"),
    "beside another library": (
        "python", PYTHON + "import kfp\nclient = Client()\nk = kfp.Client()\nk.list_runs(); client.list_runs()", "list_runs",
    ),
    "beside filterlang": (
        "python", PYTHON + "import filterlang\nours = filterlang.Client()\nours.list_runs()\nclient.list_runs()", "list_runs",
    ),
    "JavaScript": ("javascript", SCRIPT + "for await (const run of client.listRuns({})) {}", "listRuns"),
    "TypeScript": ("typescript", SCRIPT + "client?.readThread<Run>({ threadId })", "readThread"),
    "JSX": ("tsx", SCRIPT + "const a = <A runs={client.listRuns({})} />", "listRuns"),
    "Go": ("go", GO + "client.Runs.Query(ctx, langsmith.RunQueryParams{})\n}", "Query"),
    "Go, by its version": ("go", GO + "it := client.Runs.QueryV1AutoPaging(ctx, params)\n}", "QueryV1AutoPaging"),
    "Go, of experiments": ("go", GO + "client.Datasets.Runs.Query(ctx, id, params)\n}", "Query"),
    "Java": ("java", JAVA + "client.runs().query(params);\n}}", "query"),
    "Java, on several lines": ("java", JAVA + "client\n    .runs()\n    .retrieveV1(id);\n}}", "retrieveV1"),
    "Kotlin": ("kotlin", "import com.langchain.smith.client.A\nval page = client.runs().query(params)\n", "query"),
    "Markdown": ("markdown", f"With LangSmith:\n\n```python\n{PYTHON}client.list_runs()\n```\n", "list_runs"),
    "a heredoc": ("shell", f"python <<'EOF'\n{PYTHON}client.list_runs()\nEOF\n", "list_runs"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name"), CALLS.values(), ids=CALLS)
def test_a_call_that_ends_is_found_by_its_name(language: str, text: str, name: str) -> None:
    assert found(text, language) == [f"FL901 {name}"]


def test_the_cells_of_a_notebook_share_their_clients() -> None:
    sources = [
        ["from langsmith import Client\n", "from filterlang import Client as RunsClient\n"],
        ["client = Client()\n", "runs_client = RunsClient()"],
        ["runs_client.list_runs(project_name='a')\n", "client.list_runs(project_name='b')"],
    ]
    text = json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})
    _, findings = search(Source(text), HOST_LANGUAGES["notebook"])
    assert [text[: finding.span.start].endswith("client.") for finding in findings] == [True]
    assert not text[: findings[0].span.start].endswith("runs_client.")


def test_a_call_in_a_notebook_is_found_where_the_file_has_it() -> None:
    cells = [{"cell_type": "code", "source": ["%pip install langsmith\n", PYTHON, "client.list_runs()"]}]
    assert found(json.dumps({"cells": cells}), "notebook") == ["FL901 list_runs"]


QUIET = {
    "v2": ("python", PYTHON + "await client.runs.query(); client.list_examples()"),
    "filterlang beside types": (
        "python",
        "from langsmith.schemas import (\n Run)\nfrom filterlang import Client\nx = c or Client()\nx.list_runs(is_root=True)",
    ),
    "filterlang": ("python", "from filterlang import Client\n# LANGSMITH_API_KEY\nClient().list_runs(project_name='a')"),
    "filterlang, async": ("python", "import filterlang\nfilterlang.AsyncClient().list_runs(project_name='a')"),
    "other libraries": ("python", "from databricks.sdk import Workspace\nw = Workspace()\nw.jobs.list_runs(job_id=1)"),
    "of another library, by its annotation": (
        "python", PYTHON + "import kfp\ndef f(client: kfp.Client):\n    client.list_runs()\n",
    ),
    "nothing of LangSmith": ("python", "client.list_runs(experiment_id='a')"),
    "a generic name without the import": ("python", "# LangSmith\nclient.read_run(1)"),
    "a generic name on something else": ("python", PYTHON + "evaluator.evaluate_run(run); book.read_thread(1)"),
    "a method of the class": ("python", PYTHON + "class A:\n    def list_runs(self): ...\n    def f(self): self.list_runs()\n"),
    "a method of the file": ("python", PYTHON + "class Store:\n    def list_runs(self): ...\nstore.list_runs()\n"),
    "a definition": ("python", "from langsmith import beta\ndef compute_test_metrics(): ..."),
    "a mock": ("python", PYTHON + "client.list_runs.return_value = []\nclient.list_runs = fake\nmock_client.list_runs()"),
    "comments and texts": ("python", PYTHON + '"""client.list_runs()"""\n# client.list_runs()\nprint("client.list_runs()")'),
    "Go, v2": ("go", GO + "client.Runs.QueryV2(ctx, a)\nclient.AnnotationQueues.Runs.Get(ctx)\nclient.Threads.Query(ctx)\n}"),
    "Go, another package": ("go", "package main\nfunc f() { client.Runs.Query(ctx) }"),
    "Java, v2": ("java", JAVA + "client.runs().queryV2(params); client.datasets().experimentRuns().query(a);\n}}"),
    "prose": ("markdown", "LangSmith's `client.list_runs()` ends."),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), QUIET.values(), ids=QUIET)
def test_other_calls_are_left_alone(language: str, text: str) -> None:
    assert found(text, language) == []


LANGSMITH = {"python": "# LangSmith\n", "shell": "# LangSmith\n", "http": "# LangSmith\n", "typescript": "// LangSmith\n"}
ADDRESSES = {
    "requests": ("python", "requests.post('https://api.smith.langchain.com/api/v1/runs/query')", "/api/v1/runs/query"),
    "a base": ("python", "httpx.post(f'{BASE}/runs/query')", "/runs/query"),
    "without a slash": ("python", "session.post(BASE + 'api/v1/runs/query')", "api/v1/runs/query"),
    "the server's address beside v2": (
        "python", "a = 'https://eu.api.smith.langchain.com/runs/query'; b = '/api/v2/runs/query'", "/runs/query",
    ),
    "experiments": ("python", "post(f'/api/v1/datasets/{id}/runs')", "/api/v1/datasets/{id}/runs"),
    "shared runs": ("typescript", "fetch(`${base}/api/v1/public/${token}/runs/query`)", "/api/v1/public/${token}/runs/query"),
    "curl": ("shell", 'curl -X POST "$URL/api/v1/runs/query" -d @body.json', "/api/v1/runs/query"),
    "curl, without quotes": ("shell", "curl https://api.smith.langchain.com/api/v1/runs/query", "/api/v1/runs/query"),
    "a request file": ("http", "POST {{host}}/api/v1/runs/query HTTP/1.1\n\n{}\n", "/api/v1/runs/query"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_that_ends_is_found(language: str, text: str, address: str) -> None:
    assert found(LANGSMITH[language] + text, language) == [f"FL902 {address}"]


OTHER_ADDRESSES = {
    "v2": ("python", "post('https://api.smith.langchain.com/api/v2/runs/query')"),
    "a base that may be that of v2": ("python", "BASE = 'https://a/api/v2'; post(f'{BASE}/runs/query')"),
    "without an end": ("python", "post(f'{BASE}/api/v1/runs/query/validate')"),
    "a message": ("python", "raise Error('Failed to POST /runs/query')"),
    "a comment and a docstring": ("python", "'''Sends to /api/v1/runs/query.'''\n# '/api/v1/runs/query'"),
    "the answer of a test": ("python", "responses.add(responses.POST, 'https://a/api/v1/runs/query')"),
    "a comment of a script": ("shell", "# curl https://a/api/v1/runs/query"),
    "a comment of a request file": ("http", "# see /api/v1/runs/query\nPOST https://a/api/v2/runs/query\n"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), OTHER_ADDRESSES.values(), ids=OTHER_ADDRESSES)
def test_other_addresses_are_left_alone(language: str, text: str) -> None:
    assert found(LANGSMITH[language] + text, language) == []


def test_an_address_in_a_file_that_does_not_name_langsmith_is_left_alone() -> None:
    assert found("post('https://example.com/api/v1/runs/query')") == []


@pytest.mark.parametrize(("day", "word"), [(31, "ends"), (32, "ended")])
def test_the_message_says_from_the_first_of_february_on_that_a_call_has_ended(
    day: int, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = datetime(2027, 1 + day // 32, day % 32 or 1, 12, tzinfo=UTC)
    monkeypatch.setattr(endings, "present", lambda: present)
    _, (finding,) = search(Source(PYTHON + "client.list_runs()"), HOST_LANGUAGES["python"])
    assert finding.message == f"`list_runs` {word} on LangSmith Cloud after 31 January 2027"


@pytest.mark.parametrize("language", ENDING_CALLS)
def test_the_calls_that_replace_others_do_not_end(language: str) -> None:
    prefix, suffix = {"go": (GO, "\n}"), "java": (JAVA, ";\n}}"), "kotlin": ("import com.langchain.smith.A\n", "")}.get(
        language, (PYTHON if language == "python" else SCRIPT, "")
    )
    for successor in ENDING_CALLS[language].values():
        if successor.startswith("client"):
            assert found(prefix + successor.replace("…", "a") + suffix, language) == []


def test_the_calls_of_python_are_those_with_a_deprecation_note_in_the_sdk() -> None:
    folder = Path(pytest.importorskip("langsmith").__file__).parent
    modules = [folder / name for name in ("client.py", "async_client.py", "beta/_evals.py")]
    note = r"(\w+)\(\) is deprecated and will be removed after Jan 31, 2027"
    assert {name for module in modules for name in re.findall(note, module.read_text(encoding="utf-8"))} == set(
        ENDING_CALLS["python"]
    ) - {"get_run_stats"}


def test_many_calls_and_addresses_are_found_in_linear_time() -> None:
    lines = "client.list_runs()\npost('/api/v1/runs/query')\n" * 5_000
    assert len(found(PYTHON + lines)) == 10_000


def test_a_long_word_beside_another_library_is_read_in_linear_time() -> None:
    text = f"import kfp\nclient = kfp.Client()\nclient.list_runs(filter='{'x' * 300_000}')\nother.list_runs(project_name='a')"
    assert found(text) == ["FL901 list_runs"]
