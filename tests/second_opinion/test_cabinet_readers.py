from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import verify
from archiver.cabinet import bag, writer
from archiver.cabinet.reader import Cabinet, extract
from tests.archives import exported, memory, record
from tests.cabinet.edges import STAMP, contents, lay_out

Program = Callable[[str], str]

EXTRACT = {
    "cabextract": ["-q", "-d", "{into}", "{cabinet}"],
    "7zz": ["x", "-o{into}", "{cabinet}"],
    "gcab": ["-x", "-C", "{into}", "{cabinet}"],
    "bsdtar": ["-x", "-f", "{cabinet}", "-C", "{into}"],
}
LIST = {
    "cabextract": ["-l", "{cabinet}"],
    "7zz": ["l", "-ba", "-slt", "{cabinet}"],
    "gcab": ["-t", "{cabinet}"],
    "bsdtar": ["-t", "-f", "{cabinet}"],
}


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program where names are UTF-8."""
    return subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env={**os.environ, "LC_ALL": "C.UTF-8"}
    )


def succeed(command: list[str]) -> str:
    """What a program prints that must succeed."""
    done = run(command)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def filled(arguments: list[str], cabinet: Path, into: Path) -> list[str]:
    """The arguments, with the paths in their places."""
    return [argument.format(cabinet=cabinet, into=into) for argument in arguments]


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(params=[None, False, True], ids=["as sampled", "none", "MSZIP"])
def cabinet(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A cabinet of the edge files, compressed or not."""
    members = [replace(each, packed=request.param) for each in lay_out(contents(), tmp_path / "files")]
    writer.write(tmp_path / "edges.cab", members, stamp=STAMP)
    return tmp_path / "edges.cab"


