"""Files that are not on this machine, read by DuckDB's own extensions: object stores and HTTP.

Owns the invariants that nothing is installed, and that no message has what an address or a secret keeps from others.
"""

from collections.abc import Sequence
import glob
from pathlib import PurePosixPath
import re

import duckdb
from sqlglot import exp

from filterlang.exports.files import exports_among
from filterlang.exports.records import RecordError
from filterlang.sql.columns import Columns
from filterlang.sql.engines.duckdb_files import read_parquet
from filterlang.sql.engines.duckdb_shapes import in_v1_form
from filterlang.sql.engines.duckdb_table import RUNS, DuckDBTable, connect, forms_of, without_sql
from filterlang.sql.engines.expressions import call, text
from filterlang.sql.remote_schemes import REMOTE_SCHEMES
from filterlang.sql.shown_addresses import shown_address
from filterlang.sql.table_runs import TableRuns

_NOT_PARQUET = re.compile(r"magic bytes|too small to be a Parquet file", re.IGNORECASE)
_TEXTS = re.compile(r"\.(?:jsonl?|ndjson|csv|tsv)(?:\.gz|\.zst)?\Z", re.IGNORECASE)


class RemoteFiles:
    """The files that some addresses mean: files, patterns and, with a slash at the end, folders."""

    def __init__(self, addresses: Sequence[str]) -> None:
        """Raises ``ImportError`` for an extension that is missing, and ``RecordError`` for files that cannot be listed."""
        self._connection = connect()
        self._place = ", ".join(map(shown_address, addresses))
        for extension in dict.fromkeys(REMOTE_SCHEMES[_scheme(address)] for address in addresses):
            _load(self._connection, extension, addresses[0])
        self.paths: list[str] = list(dict.fromkeys(path for address in addresses for path in self._listed(address)))

    def are_texts(self) -> bool:
        """Whether the names of the files are those of JSON or CSV. Raises ``RecordError`` if only some of them are."""
        texts = [path for path in self.paths if _TEXTS.search(_without_query(path))]
        others = [path for path in self.paths if not _TEXTS.search(_without_query(path))]
        if texts and others:
            both = f"{shown_address(texts[0])} and {shown_address(others[0])}"
            raise RecordError(f"{self._place}: {both} together: open them separately, with patterns such as *.parquet")
        return bool(texts)

    def parquet(self, columns: Columns | None) -> TableRuns | None:
        """Returns the runs of Parquet files, of which queries read only what they need; None for files in another format."""
        read = read_parquet({_without_query(path): _literal(path) for path in self.paths})
        try:
            query, relation = in_v1_form(self._connection, read)
        except duckdb.Error as error:
            if _NOT_PARQUET.search(str(error)):
                return None
            raise self._problem(error) from None
        files = [path for path in self.paths if path == _without_query(path)]
        table = DuckDBTable(
            self._connection, query.subquery(RUNS, copy=False), forms_of(relation), columns, place=self._place, files=files
        )
        return TableRuns(table)

    def contents(self) -> list[tuple[str, bytes]]:
        """Returns the whole contents of the files, each with its address as it may be shown."""
        paths = exp.Array(expressions=[text(_literal(path)) for path in self.paths])
        query = exp.select("filename", "content").from_(exp.Table(this=call("read_blob", paths)))
        try:
            rows = self._connection.execute(query.sql("duckdb")).fetchall()
        except duckdb.Error as error:
            raise self._problem(error) from None
        return [(shown_address(name), bytes(content)) for name, content in rows]

    def _listed(self, address: str) -> list[str]:
        """Returns the files that an address means. Over HTTP, nothing can be listed."""
        is_folder = address.endswith("/")
        if _scheme(address) in ("http", "https") or not (is_folder or glob.has_magic(address)):
            return [address]
        pattern = f"{address}**" if is_folder else address
        try:
            found = self._connection.execute("SELECT file FROM glob($pattern)", {"pattern": pattern}).fetchall()
        except duckdb.Error as error:
            raise self._problem(error) from None
        paths = sorted(path for (path,) in found)
        if is_folder:
            return exports_among({path: PurePosixPath(path.removeprefix(address)) for path in paths}, shown_address(address))
        if not paths:
            raise RecordError(f"{shown_address(address)}: no file matches this pattern")
        return paths

    def _problem(self, error: duckdb.Error) -> RecordError:
        problem = " ".join(str(error).partition("\n\nLINE ")[0].split())
        return RecordError(f"{self._place}: {without_sql(problem)}")


def _load(connection: duckdb.DuckDBPyConnection, extension: str, address: str) -> None:
    try:
        connection.execute(f"LOAD {extension}")
    except duckdb.Error:
        raise ImportError(
            f"{shown_address(address)} is read by DuckDB's extension {extension}, which cannot be loaded: install it with "
            f"""python -c "import duckdb; duckdb.sql('INSTALL {extension}')\""""
        ) from None


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower()


def _without_query(address: str) -> str:
    return re.split(r"[?#]", address, maxsplit=1)[0] if _scheme(address) in ("http", "https") else address


def _literal(address: str) -> str:
    """Returns an address that names only itself: DuckDB reads patterns in those of object stores."""
    scheme, _, rest = address.partition("://")
    return address if scheme.lower() in ("http", "https") else f"{scheme}://{glob.escape(rest)}"
