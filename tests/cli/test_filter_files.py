"""Commands that write files change filters in filter files, and nothing else anywhere."""

from pathlib import Path

from hypothesis import given, strategies as st
import in_process
import pytest

import filterlang
from filterlang.hosts.file_kinds import _BY_ENDING, _BY_NAME
from filterlang.cli.inputs import Document
from filterlang.hosts.host_languages import language_of_file
from filterlang.hosts.readers.splitting import filter_extents
from filterlang.strategies import filters

WRITING = (["fix", "--write"], ["fix", "--write", "--unsafe"], ["format", "--write"])
BROKEN = {"eq(status, success)": 'eq(status, "success")', "latency > 500ms": "gt(latency, 0.5)",
          'eq(run_type, "LLM"': 'eq(run_type, "llm")', 'status = "error"\n  and latency > 5s':
          'and(eq(status, "error"), gt(latency, "5s"))'}  # fmt: skip
"""What people write, and what it becomes."""
BETWEEN = st.lists(st.sampled_from(["", '# a comment, with ( and "', "   ", "\t", "  # another"]), max_size=3)

wrapped = st.builds(filterlang.format, filters(), st.integers(1, 88))


def document(texts: list[str], between: list[list[str]], end: str, last: str) -> str:
    """A file of these filters, with other lines between them."""
    lines = [line for text, others in zip(texts, between, strict=False) for line in (*others, text)]
    return end.join(lines).replace("\r\n", "\n").replace("\n", end) + last


@given(st.lists(wrapped, min_size=1, max_size=4), st.lists(BETWEEN, min_size=4, max_size=4), st.sampled_from(["\n", "\r\n"]),
       st.sampled_from(["", "\n", "\n\n"]))  # fmt: skip
def test_a_text_of_several_filters_has_these_filters(texts: list[str], between: list[list[str]], end: str, last: str) -> None:
    text = document(texts, between, end, last)
    assert [text[part.start : part.end].replace("\r\n", "\n") for part in filter_extents(text)] == texts


@given(st.lists(st.one_of(filters().map(str.strip), st.sampled_from(list(BROKEN))), min_size=1, max_size=5),
       st.lists(BETWEEN, min_size=5, max_size=5), st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_filters_are_replaced_and_all_else_stays(texts: list[str], between: list[list[str]], end: str) -> None:
    text = document(texts, between, end, end)
    marks = [f"filter-{number}" for number in range(len(texts))]
    new = Document("a.filter", text).with_filters(marks).text
    assert new == document(marks, between, end, end)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_filter_file_is_fixed_byte_for_byte(tmp_path: Path, mark: bytes, end: str) -> None:
    whole = ['  has(tags, "é")  ', "", "# kept", *(text for text in BROKEN if text.count("(") == text.count(")")), ""]
    path = tmp_path / "alerts.filter"
    path.write_bytes(mark + end.join(whole).replace("\r\n", "\n").replace("\n", end).encode())
    status, out, err = in_process.perform("fix", "--write", path)
    assert (status, out, err) == (0, "", f"{path}: fixed 3 filters\n")
    assert path.read_bytes() == mark + end.join(BROKEN.get(line, line) for line in whole).encode()
    assert in_process.perform("fix", "--write", path).err == ""


@pytest.mark.parametrize(
    "one", [*BROKEN, 'eq(name, "a")', 'search("x")', 'and (eq(name, "a"), eq(name, "b"))', 'not(eq(name, "a"))']
)
@pytest.mark.parametrize("other", ['eq(name, "b")', 'and(eq(name, "a"), eq(name, "b"))', 'or (eq(name, "a"), eq(name, "b"))',
                                   "latency > 5"])  # fmt: skip
def test_two_filters_on_two_lines_are_never_joined(tmp_path: Path, one: str, other: str) -> None:
    text = f"{one}\n{other}\n"
    assert "\n" in filterlang.fix(text).strip() or one.count("(") > one.count(")")
    path = tmp_path / "two.filter"
    path.write_text(text)
    in_process.perform("fix", "--write", path)
    assert path.read_text() in (text, f"{filterlang.fix(one)}\n{filterlang.fix(other)}\n")


@pytest.mark.parametrize("name", [*(f"a{ending}" for ending in _BY_ENDING), *_BY_NAME, "A.PY", "b.Yaml"])
def test_files_of_another_kind_are_never_changed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("eq(status, success)\n")
    for command in (*WRITING, ["fix"], ["parse"]):
        status, out, err = in_process.perform(*command, path, folder=tmp_path)
        is_searched = language_of_file(name) is not None and command != ["parse"]
        assert (status, out) == (0 if is_searched else 2, "")
        assert is_searched or err.endswith(", not a filter file: filters inside such files are not read yet\n")
    assert path.read_text() == "eq(status, success)\n"


@pytest.mark.parametrize(
    "content",
    [
        b"x = 1\n",
        b"import os\nstatus = 'error'\n",
        b"- filter: eq(status, success)\n",
        b'{"filter": "eq(status, success)"}\n',
        b"<p>eq(status, success)</p>\n",
        b"SELECT * FROM runs WHERE status = 'error'\n",
        b"Use eq(status, success) for this.\n",
        b"eq(status, success)\nremember the milk\n",
        b"print(eq(status, success))\n",
        b"eq(status, success)  # failures\n",
        b"\xff\xfee\x00q\x00",
        b"caf\xe9",
        b"",
    ],
)
@pytest.mark.parametrize("name", ["notes", "notes.txt"])
def test_what_is_no_filter_file_by_its_content_is_left_alone(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for command in WRITING:
        status, out, err = in_process.perform(*command, path)
        assert status in (1, 2), command
        assert out == ""
        assert err
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_an_error_that_is_left_keeps_the_whole_file_as_it_was_and_the_others_are_still_fixed(tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.filter", tmp_path / "right.filter"
    wrong.write_text("eq(status, success)\neq(nonsense, 1)\n")
    right.write_text("eq(status, success)\n")
    status, _, err = in_process.perform("fix", "--write", wrong, tmp_path / "missing.filter", right)
    assert status == 2
    assert f"{wrong}: not written: 1 error is left\n" in err
    assert wrong.read_text() == "eq(status, success)\neq(nonsense, 1)\n"
    assert right.read_text() == 'eq(status, "success")\n'


def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.filter", tmp_path / "link.filter"
    real.write_text("eq(status, success)\n")
    real.chmod(0o640)
    link.symlink_to(real.name)
    assert in_process.perform("fix", "--write", link).status == 0
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_text() == 'eq(status, "success")\n'
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.filter", "real.filter"]
