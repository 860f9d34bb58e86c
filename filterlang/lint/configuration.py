"""Configurations: ``[tool.filterlang]`` in ``pyproject.toml``, or ``filterlang.toml``; the nearest above a file holds for it.

Owns the invariant that a configuration is read once, and that the command line goes before it.
"""

from __future__ import annotations

from functools import lru_cache
import os

from filterlang.findings.evidence import Severity
from filterlang.lint.lint_settings import ConfigurationError, LintSettings
from filterlang.semantics.surroundings import ProjectFacts
from filterlang.text.frozen import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from filterlang.findings.diagnostic import Diagnostic
    from filterlang.lint.path_patterns import FolderPatterns

FILE_NAMES = ("filterlang.toml", "pyproject.toml")
"""The files that hold configurations; of two in one folder, the first."""
EXCLUDED = (
    ".git", ".hg", ".svn", ".bzr", "node_modules", "bower_components", ".venv", "venv", ".direnv", "__pycache__",
    "__pypackages__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints", ".tox", ".nox",
    ".eggs", "site-packages", "dist", "build", "_build", "buck-out", ".pants.d", ".terraform", ".filterlang_cache",
)  # fmt: skip
"""The folders that are not searched unless ``exclude`` names others."""


FACTS = ("metadata", "feedback", "tags", "names")
"""The keys of a configuration that say what the runs of the project have."""
_ADDED = ("ignore", "extend_select", "per_file_ignores")


@dataclass(frozen=True, slots=True, eq=False)
class Configuration:
    """The settings that a file or the command line gives. ``file`` is None where nothing was read; paths are absolute.

    A finding of at least this ``severity`` makes the exit status 1. ``export`` are the files, patterns and folders of runs
    whose values an editor offers; a check does not read them.
    """

    settings: LintSettings
    file: str | None = None
    severity: Severity = Severity.WARNING
    exclude: tuple[str, ...] = EXCLUDED
    extend_exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    baseline: str | None = None
    output_format: str | None = None
    cache_dir: str | None = None
    export: tuple[str, ...] = ()

    def is_alarmed_by(self, finding: Diagnostic) -> bool:
        """Whether a finding makes the exit status 1."""
        severities = list(Severity)
        return severities.index(finding.severity) <= severities.index(self.severity)

    def excludes(self, path: str, *, is_folder: bool) -> bool:
        """Whether a file or folder is passed over in a search of its folder."""
        if os.path.basename(path) in self.exclude:
            return True
        excluded, included = _patterns_of(self)
        if excluded is not None and excluded.decide(path, is_folder=is_folder):
            return True
        return included is not None and not is_folder and not included.covers(path)


@lru_cache(maxsize=100)
def _patterns_of(configuration: Configuration) -> tuple[FolderPatterns | None, FolderPatterns | None]:
    """Returns the patterns of excluded paths, besides those of the usual names, and the patterns of included paths."""
    from filterlang.lint.path_patterns import FolderPatterns

    names = [name for name in configuration.exclude if name not in EXCLUDED]
    root, patterns = configuration.settings.root, (*names, *configuration.extend_exclude)
    included = FolderPatterns(root, configuration.include) if configuration.include else None
    return FolderPatterns(root, patterns) if patterns else None, included


class Overrides:
    """The values of the command line that go before configurations, by the names of the fields of ``LintSettings``, and of
    ``Configuration`` in ``others``.

    ``select`` replaces what the configuration selects and ignores; the other names of rules are added to it.
    """

    def __init__(self, settings: dict[str, Any], others: dict[str, Any] | None = None) -> None:
        self._settings: dict[str, Any] = settings
        self.others: dict[str, Any] = others or {}

    def applied(self, configuration: Configuration) -> Configuration:
        """A configuration with the values of the command line."""
        settings = configuration.settings
        if "select" in self._settings:
            settings = replace(settings, ignore=(), extend_select=())
        changes: dict[str, Any] = {
            name: (*getattr(settings, name), *value) if name in _ADDED else value for name, value in self._settings.items()
        }
        return replace(configuration, settings=replace(settings, **changes), **self.others)


class Configurations:
    """The configurations of folders. With a ``file``, that one holds everywhere; ``isolated`` reads none.

    The patterns of ``overrides`` are relative to ``root``, the current folder, where no configuration is found.

    Its methods raise ``ConfigurationError``.
    """

    def __init__(
        self, overrides: Overrides, file: str | None = None, *, isolated: bool = False, root: str | None = None
    ) -> None:
        self._overrides = overrides
        self._by_folder: dict[str, Configuration] = {}
        self._default = overrides.applied(Configuration(LintSettings(root=root or os.getcwd())))
        self._only: Configuration | None = self._default if isolated else None
        if file is not None:
            self._only = self._read(os.path.abspath(file), is_named=True)

    def of(self, folder: str) -> Configuration:
        """The configuration that holds for the files of a folder."""
        return self._only or self._of(os.path.abspath(folder))

    def of_filters_in(self, path: str | None) -> Configuration:
        """The configuration that holds for the filters of a file; without one, that of the current folder."""
        if path is None:
            return self.of(".")
        configuration = self.of(os.path.dirname(path) or ".")
        return replace(configuration, settings=configuration.settings.in_file(path))

    def _of(self, folder: str) -> Configuration:
        passed: list[str] = []
        configuration: Configuration | None = None
        while configuration is None and folder not in self._by_folder:
            passed.append(folder)
            for name in FILE_NAMES:
                configuration = configuration or self._read(os.path.join(folder, name))
            above = os.path.dirname(folder)
            if above == folder:
                configuration = configuration or self._default
            folder = above
        configuration = configuration or self._by_folder[folder]
        self._by_folder |= dict.fromkeys(passed, configuration)
        return configuration

    def _read(self, file: str, *, is_named: bool = False) -> Configuration | None:
        """The configuration in a file; None where the file is not there or has none for filterlang."""
        if not is_named and not os.path.exists(file):
            return None
        from filterlang.lint.file_texts import SkippedFileError, read_content

        try:
            content = read_content(file)
        except SkippedFileError as error:
            if not is_named and os.path.isdir(file):
                return None
            raise ConfigurationError(f"{os.path.relpath(file)}: {error}") from None
        except OSError as error:
            if is_named:
                raise ConfigurationError(f"{os.path.relpath(file)}: {error.strerror}") from None
            return None
        if not is_named and os.path.basename(file) == "pyproject.toml" and b"filterlang" not in content:
            return None
        from filterlang.lint.configuration_keys import read_table

        table = read_table(file, content)
        return None if table is None else self._overrides.applied(_configuration(file, table))


def _configuration(file: str, table: dict[str, Any]) -> Configuration:
    """The configuration that a file's table is, with its keys as names of fields."""
    root = os.path.dirname(file)
    in_settings = {name: table.pop(name) for name in list(table) if name in LintSettings.__annotations__}
    facts = ProjectFacts(**{name: table.pop(name) for name in FACTS if name in table})
    for name in ("baseline", "cache_dir"):
        if name in table:
            table[name] = os.path.join(root, table[name])
    if "export" in table:
        table["export"] = tuple(path_below(root, path) for path in table["export"])
    return Configuration(LintSettings(root=root, project=facts, **in_settings), file, **table)


def path_below(root: str, path: str) -> str:
    """A path or a pattern, relative to a folder. In a pattern, the folder stands for itself, whatever its name."""
    import glob

    return os.path.join(glob.escape(root) if glob.has_magic(path) else root, path)
