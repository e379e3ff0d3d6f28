"""Files of the books: packed under names that every system can make, or told by name why not."""

from __future__ import annotations

import errno
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack

import pytest
from openpyxl import load_workbook

from archiver import attachments, kinds, run
from archiver.books import SOURCES, Attachment
from archiver.cabinet import names
from archiver.cabinet.format import LONGEST_NAME
from archiver.errors import FileNotReadable
from archiver.events import silence
from archiver.job import Job, Standing
from archiver.model import Control, Family, Reading, Record, Status, Value, Verdict
from archiver.order import Order
from archiver.places import Places
from archiver.words import Words
from tests.archives import by_key, memory, record, spooled, unpacked
from tests.contracts import fakes_linked

CHANGES = Order(wanted="incremental")
GUID = "5fd67870badd4535b667ff906bd97589"
HOSTILE = [
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "C:\\Users\\me\\a.pdf",
    "nul\x00bell\x07\x1b[31m.pdf",
    "gpj.\u202eexe",
    "CON",
    "con.txt",
    "x" * 300 + ".pdf",
    "漢" * 300 + ".pdf",
    "🧾" * 100,
    "a." + "b" * 300,
    "...",
    ". . .",
    "",
    "100 %.pdf",
    ".bashrc",
    "-rf",
    "--help.pdf",
    "a/b/c",
    "trailing. ",
    "cafe\u0301.pdf",
    "caf\u00e9.pdf",
    "CAFÉ.PDF",
    "line\nbreak.pdf",
    "half \udce9 a pair.pdf",
]


