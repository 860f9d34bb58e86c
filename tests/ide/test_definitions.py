"""Going to a definition: ``‸`` is the cursor, ``«…»`` the places that it leads to."""

import re

import pytest

from filterlang.ide.definitions import definition
from filterlang.text.source import Span
from tests.ide.host_files import document_of

TO_A_FILTER = {
    "a.py": [
        "from langsmith import Client\nFILTER = «'eq(status, \"error\")'»\nClient().list_runs(filter=FIL‸TER)\n",
        "from langsmith import Client\nFILTER: str = «('eq(status, \"error\")')»\nClient().list_runs(filter=FILTER‸)\n",
        "FILTER = «'gt(latency, 5)'»\nSAME = FILTER\n\ndef runs(client):\n    return client.list_runs(filter=‸SAME)\n",
        "class A:\n    SLOW = «'gt(latency, 5)'»\n\n    def runs(self):\n        return c.list_runs(filter=self.‸SLOW)\n",
        "def runs(client):\n    slow = «'gt(latency, 5)'»\n    return client.list_runs(filter=sl‸ow)\n\nslow = 5\n",
        "é = 'é'\nname = «\"chain\"»\nclient.list_runs(filter=f\"eq(name, '{na‸me}')\")\n",
        "client.list_runs(filter=‸name)\nname = 5\n",
        "client.list_runs(fil‸ter='gt(latency, 5)')\nfilter = 5\n",
        "client.list_runs(filter=f\"and(eq(metadata_key, «'user'»), eq(meta‸data_value, {user}))\")\n",
        "client.list_runs(filter=f'eq(metadata_value, {us‸er.id})')\n",
    ],
    "a.ts": [
        "import { Client } from 'langsmith';\nconst slow = «'gt(latency, 5)'»;\nclient.listRuns({ filter: slo‸w });\n",
        "const FILTERS = { slow: «'gt(latency, 5)'» };\nclient.listRuns({ filter: FILTERS.sl‸ow });\n",
        "const name = «'chain'»;\nclient.listRuns({ filter: `eq(name, \"${na‸me}\")` });\n",
        "function a() { const f = 'gt(latency, 1)'; }\nconst f = «'gt(latency, 5)'»;\nclient.listRuns({ filter: ‸f });\n",
    ],
    "a.go": [
        'package a\n\nconst slow = «"gt(latency, 5)"»\n\nvar q = langsmith.RunQueryParams{Filter: langsmith.F(slo‸w)}\n',
        "package a\n\nfunc a() {\n\tf := «`gt(latency, 5)`»\n\tq := langsmith.RunQueryParams{Filter: langsmith.F(‸f)}\n}\n",
    ],
    "A.java": [
        'class A {\n  static final String SLOW = «"gt(latency, 5)"»;\n  Object a = RunQueryParams.builder().filter(SLO‸W); }\n',
    ],
    "a.tf": [
        'locals {\n  slow = «"gt(latency, 5)"»\n}\n\nresource "langsmith_run_rule" "a" {\n  filter = local.sl‸ow\n}\n',
        'variable "slow" {\n  default = «"gt(latency, 5)"»\n}\nresource "langsmith_run_rule" "a" {\n  filter = var.‸slow\n}\n',
    ],
    "langsmith.yaml": [
        "slow: &slow «'gt(latency, 5)'»\nfast: &fast 'lt(latency, 5)'\nrules:\n  - trace_filter: *sl‸ow\n",
    ],
    "a.md": [
        "# LangSmith\n\n```python\nFILTER = «'gt(latency, 5)'»\nclient.list_runs(filter=FILT‸ER)\n```\n",
    ],
    "a.filter": [
        'and(eq(metadata_key, «"user"»), eq(metadata_value, "u‸1"))\n',
        'and(eq(metadata_key, "us‸er"), eq(metadata_value, "u1"))\n',
        'and(eq(feedback_key, "a"), gt(feedback_score, 1), eq(feedback_key, «"b"»), lt(feedback_‸score, 2))\n',
    ],
}  # fmt: skip
CASES = [(name, text) for name, texts in TO_A_FILTER.items() for text in texts]


@pytest.mark.parametrize(("name", "marked"), CASES)
def test_a_definition_is_found(name: str, marked: str) -> None:
    text = re.sub("[«»‸]", "", marked)
    offset = len(re.sub("[«»]", "", marked.partition("‸")[0]))
    found = definition(document_of(text, name), offset)
    assert shown(text, found, offset) == marked


def shown(text: str, spans: list[Span], offset: int) -> str:
    """The text with the marks of the cursor and of places."""
    marks = [(span.start, "«") for span in spans] + [(span.end, "»") for span in spans] + [(offset, "‸")]
    for place, mark in sorted(marks, reverse=True):
        text = text[:place] + mark + text[place:]
    return text
