"""A lazy attribute is worked out once, when it is first read."""

from filterlang.text.frozen import dataclass
from filterlang.text.lazy import lazy


@dataclass(frozen=True)
class Word:
    text: str

    @lazy
    def letters(self) -> list[str]:
        """The letters."""
        return list(self.text)


def test_a_lazy_attribute_is_worked_out_once_also_of_a_frozen_value():
    word = Word("run")
    assert "letters" not in vars(word)
    assert word.letters == ["r", "u", "n"]
    assert word.letters is word.letters is vars(word)["letters"]
    assert word == Word("run")


def test_a_lazy_attribute_of_the_class_is_described():
    assert Word.letters.__doc__ == "The letters."
