"""Reports what goes wrong while a command reads runs: a filter with errors, runs that cannot be read, and Ctrl-C.

Owns the invariant that the commands that read runs answer the same problem with the same message and exit status.
"""

from __future__ import annotations

from functools import wraps

from filterlang.cli.terminal import Usage, report

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def reported_problems(function: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Makes a command return 1 for a filter with errors, and raise ``Usage`` for runs that cannot be read."""

    @wraps(function)
    def run(options: argparse.Namespace) -> int:
        from filterlang.findings.errors import FilterError

        try:
            return function(options)
        except FilterError as error:
            report(error.diagnostics, error.source)
            return 1
        except (ValueError, ImportError) as error:
            raise Usage(str(error)) from None
        except RuntimeError as error:  # which DuckDB raises on Ctrl-C
            if str(error) != "Query interrupted":
                raise
            raise KeyboardInterrupt from None

    return run
