"""The call or the object around a filter in a file: its name, the filter's parameter, and the other arguments."""

from typing import NamedTuple

import pytest

from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.semantics.surroundings import UNKNOWN, Argument, CallSite
from filterlang.text.source import Source


class Case(NamedTuple):
    """A file with a filter, or with the clauses of one, and the call that is expected around it."""

    text: str
    call: CallSite | None


def call(name: str, parameter: str = "filter", complete: bool = True, **arguments: Argument) -> CallSite:
    return CallSite(name, parameter, arguments, complete)


PYTHON = (
    # arguments of calls
    Case("client.list_runs(filter='eq(is_root, true)', is_root=True, error=None, limit=-1)",
         call("list_runs", is_root=True, error=None, limit=-1)),
    Case("client.list_runs(trace_filter='eq(name, \"a\")', run_type='llm', project_name=f'{x}')",
         call("list_runs", "trace_filter", run_type="llm", project_name=UNKNOWN)),
    Case("client.list_runs(filter='eq(is_root, true)', **options)", call("list_runs", complete=False)),
    Case("client.list_runs(*options, filter='eq(is_root, true)', limit=2.5)", call("list_runs", complete=False, limit=2.5)),
    Case("langsmith.runs.query(filter='eq(is_root, true)', page_size=1_000)", call("runs.query", page_size=1000)),
    Case("partial(client.list_runs, filter='eq(is_root, true)', error=True)", call("list_runs", complete=False, error=True)),
    # datetimes
    Case("client.list_runs(filter='eq(is_root, true)', start_time=datetime(2026, 1, 2))",
         call("list_runs", start_time="2026-01-02T00:00:00+00:00")),
    Case("client.list_runs(filter='eq(is_root, true)', start_time=dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC).isoformat())",
         call("list_runs", start_time="2026-01-02T03:00:00+00:00")),
    Case("client.list_runs(filter='eq(is_root, true)', start_time=datetime.fromisoformat('2026-01-02'))",
         call("list_runs", start_time="2026-01-02")),
    Case("client.list_runs(filter='eq(is_root, true)', start_time=datetime(2026, 1, 2, tzinfo=zone))",
         call("list_runs", start_time=UNKNOWN)),
    Case("client.list_runs(filter='eq(is_root, true)', start_time=datetime(2026, 13, 2))",
         call("list_runs", start_time=UNKNOWN)),
    Case("client.list_runs(filter='eq(is_root, true)', start_time=datetime.now() - timedelta(days=1))",
         call("list_runs", start_time=UNKNOWN)),
    Case("client.list_runs(filter='eq(is_root, true)', trace_id=UUID('a'), project_id=str(id))",
         call("list_runs", trace_id="a", project_id=UNKNOWN)),
    # names
    Case("filter = 'eq(is_root, true)'\nclient.list_runs(filter=filter, is_root=True)", call("list_runs", is_root=True)),
    Case("x = 'eq(is_root, true)' if y else None\nclient.list_runs(filter=x, is_root=True)", call("list_runs", is_root=True)),
    Case("x = 'eq(is_root, true)'\nclient.list_runs(filter=x, is_root=True)\nprint(x)", None),
    Case("X = 'eq(is_root, true)'\nclient.list_runs(filter=X, is_root=True)", None),
    Case("x = 'and(eq(is_root, true)'\nx += ')'\nclient.list_runs(filter=x, is_root=True)", None),
    Case("client.list_runs(filter=own or 'eq(is_root, true)', is_root=True)",
         call("list_runs", is_root=True)),
    # mappings
    Case("requests.post(url + '/api/v1/runs/query', json={'filter': 'eq(is_root, true)', 'is_root': True})",
         call("list_runs", is_root=True)),
    Case("body = {'filter': 'eq(is_root, true)', 'is_root': True, 'session': [p]}", call("", is_root=True, session=UNKNOWN)),
    Case("body = {**others, 'filter': 'eq(is_root, true)'}", call("", complete=False)),
    Case("body = {key: 1, 'filter': 'eq(is_root, true)'}", call("", complete=False)),
    Case("body = {'filter': 'eq(is_root, true)', 'is_root': True}\nbody['is_root'] = False",
         call("", complete=False, is_root=UNKNOWN)),
    Case("body = {'filter': 'eq(is_root, true)', 'is_root': True}\nbody.update(others)", None),
    Case("body = {'filter': 'eq(is_root, true)', 'is_root': True}\nbody['filter'] = other", None),
    Case("options = {'filter': 'eq(is_root, true)', 'is_root': True}\nclient.list_runs(**options)",
         call("list_runs", complete=False, is_root=True)),
    Case("client.list_runs(**dict(filter='eq(is_root, true)', is_root=True))", call("list_runs", complete=False, is_root=True)),
    Case("session.call_tool('fetch_runs', {'filter': 'eq(is_root, true)', 'is_root': 'true'})",
         call("fetch_runs", is_root="true")),
    # neither
    Case("FILTER = 'eq(is_root, true)'", None),
    Case("own_function(filter='eq(is_root, true)', is_root=True)", None),
)  # fmt: skip

