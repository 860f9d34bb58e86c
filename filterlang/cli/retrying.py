"""Prints each retry of a request when it happens.

Owns the invariant that a message of the client's log is printed once, on standard error.
"""

import logging

from filterlang.cli.terminal import tell

LOG = logging.getLogger("filterlang.client")


class RetryPrinter(logging.Handler):
    """Prints that a request failed and is sent again: ``filterlang: GET …: no answer: retrying (2/6)``."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        """Prints a message."""
        tell(f"filterlang: {record.getMessage()}")
