"""What the fixing loop returns: text, smallest edits, applied fixes, findings that are left, and where every place went."""

from effort import examples
from hypothesis import given, settings, strategies as st

from filterlang import check, fix
from filterlang.checking.fixing import fix_parsed
from filterlang.strategies import filters
from filterlang.syntax.input import parsed
from filterlang.text.edits import apply
from filterlang.text.source import Span

broken = filters(valid=False) | st.sampled_from(
    ['status = "error" and latency > 500ms', "all(eq(run_type, LLM), neq(error, null)", 'tags:beta or (name contains "x")']
)


@given(broken, st.sampled_from(("portable", "v1", "v2")), st.booleans())
@settings(max_examples=examples(150))
def test_the_edits_turn_the_text_into_the_fixed_text_which_has_the_findings_that_are_left(text, dialect, unsafe):
    result = fix_parsed(parsed(text), dialect, unsafe=unsafe)
    assert result.text == fix(text, dialect, unsafe=unsafe) == apply(text, result.edits)
    assert result.findings == check(result.text, dialect)
    assert bool(result.rounds) == (result.text != text)


@given(broken)
@settings(max_examples=examples(150))
def test_what_no_fix_touched_maps_there_and_back_and_every_applied_fix_was_found_in_the_first_text(text):
    result = fix_parsed(parsed(text), "portable")
    for offset, character in enumerate(result.text):
        origin = result.origin(Span(offset, offset + 1))
        assert 0 <= origin.start <= origin.end <= len(text)
        there = result.destination(origin)
        if len(origin) == 1 and text[origin.start] == character and len(there) == 1:
            assert there == Span(offset, offset + 1)
    for applied in result.applied():
        assert 0 <= applied.span.start <= applied.span.end <= len(text)
        assert applied.fix in applied.finding.fixes


def test_an_applied_fix_of_a_later_round_points_at_the_first_text() -> None:
    text = 'or(eq(run_type, "llm"), status = success and user = "x")'
    result = fix_parsed(parsed(text), "v2", unsafe=True)
    assert len(result.rounds) > 1
    places = [text[applied.span.start : applied.span.end] for applied in result.applied()]
    assert all(places) and all('eq(run_type, "llm")' not in place for place in places)
    assert result.destination(Span(3, 22)) == Span(result.text.index("eq(run_type"), result.text.index("eq(run_type") + 19)


def test_only_wanted_findings_are_fixed() -> None:
    result = fix_parsed(
        parsed("and(eq(status, success), neq(error, null))"), "v2", wanted=lambda finding: finding.slug == "bare-word"
    )
    assert result.text == 'and(eq(status, "success"), neq(error, null))'
    assert [finding.slug for finding in result.findings] == [finding.slug for finding in check(result.text, "v2")] != []


def test_edits_leave_alone_what_a_fix_wrote_as_it_was() -> None:
    text = "and( eq( status, success ) ,  gt(latency, 5) )"
    (edit,) = fix_parsed(parsed(text), "portable").edits
    assert (text[edit.span.start : edit.span.end], edit.text) == ("success", '"success"')