class Failing(io.BytesIO):
    """A file whose disk fails after some bytes."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(errno.EIO, "Input/output error")
        return super().read(4)


class Files:
    """Books whose records have these files, by record: a name, a state, and what opening them gives."""

    def __init__(self, files: Mapping[str, tuple[str, str, bytes | BinaryIO | Exception]]) -> None:
        self._files = files

    def files(self, row: Record) -> Iterator[Attachment]:
        name, state, _ = self._files[row.id]
        yield Attachment(name, state, row.id)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        held = self._files[attachment.where][2]
        if isinstance(held, Exception):
            raise held
        yield io.BytesIO(held) if isinstance(held, bytes) else held


class Expecting(Files):
    """Books that are told which files will be opened."""

    def expect(self, attachments: Iterable[Attachment]) -> None:
        self._coming = iter(attachments)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        assert next(self._coming) == attachment
        with super().open(attachment) as opened:
            yield opened

    def all_opened(self) -> bool:
        return next(self._coming, None) is None


class Asked(TypedDict, total=False):
    """What may be asked for besides."""

    left_out: set[str]
    ascii_names: bool
    largest: int


class Packed:
    """What became of files: the rows, the family, the controls, and what lies in the folder."""

    def __init__(self, rows: Sequence[Record], books: Files, work: Path, **asked: Unpack[Asked]) -> None:
        family = Family("attachments", (kinds.kind("attachments"),))
        self.data, self.reading = work / "data", Reading(family)
        self.data.mkdir()
        with spooled(memory(attachments=[{"attachments": [row]} for row in rows]), work) as spool:
            packing = attachments.pack(books, spool, self.data, silence, **asked)
            assert packing
            packing.judge([self.reading])
            self.controls = list(packing.controls())
            self.rows = {str(row["id"]): row for row in by_key(spool, "attachments")}
        self.files = sorted(path.relative_to(self.data).as_posix() for path in self.data.rglob("*") if path.is_file())

    def control(self, name: str) -> Control:
        return next(each for each in self.controls if each.name == name)


def test_books_are_told_what_will_be_opened(tmp_path: Path) -> None:
    many = [f"{number:04}.pdf" for number in range(1_100)]  # more than are rewritten at once
    books = Expecting(
        {
            **{each: (each, "packed", b"x") for each in many},
            "a.pdf": ("a.pdf", "link_only", b""),
            "b.pdf": ("b.pdf", "packed", ValueError()),
        }
    )
    rows = [linked(each) for each in (*many, "a.pdf")] + [linked("b.pdf", kind="employees")]
    with spooled(memory(attachments=[{"attachments": [row]} for row in rows]), tmp_path) as spool:
        assert attachments.pack(books, spool, tmp_path / "data", silence, {"people"})
        assert books.all_opened()
    assert len(list((tmp_path / "data").rglob("*.pdf"))) == len(many)


def linked(id_: str, kind: str = "invoices", document: str = GUID) -> Record:
    return record("attachments", id_, document_kind=kind, document_id=document, name=id_)


def pack(tmp_path: Path, *files: tuple[str, str, bytes | BinaryIO | Exception], **asked: Unpack[Asked]) -> Packed:
    given = {f"{at:03}": each for at, each in enumerate(files)}
    return Packed([linked(id_) for id_ in given], Files(given), tmp_path, **asked)


def test_a_file_is_copied_and_its_row_completed(tmp_path: Path) -> None:
    found = pack(tmp_path, ("Reçu 1.pdf", "packed", b"%PDF"))
    row = found.rows["000"]
    assert row["path"] == f"attachments/invoices/{GUID}/Reçu 1.pdf"
    assert (row["state"], row["size"]) == ("packed", Decimal(4))
    assert row["sha256"] == hashlib.sha256(b"%PDF").hexdigest()
    assert found.files == [row["path"]]
    assert (found.data / str(row["path"])).read_bytes() == b"%PDF"
    assert found.reading.status is Status.COMPLETE
    packed = found.control("documents_packed")
    assert (packed.verdict, packed.expected, packed.found) == (Verdict.TIES, 1, 1)


def test_books_without_that_kind_have_nothing_to_pack(tmp_path: Path) -> None:
    with spooled(memory(customers=[]), tmp_path) as spool:
        assert attachments.pack(Files({}), spool, tmp_path, silence) is None


def test_hostile_names_become_harmless_ones(tmp_path: Path) -> None:
    found = pack(tmp_path, *((name, "packed", name.encode(errors="surrogatepass")) for name in HOSTILE))
    paths = [str(row["path"]) for row in found.rows.values()]
    assert sorted(paths) == found.files
    for name, path in zip(HOSTILE, paths, strict=True):
        member = f"data/{path}"
        assert names.flaw(member) is None, path
        assert len(member) <= 120
        assert len(member.encode()) <= LONGEST_NAME
        assert path.startswith(f"attachments/invoices/{GUID}/")
        assert path.rpartition("/")[2][0] not in ".- "
        assert "%" not in path
        assert (found.data / path).read_bytes() == name.encode(errors="surrogatepass")
    assert names.clash(paths) is None


def test_endings_and_what_can_be_kept_are_kept(tmp_path: Path) -> None:
    found = pack(tmp_path, *((name, "packed", b"") for name in ("x" * 300 + ".pdf", "b." + "c" * 300, "ça.tar.gz")))
    bases = [str(row["path"]).rpartition("/")[2] for row in found.rows.values()]
    assert bases[0].endswith("xxx.pdf")
    assert bases[1].startswith("b.ccc")
    assert bases[2] == "ça.tar.gz"


def test_a_base_name_is_used_once_in_the_whole_archive(tmp_path: Path) -> None:
    given = ["Bill.pdf", "bill.PDF", "Bill.pdf", "Bill (2).pdf"]
    rows = [linked(f"{at}", document=f"{at}" * 32) for at in range(4)]
    found = Packed(rows, Files({f"{at}": (name, "packed", b"") for at, name in enumerate(given)}), tmp_path)
    bases = [str(row["path"]).rpartition("/")[2] for row in found.rows.values()]
    assert bases[:3] == ["Bill.pdf", "bill (2).PDF", "Bill (3).pdf"]
    assert len({names.key(base) for base in bases}) == 4


def test_many_files_of_one_name_do_not_take_for_ever(tmp_path: Path) -> None:
    found = pack(tmp_path, *(("receipt.pdf", "packed", b"") for _ in range(1_500)))
    assert len(set(found.files)) == 1_500
    assert found.files[-1].endswith("receipt.pdf")


@pytest.mark.parametrize(
    ("kind", "document"), [("../..", "../../../out"), ("/", "."), ("a" * 200, "é" * 200), ("CON", "")]
)
def test_a_records_own_id_leads_nowhere_else(kind: str, document: str, tmp_path: Path) -> None:
    found = Packed([linked("1", kind, document)], Files({"1": ("a.pdf", "packed", b"1")}), tmp_path)
    (path,) = found.files
    assert found.rows["1"]["path"] == path
    assert names.flaw(f"data/{path}") is None
    assert len(f"data/{path}") <= 120
    assert [
        each.name for each in tmp_path.iterdir() if each.name not in ("data", "spool.sqlite", "spool.sqlite-wal")
    ] == []


@pytest.mark.parametrize(
    "held", [PermissionError(errno.EACCES, "denied"), FileNotReadable(path="a", reason="denied"), Failing(b"12345678")]
)
def test_a_file_that_cannot_be_read_makes_the_family_partial(held: BinaryIO | Exception, tmp_path: Path) -> None:
    found = pack(tmp_path, ("broken.pdf", "packed", held), ("good.pdf", "packed", b"1"))
    row = found.rows["000"]
    assert (row["state"], row["path"], row["sha256"]) == ("unreadable", None, None)
    assert found.files == [f"attachments/invoices/{GUID}/good.pdf"]
    assert found.reading.status is Status.PARTIAL
    assert found.reading.reason is not None
    control = found.control("documents_unreadable")
    assert (control.verdict, control.found) == (Verdict.DIFFERS, 1)
    assert "broken.pdf" in Words("en").say(control.said)


def test_a_file_that_is_missing_is_a_finding_and_no_more(tmp_path: Path) -> None:
    found = pack(tmp_path, ("gone.pdf", "missing", b""), ("http://x", "link_only", b""), ("b.pdf", "not_packed", b""))
    assert found.reading.status is Status.COMPLETE
    assert found.control("documents_missing").verdict is Verdict.DIFFERS
    assert Words("en").say(found.control("documents_packed").said).startswith("0 linked files")
    assert [row["state"] for row in found.rows.values()] == ["missing", "link_only", "not_packed"]
    assert found.files == []


class Growing(io.BytesIO):
    """A file that somebody is still writing."""

    def read(self, size: int | None = -1, /) -> bytes:
        return b"more" if self.tell() < 1 and self.seek(1) else b""


def test_a_file_that_changes_is_recorded_as_it_was_packed(tmp_path: Path) -> None:
    found = pack(tmp_path, ("log.txt", "packed", Growing(b"")))
    row: Mapping[str, Value] = found.rows["000"]
    kept = (found.data / str(row["path"])).read_bytes()
    assert (row["sha256"], row["size"]) == (hashlib.sha256(kept).hexdigest(), len(kept))


def test_all_of_them_can_be_left_out(tmp_path: Path) -> None:
    found = pack(tmp_path, ("a.pdf", "packed", b"%PDF"), ("b", "link_only", b""), left_out={attachments.ATTACHMENTS})
    assert [row["state"] for row in found.rows.values()] == ["not_packed", "link_only"]
    assert (found.files, found.reading.status) == ([], Status.COMPLETE)


def test_files_of_rows_that_were_taken_out_go(tmp_path: Path) -> None:
    rows = [linked("000"), linked("001", document="other")]
    books = Files({"000": ("a.pdf", "packed", b"1"), "001": ("b.pdf", "packed", b"2")})
    (tmp_path / "data").mkdir()
    with spooled(memory(attachments=[{"attachments": [row]} for row in rows]), tmp_path) as spool:
        packing = attachments.pack(books, spool, tmp_path / "data", silence)
        assert packing
        spool.drop(kinds.kind("attachments"), ["001"])
        packing.recount(spool)
        (packed,) = [each for each in packing.controls() if each.name == "documents_packed"]
    assert packed.found == 1
    assert [path.name for path in (tmp_path / "data").rglob("*") if path.is_file()] == ["a.pdf"]


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, object]]:
    """Archives of changes of the files in a folder: the states of those that each holds, or nothing if none is made."""
    assert isinstance(SOURCES, dict)
    monkeypatch.setitem(SOURCES, "fake", fakes_linked.__name__)
    places, moments = Places.here({"ARCHIVER_HOME": str(tmp_path / "home")}), count(1)
    (tmp_path / "books").mkdir()

    def archived(order: Order = CHANGES) -> dict[str, object]:
        def clock() -> datetime:
            return datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=next(moments))

        done = run.run(Job("fake", str(tmp_path / "books"), order, name="lac"), places, clock, silence)
        if isinstance(done, Standing):
            return {}
        told = unpacked(done.archive.path).get("data/records/attachments.jsonl", b"").splitlines()
        rows = [json.loads(line)["values"] for line in told]
        (family,) = done.archive.edition.readings
        return {**{row["name"]: row["state"] for row in rows}, "family": family.status.value}

    return archived


def test_one_that_cannot_be_read_is_asked_for_until_it_can(
    series: Callable[..., dict[str, object]], tmp_path: Path
) -> None:
    books = tmp_path / "books"
    (books / "a").write_bytes(b"1")
    assert series() == {"a": "packed", "family": "complete"}
    (books / "b").mkdir()
    assert series() == {"b": "unreadable", "family": "partial"}
    (books / "c").write_bytes(b"3")
    assert series() == {"c": "packed", "family": "partial"}, "it still cannot be read, which is no change"
    (books / "b").rmdir()
    (books / "b").write_bytes(b"2")
    assert series() == {"b": "packed", "family": "complete"}
    assert series() == {}


def test_files_that_come_after_one_that_cannot_be_read_are_told_as_added(
    series: Callable[..., dict[str, object]], tmp_path: Path
) -> None:
    books = tmp_path / "books"
    (books / "a").mkdir()
    assert series() == {"a": "unreadable", "family": "partial"}
    (books / "b").write_bytes(b"2")
    assert series() == {"a": "unreadable", "b": "packed", "family": "partial"}
    *_, last = sorted((tmp_path / "home").rglob("*.cab"))
    files = unpacked(last)
    controls = json.loads(files["archive.json"])["controls"]
    assert "deleted_since" not in {each["name"] for each in controls}, "its list was whole"
    books_of = [load_workbook(io.BytesIO(each)) for name, each in files.items() if name.endswith(".xlsx")]
    (changes,) = [book["Changes"] for book in books_of if "Changes" in book.sheetnames]
    told = [[cell.value for cell in row] for row in changes.iter_rows()]
    assert [row[:4] for row in told if "Added" in row] == [["00000001", "Added", "Attachments", "b"]]


def test_one_that_was_left_out_comes_when_it_is_asked_for(
    series: Callable[..., dict[str, object]], tmp_path: Path
) -> None:
    (tmp_path / "books" / "a").write_bytes(b"1")
    series()
    (tmp_path / "books" / "b").write_bytes(b"2")
    assert series(replace(CHANGES, boxes=frozenset({attachments.ATTACHMENTS}))) == {
        "b": "not_packed",
        "family": "complete",
    }
    assert series() == {"b": "packed", "family": "complete"}
    assert series() == {}


def test_one_that_no_cabinet_holds_is_left_out_and_said(tmp_path: Path) -> None:
    found = pack(tmp_path, ("film.mov", "packed", b"12345"), ("a.pdf", "packed", b"1234"), largest=4)
    assert [row["state"] for row in found.rows.values()] == ["too_large", "packed"]
    assert found.rows["000"]["path"] is None
    assert found.files == [f"attachments/invoices/{GUID}/a.pdf"]
    assert found.reading.status is Status.PARTIAL
    control = found.control("documents_too_large")
    assert (control.verdict, control.found) == (Verdict.DIFFERS, 1)
    assert "film.mov" in Words("en").say(control.said)
    assert found.control("documents_packed").verdict is Verdict.NOTED


def test_names_of_ascii_are_as_different_as_the_true_ones(tmp_path: Path) -> None:
    names = ["Reçu n° 7.pdf", "RECU N° 7.pdf", "帳簿.csv", "賬簿.csv", "é／è.txt", "plain.txt"]
    found = pack(tmp_path, *((name, "packed", name.encode()) for name in names), ascii_names=True)
    assert all(path.isascii() for path in found.files)
    bases = [path.rpartition("/")[2] for path in found.files]
    assert len({base.casefold() for base in bases}) == len(names)
    assert "Recu n- 7.pdf" in bases
    for row, name in zip(found.rows.values(), names, strict=True):
        assert (found.data / str(row["path"])).read_bytes() == name.encode()


@pytest.mark.parametrize("name", ["archive.json", "Invoices.xlsx", "FACTURES.XLSX", "invoices.jsonl", "bagit.txt"])
def test_no_file_has_the_name_of_one_of_ours(tmp_path: Path, name: str) -> None:
    """Some programs unpack everything into one folder."""
    (path,) = pack(tmp_path, (name, "packed", b"1")).files
    stem, _, suffix = name.rpartition(".")
    assert path.endswith(f"/{stem} (2).{suffix}")
