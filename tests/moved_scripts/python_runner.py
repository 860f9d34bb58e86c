"""Runs Python scripts and notebooks, each in a process of its own that is forked once the SDKs are loaded.

Reads jobs as JSON from standard input, and writes their exit status to standard output. What a script prints goes to files.
"""

import ast
import asyncio
import inspect
import json
import os
from pathlib import Path
import runpy
import sys
import traceback
from typing import Any

import filterlang
import httpx
import langsmith
import requests

LOADED = (filterlang.Client, langsmith.Client, langsmith.AsyncClient, langsmith.Langsmith, httpx.Client, requests.Session)
"""What scripts import, so that it is loaded before the first of them is forked."""
AT_ONCE = 2
_CELLS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def main() -> None:
    """Runs the jobs, a few at once."""
    statuses: dict[int, int] = {}
    running: dict[int, int] = {}
    for number, job in enumerate(json.load(sys.stdin)):
        if len(running) >= AT_ONCE:
            _wait(running, statuses)
        child = os.fork()
        if child == 0:
            os._exit(_status(job))
        running[child] = number
    while running:
        _wait(running, statuses)
    print(json.dumps([statuses[number] for number in sorted(statuses)]))


def _wait(running: dict[int, int], statuses: dict[int, int]) -> None:
    child, status = os.wait()
    statuses[running.pop(child)] = os.waitstatus_to_exitcode(status)


def _status(job: dict[str, Any]) -> int:
    """Runs a script as ``python script.py`` does, or a notebook cell by cell, and returns its exit status."""
    for stream, path in ((1, job["stdout"]), (2, job["stderr"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    os.environ.update(job["environment"])
    os.chdir(Path(job["script"]).parent)
    sys.argv = [job["script"]]
    try:
        if job["script"].endswith(".ipynb"):
            asyncio.run(_run_cells(Path(job["script"]).read_text(encoding="utf-8")))
        else:
            runpy.run_path(job["script"], run_name="__main__")
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:  # noqa: BLE001 - as Python ends a script
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


async def _run_cells(notebook: str) -> None:
    """Runs the code cells in one namespace, with a running loop as in Jupyter, and without lines of magic."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(notebook)["cells"]:
        if cell["cell_type"] == "code":
            lines = [line for line in cell["source"] if not line.startswith(("%", "!"))]
            result = eval(compile("".join(lines), "cell", "exec", _CELLS), namespace)
            if inspect.iscoroutine(result):
                await result


if __name__ == "__main__":
    main()
