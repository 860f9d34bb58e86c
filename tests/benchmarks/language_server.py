"""What an editor waits for when it talks to the server: the first diagnostics, those after a key, completion.

The server is a process of its own, over a pipe. Processor time is that of the server; the time between a message and its answer
counts everything, and is that of a busy machine where others work. The file has 2,000 lines of Python with 50 filters.
"""

from collections.abc import Callable
import os
from pathlib import Path
import sys
from time import perf_counter

from editor_texts import python_text
from measure import progress, table

sys.path.insert(0, str(Path(__file__).parent.parent / "lsp"))
from protocol_client import ProtocolClient

STARTS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
KEYS = 200
URI = "file:///nowhere/alerts.py"
SMALL = "from langsmith import Client\nClient().runs.query(filter='eq(status, error)')\n"


def seconds(client: ProtocolClient) -> float:
    """The processor time that the server has taken."""
    fields = Path(f"/proc/{client.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start() -> tuple[float, float]:
    """The processor time to the answer to ``initialize``, and to the first diagnostics."""
    client = ProtocolClient()
    client.initialize()
    answered = seconds(client)
    client.open(URI, SMALL)
    client.diagnostics(URI)
    first = seconds(client)
    client.end()
    return answered, first


def waited(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def typing(client: ProtocolClient, text: str, first: int) -> dict[str, list[float]]:
    """Types into a filter, a message and a completion for each key."""
    line = next(number for number, each in enumerate(text.split("\n")) if "gt(latency" in each)
    column = text.split("\n")[line].index("gt(latency") + len("gt(latency")
    waits: dict[str, list[float]] = {"diagnostics after a key": [], "completion": []}
    for number in range(KEYS):
        edit = ((line, column, line, column), "x") if number % 2 == 0 else ((line, column, line, column + 1), "")

        def key(edit: tuple[tuple[int, int, int, int], str] = edit, version: int = first + number) -> None:
            client.change(URI, version, edit)
            client.diagnostics(URI, version)

        waits["diagnostics after a key"].append(waited(key))
        waits["completion"].append(waited(lambda: client.at("completion", URI, line, column)))
    return waits


def main() -> None:
    progress("starts")
    starts = [start() for _ in range(STARTS)]
    table(
        ("processor time to", "s"),
        [("initialize", min(each[0] for each in starts)), ("diagnostics", min(each[1] for each in starts))],
    )
    progress("typing")
    text = python_text(2_000, 50)
    client = ProtocolClient()
    client.initialize()
    client.open(URI, text)
    client.diagnostics(URI)
    typing(client, text, 2)  # loads what is loaded late
    before = seconds(client)
    waits = typing(client, text, 2 + KEYS)
    per_key = 1000 * (seconds(client) - before) / KEYS
    client.end()
    rows = [
        (name, sorted(each)[len(each) // 2], sorted(each)[int(0.95 * len(each))], max(each)) for name, each in waits.items()
    ]
    print()
    table(("wait for", "p50 ms", "p95 ms", "most ms"), rows)
    print(f"\n{per_key:.1f} ms of processor time for a key with its completion")


if __name__ == "__main__":
    main()
