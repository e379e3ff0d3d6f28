"""Document links: only files that truly lie in the folder named by the owner are ever opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archiver.books import Asked, Attachment, Attachments
from archiver.books.gnucash import connect
from archiver.books.gnucash.links import name_of, resolve
from archiver.errors import FileNotFound
from tests.books.gnucash.minimal import ENTRY, in_sqlite
from tests.books.gnucash.reading import DATA, read


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder of documents, and secrets beside it."""
    folder = tmp_path / "documents"
    (folder / "achats").mkdir(parents=True)
    (folder / "achats" / "FAC 12 é.pdf").write_bytes(b"%PDF")
    (folder / "C:").mkdir()
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"secret")
    (folder / "inside.pdf").symlink_to(folder / "achats" / "FAC 12 é.pdf")
    (folder / "outside.pdf").symlink_to(secret)
    (folder / "way out").symlink_to(tmp_path)
    (folder / "circle").symlink_to(folder / "circle")
    return folder


FOLLOWED = [
    "achats/FAC 12 é.pdf",
    "achats/FAC%2012%20%C3%A9.pdf",
    "./achats/../achats/FAC%2012%20é.pdf",
    "inside.pdf",
    "way%20out/documents/inside.pdf",
]


@pytest.mark.parametrize("link", FOLLOWED)
def test_relative_links_into_the_folder(link: str, documents: Path) -> None:
    found = resolve(link, documents)
    assert found.state == "packed"
    assert Path(found.where).read_bytes() == b"%PDF"


@pytest.mark.parametrize("form", ["{}", "file://{}", "file://localhost{}", "FILE://{}"])
def test_absolute_links_into_the_folder(form: str, documents: Path) -> None:
    link = form.format(documents / "achats" / "FAC 12 é.pdf")
    assert resolve(link, documents).state == "packed"
    assert resolve(link.replace(" ", "%20"), documents).state == "packed"


NOT_FOLLOWED = [
    "../secret.pdf",
    "%2e%2e/secret.pdf",
    "achats/../../secret.pdf",
    "outside.pdf",
    "way%20out/secret.pdf",
    "/etc/passwd",
    "file:///etc/passwd",
    "file:///etc/../etc/passwd",
    "http://example.org/FAC.pdf",
    "https://example.org/achats/FAC%2012%20é.pdf",
    "HTTPS://example.org/inside.pdf",
    "ftp://example.org/inside.pdf",
    "smb://server/share/inside.pdf",
    "mailto:someone@example.org",
    "data:text/plain,inside.pdf",
    "javascript:alert(1)",
    "//server/share/inside.pdf",
    "%2F%2Fserver/share/inside.pdf",
    r"\\server\share\inside.pdf",
    "%5C%5Cserver%5Cshare%5Cinside.pdf",
    "file://server/share/inside.pdf",
    "file:////server/share/inside.pdf",
    r"C:\Users\anne\inside.pdf",
    "C:/inside.pdf",
    "c%3A/inside.pdf",
    "file://[::1/inside.pdf",
    "http://[",
    "inside.pdf\0",
    "inside.pdf%00",
    "%00",
    "",
    "file://",
    "achats",
    ".",
]


@pytest.mark.parametrize("link", NOT_FOLLOWED)
def test_links_that_lead_elsewhere_stay_text(link: str, documents: Path) -> None:
    found = resolve(link, documents)
    assert (found.state, found.where) == ("link_only", "")


MISSING = ["achats/none.pdf", "none/none.pdf", "inside.pdf/none", "circle", "x" * 5000, "%FF%FE.pdf"]


@pytest.mark.parametrize("link", MISSING)
def test_missing_files(link: str, documents: Path) -> None:
    assert resolve(link, documents).state == "missing"


def test_without_a_folder_nothing_is_looked_for(documents: Path) -> None:
    assert resolve("achats/FAC%2012%20é.pdf", None) == Attachment("FAC 12 é.pdf", "not_packed")
    assert resolve("http://example.org/a.pdf", None).state == "link_only"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert resolve("a.pdf", tmp_path / "none").state == "missing"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(documents: Path) -> None:
    os.mkfifo(documents / "pipe")
    assert resolve("pipe", documents).state == "link_only"


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("achats/FAC%2012.pdf", "FAC 12.pdf"),
        ("file:///home/anne/FAC.pdf", "FAC.pdf"),
        (r"C:\Users\anne\FAC.pdf", "FAC.pdf"),
        ("https://example.org/a/b.pdf?x=1#2", "b.pdf"),
        ("https://example.org", "https://example.org"),
        ("http://[", "["),
        ("", ""),
    ],
)
def test_names_as_a_person_would_give_them(link: str, name: str) -> None:
    assert name_of(link) == name


def test_files_of_a_book_open_and_tell_when_they_are_gone(documents: Path, book: Path, work: Path) -> None:
    slots = "INSERT INTO slots (obj_guid, name, slot_type, string_val) VALUES"
    in_sqlite(book, f"{slots} ('{ENTRY}', 'assoc_uri', 4, 'inside.pdf'), ('{ENTRY}', 'assoc_uri', 4, 'twice.pdf')")
    with connect(Asked(str(book), documents, work)) as books:
        assert isinstance(books, Attachments)
        (family,) = [family for family in books.families() if family.name == "attachments"]
        assert books.count(family) == 1
        (record,) = [row for page in books.read(family) for row in page.rows.get("attachments", ())]
        (file,) = books.files(record)
        with books.open(file) as opened:
            assert opened.read() == b"%PDF"
        Path(file.where).unlink()
        with pytest.raises(FileNotFound), books.open(file):
            pass


def test_a_link_with_nonsense_in_it_spoils_nothing(book: Path, work: Path) -> None:
    slots = "INSERT INTO slots (obj_guid, name, slot_type, string_val) VALUES"
    whole = read(in_sqlite(book, f"{slots} ('{ENTRY}', 'assoc_uri', 4, 'http://[')"), work)
    assert whole.values["attachments"][ENTRY]["link"] == "http://["


def test_the_links_of_the_atelier(tmp_path: Path) -> None:
    with connect(Asked(str(DATA / "atelier_2025.xml.gnucash"), DATA / "documents", tmp_path)) as books:
        (family,) = [family for family in books.families() if family.name == "attachments"]
        records = [row for page in books.read(family) for row in page.rows["attachments"]]
        states = [file.state for record in records for file in books.files(record)]
    assert len(states) == 12
    assert states.count("packed") == len([path for path in (DATA / "documents").rglob("*") if path.is_file()])
