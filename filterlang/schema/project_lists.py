"""What a configuration may list of a project's runs: the field that names it in a filter, and the keys that need no listing.

Owns the invariant that a key which LangSmith or its SDKs put on runs themselves is known in every project.
"""

from __future__ import annotations

from filterlang.findings.evidence import Evidence
from filterlang.schema.aliases import THREAD_KEYS
from filterlang.schema.citations import EXPORT, LS_PARAMETERS, SDK

LISTED: dict[str, str] = {
    "metadata_key": "metadata",
    "feedback_key": "feedback",
    "tags": "tags",
    "tag": "tags",
    "name": "names",
}
"""The key of the configuration that lists the values of a field."""

NOUNS: dict[str, str] = {"metadata": "metadata key", "feedback": "feedback key", "tags": "tag", "names": "name"}
"""What a key of the configuration lists, in the singular."""

_OWN_KEYS: dict[str, Evidence] = {
    **dict.fromkeys((*THREAD_KEYS, "conversation_id"), EXPORT),
    "revision_id": SDK,
}
"""The keys of threads, and the revision of the code, which the SDK sets."""

_OWN_PREFIXES: dict[str, Evidence] = {
    "ls_": LS_PARAMETERS,
    **dict.fromkeys(("lc_", "langgraph_", "LANGSMITH_", "LANGCHAIN_"), SDK),
}
"""The beginnings of keys that LangSmith, its SDKs, LangChain and LangGraph set."""


def is_own_key(key: str) -> bool:
    """Whether a key of the metadata is one that LangSmith or its SDKs set."""
    return key in _OWN_KEYS or key.startswith((*_OWN_PREFIXES,))
