"""The packet: only the password opens it, what was altered in it is found, and its memory does not grow."""

from __future__ import annotations

import tracemalloc
import zipfile
from hashlib import shake_256
from pathlib import Path

import pytest
from pyzipper import AESZipFile

from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet
from archiver.envelope import Password, packet
from archiver.errors import CabinetDamaged
from tests.archives import MOMENT

PASSWORD = Password.of("ouvre-toi, Sésame!")
FILES = {
    "archive.json": b"{}",
    "records/customers.jsonl": b"Boulangerie du Lac\n" * 9000,
    "attachments/bills/1/re\xc3\xa7u.pdf".encode("latin-1").decode(): b"%PDF",
    "records/empty.jsonl": b"",
}


def written(folder: Path, files: dict[str, bytes], password: Password = PASSWORD) -> Path:
    """A packet of these files."""
    for number, data in enumerate(files.values()):
        (folder / f"{number}").write_bytes(data)
    path = folder / "sealed.zip"
    packet.write(path, [(name, folder / f"{number}") for number, name in enumerate(files)], password)
    return path


def cabinet_with(folder: Path, data: bytes) -> Path:
    """A cabinet that holds this packet, behind another file."""
    (folder / "before").write_bytes(b"before" * 9999)
    (folder / "packet").write_bytes(data)
    path = folder / "archive.cab"
    members = [writer.Member("before", folder / "before"), writer.Member(packet.NAME, folder / "packet")]
    writer.write(path, members, stamp=MOMENT)
    return path


@pytest.fixture
def sealed(tmp_path: Path) -> bytes:
    """The bytes of a packet."""
    return written(tmp_path, FILES).read_bytes()


def test_the_password_opens_it(tmp_path: Path, sealed: bytes) -> None:
    with Cabinet.open(cabinet_with(tmp_path, sealed)) as cabinet, packet.opened(cabinet, PASSWORD) as found:
        assert found is not None
        held = {each.name: b"".join(found.read(each)) for each in found.members}
        assert [each.size for each in found.members] == [len(data) for data in FILES.values()]
    assert held == {(name if name == "archive.json" else f"data/{name}"): data for name, data in FILES.items()}


def test_files_are_read_in_any_order(tmp_path: Path, sealed: bytes) -> None:
    with Cabinet.open(cabinet_with(tmp_path, sealed)) as cabinet, packet.opened(cabinet, PASSWORD) as found:
        assert found is not None
        backwards = [b"".join(found.read(each)) for each in reversed(found.members)]
    assert backwards == list(FILES.values())[::-1]


@pytest.mark.parametrize("typed", ["ouvre-toi, sésame!", *(f"x{number}" for number in range(20))])
def test_another_password_opens_nothing(tmp_path: Path, sealed: bytes, typed: str) -> None:
    with Cabinet.open(cabinet_with(tmp_path, sealed)) as cabinet, packet.opened(cabinet, Password.of(typed)) as found:
        assert found is None


def test_from_outside_nothing_is_seen_but_one_name(tmp_path: Path, sealed: bytes) -> None:
    for needle in (b"Boulangerie", b"customers", b"records", b"attachments", b".pdf", b"archive.json"):
        assert needle not in sealed
    with zipfile.ZipFile(tmp_path / "sealed.zip") as outer:
        (only,) = outer.infolist()
    assert (only.filename, only.CRC, only.flag_bits & 1, only.date_time[0]) == (packet.CONTENTS, 0, 1, 1980)


def test_the_same_twice_is_nothing_alike(tmp_path: Path, sealed: bytes) -> None:
    (tmp_path / "sealed.zip").unlink()
    assert written(tmp_path, FILES).read_bytes()[60:] != sealed[60:]


@pytest.mark.parametrize("third", [1, 2])
def test_an_altered_byte_keeps_it_from_opening(tmp_path: Path, third: int) -> None:
    """Also one in a file that nobody reads."""
    noise = shake_256(b"noise").digest(300_000)
    altered = bytearray(written(tmp_path, {**FILES, "attachments/scan.jpg": noise}).read_bytes())
    altered[len(altered) * third // 3] ^= 1
    with Cabinet.open(cabinet_with(tmp_path, bytes(altered))) as cabinet, packet.opened(cabinet, PASSWORD) as found:
        assert found is None


def plain_zip(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "plain.zip", "w") as plain:
        plain.writestr("contents.zip", b"PK")
        plain.writestr("another", b"")
    return (folder / "plain.zip").read_bytes()


@pytest.mark.parametrize("odd", ["nothing", "a beginning", "cut off", "cut short", "a plain zip", "a long list"])
def test_what_is_no_packet_is_damaged(tmp_path: Path, sealed: bytes, odd: str) -> None:
    data = {
        "nothing": b"",
        "a beginning": b"PK",
        "cut off": sealed[:-30],
        "cut short": sealed[:100],
        "a plain zip": plain_zip(tmp_path),
        "a long list": sealed[:-10] + (1 << 30).to_bytes(4, "little") + sealed[-6:],
    }[odd]
    with (
        Cabinet.open(cabinet_with(tmp_path, data)) as cabinet,
        pytest.raises(CabinetDamaged),
        packet.opened(cabinet, PASSWORD),
    ):
        pass


def test_a_cabinet_without_one_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    writer.write(tmp_path / "a.cab", [writer.Member("a", tmp_path / "a")], stamp=MOMENT)
    with (
        Cabinet.open(tmp_path / "a.cab") as cabinet,
        pytest.raises(CabinetDamaged, match="missing"),
        packet.opened(cabinet, PASSWORD),
    ):
        pass


def test_an_encrypted_zip_of_something_else_opens_with_nothing(tmp_path: Path) -> None:
    with AESZipFile(tmp_path / "odd.zip", "w", encryption="WZ_AES") as odd:
        odd.setpassword(PASSWORD.text.encode())
        odd.writestr(packet.CONTENTS, b"no zip at all" * 10)
    path = cabinet_with(tmp_path, (tmp_path / "odd.zip").read_bytes())
    with Cabinet.open(path) as cabinet, packet.opened(cabinet, PASSWORD) as found:
        assert found is None


def test_memory_does_not_grow_with_what_is_packed(tmp_path: Path) -> None:
    with open(tmp_path / "large", "wb") as large:
        large.truncate(24 << 20)
    tracemalloc.start()
    packet.write(tmp_path / "sealed.zip", [("records/large.jsonl", tmp_path / "large")], PASSWORD)
    path = cabinet_with(tmp_path, (tmp_path / "sealed.zip").read_bytes())
    with Cabinet.open(path) as cabinet, packet.opened(cabinet, PASSWORD) as found:
        assert found is not None
        assert sum(len(piece) for piece in found.read(found.members[0])) == 24 << 20
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize("name", ["../outside.txt", "attachments/../../x", "NUL", "ARCHIVE.json"])
def test_names_that_would_lie_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """Whoever knows the password may still mean harm."""
    hostile = written(tmp_path, {"archive.json": b"{}", name: b"attack"}).read_bytes()
    with (
        Cabinet.open(cabinet_with(tmp_path, hostile)) as cabinet,
        pytest.raises(CabinetDamaged),
        packet.opened(cabinet, PASSWORD),
    ):
        pass
