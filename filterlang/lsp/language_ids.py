"""Which host language a document of an editor is in, by its name and the editor's id of the language.

Owns the invariant that a file on disk is read as ``filterlang check`` reads it, and any other document as the editor names it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filterlang.hosts.host_languages import HostLanguage

_IDS = {
    "c-sharp": "csharp", "conf-toml": "toml", "dockercompose": "yaml", "github-actions-workflow": "yaml",
    "gfm": "markdown", "helm": "yaml", "javascriptreact": "javascript", "js-json": "json", "jsonl": "json",
    "jupyter": "notebook",
    "langsmith-filter": "filter", "langsmithfilter": "filter", "makefile-bsdmake": "makefile", "makefile-gmake": "makefile",
    "opentofu": "hcl", "opentofu-vars": "hcl", "quarto": "markdown", "rmd": "markdown", "shell script": "shell",
    "shellscript": "shell", "terraform-vars": "hcl", "terraform vars": "hcl", "tfvars": "hcl", "tofu": "hcl",
    "typescript.tsx": "tsx", "typescriptreact": "tsx",
}  # fmt: skip
"""Ids of editors that are neither the name of a host language nor one by which Markdown calls it."""


def language_of_document(uri: str, path: str, language_id: str) -> HostLanguage | None:
    """The language of a document; None for one that holds no filters.

    The name of a file goes before the editor's id. For a document that is not a file, such as a cell of a notebook, an old
    version in git or an unsaved text, the id goes before the name.
    """
    from filterlang.hosts.host_languages import language_of_file

    by_name, by_id = language_of_file(path), language_of_id(language_id)
    return by_name or by_id if uri.startswith("file:") else by_id or by_name


def language_of_id(language_id: str) -> HostLanguage | None:
    """The language that editors call by an id: VS Code's ids, file types of Vim, modes of Emacs, names of Helix and Zed."""
    from filterlang.hosts.host_languages import HOST_LANGUAGES, language_of_fence

    name = language_id.strip().lower()
    for spelling in (name, name.removesuffix("-ts"), name.partition(".")[0]):
        if (language := HOST_LANGUAGES.get(_IDS.get(spelling, "")) or language_of_fence(spelling)) is not None:
            return language
    return None
