"""The ``fields`` parameter: which parts of an answer the client wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.emulators.google.discovery import Discovery
from tests.emulators.google.refusals import bad

DEFAULTS: Mapping[str, str] = {
    "File": "kind,id,name,mimeType",
    "FileList": "kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType)",
    "Permission": "kind,id,type,role",
    "PermissionList": "kind,nextPageToken,permissions(kind,id,type,role)",
    "Revision": "kind,id,mimeType,modifiedTime",
    "RevisionList": "kind,nextPageToken,revisions(kind,id,mimeType,modifiedTime)",
}
"""What Drive gives when the client does not say."""

Tree = dict[str, "Tree"]
"""Each wanted field with what is wanted of it; nothing there means all of it."""


@dataclass
class Mask:
    """A parsed mask."""

    tree: Tree

    def of(self, value: object) -> object:
        """The wanted parts of a value."""
        return _only(self.tree, value)


def parse(text: str | None, schema: str, discovery: Discovery) -> Mask:
    """The mask of a request; a field that the schema does not have is refused as Drive refuses it."""
    if schema == "About" and not text:
        raise bad("The 'fields' parameter is required for this method.", "fields", "required")
    tokens = re.findall(r"[\w*]+|[(),/]", text or DEFAULTS.get(schema, "*"))
    tree = _fields(tokens)
    if tokens:
        raise _unknown(tokens[0])
    _known(tree, schema, discovery)
    return Mask(tree)


def _fields(tokens: list[str]) -> Tree:
    tree: Tree = {}
    while tokens and tokens[0] != ")":
        _field(tokens, tree)
        if tokens and tokens[0] == ",":
            tokens.pop(0)
    return tree


def _field(tokens: list[str], tree: Tree) -> None:
    name = tokens.pop(0)
    if name in "(),/":
        raise _unknown(name)
    inner = tree.setdefault(name, {})
    if tokens and tokens[0] == "/":
        tokens.pop(0)
        if not tokens:
            raise _unknown(name)
        _field(tokens, inner)
    elif tokens and tokens[0] == "(":
        tokens.pop(0)
        inner.update(_fields(tokens))
        if not tokens:
            raise _unknown(name)
        tokens.pop(0)


def _known(tree: Tree, schema: str, discovery: Discovery) -> None:
    fields = discovery.fields(schema)
    for name, inner in tree.items():
        if name != "*" and name not in fields:
            raise _unknown(name)
        below = fields.get(name)
        if inner and below:
            _known(inner, below, discovery)


def _unknown(name: str) -> Exception:
    return bad(f"Invalid field selection {name}", "fields", "invalidParameter")


def _only(tree: Tree, value: object) -> object:
    if isinstance(value, list):
        return [_only(tree, item) for item in value]
    if not tree or "*" in tree or not isinstance(value, dict):
        return value
    return {name: _only(tree[name], item) for name, item in value.items() if name in tree}
