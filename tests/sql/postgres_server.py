"""A server of PostgreSQL in a folder of its own, behind a socket in that folder, and the runs in its tables.

Owns the invariants that the server ends with the tests, and that a row holds what its columns' types can hold of a run.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
import json
from math import isinf, isnan
import os
from pathlib import Path
import shutil
import subprocess
import tempfile
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier
from psycopg.types.json import set_json_loads
from sqlglot import exp

from filterlang.evaluate.rows import stored_datetime
from filterlang.exports.records import Record, RecordError
from filterlang.semantics.stored_ids import is_stored_uuid, stored_id
from filterlang.sql.columns import Column, Columns, Form
from filterlang.sql.engines.postgres_expressions import PostgresExpressions
from filterlang.sql.lowering import Bound
from filterlang.sql.sqltext import assumed_columns

TYPES = {
    Form.TEXT: "text", Form.UUID: "uuid", Form.NUMBER: "double precision", Form.DATETIME: "timestamptz", Form.TEXTS: "text[]",
    Form.JSON: "jsonb", Form.CANONICAL_ID: "text",
}  # fmt: skip

SETTINGS = ("fsync=off", "jit=off", "timezone=America/New_York")


@contextmanager
def connected() -> Iterator[Connection[Any]]:
    """Starts a server and connects to it. Its time zone is one with summer time, which must not count."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}  # PostgreSQL refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if owner:
        shutil.chown(folder, **owner)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)  # type: ignore[call-overload]

    try:
        run("initdb", "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", *SETTINGS)
        run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", " ".join(f"-c {setting}" for setting in settings))
        try:
            with Connection.connect(host=str(folder), user="tests", dbname="postgres", autocommit=True) as opened:
                set_json_loads(lambda written: written.decode() if isinstance(written, bytes) else written, opened)
                yield opened
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class PostgresTable:
    """Runs in a table of PostgreSQL."""

    def __init__(self, connection: Connection[Any], columns: Columns, records: Sequence[Record]) -> None:
        self.connection = connection
        self.columns = columns
        self.source: exp.Expr = exp.Table(this=exp.to_identifier("runs", quoted=True))
        self.names: Sequence[str] = [column.name for column in columns.by_path.values()]
        connection.execute("DROP TABLE IF EXISTS runs")
        described = [SQL(f"{{}} {TYPES[column.form]}").format(Identifier(column.name)) for column in columns.by_path.values()]
        connection.execute(SQL("CREATE TABLE runs ({})").format(SQL(", ").join(described)))
        values = [SQL(f"%s::{TYPES[column.form]}") for column in columns.by_path.values()]
        insert = SQL("INSERT INTO runs VALUES ({})").format(SQL(", ").join(values))
        rows = [[_fitting(column.form, record.get(column.name)) for column in columns.by_path.values()] for record in records]
        connection.cursor().executemany(insert, rows)

    def expressions(self) -> PostgresExpressions:
        return PostgresExpressions()

    def rows(self, sql: str, values: Mapping[str, Bound]) -> Iterator[Mapping[str, Any]]:
        yield from self.connection.cursor(row_factory=dict_row).execute(sql.encode(), values)

    def always(self, column: Column) -> bool:
        return column.name == "id"

    def broken(self, problem: str) -> RecordError:
        return RecordError(problem)


def tables_columns(ids: Form = Form.CANONICAL_ID) -> Columns:
    """The columns that printed SQL assumes, or the same with ids of another form."""
    return Columns({
        path: Column(column.name, ids if column.form is Form.CANONICAL_ID else column.form)
        for path, column in assumed_columns("postgres").by_path.items()
    })  # fmt: skip


def _fitting(form: Form, value: Any) -> Any:
    """The value as a column of this form holds it, or None if it cannot."""
    if form is Form.DATETIME:
        time = stored_datetime(value) if isinstance(value, str) else None
        return time if time is not None and 1 < time.year < 9999 else None  # Python reads no others in that time zone
    if form is Form.NUMBER:
        return float(value) if type(value) in (int, float) and abs(value) < 1e300 else None
    if form is Form.TEXTS:
        return [_fitting(Form.TEXT, item) for item in value] if isinstance(value, list) else None
    if form is Form.JSON:
        written = json.dumps(_readable(value), ensure_ascii=False).replace(_ENDLESS, "1e999")
        return written if value is not None and "\\u0000" not in written and is_utf8(written) else None
    if form is Form.CANONICAL_ID:
        return stored_id(value) if isinstance(value, str) else None
    if form is Form.UUID:
        return value.removeprefix("urn:uuid:") if isinstance(value, str) and is_stored_uuid(value) else None
    return value if isinstance(value, str) and "\x00" not in value and is_utf8(value) else None


def is_utf8(value: str) -> bool:
    """Whether a text has no lone surrogate."""
    return value == value.encode(errors="ignore").decode()


_ENDLESS = '"a number too large for a double"'


def _readable(value: Any) -> Any:
    """JSON without NaN, which JSON does not have; infinity becomes a number that Python reads so."""
    if isinstance(value, dict):
        return {key: _readable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_readable(inner) for inner in value]
    if isinstance(value, float) and isinf(value):
        return _ENDLESS.strip('"')
    return None if isinstance(value, float) and isnan(value) else value
