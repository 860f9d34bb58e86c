"""Queries to ClickHouse through the user's client: one of clickhouse-connect, or a session or connection of chdb.

Owns the invariants that values are sent as parameters and never as SQL, that a new query does not spoil a result which is still
being read, although both kinds of client answer one query at a time, and that a query ends when its result is no longer read.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
import json
import sys
from types import MappingProxyType
from threading import RLock
from typing import Any, Protocol
from uuid import uuid4
from weakref import WeakKeyDictionary

from sqlglot import exp

from filterlang.sql.lowering import Bound
from filterlang.text.display import clip

Row = dict[str, Any]
Block = list[Row]
_PLAN = {"query_plan_merge_expressions": 0}
"""The settings with which ClickHouse evaluates an expression once that stands both in ``SELECT`` and in ``WHERE``."""

_AS_JSON = (
    " SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0"
    ", output_format_json_quote_decimals = 0, output_format_json_quote_denormals = 0"
)
"""The settings for a query to chdb, with which its rows have the JSON that runs have."""

_COMMENT, _READ_ONLY = "log_comment", "READONLY"
"""The setting that names a query in ``system.query_log``, and the name of the error for a setting that is not to be changed."""

_CANCEL = "KILL QUERY WHERE query_id = {id: String} ASYNC"
_SHOWN = 200
"""The most characters of a call that stand in a comment."""

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t"})


class _AnyClient(Protocol):
    """A client of either kind: it gives the rows of a query, a block at a time, and the description of a table."""

    problems: tuple[type[Exception], ...]

    def described(self, sql: str, values: Mapping[str, Bound]) -> Generator[Block]: ...
    def parameters(self, values: Mapping[str, Bound]) -> dict[str, Any]: ...
    def blocks(self, sql: str, values: Mapping[str, Bound], call: str = "") -> Generator[Block]: ...


class ClickHouseConnection:
    """A client of the user, which answers one query after another."""

    def __init__(self, client: object) -> None:
        self._client = _client(client)
        self._turns = _TURNS.setdefault(client, AnswerTurns())

    @property
    def problems(self) -> tuple[type[Exception], ...]:
        """The exceptions that the client raises for a query that fails."""
        return self._client.problems

    def rows(self, sql: str, values: Mapping[str, Bound], call: str = "") -> Iterator[Row]:
        """Yields the rows of a query, as values by the name of their column.

        ``call`` stands in the query's ``log_comment``. The query is cancelled when the iterator is closed or interrupted.
        """
        for block in self._turns.take(self._client.blocks(sql, values, call)):
            yield from block

    def parameters(self, values: Mapping[str, Bound]) -> dict[str, Any]:
        """Returns values in the form in which the client takes the parameters of a query."""
        return self._client.parameters(values)

    def described(self, sql: str, values: Mapping[str, Bound] = MappingProxyType({})) -> list[Row]:
        """Returns the rows that describe a table, or explain a query."""
        return [row for block in self._turns.take(self._client.described(sql, values)) for row in block]


class AnswerTurns:
    """The results of one client, one at a time: before the next query, the rest of the result before is read and kept."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._finish: Callable[[], None] = lambda: None

    def take(self, blocks: Generator[Block]) -> Generator[Block]:
        """Yields the blocks of the next query's result."""
        kept: deque[Block | Exception] = deque()

        def finish() -> None:
            try:
                kept.extend(blocks)
            except Exception as error:  # noqa: BLE001 - it is raised where the result is read
                kept.append(error)

        with self._lock:
            self._finish()
            self._finish = finish
        try:
            while True:
                with self._lock:
                    block = kept.popleft() if kept else next(blocks, None)
                if block is None:
                    return
                if isinstance(block, Exception):
                    raise block
                yield block
        finally:
            with self._lock:
                blocks.close()


_TURNS: WeakKeyDictionary[Any, AnswerTurns] = WeakKeyDictionary()


