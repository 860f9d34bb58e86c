"""Neovim works with the configuration of docs/editors: what its screen shows, step by step, is written down.

``UPDATE_CASES=1 pytest tests/editors`` writes what it shows now; read the difference before committing it.
"""

from pathlib import Path

from played_sessions import FOLDER, compare, environment, play

CONFIGURATION = FOLDER.parents[1] / "docs" / "editors" / "neovim"


def test_neovim_shows_what_is_written_down(tmp_path: Path):
    settings = tmp_path / "init.lua"
    settings.write_text(f"vim.opt.runtimepath:append([[{CONFIGURATION}]])\nvim.cmd('filetype plugin on | syntax on')\n")
    steps = {"STEPS": str(FOLDER / "neovim_steps.lua")}
    command = ["nvim", "--headless", "-u", settings, "-i", "NONE", "-n", "-S", FOLDER / "neovim_session.lua"]
    compare("neovim", play(command, tmp_path, environment(tmp_path) | steps))
