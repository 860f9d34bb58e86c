"""Files that are written whole or not at all: a new file beside the old one takes its place at the end.

Owns the invariants that the name of the new file cannot be foretold, that a link of that name is never followed, and that
nothing is left of a process that is gone: the next command that writes to the folder removes it.
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
    """Raise ``Usage`` for a target that exists and cannot be replaced."""
    if os.path.exists(target) and not os.path.isfile(target):
        raise Usage(f"{target}: not a plain file; without -o the runs are written to standard output")


@contextmanager
def replaced(target: str) -> Generator[IO[bytes]]:
    """A new file, which takes the target's place with the target's permissions when all went well and is removed otherwise.

    A target that is a link stays one: the file that it leads to is replaced. Raises ``Usage`` for what cannot be written.
    """
    require_plain(target)
    place = os.path.realpath(target)
    folder = os.path.dirname(place)
    temporary = os.path.join(folder, f".filterlang-{os.urandom(16).hex()}.tmp")
    with interrupted_by_signals():
        try:
            _remove_abandoned(folder)
            mode = _permissions(place)
            with os.fdopen(_created(temporary, 0o666 if mode is None else 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                os.chmod(temporary, mode)
            os.replace(temporary, place)
        except OSError as error:
            raise Usage(f"{target}: {error.strerror or error}") from None
        finally:
            with suppress(OSError):
                os.unlink(temporary)


def _permissions(place: str) -> int | None:
    """The permissions of a file that is there. Raises ``OSError`` for one that may not be written."""
    if not os.path.exists(place):
        return None
    if not os.access(place, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(os.stat(place).st_mode)


def _created(path: str, mode: int) -> int:
    """The descriptor of a new file that this process holds."""
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, mode)
        _locked(descriptor)
        if os.fstat(descriptor).st_nlink > 0:
            return descriptor
        os.close(descriptor)  # another process removed it in the moment before it was locked


def _remove_abandoned(folder: str) -> None:
    """Remove the new files of processes that ended before they could: those that no process holds a lock on."""
    with suppress(OSError):
        names = [name for name in os.listdir(folder or ".") if _TEMPORARY.fullmatch(name)]
        for path in (os.path.join(folder, name) for name in names):
            with suppress(OSError):
                _remove_unless_held(path)


def _remove_unless_held(path: str) -> None:
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
    """Lock a file for as long as it is open; False when another process has it, or the file system has no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
