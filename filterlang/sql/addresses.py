"""Addresses of tables: ``spark:lake.db.runs``, ``clickhouse://host/db.runs``, ``duckdb:runs.duckdb#runs``.

Owns the invariant that a password in an address or in the environment is in no message, representation or log.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
import logging
import os
from pathlib import Path
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, quote_plus, unquote, urlsplit

from filterlang.exports.files import FileKind, check_end, kind_of
from filterlang.exports.records import RecordError
from filterlang.sql.engine_registry import ENGINES, EngineName
from filterlang.sql.shown_addresses import is_address
from filterlang.text.display import clip
from filterlang.text.extras import install

if TYPE_CHECKING:
    from filterlang.sql.columns import Columns
    from filterlang.sql.table_runs import TableRuns

_CONNECT_MODE = "SPARK_CONNECT_MODE_ENABLED"
"""The variable in which pyspark keeps that its sessions are those of Spark Connect, even if none could be started."""

_SERVER = re.compile(r"(?P<host>\[[\da-f:.]+\]|[\w.-]+)(?P<port>:\d{1,5})?(?P<path>/[^?#]*)?", re.IGNORECASE)
"""Matches what follows the user and the password in an address, where it is sure to hold no part of them."""

_USER, _PASSWORD, _REMOTE = "CLICKHOUSE_USER", "CLICKHOUSE_PASSWORD", "SPARK_REMOTE"
_PORTS = {False: 8123, True: 8443}
"""The ports of ClickHouse's HTTP interface, without and with TLS."""

_NATIVE_PORTS = (9000, 9440)
"""The ports of ClickHouse's own protocol, which is not spoken here."""

_CONNECT_PORT = 15002
_PATIENCE = 10.0
"""Seconds until a server of Spark Connect has to take a connection."""

_CLICKHOUSE_FORM = f"write clickhouse://user@host:8123/db.runs, clickhouses:// for TLS, and the password in {_PASSWORD}"
_ENCODE = "in a user or a password, write %2F for /, %3A for :, %23 for #, %3F for ? and %25 for %"


class _Scheme(NamedTuple):
    """A kind of address: the engine, its library, the form of its addresses, and the function that opens them."""

    engine: EngineName
    library: str
    form: str
    open: Callable[[str, Columns | None], TableRuns]


