"""Where the facts of the schema come from: public documents and reports, by short name.

Owns the invariant that no fact stands in the schema without its source and grade. Nothing was sent to the real service to
find these out.
"""

from filterlang.diagnostics import Evidence, Grade

DOC, CODE, LIVE, UI, INFERRED, UNKNOWN = Grade.DOC, Grade.CODE, Grade.LIVE, Grade.UI, Grade.INFERRED, Grade.UNKNOWN

TQS = Evidence(DOC, "LangSmith docs, trace-query-syntax")
EXPORT = Evidence(DOC, "LangSmith docs, export-traces")
UI_DOC = Evidence(DOC, "LangSmith docs, filter-traces-in-application")
SEARCH_BAR = Evidence(INFERRED, "LangSmith docs, filter-traces (search bar fields)")
MIGRATION = Evidence(DOC, "LangSmith docs, smithdb-migration snippets")
OPENAPI = Evidence(DOC, "LangSmith OpenAPI document")
DATASETS = Evidence(DOC, "LangSmith docs, manage-datasets-programmatically")
NULL_REFUSED = Evidence(DOC, "LangSmith docs, langchain-ai/docs PR #4569 (2026-06): rejected by both v1 and v2")
SDK = Evidence(CODE, "langchain-ai/langsmith-sdk")
CLI = Evidence(CODE, "langchain-ai/langsmith-cli, internal/cmd/filters.go")
TOKENS_V2 = Evidence(CODE, "langchain-ai/langsmith-cli PR #296 (2026-09): v1 refuses, v2 accepts")
SEARCH_ARITY = Evidence(
    CODE, 'v1: "Comparison comparator=SEARCH attribute=\'name\' … not accepted" (langsmith-cli PR #174); '
    'v2: "search" requires 1 arguments, got 2 (langsmith-cli issue #307)', quoted=True,
)  # fmt: skip
NOT_ACCEPTED = Evidence(CODE, 'v1: "Comparison comparator=… attribute=… not accepted" (langsmith-cli PR #174)', quoted=True)
UNKNOWN_NAME = Evidence(
    LIVE, '"Attribute metadata.lc_agent_name not accepted" (public source 67458637147); '
    '"attribute project_id not accepted" (langsmith-data-migration-tool chart.py)', quoted=True,
)  # fmt: skip
LIKE_TESTED = Evidence(LIVE, "langchain-ai/docs PR #2325 (2026-01), tested against production; langsmith-cli PR #319 for v2")
FIELDS_TESTED = Evidence(LIVE, "langchain-ai/docs PR #2323 (2026-01), tested against production")
GONE = Evidence(LIVE, "langchain-ai/docs PRs #2323 and #2325 (2026-01): not filterable")
LIVE_0930 = Evidence(
    LIVE, "public engineering note of 2026-09-30 with a table of what the server took (public source 71168401238)"
)
LIVE_TAGS = Evidence(LIVE, "\"comparator=NEQ attribute='tags' … not accepted\" (public source 71168401238)", quoted=True)
UI_URL = Evidence(UI, "searchModel in a URL made by LangSmith's user interface (public source 37037059862)")
UI_COPY = Evidence(UI, "LangSmith docs, filter-traces-in-application, Copy a filter")
MIGRATION_TOOL = Evidence(CODE, "langchain-ai/langsmith-data-migration-tool tests")
RFC3339 = Evidence(LIVE, 'Go services: parsing time … cannot parse "" as "Z07:00" (langsmith-sdk PR #2555)')
ANCESTOR = Evidence(INFERRED, "grammar of langchain query_constructor, from which the language descends")
EXISTS_DROPPED = Evidence(
    LIVE, "listed by langchain-ai/docs PR #2323, dropped by PR #2325 (2026-01, tested against production)"
)
ONE_LEVEL = Evidence(LIVE, "LangSmith release notes, 2024: has(metadata, …) looks one level deep")
CHANGELOG = Evidence(DOC, "LangSmith self-hosted changelog: like and notlike match individual tokens in alerts")
INTERRUPTED = Evidence(INFERRED, "LangSmith docs, filter-traces: a status of the search bar")
ENUMS = Evidence(DOC, "LangSmith OpenAPI document, RunTypeEnum; LangSmith docs, trace-query-syntax")
NESTED_PAIRS = Evidence(
    INFERRED, "LangSmith docs, filter-traces-in-application: copied filters nest each pair in its own and()"
)
NO_EVIDENCE = Evidence(UNKNOWN, "no public evidence either way")
DOUBTED = Evidence(INFERRED, "matrix of operators and fields put together from docs, SDK and reports")
