"""Limits of a process that reads what may be hostile: its memory, its time, and what it prints.

Owns the invariant that such a process reads and prints nothing that is its parent's: input and output may be a protocol.
"""

from __future__ import annotations

import os
import signal


class interrupts_held_back:  # noqa: N801 - used as a function
    """Keeps Ctrl-C from a process that is being started: it inherits that, and its parent ends it."""

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def limit_process(most_memory: int) -> None:
    """Limits the bytes of address space of this process where the system can, and takes its standard streams away.

    Ctrl-C is left to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in ((resource.RLIMIT_AS, most_memory), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            continue


def end_after(seconds: int) -> None:
    """Ends this process after a time, where the system can; 0 for never."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
