"""The demo of the CodeMirror package, and programs of Node that use the package."""

from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
import json
import os
from pathlib import Path
import subprocess
import threading
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PACKAGE = ROOT / "docs" / "editors" / "codemirror"
CACHE = Path.home() / ".cache" / "filterlang-tests" / "codemirror"


def loaded(path: Path) -> ModuleType:
    """The module in a file that belongs to no package."""
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


demo = loaded(PACKAGE / "demo.py")


def node(*arguments: object, modules: Path, given: object = None) -> str:
    """What a program of Node prints; ``given`` is JSON for its standard input."""
    result = subprocess.run(
        ["node", *map(str, arguments)],
        env={**os.environ, "MODULES": str(modules)},
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout.decode()
    return result.stdout.decode()


@contextmanager
def served(program: bytes) -> Generator[Any]:
    """The demo, on a port of this machine."""
    with demo.Demo(program) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
