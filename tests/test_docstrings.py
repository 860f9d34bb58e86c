"""The examples in the docstrings of what is public come out as written."""

import doctest
from importlib import import_module
from pathlib import Path
import re

import pytest

import filterlang
from filterlang import F, FilterError

SPAN = {"start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-01T00:00:02Z"}
ROOT = Path(__file__).parent.parent
MODULES = sorted({*filterlang._HOMES.values(), "filterlang.migrate.between_dialects", "filterlang.text.source"})


@pytest.mark.parametrize("name", MODULES)
def test_examples_come_out_as_written(name: str) -> None:
    said: list[str] = []
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)):
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_the_functions_of_every_day_have_examples() -> None:
    named = ("check", "compile", "fix", "format", "matches", "open_runs", "parse", "FilterError", "Diagnostic", "Results")
    assert [name for name in named if ">>> " not in (getattr(filterlang, name).__doc__ or "")] == []


def test_what_is_public_shows_itself_in_one_line() -> None:
    with pytest.raises(FilterError) as raised:
        filterlang.compile("eq(status, success)")
    found = '<error FL014 bare-word at 11..18: the text success stands without quotes; write "success">'
    assert repr(raised.value) == f"FilterError('eq(status, success)', [{found}])"
    assert repr(filterlang.parse("eq(status, success)")) == f"<Parsed 'eq(status, success)': [{found}]>"
    assert repr(filterlang.parse('eq(name, "a")')) == "<Parsed 'eq(name, \"a\")': no diagnostics>"
    migration = filterlang.migrate.to_dialect('eq(name, "a")', "v1", "v1")
    assert repr(migration) == "<Migration 'eq(name, \"a\")' becomes 'eq(name, \"a\")': 0 changes>"


@pytest.mark.parametrize("name", filterlang.__all__)
def test_what_is_public_is_where_it_says(name: str) -> None:
    assert name in dir(filterlang)
    assert getattr(filterlang, name) is not None


def test_the_python_of_the_guide_runs_as_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL)
    local, _, remote = code.partition("\nwith filterlang.Client()")
    exec(compile(local.replace("docs/", f"{ROOT}/docs/"), "python.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[0].startswith("RetrieveDocs ")
    compile(f"with filterlang.Client(){remote}", "python.md", "exec")


def test_a_filter_is_tried_on_runs_of_every_shape() -> None:
    filter = F.feedback["quality"].score > 0.5
    stored = {"id": "00000000-0000-4000-8000-000000000000", "feedback_stats": {"quality": {"n": 1, "avg": 0.75}}}
    for run in (stored, filterlang.Run.model_validate(stored)):
        assert filterlang.matches(filter, run)
        assert not filterlang.matches(F.feedback["quality"].score > 0.8, run)
    assert filterlang.matches('eq(run_type, "llm")', {"run_type": "LLM"})
    assert filterlang.matches("gt(latency, 1)", filterlang.Run.model_validate({**stored, **SPAN}))
    with pytest.raises(TypeError, match="a run is a dict or a Run, not str"):
        filterlang.matches(filter, "run")
