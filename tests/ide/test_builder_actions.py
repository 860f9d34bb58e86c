"""A filter that is an argument in a Python file becomes the expression that builds it, with its imports."""

import ast
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import assume, given, settings
import pytest

from filterlang import F, FilterError, from_text
from filterlang.builder.python_source import source
from filterlang.ide.code_actions import ActionCommand, CodeAction, code_actions
from filterlang.ide.editor_document import EditorDocument
from filterlang.strategies import trees
from filterlang.syntax.printer import print_line
from filterlang.syntax.tree import Node
from filterlang.text.edits import apply
from tests.effort import examples
from tests.ide.host_files import assert_applies, document_of

NAMES = {"F": F, "UTC": UTC, "datetime": datetime, "Decimal": Decimal, "from_text": from_text, "str": str}


def building(document: EditorDocument) -> CodeAction | None:
    (view,) = document.views
    actions = code_actions(document, document.span_of(view))
    return next((action for action in actions if "F" in action.title.split() or action.command is ActionCommand.SHOW), None)


def built(code: str) -> str:
    """The code after the action, in which the argument ``filter`` is the same filter as before."""
    document = document_of(code, "a.py")
    action = building(document)
    assert action is not None
    assert_applies(document, action.edits)
    after = apply(code, action.edits)
    (value,) = [node.value for node in ast.walk(ast.parse(after)) if isinstance(node, ast.keyword) and node.arg == "filter"]
    assert eval(ast.unparse(value), {**NAMES}) == str(from_text(document.views[0].text))
    return after


def is_builder(filter: Node) -> bool:
    """Whether the builder can write a filter."""
    try:
        return "from_text" not in source(from_text(filter).tree)
    except (FilterError, ValueError):
        return False


@given(trees("portable"))
@settings(max_examples=examples(60))
def test_the_expression_is_the_same_filter(filter: Node) -> None:
    assume(is_builder(filter))
    code = f"import langsmith\n\nclient = langsmith.Client()\nruns = client.list_runs(filter={print_line(filter)!r})\n"
    after = built(code)
    assert after.count("import F\n") == 1
    assert document_of(after, "a.py").views == []


BEFORE_THE_CALL = {
    "": "from filterlang import F\n\n",
    "import os\n": "import os\n\nfrom filterlang import F\n",
    "import os\nimport langsmith\n": "import os\nimport langsmith\nfrom filterlang import F\n",
    "from langsmith import Client\n": "from filterlang import F\nfrom langsmith import Client\n",
    "from attrs import define\n": "from attrs import define\nfrom filterlang import F\n",
    "from .client import client\n": "from filterlang import F\n\nfrom .client import client\n",
    "from __future__ import annotations\n": "from __future__ import annotations\n\nfrom filterlang import F\n",
    '"""Runs."""\n': '"""Runs."""\n\nfrom filterlang import F\n',
    "#!/usr/bin/env python\n# Runs.\n\n": "#!/usr/bin/env python\n# Runs.\n\nfrom filterlang import F\n\n",
    "from filterlang import check\n": "from filterlang import check, F\n",
    "from filterlang import (\n    check,  # \u00e9\n)\n": "from filterlang import (\n    check, F,  # \u00e9\n)\n",
    "from filterlang import F\n": "from filterlang import F\n",
    "import os\r\n": "import os\r\n\r\nfrom filterlang import F\r\n",
}
"""The lines before a call, without and with the import."""


@pytest.mark.parametrize("before", BEFORE_THE_CALL)
def test_the_import_stands_once_where_imports_stand(before: str) -> None:
    call = "client.list_runs(filter='gt(latency, 5)')\n"
    assert built(before + call) == f"{BEFORE_THE_CALL[before]}client.list_runs(filter=str(F.latency > 5))\n"


@pytest.mark.parametrize(
    "code",
    [
        "from torch.nn import functional as F\nclient.list_runs(filter='gt(latency, 5)')\n",
        "F = 5\nclient.list_runs(filter='gt(latency, 5)')\n",
        "def runs(F):\n    return client.list_runs(filter='gt(latency, 5)')\n",
        "import datetime\nclient.list_runs(filter='gt(start_time, \"2026-01-01T00:00:00Z\")')\n",
        "client.list_runs(filter='gt(latency, 5)')\nfrom filterlang import F\n",
        "client.list_runs(filter='gt(latency, 5)'.strip())\n",
        "FILTER = 'gt(latency, 5)'\nclient.list_runs(filter=FILTER)\n",
    ],
)
def test_the_expression_is_shown_where_it_cannot_stand(code: str) -> None:
    action = building(document_of(code, "a.py"))
    assert action is not None
    assert (action.edits, action.command) == ((), ActionCommand.SHOW)
    assert "from filterlang import F\n\nF." in action.argument


def test_a_long_expression_has_a_line_for_each_condition() -> None:
    code = (
        'def runs():\n    return client.list_runs(\n        filter=\'and(eq(run_type, "chain"), gt(latency, 10), '
        'has(tags, "beta"), eq(status, "error"), eq(name, "a name"))\',\n    )\n'
    )
    assert built(code) == (
        "from filterlang import F\n\ndef runs():\n    return client.list_runs(\n        filter=str(\n"
        '            (F.run_type == "chain")\n            & (F.latency > 10)\n            & F.tags.has("beta")\n'
        '            & (F.status == "error")\n            & (F.name == "a name")\n        ),\n    )\n'
    )


@pytest.mark.parametrize("text", ["has(metadata, '{\"a\": 1}')", "eq(nmae, 1)", "eq(", ""])
def test_nothing_is_offered_where_the_builder_has_no_expression(text: str) -> None:
    code = f"client.list_runs(filter={text!r})\n"
    document = document_of(code, "a.py")
    assert not document.views or building(document) is None
