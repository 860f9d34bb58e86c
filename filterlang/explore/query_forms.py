"""A query in every form that people paste elsewhere: formatted, as Python, as calls of the SDK, for a shell, as SQL, in words.

Owns the invariants that no value of a filter becomes code or an option of a shell, and that a form in which a query cannot be
said gives the reason instead of another query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
import json
import shlex
from typing import cast

from filterlang.builder.expression import all_of
from filterlang.builder.from_text import from_text
from filterlang.builder.namespace import F
from filterlang.builder.python_imports import program_of
from filterlang.builder.python_source import source_lines
from filterlang.checking.meaning import to_predicate
from filterlang.explore.explored_runs import ExploredRuns, RunFiles
from filterlang.explore.page_requests import AskedQuery, PageRequest
from filterlang.filters import check, format
from filterlang.schema.dialects import LASTING, RUNS
from filterlang.schema.moves_to_v2 import ARGUMENT_MOVES
from filterlang.schema.query_arguments import FILTERS
from filterlang.schema.run_schema import RUN_FIELDS
from filterlang.search_bar.bar_text import search_bar_text
from filterlang.semantics.description import in_words
from filterlang.tables.run_cells import COLUMNS
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.schema.names import DialectName
    from datetime import datetime

Json = dict[str, object]
_WIDTH = 88
_NO_PROJECT, _NO_PROJECT_ID = "PROJECT", "PROJECT_ID"
"""What stands for the project, whose name runs in a file do not tell."""
_HEADERS = ('-H "x-api-key: $LANGSMITH_API_KEY"', '-H "content-type: application/json"')
_ENDING = min(RUNS - {LASTING})
"""The other API."""
_ADDRESS = "https://api.smith.langchain.com/api"


class _Unsayable(ValueError):
    """A query that a form cannot say, with the reason."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A form: its name, the function that writes it, and the API that has to take the filters."""

    name: str
    write: Callable[[AskedQuery], str]
    api: str = ""


def forms(explored: ExploredRuns, request: PageRequest) -> Json:
    """Answers the forms of a query."""
    explored.plan(request.query)  # whose filters are then known to be right
    query = request.query
    kinds = (_local_forms(explored.files), _filter_forms(query), _forms(explored.project or _NO_PROJECT))
    local, filters, others = ([_said(form, query) for form in forms] for forms in kinds)
    return {"forms": [*local, *filters, *_search_bars(query), *others]}


def _local_forms(files: RunFiles | None) -> Iterable[_Form]:
    """The forms that find the same runs in the same files."""
    if files is not None:
        yield _Form("command line", lambda query: _command(files, query))
        yield _Form("Python for these files", lambda query: _open_runs(files, query))


def _filter_forms(query: AskedQuery) -> Iterable[_Form]:
    """The form of each filter as text."""
    for name in query.filters:
        yield _Form(name.replace("_", " "), lambda query, name=name: format(query.filters[name], _WIDTH))  # type: ignore[misc]


def _said(form: _Form, query: AskedQuery) -> Json:
    try:
        _require_api(form.api, query)
        return {"name": form.name, "text": form.write(query), "problem": None}
    except (ValueError, ImportError, RecursionError) as error:
        return {"name": form.name, "text": None, "problem": str(error) or "the filter is nested too deeply"}


def _require_api(api: str, query: AskedQuery) -> None:
    """Raises ``_Unsayable`` for a filter that the API of a form refuses."""
    for name, text in query.filters.items() if api else ():
        refused = next((finding for finding in check(text, cast("DialectName", api)) if finding.is_error), None)
        if refused is not None:
            raise _Unsayable(f"{api} refuses the {name.replace('_', ' ')}: {refused.message}")


def _command(files: RunFiles, query: AskedQuery) -> str:
    """The command of a shell: each filter and each file is one quoted argument."""
    times = {"since": query.since, "until": query.until}
    own = [query.filters["filter"]] if "filter" in query.filters else []
    others = {name: query.filters[name] for name in FILTERS if name in query.filters and name != "filter"}
    written = {name: _written(time) for name, time in times.items() if time is not None}
    words = ["filterlang", "runs", *own, *(word for path in files.sources for word in ("--from", _no_option(path)))]
    words += [word for name, text in (others | written).items() for word in (f"--{name.replace('_', '-')}", text)]
    return shlex.join([*words, *(["--skip-broken"] if files.skip_broken else [])])


def _open_runs(files: RunFiles, query: AskedQuery) -> str:
    paths = files.sources[0] if len(files.sources) == 1 else list(files.sources)
    skip = ", skip_broken=True" if files.skip_broken else ""
    arguments = {name: code for name, code in _arguments(query, _NO_PROJECT).items() if name != "project_name"}
    imports = ["from datetime import datetime", ""] if query.since or query.until else []
    loop = _call(f"for run in open_runs({paths!r}{skip}).list_runs", arguments) + ":"
    return "\n".join([*imports, "from filterlang import open_runs", "", loop, "    print(run.id, run.name)"])


def _no_option(path: str) -> str:
    return f"./{path}" if path.startswith("-") else path


def _builder(query: AskedQuery) -> str:
    """The program that builds the filters."""
    if not query.filters:
        raise _Unsayable("there is no filter")
    sources = [f"{name} = {source_lines(from_text(text).tree, _WIDTH - len(name) - 3)}" for name, text in query.filters.items()]
    return program_of(sources)


