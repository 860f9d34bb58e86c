"""What the documents show is what happens: commands, messages and examples are run."""

import doctest
import json
from pathlib import Path
import re
import shlex
import subprocess
import sys

import pytest

import filterlang
from filterlang.findings.evidence import Severity
from filterlang.findings.rule import Bad, Good, Rule
from filterlang.evaluate.reference import matcher
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.checking_files import check_text
from filterlang.lint.configuration_keys import read_table
from filterlang.lint.lint_settings import LintSettings
from filterlang.migrate import to_dialect
from filterlang.rules.registry import BY_SLUG, EVERY, RULES
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.text.edits import apply
from filterlang.text.source import Source

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "examples" / "support_bot.jsonl"

# LangSmith docs, export-traces and trace-query-syntax; docstring of langsmith's list_runs.
DOCUMENTED = {
    'and(eq(run_type, "chain"), gt(latency, 10), gt(total_tokens, 5000))': ["FL202"],
    'eq(name, "extractor")': [],
    'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))': [],
    'and(gt(start_time, "2023-07-15T12:34:56Z"), '
    'or(neq(error, null), and(eq(feedback_key, "Correctness"), eq(feedback_score, 0.0))))': ["FL204", "FL203"],
    'and(or(has(tags, "experimental"), has(tags, "beta")), gt(latency, 2))': [],
    'in(metadata_key, ["session_id","conversation_id","thread_id"])': [],
    'and(in(metadata_key, ["session_id","conversation_id","thread_id"]), eq(metadata_value, "{thread}"))': [],
    'search("image classification")': [],
    'gt(latency, "5s")': [],
    "and(neq(metadata_key, 'conversation_id'))": [],
    "and(eq(metadata_key, 'conversation_id'), neq(metadata_value, 'a1b2c3d4-e5f6-7890'))": [],
    "and(neq(metadata_key, 'conversation_id'), neq(metadata_value, 'a1b2c3d4-e5f6-7890'))": [],
    "and(neq(metadata_key, 'conversation_id'), eq(metadata_value, 'a1b2c3d4-e5f6-7890'))": [],
}


