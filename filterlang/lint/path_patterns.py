"""Patterns of paths, as ``.gitignore`` has them: in configurations and in the ignore files of git.

Owns the invariant that a pattern is matched against the path below the folder that the pattern belongs to.
"""

from __future__ import annotations

from functools import lru_cache
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pathspec import GitIgnoreSpec


class FolderPatterns:
    """Patterns that belong to a folder, which is an absolute path."""

    def __init__(self, folder: str, patterns: Sequence[str]) -> None:
        self.folder: str = folder
        self._spec: GitIgnoreSpec | None = _spec(tuple(patterns)) if patterns else None

    def decide(self, path: str, *, is_folder: bool = False) -> bool | None:
        """Whether an absolute path is matched: False where a pattern with ``!`` decides, None where no pattern fits."""
        folder = self.folder.rstrip(os.sep) + os.sep
        if self._spec is None or not path.startswith(folder):
            return None
        below = path[len(folder) :].replace(os.sep, "/")
        return self._spec.check_file(f"{below}/" if is_folder else below).include if below else None


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def file_patterns(folder: str, name: str = ".gitignore", belongs_to: str = "") -> FolderPatterns | None:
    """The patterns in an ignore file of a folder; None where there is no such file, or it has none that can be read."""
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as file:
            return FolderPatterns(belongs_to or folder, file.read().splitlines())
    except (OSError, ValueError):
        return None


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
    """Whether a path is matched: the innermost patterns that decide about it have the last word."""
    for layer in reversed(patterns):
        decision = layer.decide(path, is_folder=is_folder)
        if decision is not None:
            return decision
    return False


def fits(pattern: str, folder: str, path: str) -> bool:
    """Whether an absolute path fits one pattern of a configuration; a pattern that begins with ``!`` fits all other paths."""
    inverted = pattern.startswith("!")
    return (FolderPatterns(folder, (pattern.removeprefix("!"),)).decide(path) is True) is not inverted
