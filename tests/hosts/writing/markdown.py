"""Writes filters into Markdown documents and reads them back with a CommonMark parser, ``ast`` and ``shlex``."""

import ast
import re
import shlex

from markdown_it import MarkdownIt

_HEAD = "# Queries of LangSmith\n\nThe failed runs:\n\n"


def _python(text: str) -> str:
    return f"from langsmith import Client\n\nruns = Client().list_runs(filter={text!r})"


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(f"{others}{line}".rstrip(" ") for line in lines[1:])])


def python_fence(text: str) -> str:
    """The text in a call in a fence."""
    return f"{_HEAD}```python\n{_python(text)}\n```\n\nMore.\n"


def tilde_fence(text: str) -> str:
    """The text in a call in a fence of tildes, with more in its info string."""
    return f'{_HEAD}~~~~py title="runs.py" {{1}}\n{_python(text)}\n~~~~\n'


def quoted_fence(text: str) -> str:
    """The text in a call in a fence in a quote."""
    return _HEAD + _indented(f"```python\n{_python(text)}\n```", "> ", "> ") + "\n"


def fence_in_list(text: str) -> str:
    """The text in a call in a fence in an item of a list."""
    return f"{_HEAD}1. Then\n\n" + _indented(f"```py\n{_python(text)}\n```", "   ", "   ") + "\n\n2. Done\n"


def shell_fence(text: str) -> str | None:
    """The text in a flag of a command in a fence."""
    if re.search(r"^\s*(```|[$%❯] )", text, re.MULTILINE):
        return None
    return f"{_HEAD}```bash\nlangsmith run list --project p --filter {shlex.quote(text)}\n```\n"


def session_fence(text: str) -> str | None:
    """The text in a flag of a command after a prompt, with output below."""
    if re.search(r"^\s*```|\n", text, re.MULTILINE):
        return None
    return f"{_HEAD}```console\n$ langsmith run list --filter {shlex.quote(text)}\nit's 3 runs (é)\n```\n"


def read(file_text: str) -> list[str]:
    """The filters in the fences of a document."""
    texts: list[str] = []
    for token in MarkdownIt().parse(file_text):
        if token.type == "fence" and token.info.startswith("py"):
            calls = [node for node in ast.walk(ast.parse(token.content)) if isinstance(node, ast.keyword)]
            texts += [ast.literal_eval(call.value) for call in calls]
        elif token.type == "fence":
            command = token.content.rpartition("\nit's")[0].removeprefix("$ ") or token.content
            words = shlex.split(command)
            texts.append(words[words.index("--filter") + 1])
    return texts


STYLES = {
    "Python fence": ("queries.md", python_fence),
    "fence of tildes": ("queries.mdx", tilde_fence),
    "fence in a quote": ("queries.md", quoted_fence),
    "fence in a list": ("queries.md", fence_in_list),
    "shell fence": ("queries.md", shell_fence),
    "session": ("queries.md", session_fence),
}
