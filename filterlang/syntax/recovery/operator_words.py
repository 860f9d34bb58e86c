"""Tables of the words and symbols that people write instead of the language: operators, constants, argument names."""

import re

LOGIC = frozenset({"and", "or", "not"})
"""Operators over conditions; every other operator takes a field and values."""

TEXT_CALLS = frozenset({"search"})
"""Operators whose first argument is a text, not a field."""

CALLS = frozenset({"and", "or", "not", "eq", "neq", "gt", "gte", "lt", "lte", "has", "in", "like", "notlike", "search"})
"""Words that begin a call whose parenthesis is missing, if an argument follows them."""

CONSTANTS = {
    "true": "true", "false": "false", "null": "null", "none": "null", "nil": "null", "undefined": "null",
}  # fmt: skip
"""Spellings of constants in other languages, in lower case."""

AND, OR, NOT, COMPARE, ADD = 2, 1, 3, 4, 5
"""The bindings of infix operators: one with a higher number binds more tightly."""

SYMBOLS: dict[str, tuple[str, int]] = {
    "&&": ("and", AND), "&": ("and", AND), "∧": ("and", AND),
    "||": ("or", OR), "|": ("or", OR), "∨": ("or", OR),
    "!": ("not", NOT), "¬": ("not", NOT),
    "=": ("eq", COMPARE), "==": ("eq", COMPARE), "===": ("eq", COMPARE), ":=": ("eq", COMPARE), ":": ("eq", COMPARE),
    "!=": ("neq", COMPARE), "!==": ("neq", COMPARE), "<>": ("neq", COMPARE), "≠": ("neq", COMPARE),
    "<": ("lt", COMPARE), "<=": ("lte", COMPARE), "=<": ("lte", COMPARE), "≤": ("lte", COMPARE),
    ">": ("gt", COMPARE), ">=": ("gte", COMPARE), "=>": ("gte", COMPARE), "≥": ("gte", COMPARE),
    "=~": ("regex", COMPARE), "~": ("regex", COMPARE), "~=": ("regex", COMPARE), "!~": ("notregex", COMPARE),
    "~*": ("iregex", COMPARE), "!~*": ("notiregex", COMPARE), "!=~": ("notregex", COMPARE),
    "-eq": ("eq", COMPARE), "-ne": ("neq", COMPARE), "-gt": ("gt", COMPARE), "-ge": ("gte", COMPARE), "-lt": ("lt", COMPARE),
    "-le": ("lte", COMPARE),
    "+": ("+", ADD), "-": ("-", ADD),
}  # fmt: skip
"""Infix symbols, each with the operator that it stands for and its binding."""

CONJUNCTIONS = frozenset({"if", "when", "whenever"})
"""Words in front of a whole filter, as programs and people write them; they are left out."""

JOINTS: dict[str, int] = {"and": AND, "or": OR}
"""Infix words over conditions, in lower case. Those that compare are in ``spellings``."""

ORDERINGS = frozenset({"gt", "gte", "lt", "lte"})
"""Comparisons that can be chained, as in ``1 < latency < 5``."""

PRESENCE = {"present": "neq", "absent": "eq"}
"""Comparisons without a right operand: the operator that compares with null instead."""

RANGES = {"between": ("and", "gte", "lte"), "notbetween": ("or", "lt", "gt")}
"""Comparisons with two bounds: the operator that joins the comparisons with each of them, and the operators of those."""

MIRRORED = {
    "eq": "eq", "neq": "neq", "lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte", "in": "has", "notin": "notcontains",
    "like": "like",
}  # fmt: skip
"""The operator that means the same with the two sides exchanged."""

ARGUMENT_NAMES = frozenset({"field", "attribute", "attr", "key", "column", "value", "values", "val", "comparator", "query"})
"""Names that people give to arguments, as in eq(field="status", value="error")."""

PARAMETERS = frozenset({"filter", "trace_filter", "tree_filter", "run_filter", "search_filter", "where", "select"})
"""Names of parameters that people leave in front of a filter."""

NAMING = frozenset({"=", ":", ":=", "==", "==="})
"""Symbols that people put between the name of an argument, or a key, and its value."""

REPEATED = {
    "or": frozenset({"eq", "has", "contains", "like", "startswith", "endswith"}),
    "and": frozenset({"has", "contains", "like"}),
}  # fmt: skip
"""Comparisons that a value by itself repeats behind ``or`` and ``and``, as in ``name = "a" or "b"``."""

FLAGS = ("is_", "has_")
"""The beginnings of the names of fields that are conditions by themselves."""

FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
"""A text that can be the name of a field."""
