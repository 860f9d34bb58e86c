"""The spellings in which the stored ids of runs are UUIDs.

Owns the invariant that a UUID has few spellings, all of them in one table: an engine looks for them as values, by its keys and
statistics, instead of reading every row. An id that a user writes is read in any spelling: see ``durations.canonical_uuid``.
"""

import re

from filterlang.semantics.durations import canonical_uuid, is_uuid

_WRITTEN = ("%s-%s-%s-%s-%s", "%s%s%s%s%s", "{%s-%s-%s-%s-%s}", "urn:uuid:%s-%s-%s-%s-%s")
"""How the five groups of hexadecimal digits are written: the canonical way first. The digits are all in one case."""

_GROUPS = [tuple(f"[{digits}]{{{length}}}" for length in (8, 4, 4, 4, 12)) for digits in ("0-9a-f", "0-9A-F")]

STORED_UUID = "|".join(written.replace("{", r"\{").replace("}", r"\}") % groups for groups in _GROUPS for written in _WRITTEN)
"""Matches every spelling of a stored UUID, as a regular expression that all engines read alike."""

_STORED, _CANONICAL = re.compile(STORED_UUID), re.compile(_WRITTEN[0] % _GROUPS[0])


def stored_id(text: str) -> str:
    """Returns a stored id that is spelled as a UUID in its canonical spelling, and any other text as it is.

    >>> stored_id("{0190A1B2-C3D4-7EF0-A5B6-6EA3A82E9328}")
    '0190a1b2-c3d4-7ef0-a5b6-6ea3a82e9328'
    >>> stored_id("run 3")
    'run 3'
    """
    return canonical_uuid(text) if not _CANONICAL.fullmatch(text) and is_stored_uuid(text) else text


def is_stored_uuid(text: str) -> bool:
    """Whether a stored id is spelled as a UUID."""
    return _STORED.fullmatch(text) is not None


def spellings(id: str) -> tuple[str, ...]:
    """Returns the stored texts that are an id: the at most eight spellings of a UUID, the canonical one first, or the text."""
    if not is_uuid(id):
        return (id,)
    id = canonical_uuid(id)
    cases = (tuple(id.split("-")), tuple(id.upper().split("-")))
    return tuple(dict.fromkeys(written % groups for groups in cases for written in _WRITTEN))
