"""Runs a probe in a filterlang to which something was added: modules are changed, or made, while they are imported.

``python additions.py`` reads JSON from standard input, ``{"edits": {module: [[before, after], …]}, "modules": {module: source},
"probe": code}``, and prints what the probe put into ``answers``, as JSON. Nothing is written to a file of the package.
"""

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_loader
import json
import sys
from types import ModuleType
from typing import Any

Edits = dict[str, list[list[str]]]


class Edited(SourceFileLoader):
    """A module with some of its text replaced."""

    def __init__(self, name: str, path: str, edits: list[list[str]]) -> None:
        super().__init__(name, path)
        self._edits = edits

    def get_code(self, fullname: str) -> Any:
        text = self.get_data(self.path).decode()
        for before, after in self._edits:
            assert text.count(before) == 1, (
                f"{fullname} has {before!r} {text.count(before)} times, so that nothing can be added there"
            )
            text = text.replace(before, after)
        return compile(text, self.path, "exec")


class Added(SourceFileLoader):
    """A module that is no file."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, f"<{name}>")
        self._text = text

    def get_code(self, fullname: str) -> Any:
        return compile(self._text, self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the modules that are changed or made."""

    def __init__(self, edits: Edits, modules: dict[str, str]) -> None:
        self._edits = edits
        self._modules = modules

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname in self._modules:
            return spec_from_loader(fullname, Added(fullname, self._modules[fullname]))
        spec = PathFinder.find_spec(fullname, path) if fullname in self._edits else None
        if spec is not None and spec.origin is not None:
            spec.loader = Edited(fullname, spec.origin, self._edits[fullname])
        return spec


def main() -> None:
    """Run the probe."""
    task = json.load(sys.stdin)
    sys.meta_path.insert(0, Finder(task["edits"], task["modules"]))
    answers: dict[str, Any] = {}
    exec(task["probe"], {"answers": answers})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
