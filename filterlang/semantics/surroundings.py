"""What is known around a filter: of the runs of a project, and of the call that a filter in a file stands in.

Owns the invariant that nothing known is told from known to be empty: a project without a list of tags may have any tag.
"""

from __future__ import annotations

from collections.abc import Mapping

from filterlang.text.frozen import dataclass


class _Unknown:
    """The type of ``UNKNOWN``."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
"""Stands for the value of an argument that is only known when the program runs."""

Argument = str | int | float | bool | None | _Unknown


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call, a request or an object with a filter in it.

    ``name`` is that of the call in snake case, as in ``schema.places.CALLS`` (``list_runs``, ``runs.query``), or empty for an
    object. ``parameter`` is the one that holds the filter (``filter``, ``trace_filter``). ``arguments`` are the others by name
    in snake case, constants with their values.

    ``complete`` is whether these are all arguments there are: a call with ``**options`` may have more.
    """

    name: str
    parameter: str
    arguments: Mapping[str, Argument]
    complete: bool = True


OBJECT = "object"
"""The type of a key that holds objects whose keys are not listed, because they may have any name."""
VALUE_TYPES = ("string", "number", "boolean", "null", OBJECT)
"""The types of the values of metadata."""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What a project's configuration says of its runs. ``None`` stands for "not known".

    ``metadata`` has for each key the types of its values, some of ``VALUE_TYPES``; a key inside an object is a path
    (``customer.id``). ``rules`` are the codes or slugs of the optional rules that are
    selected.

    Equal facts have the same ``repr``, in every process: the cache of the linter rests on it.
    """

    metadata: Mapping[str, frozenset[str]] | None = None
    feedback: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    names: frozenset[str] | None = None
    rules: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        types = None if self.metadata is None else {key: sorted(self.metadata[key]) for key in sorted(self.metadata)}
        names = (None if each is None else sorted(each) for each in (self.feedback, self.tags, self.names, self.rules))
        return f"ProjectFacts({', '.join(map(repr, (types, *names)))})"

    def __hash__(self) -> int:
        return hash(repr(self))

    def has_key(self, key: str) -> bool:
        """Whether a key of the metadata is listed, or stands inside of one that has keys of any name."""
        if self.metadata is None:
            return False
        steps = key.split(".")
        above = (".".join(steps[:count]) for count in range(1, len(steps)))
        return key in self.metadata or any(OBJECT in self.metadata.get(path, ()) for path in above)


NO_PROJECT = ProjectFacts()


def check_facts(project: ProjectFacts) -> None:
    """Raises ``TypeError`` or ``ValueError`` for a value that is none, or where a metadata key has an unknown type."""
    if not isinstance(project, ProjectFacts):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not all checked
        raise TypeError(f"project is a ProjectFacts, not {type(project).__name__}")
    for key, types in (project.metadata or {}).items():
        if isinstance(types, str) or not set(types).issubset(VALUE_TYPES):
            raise ValueError(f"the types of the metadata key {key!r} are a set of {', '.join(VALUE_TYPES)}, not {types!r}")
