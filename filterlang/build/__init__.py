"""The builder: filters as Python expressions, checked as one types them, with every value quoted."""

from filterlang.build.expression import Expression, all_of, any_of, none_of
from filterlang.build.fields import F
from filterlang.build.reading import from_text

__all__ = ["Expression", "F", "all_of", "any_of", "from_text", "none_of"]
