"""Writes filters into ``.env`` files and reads them back, by code of its own."""

import re

_VALUE = re.compile(r"^LANGSMITH_FILTER=(?:'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|(.*?))\r?$", re.MULTILINE | re.DOTALL)


def _env(value: str) -> str:
    return f"# settings\nLANGSMITH_PROJECT=default\nLANGSMITH_FILTER={value}\nLAST=1\n"


def bare(text: str) -> str | None:
    """The text without quotes; None where that is not possible."""
    return None if re.search(r"[\r\n#\"'`\\$]|\s$|[\x1c-\x1e\x85\u2028\u2029]", text) else _env(text)


def single_quoted(text: str) -> str | None:
    """The text in single quotes, which have no escapes."""
    return None if "'" in text else _env(f"'{text}'")


def double_quoted(text: str) -> str:
    """The text in double quotes."""
    return _env('"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"')


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    meanings = {"n": "\n", "r": "\r"}
    return [
        re.sub(r"\\(.)", lambda escape: meanings.get(escape[1], escape[1]), double) if double else single or bare
        for single, double, bare in _VALUE.findall(file_text)
    ]


STYLES = {
    "bare": ("settings.env", bare),
    "single-quoted": (".env", single_quoted),
    "double-quoted": (".env.example", double_quoted),
}
