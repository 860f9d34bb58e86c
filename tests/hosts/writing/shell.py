"""Writes filters into shell scripts and reads them back with bash."""

import json
from pathlib import Path
import re
import shlex
import subprocess
import tempfile

_COMMANDS = """
langsmith() {
  for word; do
    case $word in
      --filter=*) printf '%s\\0' "${word#--filter=}" ;;
      *) [ "$before" = --filter ] && printf '%s\\0' "$word" ;;
    esac
    before=$word
  done
}
curl() { printf '%s\\0' "$3"; }
"""


def _script(word: str) -> str:
    return f"#!/usr/bin/env bash\nlangsmith run list --project p --filter {word} --limit 5\n"


def single(text: str) -> str:
    """The text in single quotes, as ``shlex`` writes it."""
    quoted = shlex.quote(text)
    return _script(quoted if quoted.startswith("'") else f"'{quoted}'")


def double(text: str) -> str:
    """The text in double quotes."""
    return _script('"' + re.sub(r'(["$`\\])', r"\\\1", text) + '"')


def equals(text: str) -> str:
    """The text after an equals sign."""
    return single(text).replace("--filter '", "--filter='", 1)


def ansi(text: str) -> str:
    """The text in ``$'…'``, with each character that is not a letter as an escape."""
    return _script("$'" + "".join(c if c.isalpha() and c.isascii() else f"\\U{ord(c):08x}" for c in text) + "'")


def plain(text: str) -> str | None:
    """The text with a backslash before each special character."""
    return None if "\n" in text or not text else _script("".join(c if c.isalnum() else f"\\{c}" for c in text))


def variable(text: str) -> str:
    """The text in a variable that is passed to the command."""
    return f'#!/usr/bin/env bash\nF={shlex.quote(text)}\nlangsmith run list --filter "$F"\n'


def heredoc(text: str) -> str | None:
    """The text in a quoted heredoc, whose last line breaks the substitution removes."""
    if text.endswith("\n") or re.search(r"^EOT$", text, re.MULTILINE):
        return None
    return f"#!/usr/bin/env bash\nF=$(cat <<'EOT'\n{text}\nEOT\n)\nlangsmith run list --filter \"$F\"\n"


def body(text: str) -> str:
    """The text in the JSON body of a request."""
    return (
        f"curl https://api.smith.langchain.com/api/v1/runs/query -d {shlex.quote(json.dumps({'filter': text, 'limit': 5}))}\n"
    )


def read(file_text: str) -> list[str]:
    """The filters that the script passes to its commands."""
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8", newline="") as script:
        script.write(_COMMANDS + file_text)
        script.flush()
        result = subprocess.run(
            ["bash", Path(script.name)],
            capture_output=True,
            check=True,
            timeout=20,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
    texts = result.stdout.decode().split("\0")[:-1]
    return [json.loads(text)["filter"] for text in texts] if file_text.startswith("curl") else texts


STYLES = {
    "single quotes": ("list.sh", single),
    "double quotes": ("list.sh", double),
    "after an equals sign": ("list.sh", equals),
    "ANSI-C quotes": ("list.sh", ansi),
    "backslashes": ("list.sh", plain),
    "variable": ("list.sh", variable),
    "heredoc": ("list.sh", heredoc),
    "body of a request": ("list.sh", body),
}
