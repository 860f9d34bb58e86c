"""Files fixed in place: the right characters change, and only where the result reads back as expected."""

import random
import subprocess

from effort import examples
from hypothesis import given, settings as effort, strategies as st
import pytest

from filterlang.filters import check, fix
from filterlang.hosts import embedded_checks, filter_search
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint import fixing_files
from filterlang.lint.file_texts import FileText, decoded
from filterlang.lint.fixing_files import FixedText, fix_text, format_text
from filterlang.lint.lint_settings import LintSettings
from filterlang.lint.unified_diff import unified_diff
from filterlang.strategies import filters
from filterlang.text.edits import Edit, apply
from filterlang.text.source import Span

FILTER = HOST_LANGUAGES["filter"]
TWO = "# first\neq(status, success)\r\n\n# second\n  eq(status, pending)  "


def fixed(text: str, settings: LintSettings | None = None, *, unsafe: bool = False) -> FixedText:
    return fix_text(FileText(text), "a.filter", FILTER, settings or LintSettings(), unsafe=unsafe)


def test_only_the_filters_change() -> None:
    result = fixed(TWO)
    assert result.after == TWO.replace("success", '"success"').replace("pending", '"pending"')
    assert apply(result.before, result.edits) == result.after
    assert [finding.slug for finding in result.resolved] == ["bare-word", "bare-word"]
    assert fixed(result.after).edits == ()


def test_what_is_not_selected_is_not_fixed() -> None:
    assert fixed(TWO, LintSettings(select=("unpaired-value",))).after == TWO
    assert fixed(TWO, LintSettings(ignore=("bare-word",))).after == TWO


def test_what_a_comment_ignores_is_not_fixed() -> None:
    text = TWO.replace("# second", "# filterlang: ignore[bare-word]")
    assert fixed(text).after == text.replace("success", '"success"')


def test_an_unused_comment_is_removed() -> None:
    text = '# filterlang: ignore\neq(status, "error")\n'
    assert fixed(text).after == 'eq(status, "error")\n'
    assert fixed(text, LintSettings(ignore=("unused-ignore",))).after == text


def test_guesses_are_applied_when_they_are_wanted() -> None:
    text = "gt(latency, 5000)\n"
    assert fixed(text).after == text
    assert fixed(text, unsafe=True).after == "gt(latency, 5)\n"


def test_a_fix_that_does_not_read_back_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = embedded_checks.fix_embedded

    def wrong(filter: filter_search.EmbeddedFilter, *arguments: str, **options: object) -> object:
        result = real(filter, *arguments, **options)  # type: ignore[arg-type]
        if result is None or "success" not in filter.text:
            return result
        (edit,) = result.edits
        return embedded_checks.FixedInFile((Edit(edit.span, '"other"'),), result.text, result.applied, result.remaining)

    monkeypatch.setattr(fixing_files, "fix_embedded", wrong)
    result = fixed(TWO)
    assert result.after == TWO.replace("pending", '"pending"')
    assert result.notes == ("2:12: the fix of FL014 is left out: the file would not read back as expected",)


def test_a_fix_that_the_encoding_has_not_is_left_out() -> None:
    file = decoded("# coding: latin-1\n# caf\xe9\neq(name, “é”)\neq(status, success)\n".encode("cp1252"))
    result = fix_text(FileText(file.text, "ascii"), "a.filter", FILTER, LintSettings())
    assert 'eq(status, "success")' in result.after or result.after == file.text


@given(st.lists(filters(), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]))
@effort(max_examples=examples(20), deadline=None)
def test_a_file_is_fixed_as_its_filters_are(texts: list[str], end: str) -> None:
    lines = [fix(text).replace("\n", " ") for text in texts]
    text = end.join(lines) + end
    result = fixed(text)
    assert apply(text, result.edits) == result.after
    assert fixed(result.after).edits == ()
    assert len(check(result.after)) <= len(check(text))


def test_a_file_is_formatted() -> None:
    text = "# first\nand(eq(status,'error'),gt(latency,5))\n\neq(name,\"a\")\n"
    result = format_text(FileText(text), "a.filter", FILTER, 88)
    assert result.after == '# first\nand(eq(status, "error"), gt(latency, 5))\n\neq(name, "a")\n'
    assert format_text(FileText(result.after), "a.filter", FILTER, 88).edits == ()


def test_a_difference_is_in_the_unified_format() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 31)) + "last"
    edits = [
        Edit(Span(0, 4), "Line"),
        Edit(Span(text.index("line 20"), text.index("line 21")), ""),
        Edit(Span(len(text), len(text)), "!"),
    ]
    assert "".join(unified_diff("./d/a.py", text, edits)) == (
        "--- a/d/a.py\n+++ b/d/a.py\n@@ -1,4 +1,4 @@\n-line 1\n+Line 1\n line 2\n line 3\n line 4\n"
        "@@ -17,7 +17,6 @@\n line 17\n line 18\n line 19\n-line 20\n line 21\n line 22\n line 23\n"
        "@@ -28,4 +27,4 @@\n line 28\n line 29\n line 30\n-last\n\\ No newline at end of file\n"
        "+last!\n\\ No newline at end of file\n"
    )
    assert list(unified_diff("a", text, [])) == []
    hostile = next(unified_diff("a\n\x1b[31m", text, edits))
    assert hostile == '--- "a/a\\n\\u001b[31m"\n'


@pytest.mark.parametrize("seed", range(40))
def test_patch_applies_a_difference(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    draw = random.Random(seed)
    text = "".join(draw.choice("ab\n\n\r") for _ in range(draw.randrange(120)))
    edits: list[Edit] = []
    position = 0
    while position < len(text) and len(edits) < 4:
        start = draw.randrange(position, len(text) + 1)
        end = min(len(text), start + draw.randrange(5))
        edits.append(Edit(Span(start, end), "".join(draw.choice("cd\n") for _ in range(draw.randrange(4)))))
        position = end + 1
    folder = tmp_path_factory.mktemp("patch")
    (folder / "f").write_bytes(text.encode())
    difference = "".join(unified_diff("f", text, edits))
    if difference:
        command = ["patch", "--binary", "-p1", "-s", "--no-backup-if-mismatch"]
        subprocess.run(command, input=difference.encode(), cwd=folder, check=True)
    after = apply(text, edits)
    assert not after or (folder / "f").read_bytes().decode() == after
