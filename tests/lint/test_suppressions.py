"""Comments that ignore findings: where they count, what they hide, and what is said about them."""

from datetime import date
import re

import pytest

from filterlang.findings.diagnostic import Diagnostic
from filterlang.findings.evidence import Severity
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.suppressions import suppressions_in
from filterlang.text.edits import apply
from filterlang.text.source import Source, Span

TODAY = date(2026, 11, 28)


def marked(text: str) -> tuple[str, list[Span]]:
    """A file without its marks, and the places of its filters, which stand between angle quotes."""
    spans: list[Span] = []
    plain = ""
    for piece in re.split("(‹[^›]*›)", text):
        if piece.startswith("‹"):
            spans.append(Span(len(plain), len(plain) + len(piece) - 2))
        plain += piece.strip("‹›") if piece.startswith("‹") else piece
    return plain, spans


def finding(code: str = "FL301", slug: str = "unpaired-value") -> Diagnostic:
    return Diagnostic(code, slug, "m", Severity.WARNING, Span(0, 0))


def hidden(language: str, text: str, code: str = "FL301") -> list[bool]:
    """Which filters of a file have their finding ignored."""
    plain, spans = marked(text)
    suppressions = suppressions_in(Source(plain, "f"), HOST_LANGUAGES[language], spans, today=TODAY)
    return [suppressions.hides(span, finding(code)) for span in spans]


def problems(language: str, text: str, *found: Diagnostic) -> tuple[list[str], str]:
    """The findings about the comments of a file where each filter has these findings, and the file after their fixes."""
    plain, spans = marked(text)
    suppressions = suppressions_in(Source(plain, "f"), HOST_LANGUAGES[language], spans, today=TODAY)
    for span in spans:
        for each in found:
            suppressions.hides(span, each)
    reported = list(suppressions.problems())
    edits = [edit for each in reported for fix in each.fixes if fix.safe for edit in fix.edits]
    shown = [f"{each.code} {plain[each.span.start : each.span.end]}: {each.message}" for each in reported]
    return shown, apply(plain, edits)


