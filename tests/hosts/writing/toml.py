"""Writes filters into TOML files and reads them back, by code of its own and with Python's reader."""

import json
import re
import tomllib


def _config(value: str) -> str:
    return f"[[rules]]\ndisplay_name = 'rule'\nsampling_rate = 1.0\nfilter = {value} # note\n"


def _is_writable(text: str, quote: str) -> bool:
    return quote not in text and not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", text)


def basic(text: str) -> str:
    """The text in double quotes."""
    return _config(json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f"))


def literal(text: str) -> str | None:
    """The text in single quotes; None for what cannot stand there."""
    return _config(f"'{text}'") if _is_writable(text, "'") and "\n" not in text else None


def multiline(text: str) -> str | None:
    """The text in three double quotes, each word on a line, with Windows' line ends."""
    if not _is_writable(text, '"""') or "\n" in text:
        return None
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return _config('"""\n' + re.sub(r"(?<=\S) (?=\S)", " \\\\\n    ", escaped) + '"""').replace("\n", "\r\n")


def multiline_literal(text: str) -> str | None:
    """The text in three single quotes; None for what cannot stand there."""
    return _config(f"'''\n{text}'''") if _is_writable(text, "''") and not text.endswith("'") else None


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    return [rule["filter"] for rule in tomllib.loads(file_text)["rules"]]


STYLES = {
    "basic": ("rules.toml", basic),
    "literal": ("rules.toml", literal),
    "multi-line": ("rules.toml", multiline),
    "multi-line literal": ("rules.toml", multiline_literal),
}
