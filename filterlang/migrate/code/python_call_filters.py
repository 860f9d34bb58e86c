"""Moves the filters that the arguments of a Python call are, or that their names stand for.

Owns the invariant that a filter which a name stands for is found where the name is bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from filterlang.hosts.documents import UnparsedError
from filterlang.hosts.embedded import EmbeddedFilter
from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.moved_filters import FilterMove, moved_filter
from filterlang.migrate.code.python_call_arguments import CallArgument
from filterlang.migrate.code.python_program import PythonProgram
from filterlang.schema.query_arguments import FILTERS
from filterlang.text.source import Source


def filters_of(program: PythonProgram, arguments: Iterable[CallArgument]) -> Iterator[FilterMove]:
    """Yields the moves of the filters that the arguments of a call are, or that their names stand for."""
    for given in arguments:
        if given.name not in FILTERS:
            continue
        values = [given.value]
        variable = program.variable(given.value) if given.value.type == "identifier" else None
        if variable is not None:
            binders = (program.binder(node) for node in program.reaching(given.value))
            values += [node for node in binders if node is not None and node.type == "assignment"]
        for value in values:
            span = program.document.span(value)
            for filter in filters_in(program):
                if span.contains(filter.span):
                    yield moved_filter(filter)


def filters_in(program: PythonProgram) -> Sequence[EmbeddedFilter]:
    """The filters of a program, with places in it. The search that found the calls of a file found its filters as well."""
    source = program.document.source
    try:
        return search_file(source if source.map is None else Source(source.text), HOST_LANGUAGES["python"]).found.filters
    except UnparsedError:
        return ()
