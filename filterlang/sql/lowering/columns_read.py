"""The places in a run that a predicate reads.

Owns the invariant that no column is left out which Python needs to try a predicate.
"""

from filterlang.evaluate.lineage import ABOVE, ORDER, STANDING, TRACE
from filterlang.evaluate.rows import LATENCIES
from filterlang.evaluate.shapes import KeyPath
from filterlang.schema.fields import FAMILIES, FIELDS
from filterlang.schema.types import Field
from filterlang.semantics.predicate import And, Not, Or, Pair, Predicate, Search

_DERIVED_FROM: dict[str, tuple[str, ...]] = {
    "elapsed": ("start_time", "end_time", *LATENCIES), "parent": ABOVE, "root": STANDING, "trace": (TRACE, ORDER),
    "thread": ("thread_id", "metadata"),
}  # fmt: skip
"""By derivation, the fields and keys that a value is derived from."""

_SEARCHED = ("inputs", "outputs", "error")


def paths_read(predicate: Predicate) -> set[KeyPath]:
    """Returns the places in a run in the v1 form that a predicate reads."""
    paths: set[KeyPath] = set()
    pending = [predicate]
    while pending:
        part = pending.pop()
        if isinstance(part, (And, Or)):
            pending.extend(part.parts)
        elif isinstance(part, Not):
            pending.append(part.part)
        elif isinstance(part, Pair):
            paths |= places_of(FAMILIES[part.family]["key"])
        elif isinstance(part, Search):
            paths |= {FIELDS[name].stored for name in _SEARCHED} | (places_of(part.field) if part.field else set())
        else:
            paths |= places_of(part.field)
    return paths


def places_of(field: Field) -> set[KeyPath]:
    """Returns the places in a run that hold a field's value, or the values that it is derived from."""
    if field.family == "feedback":
        return {field.stored, ("feedback",)}
    names = _DERIVED_FROM.get(field.derived, ())
    return {(FIELDS[name].stored if name in FIELDS else ()) or (name,) for name in names} or {field.stored}
