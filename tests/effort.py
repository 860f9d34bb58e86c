"""How much a test tries: enough to be quick by day, more by night (``HYPOTHESIS_PROFILE=nightly``)."""

import os

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def examples(count: int) -> int:
    """The number of examples that a property draws: ``count``, or ten times as many by night."""
    return 10 * count if NIGHTLY else count


def depth(levels: int = 2_000) -> int:
    """How deep a test nests: ``levels``, beyond Python's limit of recursion, or 100,000 by night."""
    return 100_000 if NIGHTLY else levels
