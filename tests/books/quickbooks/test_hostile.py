"""Answers that no honest service gives: each becomes one of our errors, and none takes more than it was told to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver import kinds
from archiver.access.getter import NOTHING, Answer, Getter
from archiver.access.reply import LONGEST, Params
from archiver.books.quickbooks import attachments, company, faults
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import BY_FAMILY
from archiver.errors import FileNotReadable, Throttled, Unintelligible
from archiver.model import Record

BILLS = BY_FAMILY["bills"]
NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)
KIND = kinds.kind("attachments")


class Told(Getter):
    """A getter to which somebody always says the same; what is wrong with that is judged as ever."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def ask(
        self,
        path: str,
        params: Params = NOTHING,
        accept: str = "",
        headers: Mapping[str, str] = NOTHING,
        most: int = LONGEST,
    ) -> Answer:
        answer = Answer(200, {}, self._body)
        if trouble := faults.trouble("link", path, answer):
            raise trouble
        return answer


QUESTIONS: list[Callable[[Client], object]] = [
    lambda client: client.items(BILLS, client.page(BILLS, 1)),
    lambda client: client.ids(BILLS, 1),
    lambda client: list(client.rows(BILLS, client.page(BILLS, 1))),
    lambda client: client.count(BILLS),
    lambda client: client.present(BILLS, ["1"]),
    lambda client: client.changes([BILLS], NOW),
    lambda client: client.single("CompanyInfo"),
    lambda client: client.entitlements(),
]
NESTED = b'{"QueryResponse":{"Bill":' + b"[" * 200_000 + b"]" * 200_000 + b"}}"
BODIES = {
    "nested without end": NESTED,
    "nested elements": b"<a>" * 100_000 + b"</a>" * 100_000,
    "entities in letters of two bytes": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'.encode(
        "utf-16"
    ),
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_an_answer_of_no_form_is_unintelligible(body: bytes, question: Callable[[Client], object]) -> None:
    with pytest.raises(Unintelligible):
        question(Client(Told(body), "1"))


@pytest.mark.parametrize("question", QUESTIONS[:3] + QUESTIONS[4:5])
def test_rows_that_are_no_objects_are_not_taken_for_some(question: Callable[[Client], object]) -> None:
    with pytest.raises(Unintelligible):
        question(Client(Told(b'{"QueryResponse":{"Bill":["x",1,null]}}'), "1"))


@pytest.mark.parametrize("last", [b"5", b"null", b'"x"', b"[]", b'{"deep":' + b"[" * 10_000 + b"]" * 10_000 + b"}"])
def test_what_is_wrong_with_a_late_row_is_said_when_it_is_looked_at(last: bytes) -> None:
    body = b'{"QueryResponse":{"Bill":[{"Id":"1"},' + last + b'],"maxResults":2}}'
    with pytest.raises(Unintelligible):
        list(Client(Told(body), "1").rows(BILLS, body))


@pytest.mark.parametrize(
    ("told", "ids"),
    [
        (b'{"Bill":[{"Id":"1"},{"Id":"2"}],"startPosition":1}', ["1", "2"]),
        (b'{"bill":[{"Id":"1"}],"odd":{"a":1}}', ["1"]),
        (b'{"Bill":[],"totalCount":0}', []),
        (b'{"totalCount":0}', []),
        (b"{}", []),
    ],
)
def test_rows_are_the_same_whether_made_out_at_once_or_not(told: bytes, ids: list[str]) -> None:
    client, body = Client(Told(b""), "1"), b'{"QueryResponse":' + told + b"}"
    rows = client.rows(BILLS, body)
    assert len(rows) == len(ids)
    assert list(rows) == client.items(BILLS, body) == [{"Id": id_} for id_ in ids]
    assert all(row in rows for row in client.items(BILLS, body))
    assert {"Id": "3"} not in rows


@pytest.mark.parametrize("asked", ["9" * 5_000, "-1", "soon", "", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_nobody_would_is_none(asked: str) -> None:
    error = faults.trouble("link", "query", Answer(429, {"retry-after": asked}, b""))
    assert isinstance(error, Throttled)
    assert error.facts["wait"] is None


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", None])
def test_a_time_that_there_is_not_is_ours(told: str | None) -> None:
    assert company._moment(told, NOW) == NOW


# Files


def row(id_: str, *, size: object = None, document: str | None = None) -> Record:
    values = KIND.values({"id": id_, "name": "reçu.pdf", "state": "not_packed"})
    return Record(id_, document or id_, values, source={"FileName": "reçu.pdf", "Size": size})


@pytest.mark.parametrize("id_", ["../../../v3/company/2/bill", "1?x=1", "a/b", "pdf/invoice/1/../2", "pdf/bill/1?x"])
def test_an_id_leads_to_no_other_address(tmp_path: Path, id_: str) -> None:
    (file,) = attachments.Files(Told(b""), tmp_path, KIND).files(row(id_))

    assert file.where.count("/") == (2 if id_.startswith("pdf/") else 1)
    assert "?" not in file.where


@pytest.mark.parametrize("size", ["abc", -1, "9" * 5_000, [1], {"a": 1}, True])
def test_a_size_of_no_sense_is_not_known(tmp_path: Path, size: object) -> None:
    (file,) = attachments.Files(Told(b""), tmp_path, KIND).files(row("1", size=size))

    assert file.where == "download/1"


class Endless(io.RawIOBase):
    """A file without an end."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return bytes(size)


def test_no_more_is_taken_than_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = Endless()

    @contextmanager
    def anywhere(service: str, address: str) -> Iterator[BinaryIO]:
        yield endless  # type: ignore[misc] # of a file, only reading is asked for

    monkeypatch.setattr(attachments, "elsewhere", anywhere)
    files = attachments.Files(Told(b"https://files.example/1"), tmp_path, KIND)
    (file,) = files.files(row("1", size=1_000))

    with pytest.raises(FileNotReadable), files.open(file):
        pass

    assert endless.given == attachments.TRIES * attachments.BLOCK
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:80/", "http://files.example/", "file:///etc/passwd", "", "x"])
def test_a_file_is_fetched_over_tls_and_not_from_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(attachments, "elsewhere", lambda service, address: pytest.fail("it was asked for"))
    files = attachments.Files(Told(address.encode()), tmp_path, KIND)
    (file,) = files.files(row("1"))

    with pytest.raises(FileNotReadable), files.open(file):
        pass
