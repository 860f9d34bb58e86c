"""Opens files that are not on this machine: ``s3://``, ``https://``, ``gs://`` and the like.

Owns the invariant that Parquet is read in place, a part at a time, and anything else once and as a whole.
"""

from collections.abc import Sequence

from filterlang.exports.results import Runs
from filterlang.opening.checked_tables import SourceOptions, checked, require_duckdb
from filterlang.opening.file_contents import runs_in
from filterlang.sql.remote_schemes import require_no_login
from filterlang.sql.shown_addresses import shown_address


def open_remote_files(addresses: Sequence[str], options: SourceOptions) -> Runs:
    """Opens files, patterns and folders as one set of runs.

    Raises ``ValueError`` for an address with a password, and ``ImportError`` with what to install for a missing extension.
    """
    for address in addresses:
        require_no_login(address)
    require_duckdb(shown_address(addresses[0]))
    from filterlang.sql.engines.duckdb_remote import RemoteFiles

    files = RemoteFiles(addresses)
    table = None if files.are_texts() else files.parquet(options.columns)
    if table is None:
        return runs_in(files.contents(), options)
    return checked(table, ", ".join(map(shown_address, addresses)), options)
