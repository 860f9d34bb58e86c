"""The rules about calls and endpoints that end with v1. They are about code, not about filters.

Owns the invariant that a message says whether the end is still to come.
"""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.schema.end_of_v1 import LAST_DAY, LAST_DAY_OF_V1
from filterlang.semantics.datetimes import present

ENDING_CALL = Rule(
    "FL901", "ending-call", Phase.DEPRECATION, Severity.NOTE,
    summary="A method of LangSmith's SDK ends with v1.",
    why=(
        f"LangSmith Cloud answers v1's queries until {LAST_DAY}, and the SDKs remove the methods that send them afterwards. "
        "A note, because a self-hosted server answers them for longer: a project that queries only such a server ignores "
        "this rule. "
        "filterlang's own client has list_runs as well, and sends it to v2 where v1 has ended: it is not reported. "
        "`filterlang migrate` moves the calls, and the code that reads their runs."
    ),
    examples=(
        Bad("langsmith.Client().list_runs(project_name='support')"),
        Bad("import langsmith; langsmith.Client().list_threads(project_name='support')"),
        Good("await langsmith.AsyncClient().runs.query(project_ids=[project])"),
        Good("filterlang.Client().list_runs(project_name='support')"),
    ),
    embedded=True,
)  # fmt: skip

ENDING_ENDPOINT = Rule(
    "FL902", "ending-endpoint", Phase.DEPRECATION, Severity.NOTE,
    summary="An address of LangSmith's HTTP interface ends with v1.",
    why=(
        f"LangSmith Cloud answers at v1's addresses until {LAST_DAY}. The addresses of v2 take other parameters and give other "
        "answers. A note, because a self-hosted server answers at v1's addresses for longer. "
        "`filterlang migrate` moves the requests."
    ),
    examples=(
        Bad("requests.post('https://api.smith.langchain.com/api/v1/runs/query', json=body)"),
        Good("requests.post('https://api.smith.langchain.com/api/v2/runs/query', json=body)"),
    ),
    embedded=True,
)  # fmt: skip

RULES: tuple[Rule, ...] = (ENDING_CALL, ENDING_ENDPOINT)
"""In the order of their codes."""


def v1_has_ended() -> bool:
    """Whether the last day of v1 has passed, in UTC."""
    return present().date() > LAST_DAY_OF_V1


def message_about(name: str) -> str:
    """What a finding says of a method or an address that ends."""
    return f"`{name}` {'ended' if v1_has_ended() else 'ends'} on LangSmith Cloud after {LAST_DAY}"
