"""The configuration of editors that are not run here is well formed, and has no key that the editor's documentation lacks."""

import json
from pathlib import Path
import re
import tomllib
from typing import Any

import pytest
import yaml

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lsp.language_ids import language_of_id

EDITORS = Path(__file__).parents[2] / "docs" / "editors"

DOCUMENTED = {
    # https://docs.helix-editor.com/languages.html, 25.07
    "helix/languages.toml": {
        "": "language-server language grammar",
        "language-server.filterlang": "command args",
        "language": "name scope injection-regex file-types comment-tokens indent roots language-servers",
        "language.indent": "tab-width unit",
        "grammar": "name source",
        "grammar.source": "path",
    },
    # https://zed.dev/docs/extensions/languages; `path` is in Zed's crates/extension/src/extension_manifest.rs only
    "zed/extension.toml": {
        "": "id name version schema_version authors description repository grammars language_servers",
        "grammars.filter": "repository commit path",
        "language_servers.filterlang": "name languages language_ids",
    },
    "zed/languages/filter/config.toml": {"": "name grammar path_suffixes line_comments"},
    # https://zed.dev/docs/configuring-languages
    "zed/settings.json": {"": "languages", "languages.*": "language_servers formatter format_on_save"},
    # https://github.com/redhat-developer/lsp4ij/blob/main/docs/UserDefinedLanguageServerTemplate.md
    "jetbrains/filterlang/template.json": {
        "": "id name programArgs fileTypeMappings",
        "programArgs": "default windows",
        "fileTypeMappings": "fileType languageId",
        "fileTypeMappings.fileType": "patterns",
    },
    # https://lsp.sublimetext.io/client_configuration
    "sublime/LSP.sublime-settings": {"": "clients", "clients.filterlang": "enabled command selector"},
    # https://github.com/neoclide/coc.nvim/wiki/Language-servers
    "vim/coc-settings.json": {"": "languageserver", "languageserver.filterlang": "command args filetypes rootPatterns"},
}
"""The keys of each table of each file, by the path of the table; ``*`` stands for any key."""
OPEN = {"language-server", "grammars", "language_servers", "language_servers.filterlang.language_ids", "languages", "clients",
        "languageserver"}  # fmt: skip
"""Tables whose keys are names that the author chooses."""


def read(name: str) -> Any:
    text = (EDITORS / name).read_text(encoding="utf-8")
    return tomllib.loads(text) if name.endswith(".toml") else json.loads(text)


def tables(value: object, path: str = "") -> list[tuple[str, set[str]]]:
    """The keys of each table, with the path of the table."""
    if isinstance(value, list):
        return [found for item in value for found in tables(item, path)]
    if not isinstance(value, dict):
        return []
    inside = [found for key, item in value.items() for found in tables(item, f"{path}.{key}".lstrip("."))]
    return [(path, set(value)), *inside]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_key_is_documented(name: str) -> None:
    documented = DOCUMENTED[name]
    for path, keys in tables(read(name)):
        if path not in OPEN:
            allowed = documented.get(path) or documented[re.sub(r"\.[^.]+$", ".*", path)]
            assert keys <= set(allowed.split()), path


def test_jetbrains_and_the_server_know_the_same_files() -> None:
    mappings = read("jetbrains/filterlang/template.json")["fileTypeMappings"]
    patterns = {pattern for mapping in mappings for pattern in mapping["fileType"]["patterns"]}
    suffixes = {f"*{suffix}" for language in HOST_LANGUAGES.values() for suffix in language.suffixes}
    names = {name for language in HOST_LANGUAGES.values() for name in language.file_names if f"*{name}" not in suffixes}
    assert patterns == suffixes | names


def test_the_syntax_of_sublime_is_well_formed() -> None:
    syntax = yaml.safe_load(
        (EDITORS / "sublime" / "LangSmithFilter.sublime-syntax").read_text(encoding="utf-8").partition("---")[2]
    )
    assert syntax.keys() == {"name", "file_extensions", "scope", "contexts"}
    assert syntax["scope"] in read("sublime/LSP.sublime-settings")["clients"]["filterlang"]["selector"].split(" | ")


def neovim() -> list[str]:
    text = (EDITORS / "neovim" / "lsp" / "filterlang.lua").read_text(encoding="utf-8")
    return re.findall(r"'([^']+)'", text.partition("filetypes = {")[2].partition("}")[0])


def emacs() -> list[str]:
    text = (EDITORS / "emacs" / "langsmith-filter.el").read_text(encoding="utf-8")
    modes = text.partition("'(python-mode")[2].partition(")")[0]
    return [mode.removesuffix("-mode") for mode in ["langsmith-filter-mode", "python-mode", *modes.split()]]


def zed() -> list[str]:
    server = read("zed/extension.toml")["language_servers"]["filterlang"]
    return [server["language_ids"].get(name, name) for name in server["languages"]]


SERVED = {
    "neovim": neovim(),
    "emacs": emacs(),
    "helix": [language["name"] for language in read("helix/languages.toml")["language"]],
    "zed": zed(),
    "vim": read("vim/coc-settings.json")["languageserver"]["filterlang"]["filetypes"],
}
"""The languages in which an editor starts the server, by the names that the editor has for them."""


@pytest.mark.parametrize("editor", SERVED)
def test_the_server_knows_every_language_that_starts_it(editor: str) -> None:
    hosts = {name: language_of_id(name) for name in SERVED[editor]}
    assert None not in hosts.values(), hosts
    within_others = {"notebook", "console", "env", "http", "tsx"}
    assert {host.name for host in hosts.values() if host} >= HOST_LANGUAGES.keys() - within_others
