"""Writes the tree-sitter queries for editors from the schema: the colours of filters, and which strings are filters.

``python grammar/generate_queries.py`` writes them; a test fails when they are no longer what the schema gives.
"""

from collections.abc import Iterator
from pathlib import Path

from filterlang.schema.operators import LOGICAL, OPERATORS

ROOT = Path(__file__).parent.parent
HIGHLIGHTS = {
    ROOT / "docs" / "editors" / "neovim" / "queries" / "filter" / "highlights.scm": {
        "logical": "keyword.operator", "operator": "function.builtin", "field": "property", "string": "string",
        "number": "number", "boolean": "boolean", "null": "constant.builtin", "comment": "comment",
    },
    ROOT / "docs" / "editors" / "zed" / "languages" / "filter" / "highlights.scm": {
        "logical": "keyword", "operator": "function", "field": "property", "string": "string", "number": "number",
        "boolean": "boolean", "null": "constant", "comment": "comment",
    },
    ROOT / "docs" / "editors" / "helix" / "queries" / "filter" / "highlights.scm": {
        "logical": "keyword.operator", "operator": "function.builtin", "field": "variable.other.member", "string": "string",
        "number": "constant.numeric", "boolean": "constant.builtin.boolean", "null": "constant.builtin", "comment": "comment",
    },
}  # fmt: skip
"""The names that an editor has for the colours of each part of a filter."""

INJECTIONS = ROOT / "docs" / "editors" / "neovim" / "queries"

_NAMED = "filter|Filter|FILTER"
"""Part of every name that filters are kept under, in the styles of the languages."""

_OF_OBJECTS = (
    "(pair key: (_) @_name value: (string) @injection.content)",
    "(pair key: (_) @_name value: (template_string (string_fragment) @injection.content))",
    "(variable_declarator name: (identifier) @_name value: (string) @injection.content)",
    "(variable_declarator name: (identifier) @_name value: (template_string (string_fragment) @injection.content))",
    "(assignment_expression left: (_) @_name right: (string) @injection.content)",
    "(assignment_expression left: (_) @_name right: (template_string (string_fragment) @injection.content))",
    "(jsx_attribute (property_identifier) @_name (string) @injection.content)",
)
_OF_TYPES = (
    *_OF_OBJECTS,
    "(public_field_definition name: (_) @_name value: (string) @injection.content)",
    "(enum_assignment name: (_) @_name value: (string) @injection.content)",
)

