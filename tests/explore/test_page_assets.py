"""The page's assets: made from the sources that are beside them, and small."""

import gzip

from build_page import ASSETS, PAGE, made

LARGEST = 250_000
"""Bytes that the page may weigh, compressed."""


def test_the_assets_are_made_from_the_sources_byte_for_byte() -> None:
    assert {path.name: path.read_bytes() for path in ASSETS.iterdir()} == made(), "run python tests/explore/build_page.py"


def test_the_page_is_small() -> None:
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in ASSETS.iterdir()) < LARGEST


def test_no_source_makes_markup_of_a_text() -> None:
    ways = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "eval(",
        "Function(",
        "setAttributeNS",
    )
    for source in PAGE.glob("*.js"):
        text = source.read_text(encoding="utf-8")
        assert [way for way in ways if way in text] == [], source.name