TYPESCRIPT = (
    Case("client.listRuns({ filter: 'eq(is_root, true)', isRoot: true, error: undefined, limit: -5 })",
         call("list_runs", is_root=True, error=None, limit=-5)),
    Case("client.listRuns({ traceFilter: 'eq(name, \"a\")', runType: `llm`, projectName: `${x}` })",
         call("list_runs", "trace_filter", run_type="llm", project_name=UNKNOWN)),
    Case("client.listRuns({ filter: 'eq(is_root, true)', isRoot, ...options })",
         call("list_runs", complete=False, is_root=UNKNOWN)),
    Case("client.listRuns({ filter: 'eq(is_root, true)', startTime: new Date('2026-01-02').toISOString() })",
         call("list_runs", start_time="2026-01-02")),
    Case("const filter = 'eq(is_root, true)'; client.listRuns({ filter, isRoot: true })", call("list_runs", is_root=True)),
    Case("const f = 'eq(is_root, true)'; client.listRuns({ filter: f, isRoot: true }); log(f)", None),
    Case("const params = { filter: 'eq(is_root, true)', isRoot: true }; params.isRoot = false; client.listRuns(params)",
         call("list_runs", complete=False, is_root=UNKNOWN)),
    Case("fetch(`${url}/api/v2/runs/query`, { body: JSON.stringify({ filter: 'eq(is_root, true)', is_root: true }) })",
         call("runs.query", is_root=True)),
    Case("mcp.callTool({ name: 'fetch_runs', arguments: { filter: 'eq(is_root, true)', is_root: 'true' } })",
         call("fetch_runs", is_root="true")),
    Case("const body = { trace_filter: 'eq(is_root, true)', run_type: 'llm' }", call("", "trace_filter", run_type="llm")),
)  # fmt: skip
JSON = (
    Case('{"session": ["a"], "filter": "eq(is_root, true)", "is_root": true, "limit": 5, "error": null, "select": {}}',
         call("", session="a", is_root=True, limit=5, error=None, select=UNKNOWN)),
    Case('{"name": "fetch_runs", "arguments": {"filter": "eq(is_root, true)", "is_root": "true"}}',
         call("fetch_runs", is_root=True)),
    Case('{"name": "filter", "value": "eq(is_root, true)"}', None),
)  # fmt: skip
YAML = (
    Case("langsmith:\n  filter: eq(is_root, true)\n  is_root: true\n  run_type: 'llm'", call("", is_root=True, run_type="llm")),
    Case("langsmith: &a\n  is_root: true\nb:\n  <<: *a\n  filter: eq(is_root, true)", call("", complete=False, is_root=True)),
    Case("langsmith:\n  filters:\n  - eq(is_root, true)", None),
)
TOML = (Case("[langsmith]\nfilter = 'eq(is_root, true)'\nis_root = true\nlimit = 5", call("", is_root=True, limit=5)),)
SHELL = (
    Case("langsmith run list --filter 'eq(is_root, true)' --is-root --run-type=llm --limit 5 --project $P",
         call("", is_root=True, run_type="llm", limit=5, project=UNKNOWN)),
    Case("langsmith trace list --filter='eq(is_root, true)'", call("", "trace_filter")),
    Case("""curl $URL/api/v1/runs/query -d '{"filter": "eq(is_root, true)", "is_root": true}'""",
         call("list_runs", is_root=True)),
    Case("langsmith run list --filter \"$FILTER\" --is-root\nFILTER='eq(is_root, true)'", None),
)  # fmt: skip
HTTP = (
    Case('POST https://api.smith.langchain.com/api/v2/runs/query\n\n{"filter": "eq(is_root, true)", "is_root": true}',
         call("runs.query", is_root=True)),
)  # fmt: skip

