"""Renaming the keys of pairs: of metadata, inputs, outputs and feedback.

Owns the invariant that a key is renamed wherever a filter names it whole, and that a pattern which means other keys after
the renaming is reported.
"""

from collections.abc import Mapping
import json

from filterlang.evaluate.reference import comparison
from filterlang.migrate.comparing import compared, merged, object_texts, texts, with_object_texts, with_texts
from filterlang.migrate.migration import Change, Kind, Migration, migrated
from filterlang.migrate.soundness import sound_findings, well_formed
from filterlang.schema.fields import FAMILIES
from filterlang.schema.names import Family
from filterlang.schema.operators import NEGATIVE, PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.text.source import Span
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Call, Node, NodeTransformer, String


def rename_keys(filter: FilterLike, family: Family, names: Mapping[str, str]) -> Migration:
    """The filter over other keys of a family of pairs, all renamed at once: metadata, input, output or feedback.

    A dotted key is one key and is renamed whole. The keys of ``has(metadata, '{…}')`` are renamed too; a ``like`` on keys is
    left as it is, and reported where it holds for an old key and not for its new one, or the other way round.

    Raises ``ValueError`` for a family that does not exist, and ``FilterError`` for a filter with errors.
    """
    if family not in FAMILIES:
        raise ValueError(f"there are no pairs of {family!r}: choose one of {', '.join(FAMILIES)}")
    before = well_formed(filter)
    sound_findings(before)
    renaming = _Renaming(FAMILIES[family]["key"], names)
    tree: Node = renaming.visit(before.tree)
    return migrated(before, tree, [*renaming.changes, *merged(renaming.present, names), *renaming.below()])


class _Renaming(NodeTransformer):
    """One renaming of the keys that a field stands for."""

    def __init__(self, key: Field, names: Mapping[str, str]) -> None:
        self.key = key
        self.names = names
        self.changes: list[Change] = []
        self.present: dict[str, Span] = {}

    def visit_Call(self, node: Call) -> Node:  # noqa: N802 - the name that ast.NodeTransformer gives it
        field = compared(node)
        if field is None:
            return node
        if field.name == self.key.name:
            return self._pattern(node) if node.operator in PATTERNS else with_texts(node, self._renamed)
        if field.type is Type.JSON and field.stored == self.key.stored and isinstance(node.arguments[1], String):
            return with_texts(node, self._object)
        return node

    def _renamed(self, text: String) -> str:
        return self._key(text.value, text.span)

    def _key(self, old: str, span: Span) -> str:
        new = self.names.get(old, old)
        self.present.setdefault(old, span)
        if new != old:
            self.changes.append(Change(Kind.REWRITTEN, f"the key `{old}` is now `{new}`", span))
        return new

    def _object(self, text: String) -> str:
        """A JSON object with its keys renamed; a text that is none names a key itself."""
        found = object_texts(text.value)
        if found is None:
            return self._renamed(text)
        keys = [span for span, is_key in found if is_key]
        renamed = with_object_texts(text.value, keys, lambda key: self._key(key, text.span))
        if len(json.loads(renamed)) < len(json.loads(text.value)):
            message = "two keys of this object get one name: write a pair of conditions for each key first"
            self.changes.append(Change(Kind.LOST, message, text.span))
        return renamed

    def _pattern(self, node: Call) -> Node:
        """A pattern on keys cannot be renamed: say for which keys it stops or starts to hold."""
        for pattern in texts(node.arguments[1]):
            holds = comparison(NEGATIVE.get(node.operator, node.operator), pattern.value)
            for old, new in self.names.items():
                if holds(old) != holds(new):
                    matched, other = (old, new) if holds(old) else (new, old)
                    message = (
                        f"`{node.operator}` on keys cannot be renamed: the pattern matches `{matched}` and not `{other}`, "
                        "so it asks for other keys than before"
                    )
                    self.changes.append(Change(Kind.MEANING, message, node.span))
        return node

    def below(self) -> list[Change]:
        """Keys that stand below a renamed one, and keep their names because a dotted key is one key."""
        return [
            Change(Kind.NOTE, f"the key `{key}` stands below `{upper}` and keeps its name: rename it by its whole name", span)
            for key, span in self.present.items()
            if key not in self.names
            for upper in self.names
            if key.startswith(f"{upper}.")
        ]