def _arguments(query: AskedQuery, project: str) -> dict[str, str]:
    """The arguments of v1 in Python: the code of each."""
    times = {"start_time": query.since, "end_time": query.until}
    return {
        "project_name": repr(project),
        **{name: repr(query.filters[name]) for name in FILTERS if name in query.filters},
        **{name: f"datetime.fromisoformat({_written(time)!r})" for name, time in times.items() if time is not None},
    }


def _list_runs(query: AskedQuery, project: str) -> str:
    arguments = _arguments(query, project)
    imports = ["from datetime import datetime"] if query.since or query.until else []
    loop = _call("for run in client.list_runs", arguments)
    return "\n".join(
        [*imports, "from langsmith import Client", "", "client = Client()", f"{loop}:", "    print(run.id, run.name)"]
    )


def _runs_query(query: AskedQuery, project: str) -> str:
    body = {name: repr(value) for name, value in _body_v2(query).items()}
    loop = _call("async for run in client.runs.query", {**body, ARGUMENT_MOVES["project_id"].v2: "[str(project.id)]"})
    lines = [
        "client = AsyncClient()",
        f"project = await client.read_project(project_name={project!r})",
        *f"{loop}:".split("\n"),
        "    print(run.id, run.name)",
    ]
    main = "\n".join(f"    {line}" for line in lines)
    return f"import asyncio\n\nfrom langsmith import AsyncClient\n\n\nasync def main():\n{main}\n\n\nasyncio.run(main())"


def _call(name: str, arguments: Mapping[str, str]) -> str:
    """The code of a call, with a line for each argument."""
    if not arguments:
        return f"{name}()"
    return "\n".join([f"{name}(", *(f"    {argument}={code}," for argument, code in arguments.items()), ")"])


def _body_v1(query: AskedQuery) -> Json:
    times = {"start_time": query.since, "end_time": query.until}
    return {
        ARGUMENT_MOVES["project_id"].body: [_NO_PROJECT_ID],
        **query.filters,
        **{name: _written(time) for name, time in times.items() if time is not None},
    }


def _body_v2(query: AskedQuery) -> Json:
    start, end = ARGUMENT_MOVES["start_time"], ARGUMENT_MOVES["end_time"]
    return {
        ARGUMENT_MOVES["project_id"].v2: [_NO_PROJECT_ID],
        **query.filters,
        start.v2: start.missing if query.since is None else _written(query.since),
        **({} if query.until is None else {end.v2: _written(query.until)}),
        ARGUMENT_MOVES["select"].v2: [RUN_FIELDS[name].v2 for name in COLUMNS],
    }


def _curl(api: str, body: Json) -> str:
    """The command of a shell: one quoted argument holds the body, and the key stays in its variable."""
    members = (f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in body.items())
    data = "{\n" + ",\n".join(members) + "\n}"
    return " \\\n  ".join([f"curl -sS {_ADDRESS}/{api}/runs/query", *_HEADERS, f"-d {shlex.quote(data)}"])


def _sql(query: AskedQuery) -> str:
    """The SQL for the runs' own filter, with the times as conditions."""
    on_traces = [name.replace("_", " ") for name in query.filters if name != "filter"]
    if on_traces:
        raise _Unsayable(f"SQL is printed for the filter only, and there is a {' and a '.join(on_traces)}")
    from filterlang.sql.sqltext import sql_text

    return sql_text(_whole_filter(query), "duckdb", literals=True)


def _whole_filter(query: AskedQuery) -> str:
    """The runs' own filter together with the times, or a filter that every run meets."""
    text = query.filters.get("filter")
    parts = [] if text is None else [from_text(text)]
    if query.since is not None:
        parts.append(F.start_time >= query.since)
    if query.until is not None:
        parts.append(F.start_time <= query.until)
    if not parts:
        raise _Unsayable("there is no filter")
    return str(all_of(*parts))


def _words(query: AskedQuery) -> str:
    if not query.filters:
        return "All runs."
    return "\n\n".join(f"{_SCOPES[name]}{in_words(to_predicate(text))}" for name, text in query.filters.items())


_SCOPES = {
    "filter": "",
    "trace_filter": "Their trace has a root run among these:\n",
    "tree_filter": "Their trace has at least one run among these:\n",
}


def _search_bars(query: AskedQuery) -> Iterable[Json]:
    """The form of each filter for the search bar, whose rows have a scope each."""
    for name, text in query.filters.items():
        bar = search_bar_text(to_predicate(text), name)
        notes = [*bar.notes]
        if name == "filter" and (query.since or query.until):
            notes.append("Set the time range beside the search bar as well.")
        problem = bar.problem if bar.text != "" else "nothing is to be written"
        yield {"name": f"search bar ({bar.scope})", "text": bar.text or None, "problem": problem, "notes": notes}


def _written(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")


def _forms(project: str) -> Iterable[_Form]:
    """The forms of every query, in the order of the page. ``project`` is the name of the project."""
    return (
        _Form("Python builder", _builder),
        _Form(f"SDK call ({LASTING})", lambda query: _runs_query(query, project), LASTING),
        _Form(f"SDK call ({_ENDING})", lambda query: _list_runs(query, project), _ENDING),
        _Form(f"curl ({LASTING})", lambda query: _curl(LASTING, _body_v2(query)), LASTING),
        _Form(f"curl ({_ENDING})", lambda query: _curl(_ENDING, _body_v1(query)), _ENDING),
        _Form("SQL (DuckDB)", _sql),
        _Form("words", _words),
    )
