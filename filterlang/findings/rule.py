"""Rules: one record for each kind of finding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """One kind of finding: its stable code and slug, and what ``filterlang explain`` says of it."""

    code: str
    slug: str
    summary: str
    explanation: str
    wrong: str = ""
    right: str = ""
