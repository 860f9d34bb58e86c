"""Puts the modules of these tests on the path, and makes the site once."""

from pathlib import Path
import sys

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from playground_site import build


@pytest.fixture(scope="session")
def site() -> dict[str, bytes]:
    """The files of the site, by their paths in it."""
    files: dict[str, bytes] = build.built()
    return files
