"""Patterns of paths, as ``.gitignore`` has them: in configurations and in the ignore files of git.

Owns the invariant that a pattern is matched against the path below the folder that the pattern belongs to.
"""

from __future__ import annotations

import os

from filterlang.lint.file_texts import SkippedFileError, read_content
from filterlang.lint.glob_patterns import glob_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class FolderPatterns:
    """Patterns that belong to a folder, which is an absolute path."""

    def __init__(self, folder: str, lines: Sequence[str]) -> None:
        self.folder: str = folder
        self._start = folder.rstrip(os.sep) + os.sep
        self._patterns = [pattern for line in reversed(lines) if (pattern := glob_pattern(line)) is not None]

    def decide(self, path: str, *, is_folder: bool = False) -> bool | None:
        """Whether an absolute path is matched: False where a pattern with ``!`` decides, None where no pattern fits."""
        if not path.startswith(self._start):
            return None
        below = path[len(self._start) :].replace(os.sep, "/") + "/" * is_folder
        return next((not pattern.inverted for pattern in self._patterns if pattern.exact.match(below)), None)

    def covers(self, path: str) -> bool:
        """Whether an absolute path of a file, or a folder above it, is matched."""
        if not path.startswith(self._start):
            return False
        below = path[len(self._start) :].replace(os.sep, "/")
        return next((not pattern.inverted for pattern in self._patterns if pattern.below.match(below)), False)


def file_patterns(folder: str, name: str = ".gitignore", belongs_to: str = "") -> FolderPatterns | None:
    """The patterns in an ignore file of a folder; None where there is no such file, or it has none that can be read."""
    try:
        content = read_content(os.path.join(folder, name))
    except (OSError, SkippedFileError):
        return None
    return FolderPatterns(belongs_to or folder, content.decode("utf-8-sig", "surrogateescape").splitlines())


def repository_patterns(folder: str) -> Iterator[FolderPatterns]:
    """Yields the patterns of git that hold in a folder from above: those of the repository's root first."""
    above = list(_folders_above(folder))
    root = next((index for index, name in enumerate(above) if os.path.exists(os.path.join(name, ".git"))), None)
    if root is None:
        return
    excluded = file_patterns(os.path.join(above[root], ".git", "info"), "exclude", above[root])
    for patterns in (excluded, *(file_patterns(name) for name in reversed(above[1 : root + 1]))):
        if patterns is not None:
            yield patterns


def _folders_above(folder: str) -> Iterator[str]:
    """Yields an absolute folder and those above it, from the inside out."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def is_matched(patterns: Sequence[FolderPatterns], path: str, *, is_folder: bool) -> bool:
    """Whether a path is matched: the innermost patterns that fit it decide."""
    for layer in reversed(patterns):
        decision = layer.decide(path, is_folder=is_folder)
        if decision is not None:
            return decision
    return False


def fits(pattern: str, folder: str, path: str) -> bool:
    """Whether an absolute path fits one pattern of a configuration; a pattern that begins with ``!`` fits all other paths."""
    inverted = pattern.startswith("!")
    return FolderPatterns(folder, (pattern.removeprefix("!"),)).covers(path) is not inverted
