"""How much the tests try: the same examples in every run, or ten times as many with fresh seeds every night.

``HYPOTHESIS_PROFILE=nightly`` (``python tests/run.py --nightly``) draws new examples in each run, which is how new mistakes
are found; ``effort.py`` gives it more examples and deeper nesting. ``pytest -m core`` runs the tests of the language only:
text, trees, checking, fixing, building and the reference, without engines, clients and servers.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
import os
from pathlib import Path

from hypothesis import settings
import pytest

from filterlang.rules import endings

TESTS = Path(__file__).parent
CORE = ("builder", "conformance", "corpus", "messages", "migrate", "properties", "strategies", "syntax")
"""The folders of the core's tests. Nothing else is imported under ``-m core``, so that the working loop starts at once."""

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("nightly", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session", autouse=True)
def _before_the_end_of_v1() -> Iterator[None]:
    """Messages about the end of v1 are those of the time before it, on whatever day the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endings, "present", lambda: datetime(2026, 12, 1, tzinfo=UTC))
        yield


def is_core(path: Path) -> bool:
    """Whether a file or folder of the tests belongs to the core."""
    return path == TESTS or TESTS not in path.parents or path.relative_to(TESTS).parts[0] in CORE


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if config.getoption("markexpr").startswith("core") and not is_core(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_core(item.path):
            item.add_marker("core")
