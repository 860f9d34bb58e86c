"""Replacing ids, as when projects, traces and examples are copied to another workspace.

Owns the invariant that an id is known by its value: every spelling of it is replaced, and what is written is canonical.
"""

from collections.abc import Mapping
from uuid import UUID

from filterlang.migrate.comparing import compared, object_texts, texts, with_object_texts, with_texts
from filterlang.migrate.migration import Change, Kind, Migration, migrated
from filterlang.migrate.soundness import sound_findings, well_formed
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.fields import FAMILIES
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.text.source import Span
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Call, Node, NodeTransformer, String

_SHOWN = 5


def replace_ids(filter: FilterLike, ids: Mapping[str | UUID, str | UUID], *, values: bool = False) -> Migration:
    """The filter over other ids: wherever a field that holds UUIDs is compared, alone or in a list, in any spelling.

    With ``values``, the texts that metadata is compared with are replaced as well. Ids of such fields that the mapping does
    not have are left as they are, counted in a note, and listed in ``unmapped``.

    Raises ``ValueError`` for a mapping of what is no UUID, or of one id to two, and ``FilterError`` for a filter with errors.
    """
    mapping = _canonical(ids)
    before = well_formed(filter)
    sound_findings(before)
    replacing = _Replacing(mapping, values=values)
    tree: Node = replacing.visit(before.tree)
    return migrated(before, tree, [*replacing.changes, *replacing.note()], unmapped=tuple(replacing.unmapped))


def _canonical(ids: Mapping[str | UUID, str | UUID]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for old, new in ids.items():
        for id in (old, new):
            if not is_uuid(str(id)):
                raise ValueError(f"{id!r} is not a UUID: ids are replaced by UUIDs such as {UUID(int=0)}")
        one, other = canonical_uuid(str(old)), canonical_uuid(str(new))
        if mapping.setdefault(one, other) != other:
            raise ValueError(f"the id {one} is mapped to two ids, {mapping[one]} and {other}: keep one of them")
    return mapping


class _Replacing(NodeTransformer):
    """One replacement of ids."""

    def __init__(self, ids: Mapping[str, str], *, values: bool) -> None:
        self.ids = ids
        self.changes: list[Change] = []
        self.unmapped: dict[str, Span] = {}
        metadata = FAMILIES[CUSTOM]
        self._value = metadata["value"].name if values else ""
        self._whole = metadata["key"].stored if values else None

    def visit_Call(self, node: Call) -> Node:  # noqa: N802 - the name that ast.NodeTransformer gives it
        field = compared(node)
        if field is None:
            return node
        if field.type is Type.UUID:
            self._look(node)
            return with_texts(node, self._replaced)
        if field.name == self._value:
            return with_texts(node, self._replaced)
        return with_texts(node, self._object) if self._is_whole(field) else node

    def _is_whole(self, field: Field) -> bool:
        return field.type is Type.JSON and field.stored == self._whole

    def _look(self, node: Call) -> None:
        """Note the ids that are not in the mapping."""
        for text in texts(node.arguments[1]):
            if is_uuid(text.value) and canonical_uuid(text.value) not in self.ids:
                self.unmapped.setdefault(canonical_uuid(text.value), text.span)

    def _replaced(self, text: String) -> str:
        return self._id(text.value, text.span)

    def _id(self, old: str, span: Span) -> str:
        new = self.ids.get(canonical_uuid(old), old) if is_uuid(old) else old
        if new != old:
            self.changes.append(Change(Kind.REWRITTEN, f"the id {old} is now {new}", span))
        return new

    def _object(self, text: String) -> str:
        """A JSON object with the ids among its values replaced."""
        found = object_texts(text.value) or ()
        values = [span for span, is_key in found if not is_key]
        return with_object_texts(text.value, values, lambda value: self._id(value, text.span))

    def note(self) -> list[Change]:
        """One note on all ids that are not in the mapping, at the first of them."""
        if not self.unmapped:
            return []
        known = list(self.unmapped)
        more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        counted = "1 id was" if len(known) == 1 else f"{len(known)} ids were"
        message = f"{counted} not in the mapping: {', '.join(known[:_SHOWN])}{more}"
        return [Change(Kind.NOTE, message, min(self.unmapped.values()))]
