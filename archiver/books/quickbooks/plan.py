"""The plan of a company: what the one answer says that comes as XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from archiver.books.quickbooks.entities import Item
from archiver.books.quickbooks.faults import TITLE
from archiver.errors import Unintelligible
from archiver.words import N_, phrase

TOLD = ("QboCompany", "PlanName", "Entitlement")
"""Of these, it holds one at least: an answer without them is one to something else."""
NOT_XML = N_("it is not the XML that was expected")


def told(body: bytes) -> Item:
    """Its elements, as texts, and as lists where several have one name. Errors: ``Unintelligible``."""
    if b"<!" in body or b"\0" in body:  # a document type, or letters of two bytes, in which one could hide
        raise Unintelligible(service=TITLE, reason=phrase(NOT_XML))
    try:
        found = _element(ET.fromstring(body))  # noqa: S314 - without a document type there is no harm
    except (ET.ParseError, RecursionError):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_XML)) from None
    if not isinstance(found, dict) or not any(found.get(each) for each in TOLD):
        raise Unintelligible(service=TITLE, reason=phrase(NOT_XML))
    return found


def _element(element: ET.Element) -> object:
    if not len(element):
        text = (element.text or "").strip()
        return {**element.attrib, "value": text} if element.attrib else text
    found: dict[str, object] = dict(element.attrib)
    for child in element:
        name, value = _name(child), _element(child)
        if name in found:
            before = found[name]
            found[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[name] = value
    return found


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
