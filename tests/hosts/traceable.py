"""The laws of host documents that tests of every host language assert."""

from filterlang.text.source import Source, Span


def assert_traceable(source: Source) -> None:
    """Every character of a decoded text is at a place of the file, and the places are in order."""
    before = 0
    for offset in range(len(source.text)):
        place = source.in_file(Span(offset, offset + 1))[1]
        assert before <= place.start < place.end
        before = place.start
