"""Makefiles and sessions: commands read as the shell sees them."""

from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
from filterlang.text.edits import Edit, apply
from filterlang.text.host_edits import in_file
from filterlang.text.source import Source, Span


def found(text: str, language: str) -> list[EmbeddedFilter]:
    return filters_in(Source(text), HOST_LANGUAGES[language])


def edited(filter: EmbeddedFilter, text: str, edit: Edit) -> str | None:
    edits = in_file(filter.source, [edit])
    return None if edits is None else apply(text, edits)


def test_makefiles_are_known_by_their_names() -> None:
    names = ("Makefile", "rules.mk", "GNUmakefile")
    assert [language.name for name in names if (language := language_of_file(name))] == ["makefile"] * 3


def test_a_dollar_sign_is_doubled_in_a_recipe() -> None:
    text = "runs:\n\t@langsmith run list --filter 'eq(name, \"a$$b\")'\n"
    (filter,) = found(text, "makefile")
    assert filter.text == 'eq(name, "a$b")'
    assert edited(filter, text, Edit(Span(3, 7), "$x")) == text.replace("name", "$$x")
    assert edited(filter, text, Edit(Span(3, 7), "\n")) is None


def test_a_variable_is_found_where_it_is_set() -> None:
    text = "RULE := eq(name, \"a$$\\#\") # not\n\nruns:\n\tlangsmith trace list --filter '$(RULE)'\n"
    (filter,) = found(text.replace(" # not", ""), "makefile")
    assert (filter.text, filter.kind) == ('eq(name, "a$#")', "trace")


def test_variables_of_make_are_holes() -> None:
    (filter,) = found("a:\n\tlangsmith run list --filter \"eq(name, '$(call f,$(x))')\"\n", "makefile")
    assert (filter.text, [hole.hole.expression for hole in filter.holes]) == ("eq(name, '{…}')", ["$(call f,$(x))"])


def test_output_of_a_session_is_no_command() -> None:
    text = (
        "user@host:~$ langsmith run list --filter 'and(\n> eq(is_root, true),\n> eq(name, 1))' \\\n>   --limit 5\n"
        "langsmith run list --filter 'eq(output, 1)'\nit's é\n$ cat <<EOF\neq(x, 1)\nEOF\n"
        "% langsmith trace list --filter 'eq(is_root, true)'\n"
    )
    filters = found(text, "console")
    assert [filter.text for filter in filters] == ["and(\neq(is_root, true),\neq(name, 1))", "eq(is_root, true)"]
    assert edited(filters[0], text, Edit(Span(4, 5), "")) == text.replace("and(\n> ", "and(")
    assert edited(filters[0], text, Edit(Span(4, 4), "\n")) is None


def test_a_session_without_prompts_is_a_script() -> None:
    assert [filter.text for filter in found("langsmith run list --filter 'eq(is_root, true)'\n", "console")] == [
        "eq(is_root, true)"
    ]
