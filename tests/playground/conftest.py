"""Puts the modules of these tests on the path, and makes the site once."""

from pathlib import Path
import sys

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "docs" / "playground")]

import build  # noqa: E402 - from the playground's folder


@pytest.fixture(scope="session")
def site() -> dict[str, bytes]:
    """The files of the site, by their paths in it."""
    return build.built()
