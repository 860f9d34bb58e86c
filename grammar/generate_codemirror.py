"""Write ``docs/editors/codemirror/src/tables.js``, the names that the CodeMirror package colours, from the schema.

``python grammar/generate_codemirror.py`` writes it; a test fails when it is no longer what the schema gives.
"""

import json
from pathlib import Path

from filterlang.schema.fields import FIELDS
from filterlang.schema.operators import OPERATORS

TABLES = Path(__file__).parent.parent / "docs" / "editors" / "codemirror" / "src" / "tables.js"

_HEAD = "// Made by grammar/generate_codemirror.py from the schema: change that, and run it again.\n"


def tables() -> str:
    """The text of the module."""
    fields = "".join(f"  [{json.dumps(name)}, {json.dumps(field.values)}],\n" for name, field in FIELDS.items())
    return (
        f"{_HEAD}\n"
        "/** The operators. */\n"
        f"export const OPERATORS = new Set({json.dumps([*OPERATORS])});\n\n"
        "/** The fields, each with its values if it has only these. */\n"
        f"export const FIELDS = new Map([\n{fields}]);\n"
    )


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")
