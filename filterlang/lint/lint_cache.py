"""The cache: the report of a file, kept until anything that it depends on changes.

Owns the invariant that a report is only used for the same content, settings, code and day that it was made with. A file of the
cache that cannot be read is ignored. Nothing is written outside of the folder, and only the cache's own files there.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
import hashlib
import json
import os
import re

from filterlang.lint.file_texts import SkippedFileError, read_content
from filterlang.lint.plain_reports import from_plain, to_plain
from filterlang.lint.reported import FileReport
from filterlang.rules.endings import v1_has_ended
from filterlang.text.frozen import replace
from filterlang.text.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.lint.configuration import Configuration
    from filterlang.lint.discovery import ChosenFile

FOLDER = ".filterlang_cache"
"""The name of the cache's folder."""
_MOST_BYTES = 50_000_000
_DATED = re.compile(rb"filterlang:[^\n]*\buntil\b")


class LintCache:
    """The reports kept in a folder, a file for each checked path."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def key(self, file: ChosenFile, content: bytes) -> str:
        """A hash of everything that the report of a file depends on."""
        day = _today() if _DATED.search(content) else ""
        settings, ended = _settings(file.configuration), str(v1_has_ended())
        parts = (os.path.abspath(file.path), file.language.name, settings, day, ended, _code())
        hashed = hashlib.sha256(content)
        for part in parts:
            hashed.update(b"\0" + part.encode("utf-8", "surrogatepass"))
        return hashed.hexdigest()

    def get(self, path: str, key: str) -> FileReport | None:
        """The report kept for a path under a key."""
        try:
            head, body = read_content(self._file(path), _MOST_BYTES).decode().split("\n", 1)
            if head != f"{key} {_checksum(body)}":
                return None
            report = from_plain(json.loads(body))
        except (OSError, SkippedFileError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return replace(report, path=path) if isinstance(report, FileReport) else None

    def put(self, path: str, key: str, report: FileReport) -> None:
        """Keeps a report. A cache that cannot be written is left as it is."""
        body = json.dumps(to_plain(report), separators=(",", ":"))
        name = self._file(path)
        try:
            if not self._is_made:
                return
            unfinished = f"{name}.{os.urandom(8).hex()}"
            with open(unfinished, "x", encoding="utf-8") as file:
                file.write(f"{key} {_checksum(body)}\n{body}")
            os.replace(unfinished, name)
        except OSError:
            return

    def _file(self, path: str) -> str:
        name = hashlib.sha256(os.path.abspath(path).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return os.path.join(self._folder, name)

    @cached_property
    def _is_made(self) -> bool:
        """Whether the folder is there and is no link; a new one gets a ``.gitignore`` that keeps it out of repositories."""
        try:
            os.makedirs(self._folder)
        except FileExistsError:
            return os.path.isdir(self._folder) and not os.path.islink(self._folder)
        with open(os.path.join(self._folder, ".gitignore"), "x", encoding="utf-8") as file:
            file.write("# made by filterlang\n*\n")
        return True


@lru_cache(maxsize=1000)
def _settings(configuration: Configuration) -> str:
    return repr(configuration.settings)


def _today() -> str:
    return str(dt.date.today())  # noqa: DTZ011 - the user's day


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=1)
def _code() -> str:
    """The version of filterlang with the times of its modules, and of each grammar."""
    from importlib.metadata import PackageNotFoundError, version

    from filterlang.hosts.host_languages import HOST_LANGUAGES

    hashed = hashlib.sha256(__version__.encode())
    for folder, _, names in os.walk(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))):
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(os.path.join(folder, name))
                hashed.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    wheels = {language.grammar.partition(":")[0] for language in HOST_LANGUAGES.values()} - {""}
    for wheel in sorted({"tree_sitter", *wheels}):
        try:
            hashed.update(f"{wheel} {version(wheel.replace('_', '-'))}\n".encode())
        except PackageNotFoundError:
            hashed.update(f"{wheel} none\n".encode())
    return hashed.hexdigest()
