"""Servers that speak one API each over the same export, and copies of the scripts for them."""

from collections.abc import Iterator
from pathlib import Path
import sys

import pytest

sys.path.append(str(Path(__file__).parent.parent / "serve"))

from serving import serving
from traced_runs import write_traced_runs


@pytest.fixture(scope="session")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("traced") / "traced.jsonl"
    write_traced_runs(path)
    return path


@pytest.fixture(scope="session")
def servers(traced: Path) -> Iterator[dict[str, str]]:
    """The URLs of a server that speaks v1 only, and of another that speaks v2 only."""
    with serving(str(traced), "--apis", "v1") as v1, serving(str(traced), "--apis", "v2") as v2:
        yield {"v1": v1.url, "v2": v2.url}
