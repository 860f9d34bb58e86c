"""The settings of a session: the editor's own, and the configuration files of each folder of the workspace.

Owns the invariants that the editor's settings go before those of files, as the command line does, and that settings which
cannot be used are reported once and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
import os
import re
from typing import Any, cast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.lint.configuration import Configuration, Configurations
    from filterlang.lint.lint_settings import LintSettings

SECTION = "filterlang"
"""The section of an editor's configuration that holds the settings."""
_OF_CLIENTS = frozenset({"path", "command", "args", "arguments", "env", "cwd", "enable", "enabled", "server", "trace"})
"""Keys with which extensions of editors say how the server is started, in the same section."""
_HUMP = re.compile(r"(?<=[a-z])([A-Z])")


class EditorValues:
    """The settings that an editor gives for a folder. Those that it leaves empty are not set."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """``values`` has checked values by the names of fields."""
        from filterlang.lint.configuration import FACTS
        from filterlang.lint.lint_settings import LintSettings

        fields = dict(values)
        self.hints: bool = fields.pop("hints", True)
        self.width: int = fields.pop("width", 88)
        self.documents: str = fields.pop("documents", "show")
        self.facts: dict[str, Any] = {name: fields.pop(name) for name in FACTS if name in fields}
        self.settings: dict[str, Any] = {name: fields.pop(name) for name in [*fields] if name in LintSettings.__annotations__}
        self._others: dict[str, Any] = fields

    def in_folder(self, root: str) -> dict[str, Any]:
        """The fields of ``Configuration``, with paths below a folder."""
        others = dict(self._others)
        if "export" in others:
            from filterlang.lint.configuration import path_below

            others["export"] = tuple(path_below(root, os.path.expanduser(path)) for path in others["export"])
        return others


def values_of(settings: object) -> tuple[EditorValues, list[str]]:
    """The settings in a JSON value, and messages about settings that cannot be used.

    Keys are written as in a configuration file (``extend-select``) or as editors do (``extendSelect``).
    """
    from filterlang.lint.configuration_keys import EDITOR_KEYS, checked_key

    values: dict[str, object] = {}
    problems: list[str] = []
    for name, value in _section(settings).items():
        if _is_empty(value) or name in _OF_CLIENTS:
            continue
        key = _HUMP.sub(lambda hump: f"-{hump[1].lower()}", name).replace("_", "-")
        try:
            values[key.replace("-", "_")] = checked_key(key, value, EDITOR_KEYS)
        except ValueError as error:
            problems.append(f"filterlang: the settings of the editor: {error}")
    return EditorValues(values), problems


def merged(*tables: object) -> dict[str, object]:
    """The settings of several tables; of a setting in several of them, the last value that is not empty counts."""
    return {name: value for table in tables for name, value in _section(table).items() if not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def _section(settings: object) -> dict[str, object]:
    """The table of settings, which some clients send inside of another one, by the name of the section."""
    for _ in range(2):
        table = cast("dict[str, object]", settings) if isinstance(settings, dict) else {}
        if not isinstance(table.get(SECTION), dict):
            return table
        settings = table[SECTION]
    return {}


class FolderSettings:
    """The settings that hold in a folder of the workspace. ``warn`` gets a message about a file that cannot be used."""

    def __init__(self, root: str, values: EditorValues, warn: Callable[[str], None]) -> None:
        self.root: str = root
        self.values: EditorValues = values
        self.warn: Callable[[str], None] = warn
        self._configurations: Configurations | None = None
        self._stamps: dict[str, int] = {}

    def configuration_of(self, path: str) -> Configuration:
        """The configuration that holds for a file."""
        from filterlang.lint.lint_settings import ConfigurationError

        self._stamps |= _stamps(os.path.dirname(path))
        try:
            return self.configurations.of_filters_in(path)
        except ConfigurationError as error:
            self.warn(f"filterlang: {error}")
            return self._made(isolated=True).of_filters_in(path)

    def lint_settings_of(self, path: str) -> LintSettings:
        """The settings of the check of a file."""
        from filterlang.text.frozen import replace

        settings = self.configuration_of(path).settings
        if not self.values.facts:
            return settings
        return replace(settings, project=replace(settings.project, **self.values.facts))

    @property
    def configurations(self) -> Configurations:
        """The configurations of all folders, with the editor's settings."""
        if self._configurations is None:
            self._configurations = self._made()
        return self._configurations

    def fresh_configurations(self) -> Configurations:
        """The configurations for work in another thread."""
        return self._made()

    def is_stale(self) -> bool:
        """Whether a configuration file has changed, come or gone since it was read."""
        return any(stamp != _stamp(file) for file, stamp in self._stamps.items())

    def forget(self) -> None:
        """Lets configuration files be read anew."""
        self._configurations = None
        self._stamps.clear()

    def _made(self, *, isolated: bool = False) -> Configurations:
        from filterlang.lint.configuration import Configurations, Overrides

        overrides = Overrides(self.values.settings, self.values.in_folder(self.root))
        return Configurations(overrides, isolated=isolated, root=self.root)


def _stamps(folder: str) -> dict[str, int]:
    """When each configuration file that can hold in a folder was changed."""
    from filterlang.lint.configuration import FILE_NAMES

    stamps: dict[str, int] = {}
    while True:
        stamps |= {file: _stamp(file) for name in FILE_NAMES for file in [os.path.join(folder, name)]}
        above = os.path.dirname(folder)
        if above == folder:
            return stamps
        folder = above


def _stamp(file: str) -> int:
    """When a file was changed; -1 for one that is not there."""
    try:
        return os.stat(file).st_mtime_ns
    except (OSError, ValueError):
        return -1


def _without_slash(root: str) -> str:
    return root.rstrip(os.sep) or root


class EditorSettings:
    """The settings of all folders of the workspace. ``warn`` shows a message to the person; each message comes once."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._warned: set[str] = set()
        self._given: Mapping[str, object] = {}
        self._common: object = None
        self._roots: tuple[str, ...] = ()
        self._folders: dict[str, FolderSettings] = {}

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders of the workspace."""
        return self._roots

    def set_roots(self, roots: Iterable[str]) -> None:
        """Makes these the folders of the workspace."""
        self._roots = tuple(map(_without_slash, roots))
        self._folders.clear()

    def give(self, common: object, by_root: Mapping[str, object] | None = None) -> None:
        """Takes the editor's settings, as JSON: those of the workspace, and those of folders."""
        self._common = common
        self._given = {_without_slash(root): values for root, values in (by_root or {}).items()}
        self._folders.clear()

    def of(self, path: str) -> FolderSettings:
        """The settings of the innermost folder that holds a file; those of the workspace for a file elsewhere."""
        inside = [root for root in self._roots if path == root or path.startswith(os.path.join(root, ""))]
        root = max(inside, key=len, default="")
        if root not in self._folders:
            values, problems = values_of(self._given.get(root, self._common))
            for problem in problems:
                self._warn_once(problem)
            self._folders[root] = FolderSettings(root or self.default_root, values, self._warn_once)
        return self._folders[root]

    @property
    def default_root(self) -> str:
        """The folder of documents that are in none."""
        return self._roots[0] if self._roots else os.getcwd()

    def forget_files(self) -> None:
        """Lets configuration files be read anew."""
        for folder in self._folders.values():
            folder.forget()

    def is_stale(self) -> bool:
        """Whether a configuration file has changed, come or gone since it was read."""
        return any(folder.is_stale() for folder in self._folders.values())

    def _warn_once(self, message: str) -> None:
        if message not in self._warned:
            self._warned.add(message)
            self._warn(message)
