"""What moving code off v1 costs over finding the calls that end, and how it grows with the calls of a file.

The files are generated: functions that list runs, in Python, TypeScript and a shell script. The figures are processor time.
Finding the calls (``search_file``, as each check does) is measured beside the move in the same rounds.
"""

from collections.abc import Callable
import time

from measure import medians, table

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.file_texts import FileText
from filterlang.lint.moving_files import move_text
from filterlang.text.source import Source

CALLS = (1, 10, 100, 1_000)


def python(number: int) -> str:
    return (
        f"def costs_{number}(days):\n"
        f"    total = 0.0\n"
        f'    for run in client.list_runs(project_name="support", run_type="llm", limit={number % 90 + 10}):\n'
        f'        if run.status == "success" and run.total_cost:\n'
        f"            total += float(run.total_cost)\n"
        f"    return total\n\n\n"
    )


def typescript(number: int) -> str:
    return (
        f"async function costs{number}(): Promise<number> {{\n"
        f"  let total = 0;\n"
        f'  for await (const run of client.listRuns({{ projectName: "support", runType: "llm" }})) {{\n'
        f'    if (run.status === "success") total += Number(run.total_cost ?? 0);\n'
        f"  }}\n"
        f"  return total;\n"
        f"}}\n\n"
    )


def shell(number: int) -> str:
    return (
        f'curl -s "$BASE/api/v1/runs/query" -H "x-api-key: $LANGSMITH_API_KEY" \\\n'
        f'  -d \'{{"session": ["00000000-0000-0000-0000-{number:012}"], "limit": 50}}\' | jq -r ".runs[].name"\n'
    )


HEADS = {
    "python": ("from langsmith import Client\n\nclient = Client()\n\n\n", python),
    "typescript": ('import { Client } from "langsmith";\n\nconst client = new Client();\n\n', typescript),
    "shell": ("#!/bin/sh\nBASE=https://api.smith.langchain.com\n\n", shell),
}


def text_of(name: str, calls: int) -> str:
    head, function = HEADS[name]
    return head + "".join(function(number) for number in range(calls))


def contenders(name: str, text: str) -> dict[str, Callable[[], object]]:
    language = HOST_LANGUAGES[name]
    return {
        "find": lambda: search_file(Source(text, name), language),
        "move": lambda: move_text(FileText(text), name, language, "v2"),
    }


def main() -> None:
    rows = []
    for name in HEADS:
        for calls in CALLS:
            seconds = medians(contenders(name, text_of(name, calls)), rounds=5, budget=40.0, clock=time.process_time)
            per_call = seconds["move"] / calls * 1e3
            rows.append((f"{name}, {calls:,} calls", seconds["find"] * 1e3, seconds["move"] * 1e3, per_call))
    table(("file", "find, ms", "move, ms", "move, ms a call"), rows)


if __name__ == "__main__":
    main()
