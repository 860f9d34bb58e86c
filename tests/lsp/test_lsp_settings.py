"""Settings: of the editor and of configuration files, for each folder, from the moment that they change."""

from pathlib import Path
from typing import Any

from protocol_client import ProtocolClient, session

FILTER = 'gt(latency, "5 s")\n'
CONFIGURED: Any = {"workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}}
WATCHING: Any = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
UNKNOWN_KEY = 'and(eq(metadata_key, "temprature"), eq(metadata_value, "a"))\n'
UNFORMATTED = 'eq( name,"a" )\n'


def uri(path: Path) -> str:
    return path.as_uri()


def folder(path: Path) -> dict[str, str]:
    return {"uri": f"{path.as_uri()}/", "name": path.name}


def codes(client: ProtocolClient, address: str) -> list[str]:
    return [each["code"] for each in client.diagnostics(address)]


def test_each_folder_has_its_configuration(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for root in (first, second):
        root.mkdir()
    (first / "pyproject.toml").write_text('[tool.filterlang]\nextend-select = ["FL205"]\ntags = ["beta"]\n')
    (second / "filterlang.toml").write_text('[metadata]\ntemperature = "number"\n')
    inside = second / "filters"
    inside.mkdir()
    with session(workspaceFolders=[folder(first)]) as client:
        client.open(uri(first / "a.filter"), UNKNOWN_KEY, "langsmith-filter")
        assert codes(client, uri(first / "a.filter")) == []
        client.open(uri(inside / "a.filter"), UNKNOWN_KEY, "langsmith-filter")
        assert codes(client, uri(inside / "a.filter")) == ["FL350"]
        client.open(uri(first / "b.filter"), 'has(tags, "bta")\n', "langsmith-filter")
        assert codes(client, uri(first / "b.filter")) == ["FL353"]
        event = {"added": [folder(second)], "removed": [folder(first)]}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        client.open(uri(second / "b.filter"), 'has(tags, "bta")\n', "langsmith-filter")
        assert codes(client, uri(second / "b.filter")) == []


def test_the_editors_settings_are_fetched_for_each_folder_and_go_before_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for root in (first, second):
        root.mkdir()
        (root / "filterlang.toml").write_text('ignore = ["FL350"]\n[metadata]\ntemperature = "number"\n')
    settings = {
        f"{uri(first)}/": {"select": ["FL350"], "dialect": None, "ignore": [], "export": ""},
        f"{uri(second)}/": {"extendSelect": ["ALL"], "trace": {"server": "off"}, "path": "/bin/filterlang"},
    }
    with session(capabilities=CONFIGURED, settings=settings, workspaceFolders=[folder(first), folder(second)]) as client:
        client.wait_for("workspace/configuration")
        registered = client.wait_for("client/registerCapability")["registrations"]
        assert [each["method"] for each in registered] == ["workspace/didChangeConfiguration"]
        client.open(uri(first / "a.filter"), UNKNOWN_KEY, "langsmith-filter")
        client.wait_for(
            "textDocument/publishDiagnostics", lambda params: [each["code"] for each in params["diagnostics"]] == ["FL350"]
        )
        client.open(uri(second / "a.filter"), UNKNOWN_KEY, "langsmith-filter")
        assert codes(client, uri(second / "a.filter")) == []
        client.settings[f"{uri(first)}/"] = {"ignore": ["FL350"]}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        client.wait_for("textDocument/publishDiagnostics", lambda params: params["diagnostics"] == [])
        assert not [each for each in client.notifications if each["method"] == "window/showMessage"]


def test_settings_that_cannot_be_used_are_reported_once_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.filter"
    wrong = {"dialekt": "v2", "ignore": ["FL9999"], "hints": "yes", "dialect": "v3", "select": ["bare-word"]}
    with session(workspaceFolders=[folder(tmp_path)], initializationOptions={"filterlang": wrong}) as client:
        for number in range(2):
            client.open(uri(path), "eq(name, a)\n", "langsmith-filter", version=number)
            assert codes(client, uri(path)) == ["FL014"]
            client.notify("workspace/didChangeConfiguration", {"settings": {"filterlang": wrong}})
        client.request("textDocument/hover", {"textDocument": {"uri": uri(path)}, "position": {"line": 0, "character": 0}})
        shown = [each["params"] for each in client.notifications if each["method"] == "window/showMessage"]
        assert [each["type"] for each in shown] == [2] * 4
        messages = "\n".join(each["message"] for each in shown)
        assert "there is no key 'dialekt': did you mean dialect?" in messages
        assert "ignore: there is no rule FL9999" in messages
        assert "hints: has to be true or false" in messages
        assert "dialect: has to be one of portable" in messages


def test_a_broken_configuration_file_is_reported_and_the_server_goes_on(tmp_path: Path) -> None:
    (tmp_path / "filterlang.toml").write_text("ignore = [\n")
    path = tmp_path / "a.filter"
    with session(workspaceFolders=[folder(tmp_path)]) as client:
        client.open(uri(path), "eq(name, a)\n", "langsmith-filter")
        assert "not TOML" in client.wait_for("window/showMessage")["message"]
        assert codes(client, uri(path)) == ["FL014"]


def test_configuration_files_that_the_client_watches_take_effect_on_open_documents(tmp_path: Path) -> None:
    path, file = tmp_path / "a.filter", tmp_path / "filterlang.toml"
    with session(capabilities=WATCHING, workspaceFolders=[folder(tmp_path)]) as client:
        (registered,) = client.wait_for("client/registerCapability")["registrations"]
        patterns = [each["globPattern"] for each in registered["registerOptions"]["watchers"]]
        assert patterns == ["**/filterlang.toml", "**/pyproject.toml"]
        client.open(uri(path), "eq(name, a)\n", "langsmith-filter")
        assert codes(client, uri(path)) == ["FL014"]
        file.write_text('ignore = ["FL014"]\n')
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri(file), "type": 1}]})
        assert codes(client, uri(path)) == []
        file.unlink()
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri(file), "type": 3}]})
        assert codes(client, uri(path)) == ["FL014"]


def test_without_a_watching_client_configuration_files_are_looked_at_when_something_is_saved(tmp_path: Path) -> None:
    path, file = tmp_path / "a.filter", tmp_path / "pyproject.toml"
    with session(workspaceFolders=[folder(tmp_path)]) as client:
        client.open(uri(path), "eq(name, a)\n", "langsmith-filter")
        assert codes(client, uri(path)) == ["FL014"]
        file.write_text('[tool.filterlang]\nignore = ["FL014"]\n')
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri(path)}})
        assert codes(client, uri(path)) == []


def test_settings_of_the_server_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.filter"
    text = 'and(gt(latency, 5), eq(name, "a long name of a run"), eq(status, "error"))\n'
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    with session(workspaceFolders=[folder(tmp_path)], initializationOptions={"hints": True, "width": 40}) as client:
        client.open(uri(path), text, "langsmith-filter")
        assert client.about("inlayHint", uri(path), range=whole)
        edits = client.about("formatting", uri(path), options={"tabSize": 4, "insertSpaces": True})
        assert any("\n" in edit["newText"] for edit in edits)
        client.notify("workspace/didChangeConfiguration", {"settings": {"filterlang": {"hints": False, "width": 120}}})
        assert client.about("inlayHint", uri(path), range=whole) is None
        assert client.about("formatting", uri(path), options={"tabSize": 4, "insertSpaces": True}) == []
