"""``filterlang check --fix`` fixes the files that the models read: what was refused before is loaded after it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from filterlang.cli import main
from filterlang.saved import AlertRule, RunRule, SavedQuery, SavedQueryError

WRONG, RIGHT = "eq(status, error)", 'eq(status, "error")'
RULE = {"display_name": "a", "sampling_rate": 1, "filter": WRONG}
VIEW = {"display_name": "v", "filter_string": WRONG}
ALERT = {
    "name": "w", "type": "change", "attribute": "latency", "aggregation": "avg", "operator": "lt", "window_minutes": 5,
    "filter": WRONG, "denominator_filter": WRONG,
}  # fmt: skip
SHAPES: dict[str, tuple[Any, object]] = {
    "a rule": (RunRule, RULE),
    "a list of rules": (RunRule, [RULE, {**RULE, "tree_filter": WRONG}]),
    "rules": (RunRule, {"rules": [RULE]}),
    "items of v2": (RunRule, {"items": [RULE], "next_cursor": None}),
    "a view": (SavedQuery, VIEW),
    "views": (SavedQuery, {"views": [VIEW, {**VIEW, "trace_filter_string": WRONG}]}),
    "fields of an alert": (AlertRule, ALERT),
    "the body of an alert": (AlertRule, {"rule": ALERT, "actions": []}),
    "alerts": (AlertRule, {"alerts": [{"rule": ALERT}]}),
    "a manifest": (AlertRule, {"kind": "Alert", "metadata": {"name": "n"}, "spec": ALERT}),
}
FORMATS = {
    "x.json": lambda value: json.dumps(value, indent=2),
    "x.jsonl": lambda value: f"{json.dumps(value)}\n{json.dumps(value)}\n",
    "x.yaml": lambda value: yaml.safe_dump_all([value, value]),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(("model", "value"), SHAPES.values(), ids=SHAPES)
def test_what_is_refused_is_loaded_once_it_is_fixed(tmp_path: Path, name: str, model: Any, value: object) -> None:
    path = tmp_path / name
    path.write_text(FORMATS[name](value), encoding="utf-8")
    with pytest.raises(SavedQueryError):
        model.load(path)
    before = path.read_text(encoding="utf-8")
    main(["check", "--fix", "--unsafe-fixes", "--no-cache", "--quiet", str(path)])
    assert all(each.filter == RIGHT for each in model.load(path))
    after = path.read_text(encoding="utf-8")
    assert after == before.replace(WRONG, RIGHT if name == "x.yaml" else RIGHT.replace('"', '\\"'))
