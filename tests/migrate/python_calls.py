"""Programs with calls that end, moved as ``filterlang migrate`` moves them."""

from collections.abc import Sequence

from filterlang.hosts.ending_calls import search_file
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.migrate.code.code_moves import CodeMove, joined_edits
from filterlang.migrate.code.moving import moves_of
from filterlang.text.edits import apply, in_order
from filterlang.text.source import Source


def moves_in(text: str) -> Sequence[CodeMove]:
    """The moves of the calls of a program to v2."""
    source, language = Source(text), HOST_LANGUAGES["python"]
    return moves_of(source, language, search_file(source, language).findings, "v2")


def moved(text: str) -> str:
    """A program with all of its calls moved."""
    return apply(text, in_order(joined_edits(moves_in(text))))
