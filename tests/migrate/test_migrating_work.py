"""Moving a program takes work that grows with its length: it is counted, not timed."""

import ast

from effort import calls_in
import pytest

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.file_texts import FileText
from filterlang.lint.moving_files import move_text
from filterlang.migrate.code.code_moves import Target
from filterlang.text.edits import apply

CLIENT = "from langsmith import Client\nclient = Client()\n"
PROGRAMS = {
    "loops": (CLIENT, "for run in client.list_runs(project_name='a', limit=5):\n    print(run.name)\n"),
    "methods": (
        "from langsmith import Client\nclass Monitor:\n    def __init__(self):\n        self.client = Client()\n",
        "    def names(self):\n        return [run.name for run in self.client.list_runs(project_name='a')]\n",
    ),
    "requests": (
        "import requests\n",
        "answer = requests.post('https://api.smith.langchain.com/api/v1/runs/query', json={'session': ['x']})\n",
    ),
}


SCRIPT_REQUEST = """\
for (const run of (await (await fetch("https://api.smith.langchain.com/api/v1/runs/query", {
  method: "POST", body: JSON.stringify({ session: ["x"] }),
})).json()).runs) console.log(run.name);
"""


def move(text: str, target: Target = "v2", language: str = "python") -> str:
    moves = move_text(FileText(text), "report", HOST_LANGUAGES[language], target)
    return apply(text, moves.edits)


@pytest.mark.parametrize("target", ["v2", "filterlang"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_work_grows_with_the_calls(name: str, target: Target) -> None:
    head, call = PROGRAMS[name]
    move(head + call, target)
    few, many = (calls_in(lambda count: move(head + call * count, target), count) for count in (20, 80))
    assert many < 4.8 * few


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_whole_program_is_parsed_a_fixed_number_of_times(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    head, call = PROGRAMS[name]
    parse, lengths = ast.parse, list[int]()

    def counted(text: str, *options: str, **named: str) -> ast.AST:
        lengths.append(len(text))
        return parse(text, *options, **named)

    monkeypatch.setattr(ast, "parse", counted)
    counts: list[int] = []
    for count in (5, 40):
        lengths.clear()
        text = head + call * count
        move(text)
        counts.append(sum(length >= len(text) for length in lengths))
    assert counts[0] == counts[1]


OTHERS = {
    "typescript": ("", SCRIPT_REQUEST, ""),
    "go": (
        'package main\nimport "github.com/langchain-ai/langsmith-go"\nfunc main() {\nclient := langsmith.NewClient()\n',
        "page, err := client.Runs.Query(ctx, langsmith.RunQueryParams{})\nfmt.Println(page.Runs[0].Name)\n",
        "}\n",
    ),
    "java": (
        "import com.langchain.smith.*;\nclass A { void m() {\nvar client = LangsmithOkHttpClient.fromEnv();\n",
        "System.out.println(client.runs().query(RunQueryParams.builder().build()).runs().size());\n",
        "}}\n",
    ),
}


@pytest.mark.parametrize("language", OTHERS)
def test_the_work_grows_with_the_calls_in_other_languages(language: str) -> None:
    head, call, end = OTHERS[language]
    move(head + call + end, language=language)
    few, many = (calls_in(lambda count: move(head + call * count + end, language=language), count) for count in (20, 80))
    assert many < 4.8 * few


@pytest.mark.parametrize(
    "statements",
    [
        "import langsmith; from langsmith import Client; import os\nclient = Client()",
        "from langsmith import \\\n    Client\nclient = Client()",
        "from langsmith import (\n    Client,\n)\nclient = Client()",
        "from langsmith import Client, AsyncClient\nclient = (\n    Client()  # made\n)",
        "from langsmith import Client\ntry: client = Client()\nexcept Exception: client = None",
    ],
)
def test_an_imported_client_of_filterlang_is_recognised_by_a_second_run(statements: str) -> None:
    once = move(f"{statements}\nfor run in client.list_runs(): print(run.name)\n", "filterlang")
    assert "from filterlang import" in once
    assert move(once, "filterlang") == once
