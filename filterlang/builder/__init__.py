"""The builder: filters as Python expressions that type checkers check, with every value quoted."""

from filterlang.builder.expression import Expression, all_of, any_of, none_of
from filterlang.builder.namespace import F
from filterlang.builder.from_text import from_text

__all__ = ["Expression", "F", "all_of", "any_of", "from_text", "none_of"]
