"""Writes files completely or not at all: a new file beside the old one replaces it at the end.

Owns the invariants that the name of the new file cannot be guessed, that a link of that name is never followed, and that new
files of processes that have ended do not stay: the next command that writes to the folder removes them.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
import errno
import os
import re
import stat
import sys

from filterlang.cli.signals import interrupted_by_signals
from filterlang.cli.terminal import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

_TEMPORARY = re.compile(r"\.filterlang-[0-9a-f]{32}\.tmp", re.ASCII)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def require_plain(target: str) -> None:
    """Raises ``Usage`` for a target that exists and cannot be replaced."""
    if os.path.exists(target) and not os.path.isfile(target):
        raise Usage(f"{target}: not a plain file; without -o the runs are written to standard output")


@contextmanager
def replaced(target: str) -> Generator[IO[bytes]]:
    """A new file, which replaces the target at the end and gets its permissions and owner; after an exception it is removed.

    A target that is a link stays a link: the file that it leads to is replaced. Raises ``Usage`` where that cannot be written.
    """
    require_plain(target)
    path = os.path.realpath(target)
    folder = os.path.dirname(path)
    temporary = os.path.join(folder, f".filterlang-{os.urandom(16).hex()}.tmp")
    with interrupted_by_signals():
        try:
            _remove_abandoned(folder)
            before = _status(path)
            with os.fdopen(_created(temporary, 0o666 if before is None else 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if before is not None:
                    _give(temporary, before)
                if sys.platform != "win32":  # where no open file is replaced; elsewhere the lock keeps it until then
                    os.replace(temporary, path)
            if sys.platform == "win32":
                os.replace(temporary, path)
        except OSError as error:
            raise Usage(f"{target}: {error.strerror or error}") from None
        finally:
            with suppress(OSError):
                os.unlink(temporary)


def _status(path: str) -> os.stat_result | None:
    """Returns what the system knows of a file, or None where there is none. Raises ``OSError`` for one that is not writable."""
    if not os.path.exists(path):
        return None
    if not os.access(path, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    return os.stat(path)


def _give(path: str, status: os.stat_result) -> None:
    """Gives a file the owner, where this process may, and the permissions of another one."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)
    os.chmod(path, stat.S_IMODE(status.st_mode))


def _created(path: str, mode: int) -> int:
    """Creates a file that this process has locked, and returns its descriptor."""
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, mode)
        _locked(descriptor)
        if os.fstat(descriptor).st_nlink > 0:
            return descriptor
        os.close(descriptor)  # another process removed it before it was locked


def _remove_abandoned(folder: str) -> None:
    """Removes the new files of processes that ended before they could: those that no process has locked."""
    with suppress(OSError):
        names = [name for name in os.listdir(folder or ".") if _TEMPORARY.fullmatch(name)]
        for path in (os.path.join(folder, name) for name in names):
            with suppress(OSError):
                _remove_unless_locked(path)


def _remove_unless_locked(path: str) -> None:
    if sys.platform == "win32":
        os.unlink(path)  # which fails while the file is open
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK)
    try:
        if _locked(descriptor):
            os.unlink(path)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Locks a file until it is closed; returns False when another process has locked it, or the file system has no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
