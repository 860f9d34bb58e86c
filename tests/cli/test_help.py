"""Help fits the terminal, and the commands in it can be pasted as they stand."""

import in_process
import pytest

COMMANDS = ["check", "fix", "format", "builder", "parse", "explain", "runs", "sql", "serve", "completion"]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("words", [["--help"], ["explain"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_fits(words: list[str], width: int) -> None:
    result = in_process.perform(*words, environment={"COLUMNS": str(width)})
    assert (result.status, result.err) == (0, "")
    for line in result.out.splitlines():
        assert len(line) <= width or "'" in line or "=" in line, line  # a quoted filter or a variable stays on one line


def test_no_command_shows_the_help_on_standard_error() -> None:
    status, out, err = in_process.perform()
    assert (status, out) == (2, "")
    assert err == in_process.perform("--help").out == in_process.perform("help").out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_is_there_by_either_way(name: str) -> None:
    assert in_process.perform("help", name).out == in_process.perform(name, "--help").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rusn"], "filterlang: error: there is no command 'rusn': did you mean runs?"),
        (["chekc", "-e", "x"], "filterlang: error: there is no command 'chekc': did you mean check?"),
        (["eq(name, 'a')"], "filterlang: error: there is no command \"eq(name, 'a')\""),
        (["\x1b[2J"], "filterlang: error: there is no command '\\x1b[2J'"),
        (["runs", "--selct", "name", "a.jsonl"], "filterlang runs: error: there is no option --selct: did you mean --select?"),
        (["runs", "--status=error"],
         "filterlang runs: error: there is no option --status: a field is asked for in the filter, as in eq(status, …)"),
        (["fix", "--diff"], "filterlang fix: error: there is no option --diff"),
        (["check", "--format", "xml"],
         "filterlang check: error: argument --format: invalid choice: 'xml' (choose from 'text', 'json')"),
        (["completion", "bash", "zsh"], "filterlang completion: error: 'zsh' is one argument too many"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_shows_the_usage_of_its_command_and_what_was_meant(words: list[str], told: str) -> None:
    status, out, err = in_process.perform(*words)
    assert (status, out) == (2, "")
    command = " ".join(told.split(": error:", maxsplit=1)[0].split())
    assert err.startswith(f"usage: {command} ")
    assert err.splitlines()[-1] == told
