"""Python files that hold a filter in each way of quoting, written with ``repr`` and read with ``ast``."""

import ast
from collections.abc import Callable

HEAD = "from langsmith import Client\n\nclient = Client()\n"


def _call(literal: str) -> str:
    return f'{HEAD}runs = client.list_runs(project_name="demo", filter={literal})\n'


def _quoted(quote: str) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        escaped = "".join(f"\\{character}" if character in (quote, "\\") else character for character in text)
        return _call(f"{quote}{escaped}{quote}") if escaped.isprintable() else None

    return write


def _raw(quotes: str) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        is_held = quotes not in text and not text.endswith(("\\", quotes[0])) and (len(quotes) == 3 or "\n" not in text)
        return _call(f"r{quotes}{text}{quotes}") if is_held and "\r" not in text else None

    return write


def _long(quotes: str) -> Callable[[str], str | None]:
    def write(text: str) -> str | None:
        if "\r" in text:
            return None
        return _call(quotes + text.replace("\\", "\\\\").replace(quotes[0], f"\\{quotes[0]}") + quotes)

    return write


def _written(text: str) -> str | None:
    return _call(repr(text))


def _ascii(text: str) -> str | None:
    return _call(ascii(text))


def _adjacent(text: str) -> str | None:
    half = len(text) // 2
    return _call(f"(\n    {text[:half]!r}\n    {text[half:]!r}  # the rest\n)") if half else None


def _added(text: str) -> str | None:
    half = len(text) // 2
    return _call(f"{text[:half]!r} + {text[half:]!r}") if half else None


def _f_string(text: str) -> str | None:
    return _call("f" + repr(text.replace("{", "{{").replace("}", "}}")))


def _format(text: str) -> str | None:
    return _call(repr(text.replace("{", "{{").replace("}", "}}")) + ".format()")


def _named(text: str) -> str | None:
    return f"{HEAD}SLOW = {text!r}\n\n\ndef runs():\n    return client.list_runs(filter=SLOW)\n"


def _spread(text: str) -> str | None:
    return f'{HEAD}options = {{"limit": 5}}\noptions["filter"] = {text!r}\nruns = client.list_runs(**options)\n'


def _escaped(text: str) -> str | None:
    return _call('"' + "".join(f"\\U{ord(character):08x}" for character in text) + '"')


STYLES: dict[str, tuple[str, Callable[[str], str | None]]] = {
    name: (f"{name.replace(' ', '_')}.py", write)
    for name, write in {
        "double quotes": _quoted('"'),
        "single quotes": _quoted("'"),
        "triple double quotes": _long('"""'),
        "triple single quotes": _long("'''"),
        "raw": _raw("'"),
        "raw triple quotes": _raw('"""'),
        "repr": _written,
        "ascii": _ascii,
        "escapes": _escaped,
        "adjacent": _adjacent,
        "added": _added,
        "f string": _f_string,
        "format": _format,
        "constant": _named,
        "keyword arguments": _spread,
    }.items()
}
"""How a filter is written into a Python file, by the name of the way."""


def read(file_text: str) -> list[str]:
    """The filters in such a file, as Python reads them."""
    namespace: list[str] = []
    for node in ast.walk(ast.parse(file_text)):
        value: ast.expr | None = None
        if (isinstance(node, ast.keyword) and node.arg == "filter") or (
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("SLOW", "options['filter']")
        ):
            value = node.value
        if value is not None and not isinstance(value, ast.Name):
            namespace.append(_value(value))
    return namespace


def _value(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp):
        return _value(node.left) + _value(node.right)
    if isinstance(node, ast.JoinedStr):
        return "".join(_value(part) for part in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _value(node.func.value).format()
    assert isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value
