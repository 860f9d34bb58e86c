"""Stores the parser's table when the package is built, so that no start has to make it."""

from pathlib import Path
from pprint import pformat
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class StoreTable(BuildHookInterface[Any]):
    """Writes ``filterlang/syntax/_table.py`` from ``grammar/filter.lark``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before a wheel or an editable install is made; an sdist carries the grammar alone."""
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        try:
            from filterlang.syntax.table_building import lay_out
        finally:
            sys.path.remove(self.root)
        grammar = Path(self.root, "grammar", "filter.lark").read_text(encoding="utf-8")
        header = '"""Made from grammar/filter.lark when the package was built. Not to be edited."""\n\nTABLE = '
        path = Path(self.root, "filterlang", "syntax", "_table.py")
        path.write_text(header + pformat(lay_out(grammar), width=128) + "\n", encoding="utf-8")