def records() -> list[dict[str, object]]:
    return [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("template", DOCUMENTED)
def test_every_filter_of_the_langsmith_documentation_checks_prints_and_selects_runs(template: str) -> None:
    runs = records()
    thread = next(run["thread_id"] for run in runs if run.get("thread_id"))
    text = template.replace("{thread}", str(thread))
    assert filterlang.parse(text).diagnostics == ()
    assert [found.code for found in filterlang.check(text)] == DOCUMENTED[template]
    assert filterlang.parse(filterlang.format(text)).tree == filterlang.parse(text).tree
    matched = [run["id"] for run in runs if matcher(text)(run)]
    assert 0 < len(matched) < len(runs)


def test_a_filter_that_a_backend_refuses_says_which_and_what_to_write() -> None:
    (found,) = filterlang.check("neq(error, null)")
    assert "v1 and v2" in found.message
    assert found.help == 'write eq(status, "error")'
    assert "PR #4569" in found.evidence[0].source


EXAMPLES_OF_RULES = [
    pytest.param(rule, example, id=f"{rule.code}:{example.text[:40]}") for rule in RULES.values() for example in rule.examples
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES_OF_RULES)
def test_the_examples_of_a_rule_hold(rule: Rule, example: Bad | Good) -> None:
    if rule.embedded:
        has_finding, after = example_in_file(rule, example)
    else:
        has_finding, after = migrated_example(rule, example) if rule.move else checked_example(rule, example)
    assert has_finding is isinstance(example, Bad)
    if isinstance(example, Bad):
        assert after == (example.fixed or example.text)


def settings_of(rule: Rule, example: Bad | Good) -> LintSettings:
    """Settings that select the rule, with what the example's configuration says of the runs."""
    facts = read_table("filterlang.toml", example.project.encode()) or {}
    return LintSettings(extend_select=(rule.code,), project=ProjectFacts(**facts))


def checked_example(rule: Rule, example: Bad | Good) -> tuple[bool, str]:
    """Whether a check of an example has the finding of the rule, and the fixed text, which has no error."""
    project = settings_of(rule, example).facts
    findings = filterlang.check(example.text, example.dialect, project=project)
    after = filterlang.fix(example.text, example.dialect, project=project)
    left = filterlang.check(after, example.dialect, project=project)
    if isinstance(example, Good):
        assert [found for found in findings if found.severity is not Severity.NOTE] == []
    elif example.fixed:
        assert [found for found in left if found.is_error or found.code == rule.code] == []
    return any(found.code == rule.code for found in findings), after


def example_in_file(rule: Rule, example: Bad | Good) -> tuple[bool, str]:
    """Whether a check of an example, a file of Python, has the finding, and the text after the safe fixes of such findings."""
    language, settings = HOST_LANGUAGES["python"], settings_of(rule, example)
    report = check_text(Source(example.text, "example.py"), language, settings)
    findings = [found.diagnostic for found in report.findings]
    if isinstance(example, Good):
        assert [found for found in findings if found.severity is not Severity.NOTE] == []
    edits = [edit for found in findings for fix in found.fixes if fix.safe and found.code == rule.code for edit in fix.edits]
    return any(found.code == rule.code for found in findings), apply(example.text, edits)


def migrated_example(rule: Rule, example: Bad | Good) -> tuple[bool, str | None]:
    """Whether the migration of an example reports the rule, and the text after it. No check reports it."""
    assert rule.move is not None
    assert rule.code not in {found.code for found in filterlang.check(example.text)}
    source, target = ("v1", "v2") if rule.move.into != "v1" else ("v2", "v1")
    migration = to_dialect(example.text, source, target)
    beginning = rule.move.message.split("{}", maxsplit=1)[0]
    return any(change.message.startswith(beginning) for change in migration.changes), migration.after


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_has_a_reason_and_several_examples(rule: Rule) -> None:
    assert rule.summary.endswith(".") and rule.why.endswith(".")
    about_call = rule.move is not None and rule.move.message.startswith("about the call")
    assert {type(example) for example in rule.examples} == ({Bad} if about_call else {Bad, Good})


def test_codes_and_slugs_are_used_once() -> None:
    assert len(RULES) == len(BY_SLUG) == len(EVERY)


def test_the_console_sessions_of_the_readme_are_what_the_commands_print() -> None:
    (session,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for command, expected in re.findall(r"^\$ filterlang (.*?)\n(.*?)(?=^\$ |\Z)", session, re.DOTALL | re.MULTILINE):
        arguments = [sys.executable, "-m", "filterlang", *shlex.split(command)]
        printed = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=ROOT).stdout
        assert printed.strip() == expected.strip()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    _, tests = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_main_command_of_the_readme_prints_runs() -> None:
    main, _ = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    command = main.rsplit("&&", 1)[1].strip().removeprefix(".venv/bin/filterlang ")
    arguments = [sys.executable, "-m", "filterlang", *shlex.split(command)]
    printed = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert [json.loads(line)["name"] for line in printed.splitlines()] == ["ChatOpenAI"] * 3


GUIDES = [page for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")) if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_examples_of_a_guide_come_out_as_written(page: Path) -> None:
    text = page.read_text(encoding="utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    said: list[str] = []
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append).failed == 0, "".join(said)


def pages_with_links() -> list[Path]:
    """The pages of the project, without those of packages that were installed to package the extension for VS Code."""
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("grammar/**/*.md")]
    return [page for page in pages if "node_modules" not in page.parts]


def test_links_between_documents_lead_somewhere() -> None:
    for page in pages_with_links():
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_to_headings_lead_to_one() -> None:
    for page in pages_with_links():
        for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
            assert anchor in anchors(page.parent / target if target else page), f"{page.name}: {target}#{anchor}"


def test_a_rule_leads_to_its_page() -> None:
    for rule in RULES.values():
        assert (ROOT / rule.docs).read_text(encoding="utf-8").splitlines()[1] == f"# {rule.code} {rule.slug}"
