"""A sheet that is read in parts is the same as one that is read whole, shared texts and all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from archiver import helper
from archiver.books.files import cutting, excel
from archiver.books.files.problems import Problem
from archiver.words import Words
from tests.books.files.making import xlsx
from tests.books.files.reading import laid, read

ROWS: list[list[object]] = [["a", "b", "c"], *([f"text {turn % 7}", turn, f"x{turn}"] for turn in range(200))]


def shared(book: bytes) -> bytes:
    """The workbook with its texts shared by the cells, and a rich one among them, as Excel writes it."""
    texts: dict[bytes, int] = {}
    held, made = zipfile.ZipFile(io.BytesIO(book)), io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in held.namelist():
            data = held.read(name)
            if name.startswith("xl/worksheets/"):
                head, *cells = data.split(b' t="inlineStr"><is><t>')
                pieces = [head]
                for cell in cells:
                    text, _, rest = cell.partition(b"</t></is>")
                    pieces.append(b' t="s"><v>%d</v>' % texts.setdefault(text, len(texts)) + rest)
                data = b"".join(pieces)
            elif name == RELATIONS:
                data = data.replace(b"</Relationships>", RELATED)
            out.writestr(name, data)
        runs = b"".join(b"<si><r><t>%b</t></r><r><t>%b</t></r></si>" % (each[:1], each[1:]) for each in texts)
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        out.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (main, runs))
    return made.getvalue()


RELATIONS = "xl/_rels/workbook.xml.rels"
RELATED = (
    b'<Relationship Id="texts" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/sharedStrings"/></Relationships>'
)


@pytest.mark.parametrize("part", [1 << 10, 1 << 30])
@pytest.mark.parametrize("few", [0, 1 << 30])
@pytest.mark.parametrize("with_shared", [False, True])
def test_parts_are_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int, few: int, with_shared: bool
) -> None:
    monkeypatch.setattr(cutting, "PART", part)
    monkeypatch.setattr(cutting, "CHUNK", 1 << 9)
    monkeypatch.setattr(cutting, "FEW", few)
    book = shared(xlsx(ROWS)) if with_shared else xlsx(ROWS)
    whole = read(laid(tmp_path / "books", {"t.xlsx": book}))

    assert [list(each.values())[1:] for each in whole.values["file_t"].values()] == ROWS[1:]


@pytest.mark.parametrize("with_shared", [False, True])
def test_parts_that_others_make_out_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_shared: bool
) -> None:
    many = [ROWS[0], *([f"text {turn}", turn, f"x{turn % 9}"] for turn in range(60_000))]
    path = tmp_path / "t.xlsx"
    path.write_bytes(shared(xlsx(many)) if with_shared else xlsx(many))
    [sheet] = excel.sheets(path, "t.xlsx")
    here = list(sheet.lines())
    monkeypatch.setattr(excel, "LARGE", 1)
    monkeypatch.setattr(helper, "most", lambda: 2)
    assert list(sheet.lines()) == here
    assert len(here) == len(many)


@pytest.mark.parametrize(("spoilt", "said"), [("=1/0", "shows #DIV/0!"), ("", "was never computed")])
def test_what_is_wrong_in_a_part_that_others_make_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str, said: str
) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(xlsx([*ROWS, ["x", 1, "y"]]))
    formula = b'<c r="A999" t="e"><f>1/0</f><v>#DIV/0!</v></c>' if spoilt else b'<c r="A999"><f>1+1</f></c>'
    inject(path, formula)
    [sheet] = excel.sheets(path, "t.xlsx")
    monkeypatch.setattr(excel, "LARGE", 1)
    monkeypatch.setattr(helper, "most", lambda: 2)
    with pytest.raises(Problem) as wrong:
        list(sheet.lines())
    assert wrong.value.line == 999
    assert said in Words("en").say(wrong.value.said)


def inject(path: Path, cell: bytes) -> None:
    """A row with one more cell at the end of the sheet."""
    with zipfile.ZipFile(path) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    with zipfile.ZipFile(path, "w") as out:
        for name, data in parts.items():
            row = b'<row r="999">%b</row></sheetData>' % cell
            out.writestr(name, data.replace(b"</sheetData>", row) if name.startswith("xl/worksheets/") else data)


def test_texts_larger_than_any_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "LARGEST", 100)
    with pytest.raises(Exception, match="texts are larger"):
        read(laid(tmp_path / "books", {"t.xlsx": xlsx(ROWS)}))
