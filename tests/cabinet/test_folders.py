"""Which members share a folder, and what decides whether it is compressed."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import folders
from archiver.cabinet import format as layout
from archiver.cabinet.content import Late, Member
from archiver.cabinet.folders import GROUP, SMALL, Folder


def place(folder: Path, **contents: bytes) -> list[Member]:
    """Files with these contents."""
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return [Member(name, folder / name) for name in contents]


def noise(size: int) -> bytes:
    """Bytes that do not shrink."""
    return hashlib.shake_128(b"noise").digest(size)


def shape(arranged: list[Folder]) -> list[tuple[list[str], bool]]:
    """The names in each folder, and whether it is compressed."""
    return [([member.name for member in each.members], bool(each.packed)) for each in arranged]


def test_neighbours_of_one_sort_share(tmp_path: Path) -> None:
    members = place(tmp_path, a=b"t" * 9_000, b=b"u" * 9_000, c=noise(9_000), d=noise(8_000), e=b"v" * 9_000)
    assert shape(folders.arrange(members)) == [(["a", "b"], True), (["c", "d"], False), (["e"], True)]


def test_small_files_go_with_their_neighbours(tmp_path: Path) -> None:
    small = b"s" * (SMALL - 1)
    members = place(tmp_path, s=small, a=b"t" * 9_000, t=small, c=noise(9_000), u=small)
    assert shape(folders.arrange(members)) == [(["s", "a", "t"], True), (["c", "u"], False)]
    assert shape(folders.arrange(place(tmp_path, s=small, t=small))) == [(["s", "t"], False)]


def test_the_middle_and_the_end_are_looked_at_too(tmp_path: Path) -> None:
    head = noise(100_000)
    members = place(tmp_path, shrinks=head + b"=" * 2_000_000, grows=b"=" * 2_000 + noise(2_000_000))
    assert [each.packed for each in folders.arrange(members)] == [True, False]


def test_what_the_caller_says_is_not_asked_again(tmp_path: Path) -> None:
    (member,) = place(tmp_path, a=b"t" * 9_000)
    assert shape(folders.arrange([Member("a", member.source, packed=False)])) == [(["a"], False)]


def test_what_is_made_last_shares_only_with_its_like(tmp_path: Path) -> None:
    late = [Late(name, 10, lambda digests: b"0123456789") for name in "lm"]
    a, b = place(tmp_path, a=b"1", b=b"2")
    members: list[Member | Late] = [a, *late, b]
    assert shape(folders.arrange(members)) == [(["a"], False), (["l", "m"], False), (["b"], False)]


def test_a_stream_is_alone(tmp_path: Path) -> None:
    a, b = place(tmp_path, a=b"1", b=b"")
    assert shape(folders.arrange([a, Member("s", io.BytesIO(b"2")), b])) == [
        (["a"], False),
        (["s"], False),
        (["b"], False),
    ]


def test_what_no_folder_holds_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "giant").open("wb") as out:
        out.truncate(layout.LARGEST_FOLDER)
    assert len(folders.arrange([Member("giant", tmp_path / "giant")])) == 1
    with (tmp_path / "giant").open("r+b") as out:
        out.truncate(layout.LARGEST_FOLDER + 1)
    with pytest.raises(errors.TooLarge):
        folders.arrange([Member("giant", tmp_path / "giant")])


def test_a_group_has_an_end(tmp_path: Path) -> None:
    members = place(tmp_path, a=noise(GROUP // 2), b=noise(GROUP // 2), c=noise(GROUP // 2))
    assert shape(folders.arrange(members)) == [(["a", "b"], False), (["c"], False)]
