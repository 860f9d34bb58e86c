"""Writes filters into request files and reads them back, with Python's own tools."""

import json
from urllib.parse import parse_qs, quote, urlencode, urlsplit

_API = "https://api.smith.langchain.com"


def body(text: str) -> str:
    """A request with a JSON body, after its headers."""
    written = json.dumps({"session": ["{{project}}"], "filter": text, "limit": 10}, indent=2)
    headers = "Content-Type: application/json\nx-api-key: {{key}}\n"
    return f"### Runs\nPOST {_API}/api/v1/runs/query HTTP/1.1\n{headers}\n{written}\n\n###\n"


def parameter(text: str) -> str:
    """A request with a parameter, with spaces as plus signs."""
    return f"GET {_API}/api/v2/traces/t/runs?project_id=p&{urlencode({'filter': text}, errors='replace')}&limit=1\n"


def link(text: str) -> str:
    """A link of the user interface, in a comment of a request."""
    model = quote(json.dumps({"filter": text, "traceFilter": ""}), safe="")
    return f"GET https://smith.langchain.com/o/o/projects/p/p?timeModel=%7B%7D&searchModel={model}&runtab=0 HTTP/1.1\n"


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    if file_text.startswith("###"):
        return [json.loads(file_text[file_text.index("\n{") : file_text.rindex("###")])["filter"]]
    query = parse_qs(urlsplit(file_text.split()[1]).query)
    return query.get("filter") or [json.loads(query["searchModel"][0])["filter"]]


STYLES = {"body": ("runs.http", body), "parameter": ("runs.rest", parameter), "link": ("runs.http", link)}
