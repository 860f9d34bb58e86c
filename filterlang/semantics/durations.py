"""Reading durations and ids.

Owns the invariant that a text that is read means one value.
"""

import re

_SECONDS = r"(?a)\d+(?:\.\d+)?s"
_AMOUNT = r"\s*(\d+(?:\.\d+)?)\s*[-_]?\s*([A-Za-zµ]*)\s*"
_CANONICAL = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HEXADECIMAL = r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"
UUID_PATTERN = rf"(?:urn:uuid:)?{_HEXADECIMAL}|\{{{_HEXADECIMAL}\}}"
"""Every spelling of a UUID, as a regular expression that all engines read alike."""

UNITS: dict[str, float] = {
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
    **dict.fromkeys(("w", "week", "weeks"), 604800.0),
}
"""How many seconds the units have that people write."""


def read_duration(text: str) -> float | None:
    """The seconds of a duration the language knows, such as ``5s`` or ``1.5s``."""
    return float(text[:-1]) if len(text) < 300 and re.fullmatch(_SECONDS, text) else None


def guess_duration(text: str) -> float | None:
    """The seconds of a duration in any unit people write: ``2m``, ``500 ms``, ``1h``, ``5``."""
    match = re.fullmatch(_AMOUNT, text, re.ASCII)
    if match is None or match[2].lower() not in UNITS or len(match[1]) > 15:
        return None
    return float(match[1]) * UNITS[match[2].lower()]


def canonical_uuid(text: str) -> str:
    """A UUID in lower case with hyphens; text that is no UUID as it is."""
    if re.fullmatch(_CANONICAL, text) or not is_uuid(text):
        return text
    digits = text.removeprefix("urn:uuid:").strip("{}").replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID: 32 hexadecimal digits of ASCII, with or without hyphens, braces or ``urn:uuid:``."""
    return re.fullmatch(UUID_PATTERN, text) is not None


def spelled_duration(seconds: float) -> str:
    """A duration in the units that people use: ``1 h 23 min``, ``350 ms``; empty for none and for a huge one."""
    if not 0 < seconds < 1e11:
        return ""
    if seconds < 1:
        return f"{seconds * 1000:.6g} ms"
    rest = round(seconds, 3)
    parts: list[str] = []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        count = int(rest // length)
        rest -= count * length
        parts += [f"{count:,} {unit}"] if count else []
    return " ".join([*parts, f"{rest:.6g} s"] if round(rest, 3) else parts)
