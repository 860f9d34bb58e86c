"""The extension for VS Code: what it says of itself is what filterlang does, and its package holds what it needs."""

import json
from pathlib import Path
import re
from typing import Any
import zipfile

from extension import EXTENSION, ROOT, packaged
import pytest

from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.lint.configuration_keys import EDITOR_KEYS
from filterlang.lsp.language_ids import language_of_id
from filterlang.schema.dialects import DIALECTS
from filterlang.text.version import __version__

MANIFEST: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
CONTRIBUTES = MANIFEST["contributes"]
GRAMMARS = {path.relative_to(ROOT).as_posix() for path in (ROOT / "grammar").rglob("*.tmLanguage.json")}
FILES = {
    "LICENSE.txt", "readme.md", "package.json", "language-configuration.json", "dist/extension.js", "dist/NOTICES.txt",
}  # fmt: skip
OF_THE_CLIENT = {"path", "trace.server"}


def test_it_has_the_version_of_filterlang_and_pins_exact_versions() -> None:
    assert MANIFEST["version"] == __version__
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in MANIFEST["devDependencies"].values())


def test_it_starts_for_every_language_that_the_server_reads() -> None:
    languages = [event.removeprefix("onLanguage:") for event in MANIFEST["activationEvents"]]
    known = {language: language_of_id(language) for language in languages}
    assert [language for language, host in known.items() if host is None] == []
    reached = {host.name for host in known.values() if host}
    # A notebook is opened as cells, and the other two are no languages of VS Code.
    assert {*HOST_LANGUAGES} - reached == {"notebook", "console", "http"}


def test_the_endings_of_its_language_are_those_of_filter_files() -> None:
    assert tuple(CONTRIBUTES["languages"][0]["extensions"]) == HOST_LANGUAGES["filter"].suffixes
    assert language_of_id(CONTRIBUTES["languages"][0]["id"]) is HOST_LANGUAGES["filter"]


def test_every_grammar_of_the_project_is_contributed() -> None:
    assert {grammar["path"].removeprefix("./") for grammar in CONTRIBUTES["grammars"]} == GRAMMARS
    for grammar in CONTRIBUTES["grammars"]:
        assert json.loads((ROOT / grammar["path"]).read_text(encoding="utf-8"))["scopeName"] == grammar["scopeName"]


def test_its_settings_are_keys_that_the_server_knows() -> None:
    settings = {name.removeprefix("filterlang."): of for name, of in CONTRIBUTES["configuration"]["properties"].items()}
    keys = {re.sub("[A-Z]", lambda hump: f"-{hump[0].lower()}", name) for name in settings.keys() - OF_THE_CLIENT}
    assert keys <= EDITOR_KEYS.keys()
    assert {*settings["dialect"]["enum"]} == {"", *DIALECTS}


def test_every_command_of_the_palette_is_registered() -> None:
    source = (EXTENSION / "source" / "commands.js").read_text(encoding="utf-8")
    commands = {command["command"] for command in CONTRIBUTES["commands"]}
    assert commands == {*re.findall(r'^ +"?(langsmith-filter\.\w+)"?:', source, re.MULTILINE)}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packaged(tmp_path_factory.mktemp("extension"))


def test_the_package_holds_the_files_that_it_needs_and_no_others(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        sizes = {item.filename: item.file_size for item in archive.infolist()}
        assert {name.removeprefix("extension/") for name in sizes if name.startswith("extension/")} == FILES | GRAMMARS
        assert sizes["extension/dist/extension.js"] < 600_000
        for path in GRAMMARS:
            assert archive.read(f"extension/{path}") == (ROOT / path).read_bytes()
        assert "vscode-languageclient" in archive.read("extension/dist/NOTICES.txt").decode()
    assert package.stat().st_size < 200_000
