"""Responses: any JSON value as bytes, and refusals in the form of each API.

Owns the invariant that any value of a run can be sent: NaN becomes null, and no depth of nesting is too deep.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from filterlang.evaluate.rows import json_text
from filterlang.serve.request_checks import Refused


def answer(value: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """Returns a response with a JSON body."""
    try:
        text = json.dumps(value, default=str, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (ValueError, RecursionError):  # NaN, which is not JSON, or nested too deep for json
        text = json_text(value)
    # half of a surrogate pair has no UTF-8; JSON's escape for it is the same as Python's
    return Response(text.encode(errors="backslashreplace"), status, headers, media_type="application/json")


def refusal_v1(refused: Refused) -> Response:
    """Returns a refusal as FastAPI, and so v1, writes it: ``{"detail": …}``, with a list for misfits (HTTPValidationError)."""
    problems = refused.problems
    if problems is None and refused.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        problems = [{"type": "value_error", "loc": ["body"], "msg": refused.detail}]
    detail: dict[str, object] = {"detail": problems or refused.detail}
    if refused.diagnostics:
        detail["diagnostics"] = refused.diagnostics
    return answer(detail, refused.status, refused.headers)


def refusal_v2(refused: Refused, path: str) -> Response:
    """Returns a refusal as v2 writes it: problem details (RFC 7807; LangSmith's OpenAPI document, shared.ProblemDetails)."""
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": refused.detail,
        "instance": path,
    }
    if refused.diagnostics:
        problem["diagnostics"] = refused.diagnostics
        problem["remedy"] = refused.diagnostics[0]["help"] or refused.diagnostics[0]["message"]
    return answer(problem, refused.status, refused.headers)