HIDDEN = {
    "python, on the line": ("python", 'f("‹a›")  # filterlang: ignore[FL301]\nf("‹b›")\n', [True, False]),
    "python, by slug": ("python", 'f("‹a›")  # filterlang: ignore[unpaired-value]\n', [True]),
    "python, another rule": ("python", 'f("‹a›")  # filterlang: ignore[FL205]\n', [False]),
    "python, several rules": ("python", 'f("‹a›")  # filterlang: ignore[FL205, FL301] because\n', [True]),
    "python, all rules": ("python", 'f("‹a›")  # filterlang: ignore\n', [True]),
    "python, with other comments": ("python", 'f("‹a›")  # noqa: E501  # filterlang: ignore[FL301]  # x\n', [True]),
    "python, the line before": ("python", '# filterlang: ignore\nf("‹a›")\nf("‹b›")\n', [True, False]),
    "python, the statement after": ("python", 'if x:\n    # filterlang: ignore\n    y = f(\n        a="‹a›",\n    )\n', [True]),
    "python, an argument": ("python", 'f(\n    # filterlang: ignore\n    a="‹a›",\n    b="‹b›",\n)\n', [True, False]),
    "python, the end of a statement": ("python", 'y = f(\n    a="‹a›",\n)  # filterlang: ignore\nf("‹b›")\n', [True, False]),
    "python, the start of a statement": ("python", 'f(  # filterlang: ignore\n    a="‹a›",\n)\nf("‹b›")\n', [True, False]),
    "python, one of a list": ("python", 'x = [\n    "‹a›",  # filterlang: ignore\n    "‹b›",\n]\n', [True, False]),
    "python, the end of a long string": ("python", 'f("""‹a\nb›""")  # filterlang: ignore\n', [True]),
    "python, not a block": ("python", 'def g():  # filterlang: ignore\n    f("‹a›")\n', [False]),
    "python, a gap": ("python", '# filterlang: ignore\n\nf("‹a›")\n', [False]),
    "python, in a string": ("python", 'x = "# filterlang: ignore"; f("‹a›")\n', [False]),
    "python, prose": ("python", 'f("‹a›")  # write `# filterlang: ignore` here\n', [False]),
    "python, the whole file": ("python", '"""Doc."""\n# filterlang: ignore-file[FL301]\nf("‹a›")\nf("‹b›")\n', [True, True]),
    "python, not the top": ("python", 'f("‹a›")\n# filterlang: ignore-file\nf("‹b›")\n', [False, False]),
    "python, a broken file": ("python", 'x = (\nf("‹a›")  # filterlang: ignore\n', [True]),
    "typescript": ("typescript", "f({\n  filter: '‹a›', // filterlang: ignore\n  tree_filter: '‹b›',\n});\n", [True, False]),
    "typescript, a block comment": ("typescript", "/* filterlang: ignore */\nconst x = f({\n  filter: '‹a›' });\n", [True]),
    "yaml": ("yaml", "a:\n  filter: '‹a›' # filterlang: ignore\n  trace_filter: '‹b›'\n", [True, False]),
    "yaml, the line before": ("yaml", "# filterlang: ignore\nfilter: |\n  ‹a›\nb: ‹b›\n", [True, False]),
    "yaml, after a block's mark": ("yaml", "filter: >- # filterlang: ignore\n  ‹a›\nb: ‹b›\n", [True, False]),
    "yaml, a whole key": ("yaml", "spec: # filterlang: ignore\n  a: ‹a›\n  b: ‹b›\nc: ‹c›\n", [True, True, False]),
    "yaml, in a block": ("yaml", "note: |\n  # filterlang: ignore\n  ‹a›\n", [False]),
    "yaml, in a script": ("yaml", "run: |\n  # filterlang: ignore\n  ‹a›\n", [True]),
    "toml": ("toml", "# filterlang: ignore\na = '‹a›'\nb = '‹b›'\n", [True, False]),
    "hcl": ("hcl", 'resource "a" "b" {\n  filter = "‹a›" # filterlang: ignore\n  b = "‹b›"\n}\n', [True, False]),
    "hcl, a resource": ("hcl", '# filterlang: ignore\nresource "a" "b" {\n  a = "‹a›"\n}\nb = "‹b›"\n', [True, False]),
    "markdown": ("markdown", "<!-- filterlang: ignore[FL301] -->\n\n```filter\n‹a›\n```\n\n```\n‹b›\n```\n", [True, False]),
    "markdown, in a paragraph": ("markdown", "text `‹a›` <!-- filterlang: ignore --> more\n\n`‹b›`\n", [True, False]),
    "shell": ("shell", "# filterlang: ignore\nx run list \\\n  --filter '‹a›'\ny '‹b›'\n", [True, False]),
    "go": ("go", "func f() {\n\tc(X{\n\t\tA: F(`‹a›`), // filterlang: ignore\n\t\tB: F(`‹b›`),\n\t})\n}\n", [True, False]),
    "java": ("java", 'class A { void f() {\n  b()\n   .filter("‹a›")\n   .build(); // filterlang: ignore\n}}\n', [True]),
    "kotlin": ("kotlin", 'fun f() {\n  // filterlang: ignore\n  val a = b("‹a›")\n  c("‹b›")\n}\n', [True, False]),
    "csharp": ("csharp", 'class A { void F() {\n  var x = new B { Filter = "‹a›" }; // filterlang: ignore\n}}\n', [True]),
    "filter": ("filter", "# filterlang: ignore\n‹eq(name, 1)›\n‹eq(name, 2)›\n", [True, False]),
    "env": ("env", "A='‹a›' # filterlang: ignore\nB='‹b›'\n# filterlang: ignore\nC=‹c›\n", [True, False, True]),
    "env, in a string": ("env", "A='‹a # filterlang: ignore›'\n", [False]),
    "json": ("json", '{"filter": "‹a›"} // filterlang: ignore\n', [False]),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_a_comment_hides_the_findings_of_the_filters_it_is_about(name: str) -> None:
    language, text, expected = HIDDEN[name]
    assert hidden(language, text) == expected
    crlf = text.replace("\n", "\r\n")
    assert hidden(language, crlf) == expected


NOTHING = "this comment ignores nothing"
NO_DATE = "`until` is followed by `2027-02-30`, and not by a date such as 2027-01-31"
PROBLEMS = {
    "used": ('f("‹a›")  # filterlang: ignore[FL301]\n', [], None),
    "unused": (
        'f("‹a›")  # filterlang: ignore[FL205] until 2027-01-31 reason\n',
        ["FL603 # filterlang: ignore[FL205] until 2027-01-31 reason: nothing is found here that this comment ignores"],
        'f("a")\n',
    ),
    "unused in part": (
        'f("‹a›")  # filterlang: ignore[FL205, FL301,FL202]\n',
        ["FL603 FL205: nothing is found here that this comment ignores by `FL205`, `FL202`"],
        'f("a")  # filterlang: ignore[FL301]\n',
    ),
    "unused alone": (
        'g()\nif x:\n    # filterlang: ignore\n    g("a")\n',
        ["FL603 # filterlang: ignore: nothing is found here that this comment ignores"],
        'g()\nif x:\n    g("a")\n',
    ),
    "unused among comments": (
        "g()  # noqa: E501  # filterlang: ignore  # x\n",
        ["FL603 # filterlang: ignore: nothing is found here that this comment ignores"],
        "g()  # noqa: E501  # x\n",
    ),
    "expired": (
        'f("‹a›")  # filterlang: ignore[FL301] until 2026-11-27\n',
        ["FL604 # filterlang: ignore[FL301] until 2026-11-27: this comment ignored its rules until 2026-11-27"],
        None,
    ),
    "the last day": ('f("‹a›")  # filterlang: ignore[FL301] until 2026-11-28\n', [], None),
    "unknown": (
        'f("‹a›")  # filterlang: ignore[unpaired-valu, FL301]\n',
        ["FL605 unpaired-valu: there is no rule `unpaired-valu` to ignore"],
        None,
    ),
    "no bracket": (
        'f("‹a›")  # filterlang: ignore FL301\n',
        ["FL606 # filterlang: ignore FL301: this comment ignores nothing: the rules are not in square brackets"],
        None,
    ),
    "open bracket": (
        'f("‹a›")  # filterlang: ignore[FL301\n',
        ["FL606 # filterlang: ignore[FL301: this comment ignores nothing: the list of rules has no closing bracket"],
        None,
    ),
    "an empty list": (
        'f("‹a›")  # filterlang: ignore[]\n',
        ["FL606 # filterlang: ignore[]: this comment ignores nothing: the list of rules is empty"],
        None,
    ),
    "not a date": (
        'f("‹a›")  # filterlang: ignore[FL301] until 2027-02-30\n',
        [f"FL606 # filterlang: ignore[FL301] until 2027-02-30: {NOTHING}: {NO_DATE}"],
        None,
    ),
    "another word": (
        'f("‹a›")  # filterlang: disable=FL301\n',
        ["FL606 # filterlang: disable=FL301: this comment ignores nothing: `disable` is not `ignore` or `ignore-file`"],
        None,
    ),
    "prose": ("# filterlang: the linter\nx = 1  # filterlang: see docs\n", [], None),
    "late": (
        'f("‹a›")\n# filterlang: ignore-file\n',
        ["FL606 # filterlang: ignore-file: this comment ignores nothing: it stands after the first filter or call of the file"],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_comment_that_hides_nothing_is_reported(name: str) -> None:
    text, expected, fixed = PROBLEMS[name]
    reported, after = problems("python", text, finding())
    assert reported == expected
    assert after == (fixed or marked(text)[0])


@pytest.mark.parametrize(
    ("language", "text", "fixed"),
    [
        ("typescript", "f(); // filterlang: ignore\n", "f();\n"),
        ("typescript", "  /* filterlang: ignore */\r\nf();\r\n", "f();\r\n"),
        ("markdown", "# A\n\n<!-- filterlang: ignore -->\n\ntext\n", "# A\n\n\ntext\n"),
        ("yaml", "a: 1 # filterlang: ignore[FL205]\n", "a: 1\n"),
        ("filter", '# filterlang: ignore\neq(name, "a")\n', 'eq(name, "a")\n'),
    ],
)
def test_the_fix_of_an_unused_comment_removes_it(language: str, text: str, fixed: str) -> None:
    reported, after = problems(language, text)
    assert len(reported) == 1
    assert after == fixed
