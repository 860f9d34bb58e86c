"""Writes filters into YAML files and reads them back, with PyYAML and code of its own."""

import re

import yaml

_NO_BLOCK = re.compile(
    r"^[ \t]|[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[ \t]$", re.MULTILINE
)


def _alert(value: str) -> str:
    head = "apiVersion: langsmith.langchain.com/v1\nkind: Alert\nmetadata: {name: n}\n"
    return f"{head}spec:\n  filter: {value}\n  type: threshold\n"


def _scalar(text: str, style: str | None, width: int, unicode: bool) -> str:
    written = yaml.safe_dump(text, default_style=style, width=width, allow_unicode=unicode)
    return written.removesuffix("...\n").rstrip("\n").replace("\n", "\n    ")


def plain(text: str) -> str | None:
    """The text without quotes, if it can do without them."""
    written = _scalar(text, None, 10**6, unicode=True)
    return _alert(written) if written == text else None


def single_quoted(text: str) -> str | None:
    """The text in single quotes, over several lines; None where YAML needs escapes."""
    written = _scalar(text, "'", 30, unicode=True)
    return _alert(written) if written[0] == "'" else None


def double_quoted(text: str) -> str:
    """The text in double quotes, in ASCII, over several lines."""
    return _alert(_scalar(text, '"', 30, unicode=False))


def literal(text: str) -> str | None:
    """The text in a literal block; None for what it cannot hold."""
    return None if _NO_BLOCK.search(text) else _alert("|-\n    " + text.replace("\n", "\n    "))


def folded(text: str) -> str | None:
    """The text in a folded block with one word a line, with Windows' line ends."""
    if _NO_BLOCK.search(text) or "\n" in text:
        return None
    return _alert(">\n    " + re.sub(r"(?<=[^ ]) (?=[^ ])", "\n    ", text)).replace("\n", "\r\n")


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    return [document["spec"]["filter"] for document in yaml.safe_load_all(file_text)]


STYLES = {
    "plain": ("alert.yaml", plain),
    "single-quoted": ("alert.yaml", single_quoted),
    "double-quoted": ("alert.yml", double_quoted),
    "literal": ("alert.yaml", literal),
    "folded": ("alert.yaml", folded),
}
