"""The guide tells the truth: its tests are tests, they pass, and they find the mistake that it warns of."""

from inspect import signature
from pathlib import Path
import re

from hypothesis import Phase, settings
import pytest

from filterlang import FilterError, strategies

GUIDE = (Path(__file__).parents[2] / "docs" / "strategies.md").read_text(encoding="utf-8")
SECTIONS = [section for section in GUIDE.split("\n## ") if "```python" in section]


def collected(section):
    names = {}
    for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        exec(block, names)
    return {name: test for name, test in names.items() if name.startswith("test_")}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.partition("\n")[0])
def test_the_tests_of_the_guide_pass(section):
    tests = collected(section)
    assert tests
    for test in tests.values():
        settings(max_examples=25)(test)()


def test_the_mistake_that_the_guide_warns_of_is_found():
    (section,) = (section for section in SECTIONS if "{json.dumps(customer)}" in section)
    wrong = collected(section.replace("{json.dumps(customer)})'", """"{customer}")'"""))["test_a_narrowed_filter_is_a_filter"]
    with pytest.raises(FilterError):
        settings(max_examples=5000, phases=[Phase.generate], database=None)(wrong)()


def test_the_guide_names_every_strategy_with_its_arguments():
    for name in strategies.__all__:
        arguments = str(signature(getattr(strategies, name))).partition(" -> ")[0]
        shown = re.sub(r": [^=]+ = ", "=", arguments).replace("'", '"')
        assert f"| `{name}{shown}` |" in GUIDE
