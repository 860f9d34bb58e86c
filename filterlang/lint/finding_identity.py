"""The identity of a finding in a file, which stays the same when the lines of the file move.

Owns the invariant that the identities of a file's findings are unique.
"""

from __future__ import annotations

from filterlang.text.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from filterlang.lint.reported import FileFinding, FileReport


@dataclass(frozen=True, slots=True, order=True)
class FindingIdentity:
    """The file, the code, the text of the filter, and the number of the finding among those of which all this is the same.

    The text of a finding about the file itself is its message.
    """

    file: str
    code: str
    text: str
    number: int

    @property
    def fingerprint(self) -> str:
        """A hash of the identity, in hexadecimal."""
        from hashlib import sha256

        parts = (self.file, self.code, self.text, str(self.number))
        return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def identified(report: FileReport) -> Iterator[tuple[FindingIdentity, FileFinding]]:
    """Yields the findings of a file, each with its identity."""
    counts: dict[tuple[str, str], int] = {}
    file = report.path.replace("\\", "/").removeprefix("./")
    for finding in report.findings:
        text = finding.diagnostic.message if finding.filter is None else finding.filter.text
        key = finding.diagnostic.code, text
        counts[key] = counts.get(key, 0) + 1
        yield FindingIdentity(file, *key, counts[key]), finding
