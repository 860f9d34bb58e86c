"""The guide to saved queries shows what happens: its examples are run, and print what stands below them."""

import contextlib
import io
from pathlib import Path
import re

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "saved_queries.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE, re.DOTALL)


def test_the_examples_of_the_guide_print_what_the_guide_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "guide"}
    for code, expected in EXAMPLES:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "docs/saved_queries.md", "exec"), names)
        assert printed.getvalue() == expected
    assert len(EXAMPLES) == 6
