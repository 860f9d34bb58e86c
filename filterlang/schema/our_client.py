"""Lists the methods and arguments that filterlang's client shares with those of LangSmith's SDK, for code that moves.

Owns the invariant that a use of the SDK's client which is not named here is never taken over. ``tests/migrate`` holds these
tables against both clients.
"""

from collections.abc import Mapping

CLIENT_CLASSES = ("Client", "AsyncClient")
"""The clients, which have the same names in both packages."""
CLIENT_METHODS = frozenset({"list_runs", "close", "aclose"})
"""The methods that both have."""
OUR_CLIENT_ARGUMENTS = ("api_url", "api_key", "workspace_id")
"""The arguments of the constructor that both have; the first one may be given by its place."""
READING_ARGUMENTS = frozenset({
    "api_urls", "headers", "prefer_profile_auth", "profile", "profile_config_path", "retry_config", "session", "timeout_ms",
})  # fmt: skip
"""The other arguments of the SDK's constructor that matter when runs are listed; the rest is for tracing and prompts."""

OUR_RUN_DIFFERENCES: Mapping[str, str] = {
    "child_runs": "filterlang's runs have no `child_runs`: list them with trace_id",
    "child_run_ids": "`child_run_ids` is None where v2 answers",
    "direct_child_run_ids": "`direct_child_run_ids` is None where v2 answers",
    "execution_order": "`execution_order` is None where v2 answers: use is_root",
    "inputs": "`inputs` is None for a run without inputs, where LangSmith's client gave {}",
    "share_token": "`share_token` is None where v2 answers: read share_url",
    "serialized": "`serialized` is only filled in where it is selected",
    "manifest_id": "`manifest_id` is None where v2 answers: read manifest",
    "attachments": "`attachments` are addresses where v2 answers, and no files",
    **{name: f"`{name}` is None where v2 has no value and v1 gave 0"
       for name in ("total_tokens", "prompt_tokens", "completion_tokens")},
}  # fmt: skip
"""The fields of a run that read otherwise on filterlang's runs than on those of the SDK, with what to do."""
