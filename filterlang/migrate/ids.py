"""Replaces ids, as when projects, traces and examples are copied to another workspace.

Owns the invariant that an id is recognised by its value: every spelling of it is replaced, and new ids are written canonically.
"""

from collections.abc import Mapping
from uuid import UUID

from filterlang.migrate.comparing import compared, object_texts, texts, with_object_texts, with_texts
from filterlang.migrate.migration import Change, ChangeKind, Migration, migrated
from filterlang.migrate.soundness import sound_findings, well_formed
from filterlang.schema.aliases import CUSTOM
from filterlang.schema.fields import FAMILIES
from filterlang.schema.types import Field, Type
from filterlang.semantics.durations import canonical_uuid, is_uuid
from filterlang.text.source import Span
from filterlang.syntax.input import FilterLike
from filterlang.syntax.tree import Call, Node, String
from filterlang.syntax.visitors import NodeTransformer

_SHOWN = 5


def replace_ids(filter: FilterLike, ids: Mapping[str | UUID, str | UUID], *, values: bool = False) -> Migration:
    """Replaces the ids that fields of UUIDs are compared with, single or in a list, in any spelling.

    With ``values``, the texts that metadata is compared with are replaced as well. Ids of such fields that the mapping does
    not have are left as they are, counted in a note, and listed in ``unmapped``.

    Raises ``ValueError`` for a mapping with a text that is not a UUID, or of one id to two, and ``FilterError`` for a filter
    with errors.
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
        from_id, to_id = canonical_uuid(str(old)), canonical_uuid(str(new))
        if mapping.setdefault(from_id, to_id) != to_id:
            raise ValueError(f"the id {from_id} is mapped to two ids, {mapping[from_id]} and {to_id}: keep one of them")
    return mapping


class _Replacing(NodeTransformer):
    """The state of one replacement: its changes so far, and the ids that are not in the mapping."""

    def __init__(self, ids: Mapping[str, str], *, values: bool) -> None:
        self.ids = ids
        self.changes: list[Change] = []
        self.unmapped: dict[str, Span] = {}
        metadata = FAMILIES[CUSTOM]
        self._value = metadata["value"].name if values else ""
        self._stored = metadata["key"].stored if values else None

    def visit_Call(self, node: Call) -> Node:  # noqa: N802 - the name that ast.NodeTransformer gives it
        field = compared(node)
        if field is None:
            return node
        if field.type is Type.UUID:
            self._note_unmapped(node)
            return with_texts(node, self._replaced)
        if field.name == self._value:
            return with_texts(node, self._replaced)
        return with_texts(node, self._object) if self._is_metadata(field) else node

    def _is_metadata(self, field: Field) -> bool:
        return field.type is Type.JSON and field.stored == self._stored

    def _note_unmapped(self, node: Call) -> None:
        """Notes the ids that are not in the mapping."""
        for text in texts(node.arguments[1]):
            if is_uuid(text.value) and canonical_uuid(text.value) not in self.ids:
                self.unmapped.setdefault(canonical_uuid(text.value), text.span)

    def _replaced(self, text: String) -> str:
        return self._id(text.value, text.span)

    def _id(self, old: str, span: Span) -> str:
        new = self.ids.get(canonical_uuid(old), old) if is_uuid(old) else old
        if new != old:
            self.changes.append(Change(ChangeKind.REWRITTEN, f"the id {old} is now {new}", span))
        return new

    def _object(self, text: String) -> str:
        """Returns a JSON object with the ids among its values replaced."""
        values = [span for span, is_key in object_texts(text.value) or () if not is_key]
        return with_object_texts(text.value, values, lambda value: self._id(value, text.span))

    def note(self) -> list[Change]:
        """Returns one note on all ids that are not in the mapping, at the first of them."""
        if not self.unmapped:
            return []
        ids = list(self.unmapped)
        more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
        counted = "1 id was" if len(ids) == 1 else f"{len(ids)} ids were"
        message = f"{counted} not in the mapping: {', '.join(ids[:_SHOWN])}{more}"
        return [Change(ChangeKind.NOTE, message, min(self.unmapped.values()))]
