"""Writes filters into JavaScript and TypeScript, and reads them back with Node."""

import json
import re

from javascript_reader import evaluated

_TYPES = re.compile(r"^import .*;$|(?<=FILTER): string| as const(?=;)", re.MULTILINE)
_CLIENT = """
const filters = [];
const client = { listRuns: (options) => filters.push(options.filter) };
const fetch = (address, request) => filters.push(JSON.parse(request.body).filter);
"""


def _call(literal: str) -> str:
    return f'import {{ Client }} from "langsmith";\nclient.listRuns({{ projectName: "p", filter: {literal} }});\n'


def double(text: str) -> str:
    """The text in double quotes, as JSON writes it."""
    return _call(json.dumps(text, ensure_ascii=False))


def escaped(text: str) -> str:
    r"""The text in ASCII, with ``\u`` escapes."""
    return _call(json.dumps(text))


def single(text: str) -> str:
    """The text in single quotes."""
    content = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return _call(f"'{content}'")


def template(text: str) -> str | None:
    """The text in a template, over several lines where it has several."""
    if "\r" in text:
        return None
    return _call("`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`")


def raw(text: str) -> str | None:
    """The text in a template that keeps backslashes."""
    if "`" in text or "${" in text or "\r" in text or text.endswith("\\"):
        return None
    return _call(f"String.raw`{text}`")


def body(text: str) -> str:
    """The text in the body of a request."""
    literal = json.dumps(text, ensure_ascii=False)
    return f'fetch("/api/v1/runs/query", {{ method: "POST", body: JSON.stringify({{ filter: {literal} }}) }});\n'


def constant(text: str) -> str:
    """The text in a constant with a type, which a call uses."""
    return f"const FILTER: string = {json.dumps(text, ensure_ascii=False)} as const;\n{_call('FILTER')}"


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    filters: list[str] = evaluated(f"{_CLIENT}{_TYPES.sub('', file_text)}\nfilters")
    return filters


STYLES = {
    "double quotes": ("runs.js", double),
    "single quotes": ("runs.mjs", single),
    "escapes": ("runs.cjs", escaped),
    "template": ("runs.ts", template),
    "raw template": ("runs.tsx", raw),
    "request body": ("request.js", body),
    "typed constant": ("constant.ts", constant),
}