@dataclass(frozen=True, slots=True)
class ClickHouseServer:
    """A server of ClickHouse and the name of a table. ``label`` is the address without user and password."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str = field(repr=False)
    table: str
    label: str


def local_source(source: str) -> str | None:
    """Returns the path that runs are read from: a source that is no address, or the database that an address names.

    Returns None for a table of another system.
    """
    if not is_address(source):
        return source
    scheme, _, rest = source.partition(":")
    return _file_and_table(rest)[0] if scheme.lower() == "duckdb" else None


def open_address(address: str, columns: Columns | None = None) -> TableRuns:
    """Returns the runs in the table of an address.

    The user and the password for ClickHouse come from the address, or from ``CLICKHOUSE_USER`` and ``CLICKHOUSE_PASSWORD``.
    Spark is queried through the session of this process, or a new one; ``SPARK_REMOTE`` names a server of Spark Connect.
    Raises ``RecordError`` for a table that cannot be read, ``ValueError`` for an address that is not one, and ``ImportError``
    with what to install for a library that is missing.
    """
    name = address.partition(":")[0]
    scheme = _SCHEMES.get(name.lower())
    if scheme is None:
        raise ValueError(
            f"{clip(name)}:// is not read: runs come from files, or from a table: s3://bucket/runs.parquet, "
            + ", ".join(known.form for known in _SCHEMES.values())
        )
    for library in (scheme.library, "sqlglot"):
        if not find_spec(library):
            engine = ENGINES[scheme.engine]
            raise ImportError(f"tables of {engine.label} are queried with {library}: {install(engine.extra)}")
    return scheme.open(address, columns)


def _spark_runs(address: str, columns: Columns | None) -> TableRuns:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    from filterlang.sql.engines.spark_session import message
    from filterlang.sql.table_names import table_name_parts

    name = address.partition(":")[2]
    if "://" in name or name.startswith("//"):
        raise ValueError(f"spark: takes the name of a table, spark:catalog.db.runs: a server is named in {_REMOTE}")
    table_name_parts(name)  # before a session is started, which takes seconds
    remote, mode = os.environ.get(_REMOTE, ""), os.environ.get(_CONNECT_MODE)
    try:
        _require_server(remote)
        session = SparkSession.builder.getOrCreate()
    except (PySparkException, ImportError, RuntimeError, OSError, ValueError) as error:
        if mode is None:
            os.environ.pop(_CONNECT_MODE, None)  # or no session without a server could be started after it
        problem = _without(message(error), re.findall(r"=(?!true|false)([^;]+)", remote))
        hint = "; Spark needs Java 17 or later: install it, or set JAVA_HOME" if "JAVA_GATEWAY_EXITED" in problem else ""
        problem = problem.rstrip(".") if hint else problem
        raise RecordError(f"spark: there is no session: {clip(problem, 500)}{hint}") from None
    return ENGINES["spark"].open((session, name), columns)


def _require_server(remote: str) -> None:
    """Raises ``OSError`` for a server of Spark Connect that takes no connection, which Spark itself retries for minutes.

    Behind a proxy this machine may have no connection of its own, so only Spark can find it out.
    """
    import socket
    from urllib.request import getproxies

    if not remote.startswith("sc://") or getproxies():
        return
    parts = urlsplit(remote.partition(";")[0])
    try:
        socket.create_connection((parts.hostname or "", parts.port or _CONNECT_PORT), timeout=_PATIENCE).close()
    except OSError as error:
        raise OSError(f"the server in {_REMOTE} does not answer ({error.strerror or error})") from None
    except ValueError:  # its message quotes the port
        raise ValueError(f"the host or the port in {_REMOTE} cannot be read: write sc://host:15002") from None


def _clickhouse_runs(address: str, columns: Columns | None) -> TableRuns:
    import clickhouse_connect
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from filterlang.sql.table_names import table_name_parts

    server = clickhouse_server(address)
    table_name_parts(server.table, most=2)
    protocol = "https" if server.tls else "http"
    library: Any = clickhouse_connect
    try:
        with _silenced("clickhouse_connect", "urllib3"):
            client = library.get_client(
                host=server.host, port=server.port, interface=protocol, username=server.user, password=server.password
            )
    except (ClickHouseError, OSError, ValueError) as error:
        raise RecordError(f"{server.label}: {_refusal(server, error)}") from None
    return ENGINES["clickhouse"].open((client, server.table), columns)


def clickhouse_server(address: str) -> ClickHouseServer:
    """Returns the server and the table that an address names. Raises ``ValueError`` for an address that cannot be read.

    What the address leaves out comes from ``CLICKHOUSE_USER`` and ``CLICKHOUSE_PASSWORD``.
    """
    scheme, separator, rest = address.partition("://")
    login, at, place = rest.rpartition("@")
    found = _SERVER.fullmatch(place)
    if not separator or found is None or re.search(r"[/?#]", login):
        hint = _ENCODE if at else "a table whose name has ? or # is written with %3F and %23"
        raise ValueError(f"an address of ClickHouse cannot be read: {_CLICKHOUSE_FORM}; {hint}")
    table = unquote(found["path"] or "").strip("/")
    label = f"{scheme.lower()}://{place}"
    if not table or "/" in table:
        raise ValueError(f"{clip(label)} names {'more than a' if table else 'no'} table: {_CLICKHOUSE_FORM}")
    port = int(found["port"][1:]) if found["port"] else None
    if port is not None and not 0 < port < 1 << 16:
        raise ValueError(f"{clip(label)}: a port is a number from 1 to 65535")
    tls = scheme.lower() == "clickhouses" or port == _PORTS[True]
    user, colon, password = (unquote(part) for part in login.partition(":"))
    return ClickHouseServer(
        host=found["host"].strip("[]"),
        port=port or _PORTS[tls],
        tls=tls,
        user=user or os.environ.get(_USER),
        password=password if colon else os.environ.get(_PASSWORD, ""),
        table=table,
        label=clip(label),
    )


def _refusal(server: ClickHouseServer, error: BaseException) -> str:
    """Returns why a server of ClickHouse cannot be queried, in a sentence without the password."""
    if "AUTHENTICATION_FAILED" in str(error):
        return f"the server refuses the user or the password: correct {_USER} and {_PASSWORD}, or those in the address"
    protocol = f"; port {server.port} usually speaks another protocol: write 8123, or 8443 for TLS"
    hint = protocol if server.port in _NATIVE_PORTS else ""
    reasons = [cause.strerror for cause in _causes(error) if isinstance(cause, OSError) and cause.strerror]
    if reasons:
        return f"the server does not answer ({reasons[-1]}){hint}"
    answer = str(error).rpartition("server response: ")[2].partition("\n")[0]
    return clip(_without(answer, [server.password]), 500) + hint


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yields an exception, and those that led to it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _without(problem: str, secrets: Iterable[str]) -> str:
    """Returns a message with asterisks for each secret, however it is encoded."""
    for secret in filter(None, secrets):
        for spelling in {secret, unquote(secret), quote(secret), quote(secret, safe=""), quote_plus(secret)}:
            problem = problem.replace(spelling, "***")
    return problem


@contextmanager
def _silenced(*names: str) -> Generator[None]:
    """Keeps a library from logging an error that is raised as well."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _duckdb_runs(address: str, columns: Columns | None) -> TableRuns:
    from filterlang.sql.engines.duckdb_files import database_runs

    path, table = _file_and_table(address.partition(":")[2])
    if not Path(path).is_file():
        raise RecordError(f"{clip(address)}: there is no such file: write duckdb:runs.duckdb#runs")
    kind = kind_of(path)
    if kind is not FileKind.DATABASE:
        raise RecordError(f"{clip(path)}: {kind}, not {FileKind.DATABASE}: give the path without duckdb:")
    check_end(path, kind)
    return database_runs(path, columns, table)


def _file_and_table(rest: str) -> tuple[str, str | None]:
    """Returns the file of an address, and the table: what stands behind the last ``#`` before which there is such a file."""
    ends = [match.start() for match in re.finditer("#", rest)]
    for end in (len(rest), *reversed(ends)):
        if Path(rest[:end]).is_file():
            return rest[:end], None if end == len(rest) else rest[end + 1 :]
    path, separator, table = rest.partition("#")
    return path, table if separator else None


_SCHEMES: dict[str, _Scheme] = {
    "spark": _Scheme("spark", "pyspark", "spark:catalog.db.runs", _spark_runs),
    "clickhouse": _Scheme("clickhouse", "clickhouse_connect", "clickhouse://host:8123/db.runs", _clickhouse_runs),
    "clickhouses": _Scheme("clickhouse", "clickhouse_connect", "clickhouses://host:8443/db.runs", _clickhouse_runs),
    "duckdb": _Scheme("duckdb", "duckdb", "duckdb:runs.duckdb#runs", _duckdb_runs),
}
"""The kinds of addresses, by what they begin with."""
