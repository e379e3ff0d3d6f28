"""Other programs open what a password seals with the right one, and with no other: LibreOffice, 7-Zip, bsdtar."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from archiver.envelope import Password
from archiver.order import Order
from tests.archives import exported, memory, record, unpacked

RIGHT = "ouvre-toi, Sésame!"
WRONG = ("ouvre-toi, sésame!", "open up, barley!", "x")
CUSTOMER = "Boulangerie du Lac & fils"
NOBODY = subprocess.DEVNULL
PROFILE = Path("user", "basic", "Standard")
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard">
 <library:element library:name="Judge"/>
</library:library>
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Judge" script:language="StarBasic">{}
</script:module>
"""
JUDGE = """
Function Found(password As String) As String
  Dim given(1) As New com.sun.star.beans.PropertyValue
  given(0).Name = "Hidden"
  given(0).Value = True
  given(1).Name = "Password"
  given(1).Value = password
  Found = "refused"
  On Error GoTo Done
  book = StarDesktop.loadComponentFromURL("%s", "_blank", 0, given())
  If Not IsNull(book) Then
    Found = book.Sheets.getByIndex(0).getCellByPosition(1, 1).String
    book.close(True)
  End If
Done:
End Function
Sub Main
  Open "%s" For Output As #1
  %s
  Close #1
End Sub
"""


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a sealed archive of one customer and one invoice."""
    folder = tmp_path_factory.mktemp("sealed")
    rows = {
        "customers": record("customers", "1", name=CUSTOMER),
        "invoices": record("invoices", "7", number="F-0007", total=Decimal("1240.50"), currency="CAD"),
    }
    books = memory(**{key: [{key: [row]}] for key, row in rows.items()})
    archive = exported(books, folder / "out", Order(flat=True, password=Password.of(RIGHT)))
    for name, data in unpacked(archive.path).items():
        path = folder / "bag" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "bag"


def cells(office: str, folder: Path, book: Path, passwords: Sequence[str]) -> list[str]:
    """What LibreOffice finds in the second cell of the second row with each password, or ``refused``."""
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    # A profile is made at the first start, and would take the place of what lies there before.
    subprocess.run([*command, "--terminate_after_init"], check=True, timeout=100, capture_output=True, stdin=NOBODY)
    told = folder / "told"
    lines = "\n".join(f'  Print #1, Found("{password}")' for password in passwords)
    (folder / "profile" / PROFILE / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    judge = MODULE.format(escape(JUDGE % (book.as_uri(), told, lines)))
    (folder / "profile" / PROFILE / "Judge.xba").write_text(judge, encoding="utf-8")
    subprocess.run(
        [*command, "macro:///Standard.Judge.Main"], check=True, timeout=200, capture_output=True, stdin=NOBODY
    )
    return told.read_text(encoding="utf-8").splitlines()


def test_libreoffice_opens_a_workbook_with_its_password_only(
    tmp_path: Path, bag: Path, program: Callable[[str], str]
) -> None:
    found = cells(program("soffice"), tmp_path, bag / "data" / "Customers.xlsx", [RIGHT, *WRONG, ""])
    assert found == [CUSTOMER, "refused", "refused", "refused", "refused"]


def seven_zip(program: Callable[[str], str], packet: Path, folder: Path, password: str) -> int:
    command = [program("7zz"), "x", "-y", f"-p{password}", f"-o{folder}", str(packet)]
    return subprocess.run(command, check=False, capture_output=True, timeout=100, stdin=NOBODY).returncode


def bsdtar(program: Callable[[str], str], packet: Path, folder: Path, password: str) -> int:
    command = [program("bsdtar"), "--passphrase", password, "-xf", str(packet), "-C", str(folder)]
    return subprocess.run(command, check=False, capture_output=True, timeout=100, stdin=NOBODY).returncode


@pytest.mark.parametrize("extract", [seven_zip, bsdtar])
def test_other_programs_open_the_packet_with_its_password_only(
    tmp_path: Path, bag: Path, program: Callable[[str], str], extract: Callable[..., int]
) -> None:
    packet = bag / "data" / "sealed.zip"
    for number, password in enumerate(WRONG):
        (tmp_path / str(number)).mkdir()
        assert extract(program, packet, tmp_path / str(number), password) != 0
    assert extract(program, packet, tmp_path, RIGHT) == 0
    with zipfile.ZipFile(tmp_path / "contents.zip") as contents:
        assert contents.testzip() is None
        assert {"archive.json", "records/kinds.json", "records/customers.jsonl"} <= set(contents.namelist())
        assert CUSTOMER.encode() in contents.read("records/customers.jsonl")


def test_7_zip_sees_aes_256_and_one_name(bag: Path, program: Callable[[str], str]) -> None:
    command = [program("7zz"), "l", "-slt", str(bag / "data" / "sealed.zip")]
    listed = subprocess.run(command, check=True, capture_output=True, text=True, stdin=NOBODY).stdout
    facts = [line.partition(" = ")[::2] for line in listed.partition("----------")[2].splitlines()]
    assert [value for key, value in facts if key == "Path"] == ["contents.zip"]
    assert [value for key, value in facts if key in ("Encrypted", "Method", "CRC")] == ["+", "", "AES-256 Store"]
