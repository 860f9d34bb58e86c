"""The program that makes the playground, which is no module of a package, and a server of what it makes."""

from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
import threading
from types import ModuleType

ROOT = Path(__file__).parents[2]


def loaded(path: Path) -> ModuleType:
    """The module in a file that belongs to no package."""
    spec = spec_from_file_location(f"playground_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = loaded(ROOT / "docs" / "playground" / "build.py")


def put(files: dict[str, bytes], folder: Path) -> Path:
    """Writes the files of a site into a folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@contextmanager
def served(folder: Path) -> Generator[str]:
    """The address of a site in a folder, on a port of this machine."""
    with build.server(folder) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{serving.server_port}"
        finally:
            serving.shutdown()
            thread.join()