PATTERNS: dict[str, tuple[str, ...]] = {
    "bash": (
        "(variable_assignment name: (variable_name) @_name value: [(string) (raw_string)] @injection.content)",
        "(command argument: (word) @_name . argument: [(string) (raw_string)] @injection.content)",
    ),
    "c_sharp": (
        "(argument name: (identifier) @_name [(string_literal) (verbatim_string_literal)] @injection.content)",
        "(assignment_expression left: (_) @_name right: [(string_literal) (verbatim_string_literal)] @injection.content)",
        "(variable_declarator name: (identifier) @_name [(string_literal) (verbatim_string_literal)] @injection.content)",
    ),
    "go": (
        (
            "(keyed_element . (literal_element) @_name (literal_element"
            " [(interpreted_string_literal) (raw_string_literal)] @injection.content))"
        ),
        (
            "(keyed_element . (literal_element) @_name (literal_element (call_expression arguments: (argument_list"
            " . [(interpreted_string_literal) (raw_string_literal)] @injection.content))))"
        ),
        (
            "(const_spec name: (identifier) @_name value: (expression_list"
            " . [(interpreted_string_literal) (raw_string_literal)] @injection.content))"
        ),
        (
            "(short_var_declaration left: (expression_list . (identifier) @_name) right: (expression_list"
            " . [(interpreted_string_literal) (raw_string_literal)] @injection.content))"
        ),
    ),
    "hcl": (
        (
            "(attribute (identifier) @_name (expression"
            " [(template_expr (quoted_template)) (literal_value (string_lit))] @injection.content))"
        ),
        "(attribute (identifier) @_name (expression (template_expr (heredoc_template (template_literal) @injection.content))))",
        (
            "(object_elem key: (_) @_name val: (expression"
            " [(template_expr (quoted_template)) (literal_value (string_lit))] @injection.content))"
        ),
    ),
    "java": (
        "(method_invocation name: (identifier) @_name arguments: (argument_list . (string_literal) @injection.content))",
        "(variable_declarator name: (identifier) @_name value: (string_literal) @injection.content)",
    ),
    "javascript": _OF_OBJECTS,
    "json": ("(pair key: (string) @_name value: (string) @injection.content)",),
    "kotlin": (
        "(value_argument (identifier) @_name (string_literal) @injection.content)",
        "(property_declaration (variable_declaration (identifier) @_name) (string_literal) @injection.content)",
        (
            "(call_expression (navigation_expression (identifier) @_name .) (value_arguments"
            " . (value_argument (string_literal) @injection.content)))"
        ),
    ),
    "python": (
        "(keyword_argument name: (identifier) @_name value: (string (string_content) @injection.content))",
        (
            "(keyword_argument name: (identifier) @_name value: (concatenated_string (string (string_content)"
            " @injection.content)))"
        ),
        (
            "(keyword_argument name: (identifier) @_name value: (parenthesized_expression (string (string_content)"
            " @injection.content)))"
        ),
        "(pair key: (string) @_name value: (string (string_content) @injection.content))",
        "(assignment left: (_) @_name right: (string (string_content) @injection.content))",
        "(assignment left: (_) @_name right: (parenthesized_expression (string (string_content) @injection.content)))",
        "(default_parameter name: (identifier) @_name value: (string (string_content) @injection.content))",
        "(typed_default_parameter name: (identifier) @_name value: (string (string_content) @injection.content))",
    ),
    "toml": ("(pair . (_) @_name (string) @injection.content)",),
    "tsx": _OF_TYPES,
    "typescript": tuple(pattern for pattern in _OF_TYPES if "jsx" not in pattern),
    "yaml": (
        "(block_mapping_pair key: (_) @_name value: (block_node (block_scalar) @injection.content))",
        (
            "(block_mapping_pair key: (_) @_name value: (flow_node"
            " [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @injection.content))"
        ),
        (
            "(flow_pair key: (_) @_name value: (flow_node"
            " [(plain_scalar) (double_quote_scalar) (single_quote_scalar)] @injection.content))"
        ),
    ),
}
"""For each host language the strings that have a name."""


def queries() -> dict[Path, str]:
    """The text of each file of queries."""
    return {path: "".join(_highlights(names)) for path, names in HIGHLIGHTS.items()} | {
        INJECTIONS / language / "injections.scm": "".join(_injections(patterns)) for language, patterns in PATTERNS.items()
    }


def _highlights(names: dict[str, str]) -> Iterator[str]:
    yield "; Made by grammar/generate_queries.py.\n\n"
    for node, name in names.items():
        if node == "logical":
            continue
        yield f"({node}) @{name}\n"
    yield f'((operator) @{names["logical"]} (#match? @{names["logical"]} "^({"|".join(sorted(LOGICAL))})$"))\n'
    yield '["(" ")" "[" "]"] @punctuation.bracket\n"," @punctuation.delimiter\n'


def _injections(patterns: tuple[str, ...]) -> Iterator[str]:
    yield ";; extends\n; Made by grammar/generate_queries.py: strings that are named as filters and begin as a filter.\n"
    for pattern in patterns:
        yield (
            f"\n({pattern}\n"
            f'  (#match? @_name "({_NAMED})")\n'
            f'  (#match? @injection.content "^[^A-Za-z]*({"|".join(OPERATORS)})\\\\s*\\\\(")\n'
            '  (#set! injection.language "filter")\n'
            "  (#set! injection.include-children))\n"
        )


if __name__ == "__main__":
    for path, text in queries().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
