"""Help fits the terminal, and the commands in it can be pasted as they stand."""

import shlex

from filterlang import compile
from filterlang.rules.registry import RULES
import in_process
import pytest

COMMANDS = [
    "check", "find", "fix", "format", "simplify", "builder", "parse", "explain", "diff", "migrate", "rule", "learn", "runs",
    "tree", "why", "stats", "explore", "sql", "serve", "lsp", "completion",
]  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("words", [["--help"], ["explain"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_fits(words: list[str], width: int) -> None:
    result = in_process.perform(*words, environment={"COLUMNS": str(width)})
    assert (result.status, result.err) == (0, "")
    for line in result.out.splitlines():
        assert len(line) <= width, line


@pytest.mark.parametrize("width", [60, 80])
def test_the_explanation_of_a_rule_fits(width: int) -> None:
    for rule in RULES.values():
        by_code, by_slug = (
            in_process.perform("explain", name, environment={"COLUMNS": str(width)}) for name in (rule.code.lower(), rule.slug)
        )
        assert (by_code.status, by_code.err, by_code.out) == (0, "", by_slug.out)
        for line in by_code.out.splitlines():
            assert len(line) <= width or "https://" in line or rule.docs in line, line


def test_an_example_of_several_lines_is_the_same_command_to_a_shell() -> None:
    """A filter is broken behind commas, where its text may be, and a command before options, with a backslash."""
    wide, narrow = (in_process.perform("runs", "--help", environment={"COLUMNS": width}).out for width in ("120", "60"))
    examples = ["".join(part).split("\n\nA file")[0] for part in (wide.split("examples:")[1], narrow.split("examples:")[1])]
    assert examples[0] != examples[1]
    words = [
        [compile(word) if "(" in word else word for word in shlex.split(example.replace("\\\n", ""))] for example in examples
    ]
    assert words[0] == words[1]


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
        (["eq(name, 'a')"],
         f"filterlang: error: there is no command \"eq(name, 'a')\": the commands are {', '.join(COMMANDS)}"),
        (["\x1b[2J"], f"filterlang: error: there is no command '\\x1b[2J': the commands are {', '.join(COMMANDS)}"),
        (["list", "a.jsonl"], "filterlang: error: there is no command 'list': did you mean runs?"),
        (["lintt"], "filterlang: error: there is no command 'lintt': did you mean check?"),
        (["--verison"], "filterlang: error: there is no option --verison: did you mean --version?"),
        (["-V"], "filterlang: error: there is no option -V: did you mean --version?"),
        (["--chek", "x"], "filterlang: error: there is no option --chek"),
        (["runs", "--filtr", "x", "a.jsonl"], "filterlang runs: error: there is no option --filtr: did you mean --expression?"),
        (["runs", "--tre-filtr", "x"], "filterlang runs: error: there is no option --tre-filtr: did you mean --tree-filter?"),
        (["runs", "-n", "3", "a.jsonl"], "filterlang runs: error: there is no option -n: did you mean --limit?"),
        (["runs", "--json", "a.jsonl"], "filterlang runs: error: there is no option --json: did you mean --format?"),
        (["runs", "--selct", "name", "a.jsonl"], "filterlang runs: error: there is no option --selct: did you mean --select?"),
        (["runs", "--status=error"],
         "filterlang runs: error: there is no option --status: put the condition in the filter, as in eq(status, …)"),
        (["fix", "--diff"], "filterlang fix: error: there is no option --diff"),
        (["check", "--format", "xml"],
         "filterlang check: error: argument --format: invalid choice: 'xml' (choose from 'text', 'json')"),
        (["completion", "bash", "zsh"], "filterlang completion: error: 'zsh' is one argument too many"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_says_what_was_meant_and_where_help_is(words: list[str], told: str) -> None:
    status, out, err = in_process.perform(*words)
    assert (status, out) == (2, "")
    command = " ".join(told.split(": error:", maxsplit=1)[0].split())
    assert err.splitlines() == [told, f"`{command} --help` shows the options"]
