"""Sealed archives whole: nothing outside tells of the books, and with the password everything is as in an open one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import msoffcrypto
import pytest

from archiver import errors, learn, untold, verify
from archiver.cabinet import bag, manifest, writer
from archiver.cabinet.reader import Cabinet, extract
from archiver.catalogue import Catalogue, Identity
from archiver.drives.folder import Folder
from archiver.envelope import Password, opened
from archiver.events import silence
from archiver.held import Held
from archiver.job import Done, Job, Standing
from archiver.order import Order
from archiver.places import Places
from archiver.run import run
from archiver.unpacked import put
from archiver.verify import Extent
from archiver.words import Words
from tests import archives
from tests.archives import BOOKS, MOMENT, unpacked
from tests.contracts import fakes_source
from tests.test_rounds import dict_of_sources

PASSWORD, OTHER = Password.of("ouvre-toi, Sésame!"), Password.of("open up, barley!")
OUTSIDE = {
    "NON-RESTORABLE.txt", "archive.json", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """The same books in an open archive and in a sealed one, file by file."""

    open: Path
    sealed: Path

    @property
    def inside(self) -> dict[str, bytes]:
        """What was sealed, by its paths in the bag."""
        with Cabinet.open(self.sealed) as cabinet, opened(cabinet, [PASSWORD]) as found:
            return {each.name: b"".join(found.read(each)) for each in found.members}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The workshop's books, with their linked files."""
    folder = tmp_path_factory.mktemp("pair")
    paths = []
    for name, order in (("open", Order(flat=True)), ("sealed", Order(flat=True, password=PASSWORD))):
        (folder / f"{name}.work").mkdir()
        with archives.opened(BOOKS["atelier"], folder / f"{name}.work") as read:
            paths.append(archives.exported(read, folder / name, order).path)
    return Pair(*paths)


def test_what_was_sealed_is_what_an_open_archive_has(pair: Pair) -> None:
    plain, inside = unpacked(pair.open), pair.inside
    records = {name for name in plain if name.startswith(("data/records/", "data/attachments/"))}
    assert len([name for name in records if "/attachments/" in name]) > 1
    assert inside.keys() == records | {manifest.NAME}
    assert {name: inside[name] for name in records} == {name: plain[name] for name in records}
    page, sealed = json.loads(plain[manifest.NAME]), json.loads(inside[manifest.NAME])
    assert sealed.pop("archive") == page.pop("archive") | {"sealed": True}
    assert sealed == page


def decrypted(data: bytes) -> bytes:
    book, found = msoffcrypto.OfficeFile(BytesIO(data)), BytesIO()
    book.load_key(password=PASSWORD.text)
    book.decrypt(found)
    return found.getvalue()


def test_its_workbooks_are_those_of_an_open_archive(pair: Pair) -> None:
    plain, sealed = unpacked(pair.open), unpacked(pair.sealed)
    for name in ("data/Start here.xlsx", "data/Invoices.xlsx"):
        assert decrypted(sealed[name]) == plain[name]


def test_outside_stand_workbooks_a_packet_and_tag_files(pair: Pair) -> None:
    outside = unpacked(pair.sealed)
    workbooks = {name for name in unpacked(pair.open) if name.endswith(".xlsx")}
    assert outside.keys() == OUTSIDE | workbooks | {"data/sealed.zip"}


def needles(pair: Pair) -> Iterator[str]:
    """Names, numbers and amounts of the books that are long enough not to turn up by chance."""
    for name, data in unpacked(pair.open).items():
        if name.endswith(".jsonl"):
            yield name.rpartition("/")[2]
            for line in data.splitlines():
                values = json.loads(line)["values"].values()
                yield from (value for value in values if isinstance(value, str) and len(value) > 6)
        elif "/attachments/" in name:
            yield name.rpartition("/")[2]


def test_nothing_outside_tells_of_the_books(pair: Pair) -> None:
    whole, page = pair.sealed.read_bytes(), json.loads(unpacked(pair.open)[manifest.NAME])
    company = page["company"]
    own = f"{company['name']} Invoices.xlsx Customers.xlsx {unpacked(pair.open)['NON-RESTORABLE.txt'].decode()}"
    sought = {each for each in needles(pair) if each not in own}
    sought |= {company["source_id"], "home_currency", "America/"}
    assert len(sought) > 1000
    assert {"124960.67"} & {str(total["sums"].get("total")) for total in page["totals"]}
    found = [each for each in sought | {"124960.67"} if each.encode() in whole or each.encode("utf-16-le") in whole]
    assert found == []
    assert any(each.encode() in pair.open.read_bytes() for each in sought)


