"""A server of ClickHouse's HTTP interface on the loopback, with chdb behind it: what clickhouse-connect needs of one.

Owns the invariant that what a client sends reaches ClickHouse as it came: the statement, and each parameter by its name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qsl, urlsplit

import chdb


class Server(ThreadingHTTPServer):
    """The server. Answers that are longer than ``most`` break off there."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.connection = chdb.connect(str(folder))
        self.turn = Lock()  # chdb answers one question at a time
        self.most: int | None = None

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
        status, answer = self.server.answer(sql, parameters)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        if status != 200:
            self.send_header("X-ClickHouse-Exception-Code", "1")
        self.end_headers()
        self.wfile.write(answer[: self.server.most])
        self.close_connection = self.server.most is not None

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
