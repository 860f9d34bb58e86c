"""Runs that try to harm a page that shows them: markup, huge texts, many keys, characters that turn text around."""

from collections.abc import Iterator
from typing import Any

SCRIPT = "<script>window.attacked = true</script>"
IMAGE = '"><img src=x onerror="window.attacked = true">'
TURNED = "safe\u202egpj.exe\u2066\u200b\u200d\x00\x1b[31m\ufeff"


def hostile_runs() -> Iterator[dict[str, Any]]:
    """Yields records, the same each time."""
    for number, name in enumerate(
        [
            SCRIPT,
            IMAGE,
            TURNED,
            "javascript:window.attacked=true",
            "x" * 1_000_000,
            "\U0001f469\u200d\U0001f680 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
        ]
    ):
        yield record(
            f"{number}{IMAGE}",
            name,
            {SCRIPT: IMAGE, "__proto__": {"polluted": True}, "constructor": TURNED},
            {IMAGE: {TURNED: SCRIPT}},
        )
    yield record(
        "huge", "huge", {f"key {number} {SCRIPT}": number for number in range(100_000)}, {"text": f"{IMAGE} \n" * 40_000}
    )
    yield record("deep", "deep", nested(400), {"long": [[n, SCRIPT] for n in range(3_000)]})


def record(id: str, name: str, inputs: Any, outputs: Any) -> dict[str, Any]:
    return {
        "id": id, "trace_id": id, "name": name, "run_type": SCRIPT, "status": "error", "error": f"{IMAGE} {TURNED}\n{SCRIPT}",
        "start_time": "2026-10-05T09:00:00", "end_time": "2026-10-05T09:00:03", "tags": [SCRIPT, TURNED],
        "inputs": inputs, "outputs": outputs, "extra": {"metadata": {SCRIPT: IMAGE, "tier": SCRIPT}},
        "events": [{"name": SCRIPT, "time": "2026-10-05T09:00:01"}],
        "feedback_stats": {SCRIPT: {"n": 1, "avg": 1.0, "values": {IMAGE: 1}}},
    }  # fmt: skip


def nested(depth: int) -> Any:
    value: Any = SCRIPT
    for _ in range(depth):
        value = {SCRIPT: value}
    return value
