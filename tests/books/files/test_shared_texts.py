"""The shared texts of a workbook: the quick way tells the same as a parser, or leaves it to one."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import ParseError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.books.files import shared_texts

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")))
PIECES = st.sampled_from([
    "<si><t>a</t></si>", "<si><t/></si>", "<si><t></t></si>", '<si><t xml:space="preserve"> b </t></si>', "\n", "",
    "<si><r><t>c</t></r><r><t>d</t></r></si>", "<si><t>東</t><rPh sb='0' eb='1'><t>ひがし</t></rPh></si>",
    "<si><t>&amp;lt;</t></si>", "<si><t>&#233;</t></si>", "<si><t>_x000D_ _x0041_</t></si>", "<si><t>x\r\ny</t></si>",
    "<si><t><![CDATA[<e>]]></t></si>", "<!-- f -->", "<si><phoneticPr/><t>g</t></si>", "<si><t>h\ti\nj</t></si>",
])  # fmt: skip


def texts(xml: str, chunk: int = shared_texts.CHUNK) -> list[str]:
    """What is read of a part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared_texts, "CHUNK", chunk)
        book = packed(xml)
        found = shared_texts.read(book, book.getinfo("s.xml"))
    return [found[at] for at in range(len(found))]


def packed(xml: str) -> zipfile.ZipFile:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("s.xml", xml)
    return zipfile.ZipFile(made)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(given=st.lists(PLAIN), chunk=st.sampled_from([7, 64, 1 << 20]))
def test_plain_texts_come_back(given: list[str], chunk: int) -> None:
    listed = "".join(f"<si><t>{escaped(each)}</t></si>" for each in given)
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst {MAIN} count="9">{listed}</sst>'
    assert texts(xml, chunk) == [shared_texts._ESCAPED.sub(shared_texts._character, each) for each in given]


@given(pieces=st.lists(PIECES), chunk=st.sampled_from([16, 1 << 20]))
def test_the_quick_way_tells_what_a_parser_does(pieces: list[str], chunk: int) -> None:
    xml = f"<sst {MAIN}>{''.join(pieces)}</sst>"
    book = packed(xml)
    careful = shared_texts._carefully(book, book.getinfo("s.xml"))
    assert texts(xml, chunk) == [careful[at] for at in range(len(careful))]


@pytest.mark.parametrize(
    "xml",
    ["<sst><si><t>a</t></si>", "<sst><si><t>&b;</t></si></sst>", "<sst><si><t>\x01</t></si></sst>", "", "<sst>]]>"],
)
def test_what_is_no_xml_is_refused_by_the_parser(xml: str) -> None:
    with pytest.raises(ParseError):
        texts(xml)


def test_a_text_without_end_is_left_to_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_texts, "LONGEST", 100)
    long = "x" * 10_000
    book = packed(f"<sst {MAIN}><si><t>{long}</t></si></sst>")
    monkeypatch.setattr(shared_texts, "CHUNK", 64)
    assert shared_texts._quickly(book, book.getinfo("s.xml")) is None
    assert shared_texts.read(book, book.getinfo("s.xml"))[0] == long


def test_a_number_that_no_text_has_is_an_error() -> None:
    found = shared_texts.SharedTexts()
    found.add(["a", "\ud800"])
    assert (found[0], found[1], len(found)) == ("a", "\ud800", 2)
    for number in (-1, 2):
        with pytest.raises(IndexError):
            found[number]
