"""The parts of a workbook in a form that people read: an element a line, strings where they are used.

What nobody would read is left out: rows but the first few and the last one, the middle of long texts, the theme, which
is openpyxl's own. Whether all rows are there, and are right, is told by other tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from lxml import etree

STRINGS = "xl/sharedStrings.xml"
LEFT_OUT = {STRINGS, "xl/theme/theme1.xml"}
FIRST_ROWS = 5
LONGEST = 300

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts(workbook: Path) -> dict[str, str]:
    """Each part that matters, by its name in the package."""
    with ZipFile(workbook) as pack:
        strings = _strings(pack)
        read = {name: pack.read(name) for name in pack.namelist() if name not in LEFT_OUT}
    return {name: "\n".join([*_lines(etree.fromstring(part), strings, ""), ""]) for name, part in read.items()}


def _strings(pack: ZipFile) -> list[str]:
    if STRINGS not in pack.namelist():
        return []
    return ["".join(each.itertext()) for each in etree.fromstring(pack.read(STRINGS)).iter(f"{_MAIN}si")]


def _lines(element: etree._Element, strings: list[str], indent: str) -> Iterator[str]:
    """An element and what is in it, from its line on."""
    tag = _tag(element)
    head = " ".join([tag, *(f"{_name(element, key)}={quoteattr(value)}" for key, value in sorted(element.items()))])
    if tag == "c" or not len(element):
        text = _short(escape(_text(element, strings), {"\n": "&#10;", "\r": "&#13;"}))
        yield f"{indent}<{head}>{text}</{tag}>" if text else f"{indent}<{head}/>"
        return
    yield f"{indent}<{head}>"
    for child in _kept(element):
        yield from [child] if isinstance(child, str) else _lines(child, strings, f"{indent}  ")
    yield f"{indent}</{tag}>"


def _kept(element: etree._Element) -> Iterator[etree._Element | str]:
    """The children of an element; of rows, the first few and the last one."""
    many = len(element) - FIRST_ROWS - 1 if _tag(element) == "sheetData" else 0
    for at, child in enumerate(element):
        if many <= 1 or at < FIRST_ROWS or at == len(element) - 1:
            yield child
        elif at == FIRST_ROWS:
            yield f"    … {many} rows"


def _text(element: etree._Element, strings: list[str]) -> str:
    """What an element holds; of a cell, what it shows."""
    text = "".join(element.itertext())
    return strings[int(text)] if _tag(element) == "c" and element.get("t") == "s" else text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {len(text)} … {text[-LONGEST // 2 :]}"


def _tag(element: etree._Element) -> str:
    """The name of an element, with a prefix where it is not of the language of workbooks itself."""
    name = etree.QName(element)
    return f"{element.prefix}:{name.localname}" if element.prefix else str(name.localname)


def _name(element: etree._Element, key: str) -> str:
    """The name of an attribute, with its prefix where it has one."""
    name = etree.QName(key)
    prefix = next((each for each, address in element.nsmap.items() if address == name.namespace), None)
    return f"{prefix or 'xml'}:{name.localname}" if name.namespace else str(name.localname)