def test_the_page_outside_says_whose_and_which_and_nothing_else(pair: Pair) -> None:
    page = json.loads(unpacked(pair.sealed)[manifest.NAME])
    assert page.keys() == {"format", "program", "restorable", "archive", "predecessor", "company", "retired"}
    assert page["company"] == {"name": "Atelier Rivage inc."}
    assert page["archive"]["sealed"] is True
    info = dict(line.split(": ", 1) for line in unpacked(pair.sealed)["bag-info.txt"].decode().splitlines())
    assert info.keys() == {
        "Source-Organization", "External-Identifier", "External-Description", "Restorable", "Mark", "Bagging-Date",
        "Bag-Software-Agent", "Payload-Oxum",
    }  # fmt: skip


def test_the_notice_says_how_to_open_it(pair: Pair) -> None:
    notice = unpacked(pair.sealed)["NON-RESTORABLE.txt"].decode()
    assert "data/sealed.zip" in notice
    assert "sealed.zip" not in unpacked(pair.open)["NON-RESTORABLE.txt"].decode()


def test_the_password_verifies_everything_and_without_it_only_digests(pair: Pair) -> None:
    without, whole = verify.check(pair.sealed), verify.check(pair.sealed, passwords=[OTHER, PASSWORD])
    assert (without.problems, without.extent) == ((), Extent.DIGESTS)
    assert not isinstance(without.page, manifest.Page)
    assert (whole.problems, whole.extent, whole.digest) == ((), Extent.EVERYTHING, without.digest)
    assert isinstance(whole.page, manifest.Page)
    assert verify.check(pair.open, passwords=[PASSWORD]).extent is Extent.EVERYTHING
    with pytest.raises(errors.WrongPassword):
        verify.check(pair.sealed, passwords=[OTHER])


def repacked(pair: Pair, folder: Path, change: dict[str, bytes]) -> Path:
    """The sealed archive with other files, its bag made anew by somebody who knows how."""
    with Cabinet.open(pair.sealed) as cabinet:
        extract(cabinet, folder / "bag")
    for path in (folder / "bag").glob("*.txt"):
        path.unlink()
    for name, data in change.items():
        (folder / "bag" / name).unlink(missing_ok=True)
        (folder / "bag" / name).write_bytes(data)
    files = {
        path.relative_to(folder / "bag").as_posix(): path for path in (folder / "bag").rglob("*") if path.is_file()
    }
    told = json.loads((folder / "bag" / manifest.NAME).read_bytes())["archive"]["moment"]
    writer.write(folder / "a.cab", bag.members(files, {}), stamp=datetime.fromisoformat(told))
    return folder / "a.cab"


