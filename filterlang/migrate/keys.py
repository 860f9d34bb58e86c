"""Renames the keys of pairs: of metadata, inputs, outputs and feedback.

Owns the invariant that a key is renamed wherever a filter names the whole key, and that a pattern which matches other keys
after the renaming is reported.
"""

from collections.abc import Mapping
import json

from filterlang.evaluate.reference import comparison
from filterlang.migrate.comparing import compared, merged, object_texts, texts, with_object_texts, with_texts
from filterlang.migrate.migration import Change, ChangeKind, Migration, migrated
from filterlang.migrate.soundness import sound_findings, well_formed
from filterlang.schema.fields import FAMILIES
from filterlang.schema.names import Family
from filterlang.schema.operators import NEGATIVE, PATTERNS
from filterlang.schema.types import Field, Type
from filterlang.text.source import Span
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Call, Node, String
from filterlang.syntax.visitors import NodeTransformer


def rename_keys(filter: FilterLike, family: Family, names: Mapping[str, str]) -> Migration:
    """Renames keys of a family of pairs, all at once: metadata, input, output or feedback.

    A dotted key is one key and is renamed whole. The keys of ``has(metadata, '{…}')`` are renamed too; a ``like`` on keys is
    left as it is, and reported where it matches an old key and not the new one, or the other way round.

    Raises ``ValueError`` for a family that does not exist, and ``FilterError`` for a filter with errors.
    """
    if family not in FAMILIES:
        raise ValueError(f"there are no pairs of {family!r}: choose one of {', '.join(FAMILIES)}")
    before = well_formed(filter)
    sound_findings(before)
    renaming = _KeyRenaming(FAMILIES[family]["key"], names)
    tree: Node = renaming.visit(before.tree)
    return migrated(before, tree, [*renaming.changes, *merged(renaming.present, names), *renaming.below()])


class _KeyRenaming(NodeTransformer):
    """The state of one renaming: its changes so far, and where each key first stands."""

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
            self.changes.append(Change(ChangeKind.REWRITTEN, f"the key `{old}` is now `{new}`", span))
        return new

    def _object(self, text: String) -> str:
        """Returns a JSON object with its keys renamed; any other text is a key itself."""
        texts_of_object = object_texts(text.value)
        if texts_of_object is None:
            return self._renamed(text)
        keys = [span for span, is_key in texts_of_object if is_key]
        renamed = with_object_texts(text.value, keys, lambda key: self._key(key, text.span))
        if len(json.loads(renamed)) < len(json.loads(text.value)):
            message = "two keys of this object get one name: write a pair of conditions for each key first"
            self.changes.append(Change(ChangeKind.LOST, message, text.span))
        return renamed

    def _pattern(self, node: Call) -> Node:
        """Reports the keys that a pattern stops or starts to match; the pattern stays as it is."""
        for pattern in texts(node.arguments[1]):
            holds = comparison(NEGATIVE.get(node.operator, node.operator), pattern.value)
            for old, new in self.names.items():
                if holds(old) != holds(new):
                    matched, unmatched = (old, new) if holds(old) else (new, old)
                    message = (
                        f"`{node.operator}` on keys cannot be renamed: the pattern matches `{matched}` and not `{unmatched}`, "
                        "so it asks for other keys than before"
                    )
                    self.changes.append(Change(ChangeKind.MEANING, message, node.span))
        return node

    def below(self) -> list[Change]:
        """Reports the dotted keys below a renamed key: a dotted key is one key, and keeps its name."""
        return [
            Change(
                ChangeKind.NOTE, f"the key `{key}` stands below `{upper}` and keeps its name: rename it by its whole name", span
            )
            for key, span in self.present.items()
            if key not in self.names
            for upper in self.names
            if key.startswith(f"{upper}.")
        ]
