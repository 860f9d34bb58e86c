"""A server of ClickHouse's HTTP interface on the loopback, with chdb behind it: what clickhouse-connect needs of one.

Owns the invariant that what a client sends reaches ClickHouse as it came: the statement, and each parameter by its name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import parse_qsl, urlsplit

import chdb

REFUSED = b"Code: 164. DB::Exception: Cannot modify 'log_comment' setting in readonly mode. (READONLY)"


class Server(ThreadingHTTPServer):
    """The server. Answers that are longer than ``most`` break off there.

    With ``endless``, it repeats its answers until the query is killed. With ``readonly``, it refuses settings. ``waiting`` is
    called for a query, which is answered when it is killed.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connection = chdb.connect(str(folder))
        self.turn = Lock()  # chdb answers one question at a time
        self.most: int | None = None
        self.endless = self.readonly = False
        self.waiting: Callable[[], None] | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.killed: dict[str, Event] = {}

    def is_killed(self, id: str) -> Event:
        """What is set when a query is killed."""
        return self.killed.setdefault(id, Event())

    def answer(self, sql: str, parameters: dict[str, str]) -> tuple[int, bytes]:
        with self.turn:
            try:
                return 200, self.connection.query(sql, "Native", params=parameters).bytes()
            except RuntimeError as problem:
                return 500, str(problem).encode()


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body, kind = self.rfile.read(int(self.headers["Content-Length"])), self.headers["Content-Type"] or ""
        if kind.startswith("multipart"):  # as which long parameters come
            asked |= parts(kind, body)
        sql = asked.get("query") or body.decode()
        parameters = {name.removeprefix("param_"): value for name, value in asked.items() if name.startswith("param_")}
        self.server.asked.append((sql, asked))
        if sql.startswith("KILL QUERY"):
            self.server.is_killed(parameters["id"]).set()
        status, answer = (
            (500, REFUSED) if self.server.readonly and "log_comment" in asked else self.server.answer(sql, parameters)
        )
        if status == 200 and self.server.waiting and asked.get("query_id", "").startswith("filterlang"):
            self.server.waiting()
            self.server.is_killed(asked["query_id"]).wait()
        if status == 200 and self.server.endless and asked.get("query_id", "").startswith("filterlang"):
            self.send_endlessly(answer, self.server.is_killed(asked["query_id"]))
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        if status != 200:
            self.send_header("X-ClickHouse-Exception-Code", "1")
        self.end_headers()
        self.wfile.write(answer[: self.server.most])
        self.close_connection = self.server.most is not None

    def send_endlessly(self, answer: bytes, killed: Event) -> None:
        """An answer again and again: the blocks of the format Native follow one another."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while not killed.is_set():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(answer), answer))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests are quiet."""


def parts(kind: str, body: bytes) -> dict[str, str]:
    """The fields of a form."""
    form = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields = [part for part in form.walk() if not part.is_multipart()]
    return {
        str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True)).decode()
        for part in fields
    }


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server on the tables of a folder of chdb."""
    with Server(folder) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.connection.close()
