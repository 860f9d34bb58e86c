"""Reading values: points in time, durations, ids, and the times people describe in words.

Owns the invariant that a value that is read here means one thing: no locale, no clock except where a fix is asked for.
"""

from datetime import UTC, datetime, timedelta
import re

_DATETIME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:(?P<gap>[Tt ])(?P<time>\d{2}:\d{2}(?::\d{2})?)(?P<fraction>\.\d{1,9})?\s?(?P<zone>[Zz]|[+-]\d{2}(?::?\d{2})?| ?UTC)?)?",
    re.ASCII,
)
_RFC_ZONE = re.compile(r"Z|[+-]\d{2}:\d{2}")
_SECONDS = re.compile(r"\d+(?:\.\d+)?s", re.ASCII)
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[-_]?\s*([A-Za-zµ]*)\s*", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_RELATIVE = re.compile(r"\bnow\b|\bago\b|^\s*-\s*\d|\blast\b|\bpast\b|\btoday\b|\byesterday\b|timedelta", re.IGNORECASE)
_PART = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*[-_ ]?\s*([a-z]+)|([a-z]+)\s*=\s*(\d{1,6})", re.ASCII)
_ONE = re.compile(r"\b(?:last|past|an?)\s+(second|minute|hour|day|week)\b")

_UNITS: dict[str, float] = {
    **dict.fromkeys(("ms", "msec", "millis", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
    **dict.fromkeys(("w", "week", "weeks"), 604800.0),
}
LARGEST = 1e12


def read_datetime(text: str) -> datetime | None:
    """The point in time an ISO 8601 text names, in UTC; without a zone it is read as UTC (what v1 seems to do)."""
    match = _DATETIME.fullmatch(text.strip())
    if match is None:
        return None
    zone = (match["zone"] or "Z").strip().upper().replace("UTC", "Z")
    fraction = (match["fraction"] or ".0")[:7]
    try:
        return datetime.fromisoformat(
            f"{match['date']}T{match['time'] or '00:00'}{_seconds(match, fraction)}{zone}"
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _seconds(match: re.Match[str], fraction: str) -> str:
    return fraction if match["time"] and len(match["time"]) == 8 else ":00" + fraction


def datetime_form(text: str) -> str:
    """How a readable point in time is written: ``exact`` (RFC 3339), ``naive`` (no zone) or ``loose``."""
    match = _DATETIME.fullmatch(text)
    if match is None or match["gap"] in (" ", "t"):
        return "loose"
    if match["zone"] is None:
        return "naive"
    return "exact" if len(match["time"]) == 8 and _RFC_ZONE.fullmatch(match["zone"]) else "loose"


def write_datetime(moment: datetime) -> str:
    """A point in time as every backend takes it: UTC, with ``Z``, with as many decimals as it needs."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


def read_duration(text: str) -> float | None:
    """The seconds of a duration the language knows, such as ``5s`` or ``1.5s``."""
    return float(text[:-1]) if len(text) < 300 and _SECONDS.fullmatch(text) else None


def guess_duration(text: str) -> float | None:
    """The seconds of a duration in any unit people write: ``2m``, ``500 ms``, ``1h``, ``5``."""
    match = _AMOUNT.fullmatch(text)
    if match is None or match[2].lower() not in _UNITS or len(match[1]) > 15:
        return None
    return float(match[1]) * _UNITS[match[2].lower()]


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID, with or without its dashes."""
    return _UUID.fullmatch(text) is not None


def guess_moment(text: str) -> datetime | None:
    """The point in time that words such as ``now() - duration("1h")``, ``24h ago`` or ``yesterday`` mean at this moment."""
    lowered = text.lower()[:200]
    if not _RELATIVE.search(lowered):
        return None
    now = datetime.now(UTC).replace(microsecond=0)
    if "today" in lowered or "yesterday" in lowered:
        midnight = now.replace(hour=0, minute=0, second=0)
        return midnight - timedelta(days=1) if "yesterday" in lowered else midnight
    seconds = sum(
        float(amount or named) * _UNITS.get(unit or name, 0.0) for amount, unit, name, named in _PART.findall(lowered)
    )
    one = _ONE.search(lowered)
    seconds = seconds or (_UNITS[one[1]] if one else 0.0)
    return now - timedelta(seconds=seconds) if 0 < seconds < LARGEST / 1000 or lowered.strip(" ()") == "now" else None


def read_epoch(number: float) -> datetime | None:
    """The point in time of a Unix time in seconds or milliseconds, for numbers of this century."""
    seconds = number / 1000 if number > 1e11 else number
    return datetime.fromtimestamp(seconds, UTC) if 1e9 <= seconds <= 4.1e9 else None
