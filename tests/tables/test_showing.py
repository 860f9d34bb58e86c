"""``show()`` in a notebook: a table of HTML for IPython's display, in a process with a stand-in for IPython."""

from pathlib import Path
import subprocess
import sys

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys, types
ipython, display = types.ModuleType("IPython"), types.ModuleType("IPython.display")
ipython.get_ipython = lambda: types.SimpleNamespace(**({"kernel": None} if sys.argv[1] == "notebook" else {}))
display.HTML = lambda html: html
display.display = lambda html: print("displayed", html)
sys.modules |= {"IPython": ipython, "IPython.display": display}
from filterlang import open_runs
open_runs([{"id": str(number), "name": f"<b>{number}"} for number in range(3)]).list_runs(select=["name"]).show(2)
"""


def shown(kind: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, kind], capture_output=True, check=True, text=True, env={"PYTHONPATH": str(ROOT)}
    ).stdout


def test_a_notebook_displays_a_table_in_which_texts_are_no_markup() -> None:
    out = shown("notebook")
    assert out.startswith("displayed <table>")
    assert out.count("&lt;b&gt;") == 2
    assert "<b>" not in out
    assert "<td>…</td>" in out


def test_ipython_in_a_terminal_prints_the_table_of_a_terminal() -> None:
    out = shown("terminal")
    assert "<table>" not in out
    assert "<b>0" in out
    assert "2 runs shown, and there are more" in out
