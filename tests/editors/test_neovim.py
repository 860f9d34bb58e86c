"""Neovim works with the configuration of docs/editors: what its screen shows, step by step, is written down.

``UPDATE_CASES=1 pytest tests/editors`` writes what it shows now; read the difference before committing it.
"""

from pathlib import Path

from played_sessions import FOLDER, compare, compile_grammar, environment, play

CONFIGURATION = FOLDER.parents[1] / "docs" / "editors" / "neovim"


def test_neovim_shows_what_is_written_down(tmp_path: Path):
    (tmp_path / "parser").mkdir()
    compile_grammar(tmp_path / "parser" / "filter.so")
    settings = tmp_path / "init.lua"
    paths = f"vim.opt.runtimepath:append({{ [[{CONFIGURATION}]], [[{tmp_path}]] }})\n"
    settings.write_text(f"{paths}vim.cmd('filetype plugin on | syntax on')\n")
    steps = {"STEPS": str(FOLDER / "neovim_steps.lua")}
    command = ["nvim", "--headless", "-u", settings, "-i", "NONE", "-n", "-S", FOLDER / "neovim_session.lua"]
    compare("neovim", play(command, tmp_path, environment(tmp_path) | steps))
