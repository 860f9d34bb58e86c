"""Recognises filter files, and files that cannot be filter files, by their names.

Owns the invariant that no file is opened to decide.
"""

from __future__ import annotations

import os

MOST_BYTES = 5_000_000
"""Bytes of the longest text that is parsed."""
FILTER_ENDINGS = (".filter", ".filters")
"""The endings of names of files that hold only filters."""

_KINDS: dict[str, str] = {
    "Python": ".py .pyi .pyw",
    "a notebook": ".ipynb",
    "TypeScript": ".ts .tsx .mts .cts",
    "JavaScript": ".js .jsx .mjs .cjs",
    "Vue": ".vue",
    "Svelte": ".svelte",
    "YAML": ".yaml .yml",
    "JSON": ".json .jsonc .json5",
    "JSON lines": ".jsonl .ndjson",
    "TOML": ".toml",
    "a configuration file": ".ini .cfg .conf .properties .env .lock",
    "Markdown": ".md .markdown .mdx .qmd .rmd",
    "reStructuredText": ".rst",
    "AsciiDoc": ".adoc .asciidoc",
    "TeX": ".tex",
    "Terraform": ".tf .tfvars .hcl .tofu",
    "SQL": ".sql",
    "HTML": ".html .htm .xhtml",
    "XML": ".xml .xsd .svg .plist",
    "CSS": ".css .scss .less",
    "a template": ".j2 .jinja .jinja2 .tmpl .tpl .mustache .hbs .ejs .erb",
    "a table": ".csv .tsv .xlsx .parquet .arrow .feather",
    "a shell script": ".sh .bash .zsh .fish .ps1 .bat .cmd",
    "Go": ".go",
    "Rust": ".rs",
    "Java": ".java",
    "Kotlin": ".kt .kts",
    "Scala": ".scala",
    "Ruby": ".rb",
    "PHP": ".php",
    "C#": ".cs",
    "C or C++": ".c .h .cc .cpp .cxx .hpp",
    "Swift": ".swift",
    "Dart": ".dart",
    "R": ".r",
    "Julia": ".jl",
    "Lua": ".lua",
    "Perl": ".pl .pm",
    "Elixir": ".ex .exs",
    "Clojure": ".clj .cljs .edn",
    "GraphQL": ".graphql .gql",
    "Protocol Buffers": ".proto",
    "Nix": ".nix",
    "a patch": ".diff .patch",
    "a log": ".log",
    "packed": ".gz .zst .bz2 .xz .zip .tar .tgz .7z",
    "an image": ".png .jpg .jpeg .gif .webp",
    "a document": ".pdf .docx .odt .rtf",
    "a database": ".db .duckdb .sqlite",
}
_BY_ENDING = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}
_BY_NAME = {
    "dockerfile": "a Dockerfile",
    "containerfile": "a Dockerfile",
    "makefile": "a Makefile",
    "justfile": "a Justfile",
    "jenkinsfile": "Groovy",
    "rakefile": "Ruby",
    "gemfile": "Ruby",
    **dict.fromkeys(("license", "licence", "copying", "notice", "authors", "changelog", "readme", "version"), "plain text"),
    **dict.fromkeys(("license.txt", "readme.txt", "changelog.txt", "robots.txt", "cmakelists.txt"), "plain text"),
    **dict.fromkeys(("requirements.txt", "constraints.txt", "codeowners"), "a configuration file"),
    **dict.fromkeys((".dockerignore", ".editorconfig", ".gitattributes", ".gitmodules"), "a configuration file"),
    ".env": "a configuration file",
    ".gitignore": "a configuration file",
    ".bashrc": "a shell script",
    ".zshrc": "a shell script",
}


def foreign_kind(path: str) -> str | None:
    """Returns the kind of a file whose name shows that it is not a filter file; None for any other."""
    name = os.path.basename(path).lower()
    return _BY_NAME.get(name) or _BY_ENDING.get(os.path.splitext(name)[1])


def is_filter_file(path: str) -> bool:
    """Returns whether the name shows that the file holds only filters."""
    return path.lower().endswith(FILTER_ENDINGS)
