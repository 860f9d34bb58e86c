"""Filters as they stand in files: the literals and holes a filter is written with, and the filter decoded from them.

Owns the invariant that a filter's text has ``HOLE`` for each hole, and that every other character of it can be traced to the
file.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from filterlang.schema.places import Kind
from filterlang.text.frozen import dataclass
from filterlang.text.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from filterlang.semantics.surroundings import CallSite
    from filterlang.text.alignment import Stretch

HOLE = "{…}"
"""How a filter's text shows a part that is only known when the program runs."""


class Grounds(IntEnum):
    """How sure it is that a text in a file is a filter of LangSmith. The higher, the surer."""

    MENTION = 1
    """Prose, a comment or a docstring that quotes a filter: reported as notes at most."""
    LIKELY = 2
    """A name that other languages use as well, such as ``filter`` or ``FILTER``: the text and the file decide."""
    SURE = 3
    """A call, a resource or a key that only LangSmith has, such as ``list_runs(filter=…)`` or ``trace_filter``."""


class HolePlace(StrEnum):
    """Where in a filter a hole is."""

    QUOTED = "quoted"
    """Inside of a quoted value: the value of the hole can end the quotes."""
    VALUE = "value"
    """In the place of a whole value, quotes and all."""
    FIELD = "field"
    OPERATOR = "operator"
    LIST = "list"
    """In the place of a list, or of items of one."""
    CONDITION = "condition"
    """In the place of a condition, or of several with commas between them."""
    WHOLE = "whole"
    """The filter has nothing else."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of one string literal of a host, or of a part of one, as it is read from there.

    ``stretches`` are those of ``text.source.Literal``, with text offsets from 0. ``encode`` writes another text inside the
    same literal and returns None for a text that cannot stand there; without it, the literal cannot be edited.
    """

    text: str
    stretches: tuple[Stretch, ...]
    encode: Callable[[str], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a string that is only known when the program runs.

    ``start`` and ``end`` are its place in the host with the marks around it, such as the braces; ``expression`` is the host's
    code. What is ``safe`` writes one whole literal of a filter, such as ``json.dumps(name)`` or a number. ``joiner`` is the
    text that the host puts between the items of a list, as in ``", ".join(clauses)``.
    """

    start: int
    end: int
    expression: str
    safe: bool = False
    joiner: str | None = None


Part = Decoded | Hole


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string of a host document that may be a filter.

    ``host`` is the document that its parts stand in, ``language`` the name of that document's language. ``where`` names the
    place for people: ``list_runs(filter=…)``. A ``fragment`` is a part of a filter that the program joins with others. A
    candidate below a syntax error of its host is not ``fixable``. ``call`` is the call or the object around it.
    """

    host: Source
    language: str
    parts: tuple[Part, ...]
    kind: Kind
    grounds: Grounds
    where: str
    fragment: bool = False
    fixable: bool = True
    call: CallSite | None = None


@dataclass(frozen=True, slots=True)
class PlacedHole:
    """A hole, the span of its ``HOLE`` in the filter's text, and where in the filter that is.

    ``token`` is the span of the string or the word that the hole is a part of, ``field`` the name that is compared there.
    """

    hole: Hole
    span: Span
    place: HolePlace
    token: Span
    field: str = ""

    @property
    def is_risky(self) -> bool:
        """Whether the value that is filled in can become a part of the filter's syntax."""
        return self.place is HolePlace.QUOTED and not self.hole.safe


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedFilter:
    """A filter found in a file. ``source`` is its text, with a map to the file; the rest is as in ``Candidate``."""

    language: str
    source: Source
    holes: tuple[PlacedHole, ...]
    kind: Kind
    grounds: Grounds
    where: str
    fragment: bool = False
    fixable: bool = True
    call: CallSite | None = None

    @property
    def text(self) -> str:
        """The filter's text, with ``HOLE`` for each hole."""
        return self.source.text

    @property
    def span(self) -> Span:
        """The place of the whole text in the file."""
        return self.source.in_file(Span(0, len(self.text)))[1]
