"""Finds the files to check: the named files, and in folders the files of known languages that no pattern excludes.

Owns the invariant that each file comes once, in the order of the arguments and then of the paths, and that links are only
followed where the command line names them.
"""

from __future__ import annotations

import os

from filterlang.hosts.file_kinds import foreign_kind
from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_file
from filterlang.lint.path_patterns import FolderPatterns, file_patterns, is_matched, repository_patterns
from filterlang.lint.reported import FileReport
from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from filterlang.hosts.host_languages import HostLanguage
    from filterlang.lint.configuration import Configuration, Configurations


@dataclass(frozen=True, slots=True, eq=False)
class ChosenFile:
    """A file to check, its language, and the configuration that holds for it. ``is_named`` on the command line."""

    path: str
    language: HostLanguage
    configuration: Configuration
    is_named: bool


def chosen_files(paths: Iterable[str], configurations: Configurations) -> Iterator[ChosenFile | FileReport]:
    """Yields the files to check, and a report for each path that cannot be."""
    paths = list(paths)
    if len(paths) == 1:
        yield from _below(paths[0], configurations)
        return
    seen: set[str] = set()
    for path in paths:
        for chosen in _below(path, configurations):
            name = os.path.abspath(chosen.path)
            if name not in seen:
                seen.add(name)
                yield chosen


def _below(path: str, configurations: Configurations) -> Iterator[ChosenFile | FileReport]:
    if os.path.isdir(path):
        whole = os.path.abspath(path)
        layers = list(repository_patterns(whole))
        if is_matched(layers, whole, is_folder=True):
            layers = []  # an ignored folder that is named is searched
        yield from _walk(os.path.normpath(path), layers, configurations)
        return
    language, kind = language_of_file(path), foreign_kind(path)
    if not os.path.lexists(path):
        hint = "; a filter itself is given with -e" if "(" in path or " " in path else ""
        yield FileReport(path, skipped=f"No such file or directory{hint}", is_failure=True)
    elif language is None and kind is not None:
        yield FileReport(path, skipped=f"{kind}: filters are not searched in files of this kind")
    else:
        configuration = configurations.of(os.path.dirname(path) or ".")
        yield ChosenFile(path, language or HOST_LANGUAGES["filter"], configuration, is_named=True)


def _walk(top: str, layers: list[FolderPatterns], configurations: Configurations) -> Iterator[ChosenFile | FileReport]:
    """Yields the files of a folder and of those below it, with a stack of its own."""
    stack: list[tuple[str, list[FolderPatterns]] | ChosenFile] = [(top, layers)]
    while stack:
        pending = stack.pop()
        if isinstance(pending, ChosenFile):
            yield pending
            continue
        path, layers = pending
        try:
            with os.scandir(path) as entries:
                inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield FileReport(path, skipped=error.strerror, is_failure=True)
            continue
        whole = os.path.abspath(path)
        configuration = configurations.of(path)
        if any(entry.name == ".gitignore" for entry in inside) and (own := file_patterns(whole)) is not None:
            layers = [*layers, own]
        for entry in inside:
            is_inner = entry.is_dir(follow_symlinks=False)
            language = None if is_inner or not entry.is_file(follow_symlinks=False) else language_of_file(entry.name)
            if not is_inner and language is None:
                continue
            full = f"{whole}{os.sep}{entry.name}"
            if configuration.excludes(full, is_folder=is_inner) or is_matched(layers, full, is_folder=is_inner):
                continue
            inner = entry.name if path == "." else entry.path
            stack.append((inner, layers) if language is None else ChosenFile(inner, language, configuration, is_named=False))
