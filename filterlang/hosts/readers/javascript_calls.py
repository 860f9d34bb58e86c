"""Reads the object that an expression of JavaScript stands in, with the constants beside it.

Owns the invariant that an object with ``...options``, and one that is changed later, are not complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from filterlang.hosts.call_sites import call_site, constant
from filterlang.hosts.documents import HostDocument
from filterlang.hosts.readers.javascript_names import ScriptNames, ScriptScope
from filterlang.hosts.readers.javascript_syntax import arguments, literal_text, method, path, unwrapped
from filterlang.semantics.surroundings import UNKNOWN, Argument, CallSite

if TYPE_CHECKING:
    from tree_sitter import Node

_WRITING = frozenset({"toISOString", "toJSON"})


class ScriptSite(NamedTuple):
    """An entry of an object, with the name of the call that the object is an argument of; empty for another object."""

    object: Node
    scope: ScriptScope
    key: str
    name: str = ""


def call_of(document: HostDocument, names: ScriptNames, site: ScriptSite) -> CallSite | None:
    """The call of a site; None where the object is one of several that its name can stand for."""
    entries = [(key, _value(document, node)) for key, node in names.entries(site.object).items()]
    changed = _changes(names, site)
    if changed is None or site.key in changed:
        return None
    has_others = any(child.type not in _ENTRIES for child in unwrapped(site.object).named_children)
    later = [(key, UNKNOWN) for key in changed]
    return call_site(site.name, site.key, [*entries, *later], complete=not has_others and not changed)


_ENTRIES = frozenset({"pair", "shorthand_property_identifier", "comment"})


def _changes(names: ScriptNames, site: ScriptSite) -> list[str] | None:
    """The keys that an object is given after it was assigned to a name; None where these are not known."""
    declaration = site.object.parent
    name = None if declaration is None else declaration.child_by_field_name("name")
    if name is None or declaration is None or declaration.type != "variable_declarator":
        return []
    binding = site.scope.resolve(names.text(name))
    return None if binding is None or len(binding.values) > 1 else list(binding.properties)


def _value(document: HostDocument, node: Node) -> Argument:
    """The value of an entry: a constant, or a date that is made of a text."""
    node = unwrapped(node)
    called = method(node)
    if called is not None and called[1] in _WRITING:
        node = called[0]
    if node.type == "new_expression" and path(node.child_by_field_name("constructor")) == "Date":
        node = next(iter(arguments(node)), node)
    text = literal_text(document, node)
    return constant(document.text_of(node)) if text is None else text
