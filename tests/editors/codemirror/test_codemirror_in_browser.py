"""The CodeMirror package in a real browser, which a program uses as a person does."""

import json
from pathlib import Path

from running_demo import CACHE, HERE, demo, node, served


def test_a_person_types_completes_fixes_and_hovers_in_a_browser(tmp_path: Path) -> None:
    playwright = demo.installed(CACHE, HERE / "package.json")
    with served(demo.bundled(demo.installed(CACHE))) as server:
        seen = json.loads(
            node(HERE / "browser.mjs", server.url, "/usr/bin/chromium", tmp_path / "page.png", modules=playwright)
        )
    assert seen["console"] == []
    assert seen["typed"] == 'and(eq(name, "\U0001f600"), eq(status, eror))'
    assert (seen["marked"], seen["underline"]) == ("eror", "url(")
    assert seen["colours"] == 3
    assert (seen["message"], seen["fix"]) == ("status is never eror", 'write "error"')
    assert seen["fixed"] == 'and(eq(name, "\U0001f600"), eq(status, "error"))'
    assert seen["hover"].startswith("status: how the run ended")
    assert seen["offered"].startswith("support_bot")
    assert seen["signature"] == '"text"'
    assert seen["allFixed"] == "and(eq(status, 'error'), gt(latency, 5))"