def test_a_changed_byte_needs_no_password_to_be_found(pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "a.cab"
    data = bytearray(pair.sealed.read_bytes())
    data[-1000] ^= 1
    path.write_bytes(data)
    (problem,) = verify.check(path).problems
    assert "cannot be read" in problem.template


def test_another_page_outside_than_inside_is_found(pair: Pair, tmp_path: Path) -> None:
    page = json.loads(unpacked(pair.sealed)[manifest.NAME])
    page["archive"]["moment"] = "2020-01-01T00:00:00+00:00"
    path = repacked(pair, tmp_path, {manifest.NAME: json.dumps(page).encode()})
    assert verify.check(path).problems == ()
    [problem] = verify.check(path, passwords=[PASSWORD]).problems
    assert "sealed in" in Words("en").say(problem)


def test_a_workbook_put_in_its_place_is_found(pair: Pair, tmp_path: Path) -> None:
    plain = unpacked(pair.open)["data/Invoices.xlsx"]
    path = repacked(pair, tmp_path, {"data/Invoices.xlsx": plain})
    [problem] = verify.check(path, passwords=[PASSWORD]).problems
    assert problem.facts["path"] == "data/Invoices.xlsx"


def test_a_packet_that_is_none_is_damaged(pair: Pair, tmp_path: Path) -> None:
    path = repacked(pair, tmp_path, {"data/sealed.zip": b"PK"})
    with pytest.raises(errors.CabinetDamaged):
        verify.check(path, passwords=[PASSWORD])


def test_the_records_of_a_sealed_archive_can_be_compared_with(pair: Pair) -> None:
    with Held.opened([pair.open]) as plain, Held.opened([pair.sealed], [OTHER, PASSWORD]) as sealed:
        for key in ("invoices", "customers", "ledger"):
            then, now = plain.kind(key), sealed.kind(key)
            assert then is not None
            assert now is not None
            assert list(sealed.rows(now)) == list(plain.rows(then))
    with pytest.raises(errors.WrongPassword), Held.opened([pair.sealed], [OTHER]):
        pass


def test_a_catalogue_learns_a_sealed_archive_by_its_password(pair: Pair, tmp_path: Path) -> None:
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        with pytest.raises(errors.Sealed):
            learn.learn(pair.sealed, catalogue, MOMENT)
        assert learn.learn(pair.sealed, catalogue, MOMENT, [PASSWORD]).name == pair.sealed.stem
        [entry] = catalogue.entries()
        source_id = json.loads(pair.inside[manifest.NAME])["company"]["source_id"]
        assert catalogue.company(Identity("gnucash", source_id)) == entry.company
        assert verify.check(pair.sealed, catalogue).memory is verify.Memory.UNKNOWN


def test_unpacked_workbooks_stay_sealed(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    names = put([pair.sealed], Folder(tmp_path / "drive"), "x", tmp_path, silence)
    sealed = unpacked(pair.sealed)
    assert len(names) > 5
    for path in (tmp_path / "drive").rglob("*.xlsx"):
        assert path.read_bytes() == sealed[f"data/{path.name}"]


@dataclass
class Owner:
    """An owner of a company ``lac``, whose books are a small file."""

    home: Path

    def write(self, *customers: str) -> None:
        fakes_source.write(self.home / "lac.json", *customers)

    def export(self, **order: object) -> Done | Standing:
        """One export, of a series, made only where something has changed."""
        made = replace(Order(), **order)  # type: ignore[arg-type] # the fields of an order
        job = Job("fake", str(self.home / "lac.json"), made, name="lac", only_if_changed=True)
        return run(job, Places.here({"ARCHIVER_HOME": str(self.home)}), archives.clock, silence)


@pytest.fixture
def owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owner:
    monkeypatch.setitem(dict_of_sources(), "fake", fakes_source.__name__)
    found = Owner(tmp_path)
    found.write("Élise", "Boulangerie du Lac")
    return found


def test_the_same_books_make_no_second_sealed_archive(owner: Owner) -> None:
    assert isinstance(owner.export(), Done)
    assert isinstance(owner.export(), Standing)
    assert isinstance(owner.export(password=PASSWORD, prefix="b"), Done), "one that is sealed is another one"
    assert isinstance(owner.export(password=PASSWORD, passwords=(PASSWORD,)), Standing)
    assert isinstance(owner.export(prefix="c"), Done)


def deleted(done: Done | Standing) -> list[str]:
    assert isinstance(done, Done)
    return [Words("en").say(each.said) for each in done.archive.edition.controls if each.name == "deleted_since"]


def test_what_is_gone_is_told_by_a_sealed_archive_before(owner: Owner) -> None:
    owner.export(password=PASSWORD)
    owner.write("Élise")
    done = owner.export(password=OTHER, passwords=(OTHER, PASSWORD), prefix="b")
    assert deleted(done)[0].startswith("1 documents that the archive before held are gone")
    assert isinstance(done, Done)
    with Held.opened([done.archive.path], [OTHER]) as found:
        kind = found.kind("customers")
        assert kind is not None
        assert [row.state.value for row in found.rows(kind)] == ["live", "deleted"]


def test_that_nothing_can_be_told_is_said(owner: Owner) -> None:
    owner.export(password=PASSWORD)
    owner.write("Élise")
    [sentence] = deleted(owner.export(password=OTHER, passwords=(OTHER,), prefix="b"))
    assert sentence == Words("en")(untold.CLOSED)


def test_nothing_in_clear_is_left_in_the_room(owner: Owner) -> None:
    done = owner.export(password=PASSWORD)
    assert isinstance(done, Done)
    (owner.home / "lac.json").unlink()
    left = [path for path in owner.home.rglob("*") if path.is_file() and b"Boulangerie du Lac" in path.read_bytes()]
    assert left == []
