"""Where the facts of the schema come from: public documents and reports, by short name.

Owns the invariant that no fact stands in the schema without its source and grade. Nothing was sent to the real service to
find these out.
"""

from filterlang.findings.evidence import Evidence, Grade

_DOCS = "https://docs.langchain.com/langsmith/"
_GITHUB = "https://github.com/langchain-ai/"
_TQS, _UI_DOC = f"{_DOCS}trace-query-syntax", f"{_DOCS}filter-traces-in-application"
_SEARCH_BAR = f"{_DOCS}filter-traces"
_OPENAPI = "https://api.smith.langchain.com/openapi.json"
_PR_2323, _PR_2325 = f"{_GITHUB}docs/pull/2323", f"{_GITHUB}docs/pull/2325"
_CLI_174 = f"{_GITHUB}langsmith-cli/pull/174"
_MIGRATION_TOOL = f"{_GITHUB}langsmith-data-migration-tool"

DOC, CODE, LIVE, UI, INFERRED, UNKNOWN = Grade.DOC, Grade.CODE, Grade.LIVE, Grade.UI, Grade.INFERRED, Grade.UNKNOWN

TQS = Evidence(DOC, "LangSmith docs, trace-query-syntax", links=(_TQS,))
EXPORT = Evidence(DOC, "LangSmith docs, export-traces", links=(f"{_DOCS}export-traces",))
UI_DOC = Evidence(DOC, "LangSmith docs, filter-traces-in-application", links=(_UI_DOC,))
SEARCH_BAR = Evidence(INFERRED, "LangSmith docs, filter-traces (search bar fields)", links=(_SEARCH_BAR,))
MIGRATION = Evidence(DOC, "LangSmith docs, smithdb-migration snippets", links=(f"{_DOCS}smithdb-sdk-migration",))
OPENAPI = Evidence(DOC, "LangSmith OpenAPI document", links=(_OPENAPI,))
DATASETS = Evidence(
    DOC, "LangSmith docs, manage-datasets-programmatically", links=(f"{_DOCS}manage-datasets-programmatically",)
)
NULL_REFUSED = Evidence(
    DOC, "LangSmith docs, langchain-ai/docs PR #4569 (2026-06): rejected by both v1 and v2",
    links=(f"{_GITHUB}docs/pull/4569",),
)  # fmt: skip
NULL_INFERRED = Evidence(
    INFERRED, "LangSmith docs, langchain-ai/docs PR #4569 (2026-06): rejected for error, and likely for the others",
    links=(f"{_GITHUB}docs/pull/4569",),
)  # fmt: skip
SDK = Evidence(CODE, "langchain-ai/langsmith-sdk", links=(f"{_GITHUB}langsmith-sdk",))
CLI = Evidence(
    CODE, "langchain-ai/langsmith-cli, internal/cmd/filters.go",
    links=(f"{_GITHUB}langsmith-cli/blob/main/internal/cmd/filters.go",),
)  # fmt: skip
TOKENS_V2 = Evidence(
    CODE, "langchain-ai/langsmith-cli PR #296 (2026-09): v1 refuses, v2 accepts", links=(f"{_GITHUB}langsmith-cli/pull/296",)
)
SEARCH_ARITY = Evidence(
    CODE, 'v1: "Comparison comparator=SEARCH attribute=\'name\' … not accepted" (langsmith-cli PR #174); '
    'v2: "search" requires 1 arguments, got 2 (langsmith-cli issue #307)', quoted=True,
    links=(_CLI_174, f"{_GITHUB}langsmith-cli/issues/307"),
)  # fmt: skip
NOT_ACCEPTED = Evidence(
    CODE, 'v1: "Comparison comparator=… attribute=… not accepted" (langsmith-cli PR #174)', quoted=True, links=(_CLI_174,)
)
UNKNOWN_NAME = Evidence(
    LIVE, '"Attribute metadata.lc_agent_name not accepted" (an answer of the server, as a user published it); '
    '"attribute project_id not accepted" (langsmith-data-migration-tool chart.py)', quoted=True, links=(_MIGRATION_TOOL,),
)  # fmt: skip
LIKE_TESTED = Evidence(
    LIVE, "langchain-ai/docs PR #2325 (2026-01), tested against production; langsmith-cli PR #319 for v2",
    links=(_PR_2325, f"{_GITHUB}langsmith-cli/pull/319"),
)  # fmt: skip
FIELDS_TESTED = Evidence(LIVE, "langchain-ai/docs PR #2323 (2026-01), tested against production", links=(_PR_2323,))
GONE = Evidence(LIVE, "langchain-ai/docs PRs #2323 and #2325 (2026-01): not filterable", links=(_PR_2323, _PR_2325))
LIVE_0930 = Evidence(
    LIVE,
    "engineering note that a user published on 2026-09-30, with a table of what the server took (langsmith 0.14.1, US cloud)",
)
LIVE_TAGS = Evidence(
    LIVE,
    "\"comparator=NEQ attribute='tags' … not accepted\" (engineering note that a user published on 2026-09-30)",
    quoted=True,
)
UI_URL = Evidence(UI, "searchModel in a URL made by LangSmith's user interface, as a user published it")
UI_COPY = Evidence(UI, "LangSmith docs, filter-traces-in-application, Copy a filter", links=(_UI_DOC,))
MIGRATION_TOOL = Evidence(CODE, "langchain-ai/langsmith-data-migration-tool tests", links=(_MIGRATION_TOOL,))
RFC3339 = Evidence(
    LIVE, 'Go services: parsing time … cannot parse "" as "Z07:00" (langsmith-sdk PR #2555)',
    links=(f"{_GITHUB}langsmith-sdk/pull/2555",),
)  # fmt: skip
ANCESTOR = Evidence(INFERRED, "grammar of langchain query_constructor, from which the language descends")
EXISTS_DROPPED = Evidence(
    LIVE, "listed by langchain-ai/docs PR #2323, dropped by PR #2325 (2026-01, tested against production)",
    links=(_PR_2323, _PR_2325),
)  # fmt: skip
ONE_LEVEL = Evidence(LIVE, "LangSmith release notes, 2024: has(metadata, …) looks one level deep")
CHANGELOG = Evidence(DOC, "LangSmith self-hosted changelog: like and notlike match individual tokens in alerts")
INTERRUPTED = Evidence(INFERRED, "LangSmith docs, filter-traces: a status of the search bar", links=(_SEARCH_BAR,))
ENUMS = Evidence(DOC, "LangSmith OpenAPI document, RunTypeEnum; LangSmith docs, trace-query-syntax", links=(_OPENAPI, _TQS))
NESTED_PAIRS = Evidence(
    INFERRED, "LangSmith docs, filter-traces-in-application: copied filters nest each pair in its own and()",
    links=(_UI_DOC,),
)  # fmt: skip
SDK_RULES = Evidence(
    CODE, "langsmith SDK 0.15.1, types/evaluator.py (v1) and types/rule.py (GET /api/v2/runs/rules)",
    links=(f"{_GITHUB}langsmith-sdk",),
)  # fmt: skip
SDK_THREADS = Evidence(
    CODE, "langsmith SDK 0.15.1, types/thread_query_params.py and thread_aggregate_stats_params.py",
    links=(f"{_GITHUB}langsmith-sdk",),
)  # fmt: skip
SDK_SESSIONS = Evidence(CODE, "langsmith SDK 0.15.1, types/session_list_v2_params.py", links=(f"{_GITHUB}langsmith-sdk",))
SDK_CHARTS = Evidence(
    CODE, "langsmith SDK 0.15.1, types/custom_charts_section.py; langsmith-cli, dashboard_validation.go",
    links=(f"{_GITHUB}langsmith-sdk", f"{_GITHUB}langsmith-cli"),
)  # fmt: skip
SDK_AI_SEARCH = Evidence(CODE, "langsmith SDK 0.15.1, resources/ai_search.py", links=(f"{_GITHUB}langsmith-sdk",))
CLI_APPLY = Evidence(
    CODE, "langchain-ai/langsmith-cli, internal/cmd/apply.go: manifests of langsmith apply",
    links=(f"{_GITHUB}langsmith-cli/blob/main/internal/cmd/apply.go",),
)  # fmt: skip
CLI_FLAGS = Evidence(
    CODE, "langchain-ai/langsmith-cli, README and internal/cmd: --filter, --trace-filter, insights files",
    links=(f"{_GITHUB}langsmith-cli",),
)  # fmt: skip
SDK_CALLS = Evidence(CODE, "langsmith SDKs: Python 0.15.1, JavaScript 0.12.0, Java and Go", links=(f"{_GITHUB}langsmith-sdk",))
MCP = Evidence(
    CODE, "langchain-ai/langsmith-mcp-server 0.1.1: fetch_runs, list_examples", links=(f"{_GITHUB}langsmith-mcp-server",)
)
TERRAFORM = Evidence(
    DOC, "Terraform registry, langchain-ai/langsmith: langsmith_run_rule, langsmith_alert_rule",
    links=("https://registry.terraform.io/providers/langchain-ai/langsmith",),
)  # fmt: skip
TERRAFORM_OTHERS = Evidence(
    DOC, "Terraform registry, bogware/langsmith and tsjnsn/langsmith: bulk exports, views, charts, insights"
)
V1_ENDS = Evidence(
    CODE, 'langsmith SDK 0.15.1, deprecation notes: "Will be removed after Jan 31, 2027" (LangSmith Cloud); self-hosted: '
    "LangSmith docs, self-host-smithdb-features: ClickHouse support ends in v0.19",
    links=(f"{_GITHUB}langsmith-sdk", f"{_DOCS}self-host-smithdb", f"{_DOCS}smithdb-sdk-migration"),
)  # fmt: skip
FULL_TEXT = Evidence(DOC, "LangSmith docs, filter-traces, Full-text search indexing", links=(_SEARCH_BAR,))
BAR = Evidence(DOC, "LangSmith docs, filter-traces: the language of the search bar", links=(_SEARCH_BAR,))
KEY_PATHS = Evidence(
    DOC, "LangSmith docs, filter-traces: metadata and key paths are indexed separately; their limits are not published",
    links=(_SEARCH_BAR,),
)  # fmt: skip
LS_PARAMETERS = Evidence(
    DOC, "LangSmith docs, ls-metadata-parameters: keys that begin with ls_", links=(f"{_DOCS}ls-metadata-parameters",)
)  # fmt: skip
NO_EVIDENCE = Evidence(UNKNOWN, "no public evidence either way")
DOUBTED = Evidence(INFERRED, "matrix of operators and fields put together from docs, SDK and reports")
FEEDBACK_WINDOW = Evidence(
    CODE, "langsmith SDK 0.15.1, types/run_query_v2_params.py: the bounds of when feedback was modified require "
    "at least one feedback condition", links=(f"{_GITHUB}langsmith-sdk",),
)  # fmt: skip
PAGE_SIZE = Evidence(
    CODE, "langsmith SDK 0.15.1, types/run_query_v2_params.py: page_size is 1 to 1000 for runs, 1 to 100 for traces",
    links=(f"{_GITHUB}langsmith-sdk",),
)  # fmt: skip
LIMIT_OF_V1 = Evidence(
    LIVE, 'v1: 400 "Limit exceeds maximum allowed value of 100" (langsmith-sdk issue #3455, langsmith-mcp-server issue #26)',
    links=(f"{_GITHUB}langsmith-sdk/issues/3455", f"{_GITHUB}langsmith-mcp-server/issues/26"),
)  # fmt: skip
