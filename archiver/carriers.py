"""Files and the documents that carry them, told of one another: the number beside a file, the way beside a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archiver.model import Kind, Record, Value
from archiver.spool import Spool

LINK = "document_link"
NAMES = ("number", "name", "code")
"""How a document is called, or an entry of a list: by the first of these that it has."""


def join(spool: Spool, *, anew: bool = False) -> None:
    """Complete a draft: attachments with the numbers of their documents, documents with the way to their files.

    It leads to the file or, where there are several, to their folder. A document without a file
    in the archive keeps what the books link to it. With ``anew``, numbers that are there already give way, too.
    """
    kind = spool.kind("attachments")
    if kind is None:
        return
    ways: dict[str, dict[str, str]] = {}
    spool.rewrite(kind, lambda row: _numbered(spool, kind, row, ways, anew=anew))
    for key, of_documents in ways.items():
        carrier = spool.kind(key)
        if carrier and carrier.place(LINK) is not None:
            spool.amend(carrier, _linked(spool, carrier, of_documents))


def _numbered(spool: Spool, kind: Kind, row: Record, ways: dict[str, dict[str, str]], *, anew: bool) -> Record:
    """The row of a file with the number of its document; where its file lies is entered in ``ways``."""
    values = dict(zip(kind.keys, row.values, strict=True))
    key, id_, path = (str(values[each] or "") for each in ("document_kind", "document_id", "path"))
    if path:
        of_documents = ways.setdefault(key, {})
        of_documents[id_] = f"{path.rpartition('/')[0]}/" if id_ in of_documents else path
    if anew or not values["document_number"]:
        values["document_number"] = _name(spool, key, id_) or values["document_number"]
    return row._replace(values=tuple(values.values()))


def _name(spool: Spool, key: str, id_: str) -> Value:
    carrier = spool.kind(key)
    row = spool.row(carrier, id_) if carrier else None
    if carrier is None or row is None:
        return None
    places = (carrier.place(name) for name in NAMES)
    return next((row.values[place] for place in places if place is not None and row.values[place]), None)


def _linked(spool: Spool, kind: Kind, ways: Mapping[str, str]) -> Iterator[Record]:
    place = kind.keys.index(LINK)
    for id_, way in ways.items():
        if row := spool.row(kind, id_):
            yield row._replace(values=(*row.values[:place], way, *row.values[place + 1 :]))
