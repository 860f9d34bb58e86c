"""HCL: its strings read as Terraform reads them, and written so."""

import base64
import json
from pathlib import Path
import shutil
import subprocess
import unicodedata

from hypothesis import HealthCheck, assume, given, settings, strategies as st
import pytest

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.hosts.readers.hcl_strings import encode_quoted, format_parts, heredoc_encoder, heredoc_parts, quoted_parts
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span
from tests.hosts.traceable import assert_traceable
from tests.hosts.writing import hcl

TERRAFORM = shutil.which("terraform")
TEXTS = st.text(st.sampled_from("ab\"\\$%{}\n\t\r '(é😀~\u2028\x01EOT"), max_size=25).map(
    lambda text: unicodedata.normalize("NFC", text)
)


def found(text: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text, "main.tf"), HOST_LANGUAGES["hcl"])


def terraform_reads(folder: Path, expressions: list[str]) -> list[str]:
    """The texts that Terraform reads from expressions."""
    assert TERRAFORM is not None
    lines = "".join(f"  x{index} = {expression}\n" for index, expression in enumerate(expressions))
    folder.joinpath("main.tf").write_text(f"locals {{\n{lines}}}\n", newline="", encoding="utf-8")
    names = ", ".join(f"local.x{index}" for index in range(len(expressions)))
    command = [TERRAFORM, "console", "-no-color"]
    query = f"base64encode(jsonencode([{names}]))\n"
    result = subprocess.run(command, cwd=folder, input=query, capture_output=True, text=True, check=True, timeout=60)
    texts: list[str] = json.loads(base64.b64decode(result.stdout.split('"')[-2]))
    return texts


def decoded(expression: str) -> str:
    parts = quoted_parts(expression, 1, len(expression) - 1, [])
    if expression.startswith("<<"):
        first, _, rest = expression.partition("\n")
        end = len(first) + 1 + rest.rfind("\n") + 1
        parts = heredoc_parts(expression, len(first) + 1, end, [], first.lstrip("<-"), flush=first.startswith("<<-"))
    return "".join(part.text for part in parts if hasattr(part, "text"))


SPELLINGS = [
    (r'"eq(name, \"x\")"', 'eq(name, "x")'),
    (r'"a\\b\n\r\t\u00e9\U0001F600"', "a\\b\n\r\té😀"),
    ('"$${x} %%{y} $x %y $$ %% $$$"', "${x} %{y} $x %y $$ %% $$$"),
    ('"it\'s"', "it's"),
    ('""', ""),
    ('<<EOT\n\\n "a" $${x} %%{y}\nEOT', '\\n "a" ${x} %{y}\n'),
    ("<<EOT\n    a\n  b\nEOT", "    a\n  b\n"),
    ("<<-EOT\n    a\n      b\n    c\n  EOT", "a\n  b\nc\n"),
    ("<<-EOT\n    a\n\n  \n    c\n    EOT", "a\n\n  \nc\n"),
    ("<<-EOT\n\ta\n\t\tb\nEOT", "a\n\tb\n"),
    ("<<-EOT\na\n  b\nEOT", "a\n  b\n"),
    ("<<EOT\na\r\nb\r\nEOT", "a\r\nb\r\n"),
    ("<<EOT\nEOT", ""),
]


@pytest.mark.parametrize(("expression", "text"), SPELLINGS)
def test_strings_are_read_as_the_specification_says(expression: str, text: str) -> None:
    assert decoded(expression) == text


@pytest.mark.skipif(TERRAFORM is None, reason="needs Terraform")
def test_the_table_of_strings_is_what_terraform_reads(tmp_path: Path) -> None:
    assert terraform_reads(tmp_path, [expression for expression, _ in SPELLINGS]) == [text for _, text in SPELLINGS]


@pytest.mark.skipif(TERRAFORM is None, reason="needs Terraform")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=60, max_size=60))
def test_terraform_reads_what_is_written(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    expressions: list[tuple[str, str]] = []
    encode = heredoc_encoder("EOT", "    ")
    for text in texts:
        expressions.append((f'"{encode_quoted(text)}"', text))
        body = encode(text)
        if body is not None and "\n\n" not in f"\n{text}\n":
            expressions.append((f"<<-EOT\n    {body}\n  EOT", ""))
    read = terraform_reads(tmp_path_factory.mktemp("hcl"), [expression for expression, _ in expressions])
    for (expression, text), terraforms in zip(expressions, read, strict=True):
        assert decoded(expression) == terraforms, expression
        assert terraforms == text or expression.startswith("<<")


@given(TEXTS)
def test_a_text_in_quotes_is_read_back(text: str) -> None:
    assert decoded(f'"{encode_quoted(text)}"') == text


@given(TEXTS, st.sampled_from(sorted(hcl.STYLES)))
def test_every_style_is_found_with_its_places(text: str, style: str) -> None:
    _, write = hcl.STYLES[style]
    file_text = write(f"eq(name, 'x{text}')")
    assume("%%{" not in text and "$${" not in text)  # in a heredoc, the grammar does not know these behind another sign
    if file_text is not None:
        assert hcl.read(file_text) == [filter.text for filter in found(file_text)]
        for filter in found(file_text):
            assert_traceable(filter.source)


def test_an_edit_is_written_in_the_escaping_of_its_literal() -> None:
    text = 'resource "langsmith_run_rule" "r" {\n  filter = "eq(name, \'a\')"\n  tree_filter = <<-EOT\n    a\n    b\n  EOT\n}\n'
    quoted, heredoc = found(text)
    assert edited(quoted, Edit(Span(9, 12), '"${\n"')) == text.replace("'a'", '\\"$${\\n\\"')
    assert edited(heredoc, Edit(Span(1, 2), "\n\n")) == text.replace("    b", "    \n    b")
    assert edited(heredoc, Edit(Span(0, 1), "x\nEOT")) is None


def edited(filter: EmbeddedFilter, edit: Edit) -> str | None:
    """The file after an edit of one of its filters."""
    assert filter.source.map is not None
    edits = in_file(filter.source, [edit])
    return None if edits is None else apply(filter.source.map.host.text, edits)


def test_the_verbs_of_a_format_are_holes() -> None:
    parts = format_parts('eq(name, "%s") 100%% %[1]q', ["var.a", "var.b"])
    assert [getattr(part, "text", None) or getattr(part, "expression", None) for part in parts] == [
        'eq(name, "', "var.a", '") 100% ', "var.b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ['"a" ' * 300, "<" * 3000, "a = [" * 500, 'a = "${' * 300, "\0" * 1000, "a = <<EOT\n", 'x = "']
)
def test_hostile_texts_do_no_harm(text: str) -> None:
    assert found(text) == []
