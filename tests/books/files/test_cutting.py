"""A sheet that is read in parts is the same as one that is read whole, shared texts and all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from archiver.books.files import cutting
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
                data = head
                for cell in cells:
                    text, _, rest = cell.partition(b"</t></is>")
                    data += b' t="s"><v>%d</v>' % texts.setdefault(text, len(texts)) + rest
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


def test_texts_larger_than_any_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "LARGEST", 100)
    with pytest.raises(Exception, match="texts are larger"):
        read(laid(tmp_path / "books", {"t.xlsx": xlsx(ROWS)}))
