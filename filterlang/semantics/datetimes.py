"""Points in time: reading them, writing them, and guessing those that people describe in words.

Owns the invariant that a text that is read means one point in time: no locale, and no clock but that of ``present``.
"""

from datetime import UTC, date, datetime, timedelta
import re

from filterlang.semantics.durations import UNITS

_DATETIME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:(?P<gap>[Tt ])(?P<time>(?:[01]\d|2[0-3]):\d{2}(?::\d{2})?)(?P<fraction>\.\d{1,9})?"
    r"\s?(?P<zone>[Zz]|[+-]\d{2}(?::?[0-5]\d)?| ?UTC)?)?",
    re.ASCII,
)
_RFC_ZONE = re.compile(r"Z|[+-]\d{2}:\d{2}")
_RELATIVE = re.compile(r"\bnow\b|\bago\b|^\s*-\s*\d|\blast\b|\bpast\b|\btoday\b|\byesterday\b|timedelta", re.IGNORECASE)
_SPAN = re.compile(r"\s*\d{1,6}(?:\.\d{1,6})?\s*[a-z]+\s*", re.ASCII)
_PART = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*[-_ ]?\s*([a-z]+)|([a-z]+)\s*=\s*(\d{1,6})", re.ASCII)
_ONE = re.compile(r"\b(?:last|past|an?)\s+(second|minute|hour|day|week)\b")

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
    """How a readable point in time is written: ``exact`` (RFC 3339), ``naive`` (no zone), ``date`` or ``loose``."""
    match = _DATETIME.fullmatch(text)
    if match is None or match["gap"] in (" ", "t"):
        return "loose"
    if match["zone"] is None:
        return "naive" if match["time"] else "date"
    return "exact" if len(match["time"]) == 8 and _RFC_ZONE.fullmatch(match["zone"]) else "loose"


def write_datetime(moment: datetime) -> str:
    """A point in time as every backend takes it: UTC, with ``Z``, with as many decimals as it needs."""
    text = moment.astimezone(UTC).isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if "." in text else text) + "Z"


def present() -> datetime:
    """The time of the check: the one place where a filter is compared with the clock."""
    return datetime.now(UTC)


def begun_day(text: str) -> date | None:
    """The day that begins at the point in time a text names, in the zone that it is written in; None for any other time."""
    match = _DATETIME.fullmatch(text.strip())
    if match is None or (match["time"] or "").strip("0:") or (match["fraction"] or "").strip("0."):
        return None
    try:
        return date.fromisoformat(match["date"])
    except ValueError:
        return None


def write_midnight(day: date, like: str, days: int = 0) -> str:
    """The beginning of a day, or of one some days later, in the zone of another text, or else in UTC; empty after 9999."""
    if date.max - day < timedelta(days=days):
        return ""
    match = _DATETIME.fullmatch(like.strip())
    return f"{(day + timedelta(days=days)).isoformat()}T00:00:00{(match and match['zone']) or 'Z'}"


def usual_starts(end: date) -> list[date]:
    """The days at which ranges begin that end with the beginning of a day: those of a day, a week and whole months."""
    starts = [end - timedelta(days=days) for days in (1, 7) if (end - date.min).days >= days]
    months = (end.year - 1) * 12 + end.month - 1
    return starts + [
        date((months - back) // 12 + 1, (months - back) % 12 + 1, 1)
        for back in (1, 3, 6, 12)
        if end.day == 1 and months >= back
    ]


def later(moment: datetime, seconds: float) -> datetime | None:
    """A point in time so many seconds later; None after the year 9999."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return None


def guess_moment(text: str) -> datetime | None:
    """The point in time that words such as ``now() - duration("1h")``, ``24h ago`` or ``yesterday`` mean now.

    A span of time, such as ``7 days``, means that long ago.
    """
    lowered = text.lower()[:200]
    if not (_RELATIVE.search(lowered) or _SPAN.fullmatch(lowered)):
        return None
    now = present().replace(microsecond=0)
    if "today" in lowered or "yesterday" in lowered:
        midnight = now.replace(hour=0, minute=0, second=0)
        return midnight - timedelta(days=1) if "yesterday" in lowered else midnight
    seconds = sum(float(amount or named) * UNITS.get(unit or name, 0.0) for amount, unit, name, named in _PART.findall(lowered))
    one = _ONE.search(lowered)
    seconds = seconds or (UNITS[one[1]] if one else 0.0)
    return now - timedelta(seconds=seconds) if 0 < seconds < LARGEST / 1000 or lowered.strip(" ()") == "now" else None


def read_epoch(number: float) -> datetime | None:
    """The point in time of a Unix time in seconds or milliseconds, for numbers of this century."""
    seconds = number / 1000 if number > 1e11 else number
    return datetime.fromtimestamp(seconds, UTC) if 1e9 <= seconds <= 4.1e9 else None
