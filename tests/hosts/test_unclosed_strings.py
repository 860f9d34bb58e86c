"""Strings without an end on their line are blanked before a broken file is parsed, and nothing else is."""

from hypothesis import given, strategies as st
import pytest

from filterlang.hosts.unclosed_strings import without_unclosed

LANGUAGES = ("java", "kotlin", "go", "hcl", "python")


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("java", 'f("eq(status, );\ng("x");', 'f(              \ng("x");'),
    ("java", 'f("é b" + "a é);', 'f("é b" +    é  '),
    ("java", '// it is "open\nf("x", \'"\');', '// it is "open\nf("x", \'"\');'),
    ("java", 'f("""\n  "open\n""");', 'f("""\n  "open\n""");'),
    ("kotlin", 'f("a \\" b', "f(       "),
    ("go", 'f(`"open\n`, "a', 'f(`"open\n`,   '),
    ("hcl", 'a = <<EOT\n"open\nEOT\nb = "x', 'a = <<EOT\n"open\nEOT\nb =   '),
    ("hcl", '# "open\na = "${f("x")}"', '# "open\na = "${f("x")}"'),
    ("python", 'f("open', 'f("open'),
])  # fmt: skip
def test_only_what_has_no_end_is_blanked(language: str, text: str, expected: str) -> None:
    assert without_unclosed(text, language) == expected


@given(st.sampled_from(LANGUAGES), st.text(st.sampled_from("\"'`\\ab \n\r/*#<{}éE"), max_size=40))
def test_every_character_keeps_its_place(language: str, text: str) -> None:
    after = without_unclosed(text, language)
    assert len(after) == len(text)
    assert len(after.encode()) == len(text.encode())
    assert all(new in (old, " ") for old, new in zip(text, after, strict=True))
