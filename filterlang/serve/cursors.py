"""Cursors: the last run of a page, as a text that is opaque to clients.

Owns the invariants that a cursor belongs to one query, and that the same page has the same cursor whenever it is requested: the
server remembers nothing between two requests.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http import HTTPStatus
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from filterlang.evaluate.run import ZonedDatetime
from filterlang.serve.request_checks import Refused


class Cursor(BaseModel):
    """The last item that was handed out."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")

    question: str
    """The digest of the query."""
    started: ZonedDatetime | None
    id: str
    ties: Annotated[int, Field(ge=0, le=10**9)]
    """How many of the runs handed out so far started at the same time."""

    def text(self) -> str:
        """Returns the cursor as the client sees it."""
        return urlsafe_b64encode(self.model_dump_json().encode()).decode()


def digest(values: object) -> str:
    """Returns a short text that is different for different queries."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:12]


def read_cursor(text: str | None, question: str) -> Cursor | None:
    """Returns the cursor of a text. Raises ``Refused`` for a text that is not a cursor, and for a cursor of another query."""
    if text is None:
        return None
    try:
        cursor = Cursor.model_validate_json(urlsafe_b64decode(text.encode("ascii")))
    except ValueError:
        message = "the cursor cannot be read: pass the cursor of the previous answer unchanged"
        raise Refused(HTTPStatus.BAD_REQUEST, message) from None
    if cursor.question != question:
        raise Refused(HTTPStatus.BAD_REQUEST, "the cursor belongs to another query: start again without a cursor")
    return cursor
