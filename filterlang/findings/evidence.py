"""The evidence for a fact about LangSmith, and the severity of a finding that rests on it."""

from enum import StrEnum

from filterlang.text.frozen import dataclass


class Severity(StrEnum):
    """How severe a finding is: ``error`` (refused), ``warning`` (likely wrong), ``note`` (worth knowing)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Grade(StrEnum):
    """How well a fact about LangSmith is known, from stated in its documentation to unknown."""

    DOC = "DOC"
    CODE = "CODE"
    LIVE = "LIVE"
    UI = "UI"
    INFERRED = "INF"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The source of a fact, in words, its grade, and the addresses where a person can read it.

    ``quoted`` marks a server's own error text, which is as good as documentation.
    """

    grade: Grade
    source: str
    quoted: bool = False
    links: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """The severity of a finding that rests on this: documented or quoted is an error, one report a warning, else a note."""
        if self.quoted or self.grade is Grade.DOC:
            return Severity.ERROR
        return Severity.WARNING if self.grade in (Grade.LIVE, Grade.CODE) else Severity.NOTE

    def to_json(self) -> dict[str, object]:
        """The stable JSON form."""
        return {"grade": self.grade.value, "source": self.source, "quoted": self.quoted, "links": list(self.links)}
