"""Writes filters into Terraform files and reads them back, by code of its own."""

import json
import re

_FILTER = re.compile(r'^  filter\s*= (?:"((?:[^"\\]|\\.)*)"$|<<(-?)(\w+)\n(.*?)^\s*\3$)', re.MULTILINE | re.DOTALL)


def _resource(value: str) -> str:
    return f'resource "langsmith_run_rule" "rule" {{\n  display_name = "rule"\n  filter       = {value}\n}}\n'


def _template(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def quoted(text: str) -> str | None:
    """The text in quotes; None where JSON and HCL differ."""
    written = json.dumps(text, ensure_ascii=False)
    return None if re.search(r"\\[bf]", written) else _resource(_template(written))


def ascii_quoted(text: str) -> str | None:
    r"""The text in quotes, in ASCII only, with ``\u`` and ``\U`` escapes."""
    written = json.dumps(text, ensure_ascii=False)
    if re.search(r"\\[bf]", written):
        return None
    escaped = "".join(c if c.isascii() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in written)
    return _resource(_template(escaped))


def _heredoc(text: str, mark: str, indent: str) -> str | None:
    if (
        "\r" in text
        or re.search(r"^\s*EOT\s*$", text, re.MULTILINE)
        or (indent and re.search(r"^\s*$|^\s", text, re.MULTILINE))
    ):
        return None
    lines = "".join(f"{indent}{line}\n" for line in _template(text).split("\n"))
    return _resource(f"<<{mark}EOT\n{lines}{'  ' if mark else ''}EOT")


def heredoc(text: str) -> str | None:
    """The text in a heredoc, which has a line break at its end."""
    return _heredoc(text, "", "")


def indented_heredoc(text: str) -> str | None:
    """The text in a heredoc whose indentation is removed."""
    return _heredoc(text, "-", "    ")


def read(file_text: str) -> list[str]:
    """The filters of a file of one of the styles."""
    texts: list[str] = []
    for match in _FILTER.finditer(file_text):
        if match[1] is not None:
            body = re.sub(r"\\U([0-9a-f]{8})", lambda code: chr(int(code[1], 16)), match[1])
            body = json.loads(f'"{body}"', strict=False)
        else:
            body = match[4]
            margins = [line for line in body.split("\n") if line.strip()] if match[2] else []
            margin = min((len(line) - len(line.lstrip()) for line in margins), default=0)
            body = re.sub(rf"^ {{{margin}}}", "", body, flags=re.MULTILINE)
        texts.append(body.replace("$${", "${").replace("%%{", "%{"))
    return texts


STYLES = {
    "quoted": ("rule.tf", quoted),
    "quoted in ASCII": ("rule.tf", ascii_quoted),
    "heredoc": ("rule.tf", heredoc),
    "indented heredoc": ("rule.tf", indented_heredoc),
}
