"""Values that runs are known to have, which an editor offers for completion.

Owns the invariant that no check reads these values: findings depend on ``ProjectFacts`` only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from filterlang.text.frozen import dataclass

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Values that runs have, the most frequent first.

    ``metadata`` has for each key the values seen under it; a key inside an object is a path (``customer.id``). ``feedback`` has
    for each key its labels, which may be none. ``tags`` and ``names`` are those of runs.
    """

    metadata: Mapping[str, Sequence[Scalar]] = MappingProxyType({})
    feedback: Mapping[str, Sequence[str]] = MappingProxyType({})
    tags: Sequence[str] = ()
    names: Sequence[str] = ()


NO_VALUES = KnownValues()
