"""The host languages: for each, the files it is in, its grammar, and the module that finds filters in it.

Owns the invariant that nothing else decides what language a file is in.
"""

from __future__ import annotations

from functools import lru_cache
import os

from filterlang.text.frozen import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class HostLanguage:
    """One host language.

    ``finder`` is the module of ``hosts/readers`` with ``find(document) -> Iterable[Candidate]``. ``grammar`` names the wheel's
    module and function, ``module:function``; without one, the finder reads the text itself, and nothing has to be installed.
    ``fences`` are the names by which Markdown calls the language. ``comment`` is how a comment begins; in a language without
    comments nothing can be ignored in the file itself. ``quick_bytes`` is the length up to which any text is parsed in little
    time and memory, with the documents that it can have inside; some grammars take time in the square of a hostile text.
    """

    name: str
    finder: str
    grammar: str
    suffixes: tuple[str, ...]
    file_names: tuple[str, ...] = ()
    fences: tuple[str, ...] = ()
    comment: str = ""
    quick_bytes: int = 40_000

    @property
    def is_installed(self) -> bool:
        """Whether the language's grammar can be loaded."""
        return not self.grammar or (_can_import(self.grammar.partition(":")[0]) and _can_import("tree_sitter"))


@lru_cache
def _can_import(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


INSTRUCTION = "filterlang:"
"""How an instruction to filterlang begins, after the mark of a comment."""
HOST_LANGUAGES: dict[str, HostLanguage] = {
    language.name: language
    for language in (
        HostLanguage("filter", "filter_host", "", (".filter", ".filters"), fences=("filter", "langsmith"), comment="#"),
        HostLanguage("json", "json_host", "", (".json", ".jsonl", ".ndjson", ".jsonc", ".json5", ".har"),
                     fences=("json", "jsonc", "json5")),
        HostLanguage("notebook", "notebook_host", "tree_sitter_python:language", (".ipynb",), comment="#", quick_bytes=8_000),
        HostLanguage("python", "python_host", "tree_sitter_python:language", (".py", ".pyi", ".pyw"),
                     fences=("py", "python3", "pycon", "ipython"), comment="#"),
        HostLanguage("javascript", "javascript_host", "tree_sitter_javascript:language", (".js", ".jsx", ".mjs", ".cjs"),
                     fences=("js", "jsx", "node"), comment="//"),
        HostLanguage("typescript", "javascript_host", "tree_sitter_typescript:language_typescript", (".ts", ".mts", ".cts"),
                     fences=("ts",), comment="//"),
        HostLanguage("tsx", "javascript_host", "tree_sitter_typescript:language_tsx", (".tsx",), comment="//"),
        HostLanguage("yaml", "yaml_host", "tree_sitter_yaml:language", (".yaml", ".yml"), fences=("yml",), comment="#",
                     quick_bytes=8_000),
        HostLanguage("toml", "toml_host", "tree_sitter_toml:language", (".toml",), comment="#"),
        HostLanguage("env", "env_host", "", (".env",), (".env", ".env.example", ".env.local"), ("dotenv",), comment="#"),
        HostLanguage("hcl", "hcl_host", "tree_sitter_hcl:language", (".tf", ".tfvars", ".hcl", ".tofu"),
                     fences=("terraform", "tf"), comment="#", quick_bytes=4_000),
        HostLanguage("markdown", "markdown_host", "tree_sitter_markdown:language", (".md", ".mdx", ".markdown", ".qmd", ".rmd"),
                     fences=("md", "mdx"), comment="<!--", quick_bytes=8_000),
        HostLanguage("shell", "shell_host", "tree_sitter_bash:language", (".sh", ".bash", ".zsh", ".ksh", ".bats"),
                     (".envrc", ".bashrc", ".zshrc", ".profile"), ("sh", "bash", "zsh", "ksh"), comment="#", quick_bytes=4_000),
        HostLanguage("console", "console_host", "tree_sitter_bash:language", (),
                     fences=("shell-session", "shellsession", "sh-session", "terminal"), comment="#", quick_bytes=4_000),
        HostLanguage("makefile", "makefile_host", "tree_sitter_bash:language", (".mk", ".mak"), ("makefile", "gnumakefile"),
                     ("make",), comment="#", quick_bytes=4_000),
        HostLanguage("http", "http_host", "", (".http", ".rest"), fences=("rest",), comment="#"),
        HostLanguage("go", "go_host", "tree_sitter_go:language", (".go",), fences=("golang",), comment="//"),
        HostLanguage("java", "java_host", "tree_sitter_java:language", (".java",), comment="//", quick_bytes=4_000),
        HostLanguage("kotlin", "kotlin_host", "tree_sitter_kotlin:language", (".kt", ".kts"), fences=("kt",), comment="//",
                     quick_bytes=4_000),
        HostLanguage("csharp", "csharp_host", "tree_sitter_c_sharp:language", (".cs",), fences=("cs", "c#"), comment="//",
                     quick_bytes=4_000),
    )
}  # fmt: skip
"""The languages by name."""

_BY_SUFFIX = {suffix: language for language in HOST_LANGUAGES.values() for suffix in language.suffixes}
_BY_FILE_NAME = {name: language for language in HOST_LANGUAGES.values() for name in language.file_names}
_BY_FENCE = {name: language for language in HOST_LANGUAGES.values() for name in (language.name, *language.fences)}


def language_of_file(path: str) -> HostLanguage | None:
    """The language of a file, by its name."""
    name = os.path.basename(path).lower()  # noqa: PTH119 - pathlib would take as long as to read the file
    return _BY_FILE_NAME.get(name) or _BY_SUFFIX.get(os.path.splitext(name)[1])  # noqa: PTH122


def language_of_fence(name: str) -> HostLanguage | None:
    """The language that a fence of Markdown, or an editor, calls by a name."""
    return _BY_FENCE.get(name.lower())
