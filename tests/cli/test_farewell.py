"""``farewell`` as a program runs it; what a person sees is told by the stories."""

from __future__ import annotations

from tests.archives import BOOKS
from tests.cli.conftest import Owner


def test_a_program_is_told_what_is_complete(owner: Owner) -> None:
    assert owner.machine.run("add", "alpine", "--books", str(BOOKS["alpine"]), "--drive", "disk").code == 0

    ran = owner.machine.run("farewell", "alpine", "--json")

    told = ran.json
    assert (ran.code, told["complete"], told["kept"], told["number"]) == (0, True, True, "1.1")
    assert (told["drives"], told["failed"], told["printed"]) == (["disk"], {}, 0)
    assert set(told["families"].values()) == {"complete"}
    with owner.catalogue() as catalogue:
        assert [str(path) for path in catalogue.entries()[0].paths] == told["archive"]

    (owner.home / "disk").rename(owner.home / "away")
    ran = owner.machine.run("farewell", "alpine", "--json")
    assert (ran.code, ran.json["complete"], list(ran.json["failed"])) == (2, False, ["disk"])
    assert owner.machine.run("farewell", "riviera").code == 2
