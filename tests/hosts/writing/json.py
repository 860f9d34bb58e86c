"""Writes filters into JSON files and reads them back, with Python's own reader and writer."""

import json


def _rule(text: str) -> dict[str, object]:
    return {"display_name": "rule", "session_id": "id", "sampling_rate": 1, "filter": text, "is_enabled": True}


def rule(text: str) -> str:
    """An automation rule, as a person writes it."""
    return json.dumps(_rule(text), ensure_ascii=False, indent=2) + "\n"


def ascii_rules(text: str) -> str:
    r"""A list of rules as programs write it: one line, with ``\u`` escapes."""
    return json.dumps([_rule(text), _rule(text)])


def lines(text: str) -> str:
    """Calls of tools, one a line."""
    line = json.dumps({"name": "fetch_runs", "arguments": {"project_name": "p", "filter": text}}, ensure_ascii=False)
    return f"{line}\n{line}\n"


def experiments(text: str) -> str:
    """The filters of experiments, by session, with Windows' line ends."""
    return json.dumps({"experiment_ids": ["u"], "filters": {"u": [text, text]}}, indent="\t").replace("\n", "\r\n")


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    texts: list[str] = []
    decoder = json.JSONDecoder()
    at = 0
    while at < len(file_text):
        document, at = decoder.raw_decode(file_text, at)
        at += len(file_text[at:]) - len(file_text[at:].lstrip())
        for item in document if isinstance(document, list) else [document]:
            texts += item["filters"]["u"] if "filters" in item else [item.get("arguments", item)["filter"]]
    return texts


STYLES = {
    "rule": ("rule.json", rule),
    "rules in ASCII": ("rules.json", ascii_rules),
    "lines": ("calls.jsonl", lines),
    "experiments": ("experiments.json", experiments),
}
