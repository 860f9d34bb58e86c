"""Where a run keeps what a predicate looks at.

Owns the invariant that no column which a predicate needs in Python is left out.
"""

from filterlang.evaluate.shapes import KeyPath
from filterlang.evaluate.lineage import ABOVE, ORDER, STANDING, TRACE
from filterlang.evaluate.rows import LATENCIES
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field
from filterlang.semantics.predicate import And, Not, Pair, Predicate, Search, Or

_DERIVED: dict[str, tuple[str, ...]] = {
    "elapsed": ("start_time", "end_time", *LATENCIES), "parent": ABOVE, "root": STANDING, "trace": (TRACE, ORDER),
    "thread": ("thread_id", "metadata"),
}  # fmt: skip
_SEARCHED = ("inputs", "outputs", "error")


def paths_read(predicate: Predicate) -> set[KeyPath]:
    """Where a run keeps what a predicate looks at."""
    found: set[KeyPath] = set()
    pending = [predicate]
    while pending:
        part = pending.pop()
        if isinstance(part, (And, Or)):
            pending.extend(part.parts)
        elif isinstance(part, Not):
            pending.append(part.part)
        elif isinstance(part, Pair):
            found |= places_of(FAMILIES[part.family]["key"])
        elif isinstance(part, Search):
            found |= {FIELDS[name].stored for name in _SEARCHED} | (places_of(part.field) if part.field else set())
        else:
            found |= places_of(part.field)
    return found


def places_of(field: Field) -> set[KeyPath]:
    """Where a run keeps what a field is, or what it is worked out of."""
    if field.family == "feedback":
        return {field.stored, ("feedback",)}
    names = _DERIVED.get(field.derived, ())
    return {(FIELDS[name].stored if name in FIELDS else ()) or (name,) for name in names} or {field.stored}
