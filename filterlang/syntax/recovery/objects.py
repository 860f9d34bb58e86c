"""JSON objects as people write them into filters."""

import json
import re


def one_member(key: str, value: object) -> str:
    """Returns the text of a JSON object with one member."""
    return json.dumps({key: value}, ensure_ascii=False, default=float)


def as_json(text: str) -> str | None:
    """Returns an object in the syntax of JSON, Python or JavaScript as JSON; None for any other text."""
    pythonic = re.sub(r"\b(?:True|False|None)\b", lambda match: {"None": "null"}.get(match[0], match[0].lower()), text)
    keyed = re.sub(r"([{,]\s*)([A-Za-z_]\w*)(\s*:)", r'\1"\2"\3', pythonic.replace("'", '"'))
    for candidate in (text, pythonic, keyed):
        try:
            json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        return candidate
    return None