@pytest.mark.parametrize("name", EXTRACT)
def test_other_readers_extract_the_same_files(program: Program, name: str, cabinet: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    succeed([program(name), *filled(EXTRACT[name], cabinet, into)])
    assert digests(into) == digests(tmp_path / "files")


@pytest.mark.parametrize("year", [1970, 1980, 2107, 2110])
@pytest.mark.parametrize("name", EXTRACT)
def test_other_readers_stand_the_dates_at_the_edges(program: Program, name: str, year: int, tmp_path: Path) -> None:
    """Those that a cabinet cannot tell have become the nearest that it can."""
    members = lay_out({"data/Reçu.txt": b"1", "data/empty": b""}, tmp_path / "files")
    moment = datetime(year, 12, 31, 23, 59, 58, tzinfo=UTC)
    writer.write(tmp_path / "a.cab", members, stamp=moment)
    into = tmp_path / "into"
    into.mkdir()
    succeed([program(name), *filled(EXTRACT[name], tmp_path / "a.cab", into)])
    assert digests(into) == digests(tmp_path / "files")


@pytest.mark.parametrize("apart", [False, True], ids=["grouped", "each alone"])
def test_the_library_of_windows_extracts_the_same_files(cabinet: Path, tmp_path: Path, *, apart: bool) -> None:
    """Wine's cabinet.dll, where there is one; it is not installed everywhere for this."""
    wine = shutil.which("wine")
    if wine is None:
        pytest.skip("wine is not installed")
    if apart:
        cabinet.unlink()
        writer.write(cabinet, _alone(tmp_path / "files"), stamp=STAMP)
    into = tmp_path / "into"
    into.mkdir()
    succeed([wine, "cabarc", "-p", "x", str(cabinet), f"{into}/"])
    assert digests(into) == digests(tmp_path / "files")


@pytest.mark.parametrize("packed", [False, True], ids=["none", "MSZIP"])
@pytest.mark.parametrize("name", EXTRACT)
def test_other_readers_extract_files_that_each_have_a_folder(
    program: Program, name: str, tmp_path: Path, *, packed: bool
) -> None:
    lay_out(contents(), tmp_path / "files")
    writer.write(tmp_path / "a.cab", _alone(tmp_path / "files", packed=packed), stamp=STAMP)
    into = tmp_path / "into"
    into.mkdir()
    succeed([program(name), *filled(EXTRACT[name], tmp_path / "a.cab", into)])
    assert digests(into) == digests(tmp_path / "files")


def _alone(folder: Path, *, packed: bool | None = None) -> list[writer.Member]:
    """The edge files, each as a stream, which has a folder of its own; empty ones stay files, and join a neighbour."""
    streams = {name: io.BytesIO(data) for name, data in contents().items() if data}
    return [writer.Member(name, streams.get(name, folder / name), packed) for name in contents()]


@pytest.mark.parametrize("name", ["cabextract", "7zz"])
def test_other_readers_make_what_they_extract_read_only(
    program: Program, name: str, cabinet: Path, tmp_path: Path
) -> None:
    """Those that know the attribute; gcab and bsdtar do not."""
    into = tmp_path / "into"
    into.mkdir()
    succeed([program(name), *filled(EXTRACT[name], cabinet, into)])
    assert {path.stat().st_mode & 0o222 for path in into.rglob("*") if path.is_file()} == {0}


@pytest.mark.parametrize("name", LIST)
def test_other_readers_list_the_same_names(program: Program, name: str, cabinet: Path, tmp_path: Path) -> None:
    listed = succeed([program(name), *filled(LIST[name], cabinet, tmp_path)]).replace("\\", "/")
    assert [each for each in contents() if each not in listed] == []


def test_as_many_files_as_can_be_counted(program: Program, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    members = [writer.Member(f"data/{number}.txt", tmp_path / "one") for number in range(65_535)]
    writer.write(tmp_path / "many.cab", members, stamp=STAMP)
    listed = succeed([program("bsdtar"), "-t", "-f", str(tmp_path / "many.cab")])
    assert listed.splitlines() == [member.name for member in members]
    assert "All done, no errors" in succeed([program("cabextract"), "-t", str(tmp_path / "many.cab")])


def signed_by_somebody(program: Program, cabinet: Path, folder: Path) -> Path:
    """The cabinet with an Authenticode signature."""
    key, certificate, signed = folder / "key.pem", folder / "certificate.pem", folder / f"signed-{cabinet.name}"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    usage = ["-addext", "extendedKeyUsage=codeSigning"]
    succeed([program("openssl"), *request, *usage, "-keyout", str(key), "-out", str(certificate)])
    keys = ["-certs", str(certificate), "-key", str(key)]
    succeed([program("osslsigncode"), "sign", *keys, "-in", str(cabinet), "-out", str(signed)])
    return signed


def test_a_signed_cabinet_is_still_read_and_unaltered(program: Program, cabinet: Path, tmp_path: Path) -> None:
    with Cabinet.open(signed_by_somebody(program, cabinet, tmp_path)) as opened:
        assert opened.trailing > 0
        extract(opened, tmp_path / "into")
    assert digests(tmp_path / "into") == digests(tmp_path / "files")


def test_a_signed_archive_is_the_same_archive(program: Program, tmp_path: Path) -> None:
    made = exported(memory(customers=[{"customers": [record("customers", "1")]}]), tmp_path / "made")
    checked = verify.check(signed_by_somebody(program, made.path, tmp_path))
    assert (checked.problems, checked.digest) == ((), made.digest)
    assert [path.name for path in checked.signed] == [f"signed-{made.path.name}"]


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A bag, unpacked; without percent signs in its names, whose codes these two programs do not read."""
    files = {"NON-RESTORABLE.txt": b"Not a backup.\n", "archive.json": b"{}\n"}
    files |= {name: data for name, data in contents().items() if "%" not in name and "/" in name}
    sources = {each.name: each.source for each in lay_out(files, tmp_path / "files")}
    info = {"Source-Organization": "Société du Lac", "Bagging-Date": "2026-03-31"}
    made = bag.members({name: path for name, path in sources.items() if isinstance(path, Path)}, info)
    writer.write(tmp_path / "bag.cab", made, stamp=STAMP)
    with Cabinet.open(tmp_path / "bag.cab") as opened:
        extract(opened, tmp_path / "bag")
    for path in (tmp_path / "bag").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return tmp_path / "bag"


def test_the_library_of_congress_validates_a_bag(program: Program, sealed: Path) -> None:
    succeed([program("bagit.py"), "--validate", str(sealed)])


@pytest.mark.parametrize("name", ["archive.json", "data/last.bin", "bag-info.txt", "manifest-sha256.txt"])
def test_the_library_of_congress_finds_a_flipped_byte(program: Program, sealed: Path, name: str) -> None:
    altered = bytearray((sealed / name).read_bytes())
    altered[-2] ^= 1
    (sealed / name).write_bytes(altered)
    assert run([program("bagit.py"), "--validate", str(sealed)]).returncode == 1


def test_sha256sum_checks_both_manifests(program: Program, sealed: Path) -> None:
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        command = [program("sha256sum"), "--strict", "--quiet", "-c", manifest]
        done = subprocess.run(command, cwd=sealed, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("compressed", [(), ("-z",)], ids=["none", "MSZIP"])
def test_a_cabinet_of_another_program_is_read(program: Program, tmp_path: Path, compressed: tuple[str, ...]) -> None:
    files = lay_out({"a.txt": b"attack!", "é.txt": bytes(100_000)}, tmp_path / "files")
    sources = [str(member.source) for member in files if isinstance(member.source, Path)]
    succeed([program("gcab"), "-c", "-n", *compressed, str(tmp_path / "theirs.cab"), *sources])
    with Cabinet.open(tmp_path / "theirs.cab") as opened:
        extract(opened, tmp_path / "into")
    assert digests(tmp_path / "into") == digests(tmp_path / "files")