class _HttpClient:
    """A client of clickhouse-connect."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._error: type[Exception] = sys.modules["clickhouse_connect.driver.exceptions"].ClickHouseError
        self.problems: tuple[type[Exception], ...] = (self._error, OSError)

    def described(self, sql: str, values: Mapping[str, Bound]) -> Generator[Block]:
        yield list(self._client.query(sql, parameters=self.parameters(values)).named_results())

    def parameters(self, values: Mapping[str, Bound]) -> dict[str, Any]:
        return {name: utc_text(value) if isinstance(value, datetime) else value for name, value in values.items()}

    def blocks(self, sql: str, values: Mapping[str, Bound], call: str = "") -> Generator[Block]:
        id = f"filterlang-{uuid4()}"
        with self._stream(sql, values, id, call) as stream:
            names = stream.source.column_names
            try:
                for block in stream:
                    yield [dict(zip(names, row, strict=True)) for row in block]
            except (GeneratorExit, KeyboardInterrupt):
                self._cancel(id)  # first, because a stream reads its result to the end when it is closed
                raise

    def _stream(self, sql: str, values: Mapping[str, Bound], id: str, call: str) -> Any:
        """Returns the stream of a query's blocks. For a user who may not change settings, none is sent."""
        wanted = {**_PLAN, _COMMENT: _commented(call)}
        settings = {name: value for name, value in wanted.items() if not self._is_fixed(name)}
        send = partial(
            self._client.query_row_block_stream, sql, parameters=self.parameters(values), query_tz="UTC", tz_mode="aware"
        )
        try:
            try:
                return send(settings={"query_id": id, **settings})
            except self._error as error:
                if not settings or _READ_ONLY not in str(error):
                    raise
                return send(settings={"query_id": id})
        except KeyboardInterrupt:
            self._cancel(id)
            raise

    def _is_fixed(self, setting: str) -> bool:
        """Whether the server does not have a setting, or does not let this user change it."""
        definition = self._client.server_settings.get(setting)
        return definition is None or bool(definition.readonly)

    def _cancel(self, id: str) -> None:
        """Cancels a query, by a request in another session of the server: the query's own session waits for the query."""
        with suppress(*self.problems):
            self._client.command(_CANCEL, parameters={"id": id}, settings={"session_id": str(uuid4())})


class _ChdbClient:
    """A session of chdb, or a connection."""

    problems: tuple[type[Exception], ...] = (RuntimeError,)

    def __init__(self, session: Any) -> None:
        self._session = session

    def described(self, sql: str, values: Mapping[str, Bound]) -> Generator[Block]:
        with _opened():
            answer = self._session.query(sql, "JSONEachRow", params=self.parameters(values))
        yield _read(answer)

    def parameters(self, values: Mapping[str, Bound]) -> dict[str, Any]:
        return {name: written(value) for name, value in values.items()}

    def blocks(self, sql: str, values: Mapping[str, Bound], call: str = "") -> Generator[Block]:
        settings = {**_PLAN, _COMMENT: exp.Literal.string(_commented(call)).sql("clickhouse")}
        ended = f"{sql}{_AS_JSON}, {', '.join(f'{name} = {value}' for name, value in settings.items())}"
        with _opened():
            stream = self._session.send_query(ended, "JSONEachRow", params=self.parameters(values))
        with stream as blocks:
            yield from map(_read, blocks)


@contextmanager
def _opened() -> Generator[None]:
    """Raises ``RuntimeError`` for a query to a session of chdb that is closed."""
    try:
        yield
    except AttributeError:  # of None, which is what a closed session holds
        raise RuntimeError("the session of chdb is closed") from None


def _read(block: Any) -> Block:
    return [json.loads(line) for line in block.bytes().decode("utf-8", "replace").split("\n") if line]


_CLIENTS: dict[tuple[str, str], Callable[[Any], _AnyClient]] = {
    ("clickhouse_connect.driver.client", "Client"): _HttpClient,
    ("chdb.session.state", "Session"): _ChdbClient,
    ("chdb.state.sqlitelike", "Connection"): _ChdbClient,
}
"""The clients by the module and name of their class. Whoever has an object of a class has imported its module."""


def _client(client: object) -> _AnyClient:
    for (module, name), adapter in _CLIENTS.items():
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(client, getattr(loaded, name)):
            return adapter(client)
    raise TypeError(
        f"ClickHouse needs a client of clickhouse-connect or a session of chdb, not {type(client).__name__}: "
        "write (clickhouse_connect.get_client(...), 'table')"
    )


def _commented(call: str) -> str:
    return clip(f"filterlang {call}".strip(), _SHOWN)


def written(value: Bound) -> str:
    """Returns a value as the text of a parameter.

    chdb passes these texts on unchanged, and ClickHouse reads them as fields of its format TabSeparated, in which a backslash
    begins an escape and a tab or line end would end the value. clickhouse-connect escapes its parameters itself.
    """
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, list):
        return "".join(("[", ",".join(f"'{item.translate(_ESCAPES)}'" for item in value), "]"))
    return utc_text(value) if isinstance(value, datetime) else repr(value)


def utc_text(value: datetime) -> str:
    """Returns a datetime as the text of a DateTime64 in UTC."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
