"""The rule for more runs in one page than an API gives."""

from __future__ import annotations

from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Phase, Rule
from filterlang.rules.call_arguments import number, report_on_filter, speaks_for
from filterlang.schema.query_arguments import MOST_OF_A_BODY, OF_BODIES, PAGE_SIZES
from filterlang.schema.citations import LIMIT_OF_V1, PAGE_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.rules.context import Context

RULE = Rule(
    "FL619", "page-size", Phase.EMBEDDING, Severity.WARNING,
    summary="A query asks for more runs in one page than the API gives.",
    why=(
        "v2 takes a page_size of at most 1,000 runs, or 100 traces or threads; v1 refuses a body with a limit above 100. Ask "
        "for the next page with the cursor of the answer. A warning, because the query is wrong, and not the filter."
    ),
    evidence=(PAGE_SIZE, LIMIT_OF_V1),
    examples=(
        Bad("""langsmith.runs.query_v2(page_size=5000, min_start_time=start, filter='eq(status, "error")')"""),
        Bad("""requests.post(f"{url}/runs/query", json={"session": [id], "limit": 500, "filter": 'eq(status, "error")'})"""),
        Good("""langsmith.runs.query_v2(page_size=500, min_start_time=start, filter='eq(status, "error")')"""),
        Good("""client.list_runs(project_name="p", limit=500, filter='eq(status, "error")')"""),
    ),
    embedded=True,
)  # fmt: skip


def check(context: Context) -> None:
    """Reports the first filter of a call or a body with such a number."""
    call = context.analysis.call
    if call is None or not speaks_for(call):
        return
    if call.name in PAGE_SIZES:
        argument, most, evidence = "page_size", PAGE_SIZES[call.name], PAGE_SIZE
    elif OF_BODIES & call.arguments.keys():
        argument, most, evidence = "limit", MOST_OF_A_BODY, LIMIT_OF_V1
    else:
        return
    size = number(call, argument)
    if size is not None and size > most:
        message = f"`{argument}` is {size:,}, and the API takes {most:,} at most"
        report_on_filter(context, RULE, message, help="follow the cursor to the next page", evidence=(evidence,))
