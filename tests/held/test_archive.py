"""What an archive holds, whether it is one cabinet or several, open or sealed; and what is none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import manifest, records, writer
from archiver.held import Held
from archiver.model import Kind
from archiver.order import Order
from tests.archives import COMPANY, MOMENT, exported, memory, record
from tests.history.making import cabinet, invoice, line, opened
from tests.test_sealed import PASSWORD


def test_its_kinds_families_and_rows(tmp_path: Path) -> None:
    given = {"invoices": [invoice("1", "10.00"), invoice("2", "20.00")], "invoice_lines": [line("1", 1, "10.00")]}
    with opened(cabinet(tmp_path, given)) as held:
        assert held.families == {"invoices": "invoices", "invoice_lines": "invoices"}
        assert {kind.key: list(held.rows(kind)) for kind in held.kinds} == given
        assert held.kind("bills") is None
        assert held.page.archive.sequence == 1
        assert held.company == COMPANY
        assert held.password is None
        blocks = b"".join(held.blocks(_kind(held, "invoices")))
    assert blocks.count(b"\n") == 2


def _kind(held: Held, key: str) -> Kind:
    kind = held.kind(key)
    assert kind
    return kind


def test_a_sealed_one_is_the_same_inside(tmp_path: Path) -> None:
    small = memory(customers=[{"customers": [record("customers", "1", name="Ann")]}])
    plain = exported(small, tmp_path / "open").path
    sealed = exported(small, tmp_path / "sealed", Order(flat=True, password=PASSWORD)).path
    with Held.opened([plain]) as one, Held.opened([sealed], [PASSWORD]) as other:
        assert other.password == PASSWORD
        assert other.kinds == one.kinds
        assert [*other.rows(_kind(other, "customers"))] == [*one.rows(_kind(one, "customers"))]
        assert other.company == one.company
    with pytest.raises(errors.WrongPassword), Held.opened([sealed]):
        pass


def test_records_that_lie_in_several_cabinets_and_volumes(tmp_path: Path) -> None:
    whole = cabinet(tmp_path, {"invoices": [invoice("1", "10.00"), invoice("2", "20.00")]})
    with opened(whole) as held:
        files = {name: b"".join(pieces) for name, pieces in held.files("")}
    first, second = files[f"{records.FOLDER}/invoices.jsonl"].splitlines(keepends=True)
    page, declared = files[manifest.NAME], files[records.KINDS]
    parts = [
        {manifest.NAME: page, records.KINDS: declared, f"{records.FOLDER}/invoices.jsonl": first},
        {manifest.NAME: page, f"{records.FOLDER}/invoices.2.jsonl": second},
    ]
    paths = [written(tmp_path / f"lac_{number}of2.cab", part) for number, part in enumerate(parts, start=1)]
    with Held.opened(paths) as held:
        assert [row.id for row in held.rows(_kind(held, "invoices"))] == ["1", "2"]


def written(path: Path, files: dict[str, bytes]) -> Path:
    """A cabinet of these files."""
    room = path.with_suffix("")
    room.mkdir()
    members = []
    for number, (name, text) in enumerate(files.items()):
        (room / f"{number}").write_bytes(text)
        members.append(writer.Member(name, room / f"{number}"))
    writer.write(path, members, stamp=MOMENT)
    return path


@pytest.mark.parametrize("kinds", [None, b"{", b'{"invoices":1}'])
def test_a_cabinet_without_records_holds_nothing_of_ours(tmp_path: Path, kinds: bytes | None) -> None:
    files = {"notes.txt": b"Call the bank."} | ({records.KINDS: kinds} if kinds else {})
    with pytest.raises(errors.CabinetDamaged), Held.opened([written(tmp_path / "odd.cab", files)]):
        pass


@pytest.mark.parametrize("page", [b"{", b"{}", b"[" * 100_000])
def test_a_page_that_is_none_is_damage(tmp_path: Path, page: bytes) -> None:
    files = {manifest.NAME: page, records.KINDS: b"{}"}
    with Held.opened([written(tmp_path / "odd.cab", files)]) as held, pytest.raises(errors.CabinetDamaged):
        assert held.page


def test_rows_that_are_none_are_damage(tmp_path: Path) -> None:
    with opened(cabinet(tmp_path, {"invoices": [invoice("1", "10.00")]})) as held:
        files = {name: b"".join(pieces) for name, pieces in held.files("")}
    files[f"{records.FOLDER}/invoices.jsonl"] = b'{"id":"1"}\n'
    with Held.opened([written(tmp_path / "odd.cab", files)]) as held, pytest.raises(errors.CabinetDamaged):
        list(held.rows(_kind(held, "invoices")))
