"""Emacs works with the configuration of docs/editors, by eglot: what it shows, step by step, is written down.

``UPDATE_CASES=1 pytest tests/editors`` writes what it shows now; read the difference before committing it.
"""

from pathlib import Path

from played_sessions import FOLDER, compare, environment, play

CONFIGURATION = FOLDER.parents[1] / "docs" / "editors" / "emacs" / "langsmith-filter.el"


def test_emacs_shows_what_is_written_down(tmp_path: Path):
    variables = {"STEPS": str(FOLDER / "emacs_steps.el"), "CONFIGURATION": str(CONFIGURATION)}
    command = ["emacs", "-Q", "--batch", "-l", FOLDER / "emacs_session.el"]
    compare("emacs", play(command, tmp_path, environment(tmp_path) | variables))
