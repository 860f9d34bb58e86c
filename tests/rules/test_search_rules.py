"""Rules about the words of a search and about long values: what each backend does not index."""

import pytest

from filterlang import check, fix
from filterlang.evaluate.reference import matcher
from filterlang.findings.evidence import Severity

LONG, SHA = "x" * 45, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
BOTH = {"portable", "v1", "v2"}
ON_V2 = {"portable", "v2"}
WORDS: dict[str, tuple[str, set[str]]] = {
    "": ("FL401", BOTH), " ": ("FL401", BOTH), "\t\n": ("FL401", BOTH),
    "the": ("FL402", BOTH), "To be, or NOT to be": ("FL402", BOTH), "don't": ("FL402", BOTH), "it's - so": ("FL402", BOTH),
    "x": ("FL403", BOTH), "plan b": ("FL403", BOTH), "(c)": ("FL403", BOTH), "...": ("FL403", BOTH), "é": ("FL403", BOTH),
    LONG: ("FL404", ON_V2), f"commit {SHA}": ("FL404", ON_V2), f"'{LONG}'": ("FL404", ON_V2),
    "42": ("FL405", ON_V2), "order 12345": ("FL405", ON_V2), "$1,250.50": ("FL405", ON_V2), "100%": ("FL405", ON_V2),
    "https://example.com/a": ("FL405", ON_V2), "data:image/png;base64,AAAA": ("FL405", ON_V2),
    "café": ("FL406", ON_V2), "Ünal refund": ("FL406", ON_V2), "返金": ("FL406", ON_V2), "٤٢": ("FL406", ON_V2),
}  # fmt: skip
INDEXED = (
    "image classification", "my search term", "gpt-4", "abc-123", "feature/trace-resolution", "langchain-ai/open-swe",
    "run_c3c4bab327ef49b8871fd59e57bfd593", "0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328", "the refund", "a - b2", "“refund”",
    "it’s late", "user@example.com", "v1.2", "2026-01-01T00", "x" * 44, "src/" + "folder/" * 9 + "module.py", "ok",
)  # fmt: skip


def written(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'search("{escaped}")'


@pytest.mark.parametrize("dialect", ["portable", "v1", "v2"])
@pytest.mark.parametrize("text", WORDS)
def test_a_word_that_is_not_indexed_is_reported_where_its_backend_is_concerned(text: str, dialect: str) -> None:
    code, dialects = WORDS[text]
    for filter in (written(text), f"and(eq(is_root, true), {written(text)})"):
        findings = [finding for finding in check(filter, dialect) if finding.code.startswith("FL4")]
        assert [finding.code for finding in findings] == [code] * (dialect in dialects)
        assert all(finding.severity is (Severity.WARNING if code == "FL401" else Severity.NOTE) for finding in findings)
        for name in ("v1", "v2") if code != "FL401" else ():
            concerned = name in dialects and dialect in ("portable", name)
            assert all((f"{name}" in finding.message) is concerned for finding in findings)


@pytest.mark.parametrize("dialect", ["portable", "v1", "v2"])
@pytest.mark.parametrize("text", INDEXED)
def test_words_that_are_indexed_or_may_be_are_left_alone(text: str, dialect: str) -> None:
    assert check(written(text), dialect) == []


def test_a_search_without_a_term_selects_nothing() -> None:
    for text in ("", " ", "\n"):
        assert not matcher(written(text))({"inputs": {"a": "a b"}, "error": " "})


def test_each_word_is_reported_once() -> None:
    (finding,) = check(written("42 is 42 and 43"))
    assert finding.message == '"42", "43" are not in the search index of v2, which has no numbers'


def test_a_text_that_is_wrong_as_a_whole_has_one_finding() -> None:
    assert [finding.code for finding in check(written("{x}"))] == ["FL601"]
    assert [finding.code for finding in check('search(name, "5")')] == ["FL201"]
    assert [finding.code for finding in check(written("5"), "examples")] == ["FL205"]


TEXT = "y" * 250
FOUND = ("eq({0}, {1})", "neq({0}, {1})", 'in({0}, ["a", {1}])', "like({0}, {1})")


@pytest.mark.parametrize("pattern", FOUND)
@pytest.mark.parametrize("family", ["metadata", "input", "output"])
def test_a_value_that_v1_does_not_index_is_reported_there(family: str, pattern: str) -> None:
    def codes(value: str, dialect: str) -> list[str]:
        condition = pattern.format(f"{family}_value", f'"{value}"')
        findings = check(f'and(eq({family}_key, "k"), {condition})', dialect)
        return [finding.code for finding in findings if finding.code == "FL407"]

    assert codes(TEXT, "portable") == codes(f"{TEXT}y", "v2") == []
    assert codes(f"{TEXT}y", "portable") == codes(f"{TEXT}y", "v1") == ["FL407"]


OTHER_LONG_TEXTS = (
    f'eq(name, "{TEXT}y")', f'gt(metadata_value, "{TEXT}y")', f'like(metadata_value, "%{TEXT}%")', f'eq(thread_id, "{TEXT}y")',
)  # fmt: skip


@pytest.mark.parametrize("text", OTHER_LONG_TEXTS)
def test_other_long_texts_are_left_alone(text: str) -> None:
    assert "FL407" not in [finding.code for finding in check(text)]


SEARCHED = {
    'like(inputs, "%refund%")': 'search("refund")',
    "like(outputs, '%image classification%')": 'search("image classification")',
    'and(eq(is_root, true), like(inputs, "%user_id%"))': 'and(eq(is_root, true), search("user_id"))',
}


@pytest.mark.parametrize("dialect", ["portable", "v1", "v2"])
@pytest.mark.parametrize("text", SEARCHED)
def test_a_pattern_for_words_of_inputs_or_outputs_can_be_a_search(text: str, dialect: str) -> None:
    (finding,) = check(text, dialect)
    assert (finding.code, finding.severity) == ("FL408", Severity.NOTE)
    assert fix(text, dialect) == text
    assert fix(text, dialect, unsafe=True) == SEARCHED[text]


@pytest.mark.parametrize(
    "text",
    [
        'like(inputs, "refund%")', 'like(inputs, "%refund")', 'like(inputs, "%")', 'like(inputs, "%%")',
        'like(name, "%refund%")',
        'like(inputs, "%\\"role\\":\\"user\\"%")', 'like(inputs, "%42%")', 'like(outputs, "%a%")', 'like(outputs, "%café%")',
        'notlike(inputs, "%refund%")', 'like(error, "%timeout%")', 'like(inputs, "%a\\\\_b%")', 'like(inputs, "%re%fund%")',
    ],
)  # fmt: skip
def test_patterns_for_which_a_search_does_not_serve_are_left_alone(text: str) -> None:
    assert "FL408" not in [finding.code for finding in check(text)]