GO = (
    Case("package a\nfunc f() { client.Runs.Query(ctx, langsmith.RunQueryParams{Filter: langsmith.F(`eq(is_root, true)`), "
         "IsRoot: langsmith.Bool(true), Limit: langsmith.F(-5), RunType: langsmith.F(langsmith.RunTypeEnumLlm)}) }",
         call("run_query_params", is_root=True, limit=-5, run_type=UNKNOWN)),
    Case("package a\nvar p = langsmith.RunQueryParams{Filter: langsmith.F(`eq(is_root, true)`), RunType: langsmith.F(`llm`)}",
         call("run_query_params", complete=False, run_type="llm")),
    Case('package a\nfunc f() { post(map[string]any{"filter": "eq(is_root, true)", "is_root": true}) }',
         call("", is_root=True)),
)  # fmt: skip
JAVA = (
    Case('class A { Object a = RunQueryV2Params.builder().isRoot(true).filter("eq(is_root, true)").pageSize(50L).build(); }',
         call("run_query_v2_params", is_root=True, page_size=50)),
    Case('class A { void f() { b.isRoot(true).filter("eq(is_root, true)"); } RunQueryParams.Builder b; }', None),
    Case('class A { void f(RunQueryParams.Builder b) { b.isRoot(true).filter("eq(is_root, true)"); } }',
         call("run_query_params", complete=False, is_root=True)),
)  # fmt: skip
KOTLIN = (
    Case('val a = RunQueryV2Params.builder().filter("eq(is_root, true)").isRoot(false).build()',
         call("run_query_v2_params", is_root=False)),
    Case('val a = langsmith.listRuns(filter = "eq(is_root, true)", isRoot = true)', call("list_runs", is_root=True)),
)  # fmt: skip
CSHARP = (
    Case('class A { void F() { var x = new RunQueryParams { Filter = "eq(is_root, true)", IsRoot = true }; } }',
         call("run_query_params", complete=False, is_root=True)),
    Case('class A { void F() { langsmith.ListRunsAsync(filter: "eq(is_root, true)", isRoot: true); } }',
         call("list_runs", is_root=True)),
)  # fmt: skip

HCL = (
    Case('resource "langsmith_run_rule" "a" {\n  filter = "eq(is_root, true)"\n  sampling_rate = 0.5\n  is_enabled = true\n'
         '  display_name = "a"\n  session_id = var.x\n}',
         call("", sampling_rate=0.5, is_enabled=True, display_name="a", session_id=UNKNOWN)),
    Case('locals {\n  root = "eq(is_root, true)"\n}\nresource "langsmith_run_rule" "a" {\n  filter = local.root\n}', None),
)  # fmt: skip

CASES = [
    (language, case)
    for language, cases in {
        "python": PYTHON, "typescript": TYPESCRIPT, "json": JSON, "yaml": YAML, "toml": TOML, "shell": SHELL, "http": HTTP,
        "go": GO, "java": JAVA, "kotlin": KOTLIN, "csharp": CSHARP, "hcl": HCL,
    }.items()
    for case in cases
]  # fmt: skip


@pytest.mark.parametrize(("language", "case"), CASES, ids=[f"{language}: {case.text}" for language, case in CASES])
def test_the_call_around_a_filter_has_its_other_arguments(language: str, case: Case) -> None:
    calls = [filter.call for filter in filters_in(Source(case.text, "file"), HOST_LANGUAGES[language])]
    assert calls
    assert calls == [case.call] * len(calls)
