"""The addresses of files that are not on this machine, and the extension of DuckDB that reads each.

Owns the invariant that an address with a user or a password is refused: they belong into a secret of DuckDB or the environment.
"""

import re

from filterlang.sql.shown_addresses import shown_address

REMOTE_SCHEMES = {
    **dict.fromkeys(("s3", "s3a", "s3n", "https", "http", "gs", "gcs", "r2", "hf"), "httpfs"),
    **dict.fromkeys(("az", "azure", "abfss"), "azure"),
}
"""The extension of DuckDB for each scheme (DuckDB's documentation: HTTP(S) support, S3 API support, Azure)."""

_LOGIN = re.compile(r"[^/?#]*@")


def is_remote_file(source: str) -> bool:
    """Whether a text is the address of a file that is not on this machine.

    >>> is_remote_file("s3://bucket/runs.parquet"), is_remote_file("clickhouse://host/runs")
    (True, False)
    """
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.lower() in REMOTE_SCHEMES


def require_no_login(address: str) -> None:
    """Raises ``ValueError`` for an address with a user or a password."""
    if _LOGIN.match(address.partition("://")[2]):
        raise ValueError(
            f"{shown_address(address)}: an address has no user and no password: keep them in a secret of DuckDB "
            "(CREATE PERSISTENT SECRET), or in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)"
        )
