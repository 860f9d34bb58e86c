"""A text that two patterns match is found wherever there is one."""

from itertools import product

from effort import examples
from hypothesis import given, settings, strategies as st

from filterlang.rewrite.like_patterns import LikePattern, common_texts
from filterlang.semantics.value_tests import VALUE_TESTS

TEXTS = ["".join(letters) for length in range(5) for letters in product("abx", repeat=length)]
patterns = st.text("ab%_", max_size=4)


@given(patterns, patterns)
@settings(max_examples=examples(300))
def test_a_common_text_is_found_where_there_is_one(one: str, other: str) -> None:
    both = [VALUE_TESTS["like"](one), VALUE_TESTS["like"](other)]
    texts = common_texts(LikePattern(one), LikePattern(other))
    assert texts is not None
    assert all(matches(text) for matches in both for text in texts)
    assert texts or not any(all(matches(text) for matches in both) for text in TEXTS)
