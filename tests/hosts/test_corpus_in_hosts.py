"""Every filter of the corpus, in every way that every host language can quote it: found once, exact, traceable and fixable.

The modules of ``writing`` write and read the files by code of their own. Some filters are tried by day, all by night.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
import json
from pathlib import Path
import pkgutil
from types import ModuleType

import pytest

from filterlang import fix
from filterlang.hosts.embedded import EmbeddedFilter, Grounds
from filterlang.hosts.embedded_checks import check_embedded, fix_embedded
from filterlang.hosts.filter_search import filters_in
from filterlang.hosts.host_languages import language_of_file
from filterlang.hosts.judging import is_placeholder
from filterlang.schema.places import Kind
from filterlang.text.edits import apply
from filterlang.text.source import Source
from tests.effort import some
from tests.hosts import writing
from tests.hosts.traceable import assert_traceable

CORPUS = Path(__file__).parents[1] / "corpus" / "filters.jsonl"
ROWS = [json.loads(line)["filter"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
FILTERS = [filter for filter in dict.fromkeys(ROWS) if not is_placeholder(filter.strip())]
Write = Callable[[str], str | None]


def styles() -> Iterator[object]:
    """Each way of quoting of each language."""
    for module in pkgutil.iter_modules(writing.__path__):
        language = import_module(f"{writing.__name__}.{module.name}")
        for name, (file_name, write) in language.STYLES.items():
            yield pytest.param(language, file_name, write, id=f"{module.name}: {name}")


@pytest.mark.parametrize(("language", "file_name", "write"), list(styles()))
def test_the_corpus_is_found_and_fixed_in_every_way_of_quoting(language: ModuleType, file_name: str, write: Write) -> None:
    files: list[str] = []
    texts: list[list[str]] = []
    for text in some(FILTERS, 9):
        file = write(text)
        if file is None:
            continue
        found = filters_of(file, file_name)
        assert found
        for filter in found:
            assert filter.text.strip() == text.strip()
            assert (filter.kind, filter.grounds, filter.fixable, filter.holes) == (Kind.RUN, Grounds.SURE, True, ())
            assert_traceable(filter.source)
        files.append(file)
        texts.append([filter.text for filter in found])
        fixed = [fix_embedded(filter, "portable") for filter in found]
        if None not in fixed:
            edited = apply(file, [edit for each in fixed if each is not None for edit in each.edits])
            again = filters_of(edited, file_name)
            assert [check_embedded(filter, "portable") for filter in again] == [list(each.remaining) for each in fixed if each]
            assert [fix_embedded(filter, "portable") for filter in again] == [None] * len(found)
            files.append(edited)
            texts.append([each.text for each in fixed if each is not None])
        for filter, each in zip(found, fixed, strict=True):
            assert (filter.text if each is None else each.text) == fix(filter.text) or is_split(filter)
    assert files
    assert read_all(language, files) == texts


def filters_of(file: str, file_name: str) -> list[EmbeddedFilter]:
    """The filters of a file."""
    host = language_of_file(file_name)
    assert host is not None
    return filters_in(Source(file, file_name), host)


def is_split(filter: EmbeddedFilter) -> bool:
    """Whether a filter stands in several literals: an edit across two of them is not written."""
    return filter.source.map is not None and len(filter.source.map.literals) > 1


def read_all(language: ModuleType, files: list[str]) -> list[list[str]]:
    """The filters of the files as the language's own reader gives them; a reader in another process reads all at once."""
    if hasattr(language, "read_all"):
        texts: list[list[str]] = language.read_all(files)
        return texts
    return [language.read(file) for file in files]
