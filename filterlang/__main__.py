"""``python -m filterlang``."""

import sys

from filterlang.cli import main

status = main()
# When Ctrl-C interrupts an exec of a text, such as dataclasses and enums use, CPython remembers it, although the interrupt is
# handled, and replaces the exit status of ``python -m`` by the signal. The next exec makes it forget.
exec("")  # noqa: S102
sys.exit(status)
