"""Host files as long as a benchmark wants them, with filters spread over them."""

from itertools import cycle, islice

FILTERS = (
    'eq(status, "error")',
    'and(eq(run_type, "llm"), gt(latency, 5))',
    'has(tags, "beta")',
    'and(eq(feedback_key, "score"), gt(feedback_score, 0.5))',
    "and(eq(metadata_key, 'tier'), eq(metadata_value, 'gold'))",
    "eq(status, success)",
    'search("timeout")',
    'or(eq(name, "extract"), like(name, "%summary%"))',
)
_HEAD = "import asyncio\nfrom datetime import datetime\n\nfrom langsmith import Client\n\nclient = Client()\nlimit = 100\n\n\n"
_QUERY = """\
def failed_{number}(since: datetime) -> list[str]:
    runs = client.list_runs(project_name="support", start_time=since, limit=limit, filter={filter!r})
    return [run.name for run in runs if run.error is None]


"""
_OTHER = '''\
def load_{number}(path: str, *, retries: int = {number}) -> dict[str, list[int]]:
    """Reads the rows of a table, with the columns that a report needs, and counts them by their kind."""
    rows: dict[str, list[int]] = {{}}
    for line in open(path, encoding="utf-8"):
        key, _, value = line.partition("=")
        if key.strip() and retries > {number}:
            rows.setdefault(key.strip().lower(), []).append(int(value or "0") + {number})
    return {{name: sorted(values) for name, values in rows.items() if name not in ("total", "index")}}


'''


def python_text(lines: int, filters: int) -> str:
    """A module of about so many lines, with calls of LangSmith's client spread over it."""
    other, query = _OTHER.count("\n"), _QUERY.count("\n")
    functions = max((lines - filters * query) // other, filters)
    pieces = [_HEAD]
    written = 0
    for number, filter in enumerate(islice(cycle(FILTERS), filters), 1):
        pieces.append(_QUERY.format(number=number, filter=filter))
        until = functions * number // filters
        pieces += (_OTHER.format(number=each) for each in range(written, until))
        written = until
    return "".join(pieces)


def filter_text(filters: int) -> str:
    """A file of filters, one on each line."""
    return "".join(f"{filter}\n" for filter in islice(cycle(FILTERS), filters))
