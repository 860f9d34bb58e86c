"""The values of local exports, read in the background while an editor goes on.

Owns the invariants that asking for values never waits, neither for a file nor for the reader, and that an export which cannot
be read gives its reason once, and no values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
import errno
import math
from pathlib import Path
import threading
import time

from filterlang.ide.known_values import NO_VALUES, KnownValues
from filterlang.ide.limited_call import LimitedCall, LimitedCallError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from filterlang.exports.results import Runs

_SECONDS = 120.0
"""Seconds that reading an export may take."""
_COUNTING_SECONDS = 60.0
"""Seconds after which the runs that were read so far have to do."""
_MOST_RUNS = 200_000
"""Runs that are read, the latest first."""
_MOST_MEMORY = 4_000_000_000
"""Bytes of address space of the process that reads."""
_MOST_EXPORTS = 8
"""Exports whose values are kept; of more, the least recently used one is forgotten."""
_LOOK_SECONDS = 5.0
"""Seconds after which the files of an export are looked at again."""
_CLOSING_SECONDS = 1.0
"""Seconds after which closing goes on without the thread, which keeps no process alive."""
_REST = 4
"""How many times longer than a look took, with reading, the next one is away at least."""

_Signature = tuple[tuple[str, int, int], ...]
"""The files of an export, each with its time of change and its size."""


class _Export:
    """The state of an export: its values, or the reason why it cannot be read, and the files that were read."""

    def __init__(self) -> None:
        self.values: KnownValues = NO_VALUES
        self.signature: _Signature | None = None
        self.problem: str | None = None
        self.next_look: float = 0.0


class LocalExports:
    """Reads exports in a background thread, each in a process of its own, and again when its files change.

    ``on_change`` is called without arguments when values have changed, ``on_problem`` with the reason why an export cannot be
    read; both in the background thread. An export is a sequence of paths, patterns and folders, as ``open_runs`` takes them.
    """

    def __init__(
        self, on_change: Callable[[], object] = lambda: None, on_problem: Callable[[str], object] = lambda reason: None
    ) -> None:
        self._on_change = on_change
        self._on_problem = on_problem
        self._exports: dict[tuple[str, ...], _Export] = {}
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._call: LimitedCall | None = None
        self._is_closed: bool = False

    def values(self, paths: Sequence[str]) -> KnownValues:
        """The values that are known by now; none before the export was read for the first time. Does not wait."""
        if not paths:
            return NO_VALUES
        key = tuple(paths)
        with self._condition:
            export = self._exports.pop(key, None) or _Export()
            self._exports[key] = export  # as the last
            if len(self._exports) > _MOST_EXPORTS:
                del self._exports[next(iter(self._exports))]
            if not export.next_look:
                self._wake()
            return export.values

    def refresh(self) -> None:
        """Looks at all exports again soon, for instance because the editor says that a file has changed. Does not wait."""
        with self._condition:
            for export in self._exports.values():
                export.next_look = 0.0
            if self._exports:
                self._wake()

    def close(self) -> None:
        """Stops reading, ends the process and waits for the thread. No callback is called afterwards.

        The thread is not waited for any longer where it still looks for the files of a pattern that matches half of a disk.
        """
        with self._condition:
            self._is_closed = True
            if self._call is not None:
                self._call.stop()
            self._condition.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_CLOSING_SECONDS)

    def _wake(self) -> None:
        if self._thread is None and not self._is_closed:
            self._thread = threading.Thread(target=self._work, name="filterlang exports", daemon=True)
            self._thread.start()
        self._condition.notify_all()

    def _work(self) -> None:
        """Looks at the exports, again and again, until this is closed; runs in the thread."""
        while (due := self._next()) is not None:
            paths, export = due
            began = time.monotonic()
            signature = _signature(paths)
            if signature != export.signature:
                self._read(paths, export)
                export.signature = signature
            took = time.monotonic() - began
            with self._condition:
                if export.next_look:  # otherwise it was refreshed meanwhile
                    export.next_look = time.monotonic() + max(_LOOK_SECONDS, _REST * took)

    def _next(self) -> tuple[tuple[str, ...], _Export] | None:
        """The next export to look at, when its time has come; None when this is closed."""
        with self._condition:
            while not self._is_closed:
                paths, export = min(self._exports.items(), key=lambda item: item[1].next_look)
                left = export.next_look - time.monotonic()
                if left <= 0:
                    export.next_look = math.inf
                    return paths, export
                self._condition.wait(left)
        return None

    def _read(self, paths: tuple[str, ...], export: _Export) -> None:
        """Reads an export, and says what has changed."""
        values, problem = NO_VALUES, None
        try:
            call = LimitedCall(read_values, (paths,), seconds=_SECONDS, most_memory=_MOST_MEMORY)
            with self._condition:  # not held while the process starts
                self._call = call
                if self._is_closed:
                    call.stop()
            values = call.result()
        except LimitedCallError as error:
            problem = f"the export {', '.join(paths)} cannot be read: {error}"
        except OSError as error:
            problem = f"the export {', '.join(paths)} cannot be read: no process can be started: {error}"
        with self._condition:
            self._call = None
            if self._is_closed:
                return
            has_changed, is_new = values != export.values, problem != export.problem
            export.values, export.problem = values, problem
        if has_changed:
            self._on_change()
        if problem is not None and is_new:
            self._on_problem(problem)


def _signature(paths: Sequence[str]) -> _Signature:
    """The times of change and sizes of files, which differ once a file changes; a path without access counts as missing."""
    from filterlang.exports.files import files_of

    signature: list[tuple[str, int, int]] = []
    for path in paths:
        try:
            for file in files_of(path):
                status = Path(file).stat()
                signature.append((file, status.st_mtime_ns, status.st_size))
        except (OSError, ValueError):
            signature.append((path, 0, -1))
    return tuple(signature)


def open_export(paths: Sequence[str]) -> Runs:
    """Opens an export without its broken lines. Raises as ``open_runs`` does, and ``OSError`` for a pipe: it may never end."""
    from filterlang.exports.files import files_of
    from filterlang.opening import open_files

    for path in paths:
        for file in files_of(path):
            if Path(file).exists() and not Path(file).is_file():
                raise OSError(errno.EINVAL, "not an ordinary file", file)
    return open_files(paths, skip_broken=True)


def read_values(paths: Sequence[str]) -> KnownValues:
    """Reads the values of an export: of its latest runs, as many as there is time for. Raises as ``open_export`` does."""
    from filterlang.evaluate.query import plan
    from filterlang.ide.counted_values import FIELDS_COUNTED, count_values

    deadline = time.monotonic() + _COUNTING_SECONDS
    planned = plan({"select": list(FIELDS_COUNTED), "limit": _MOST_RUNS})
    return count_values(_until(deadline, open_export(paths).select(planned).records()))


def _until(deadline: float, records: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for record in records:
        yield record
        if time.monotonic() > deadline:
            return
