"""Names: what lists teach, and what a run that goes on still knows."""

from __future__ import annotations

from pathlib import Path

from archiver.books.quickbooks.names import FILE, Account, Names


def test_a_name_is_known_by_list_and_id() -> None:
    names = Names()
    names.learn("terms", "3", "Net 30")
    assert names.of("terms", "3") == "Net 30"
    assert names.of("terms", "4") is None
    assert names.of("classes", "3") is None
    assert names.of("terms", None) is None
    assert names.account("3") is None
    assert names.home is None


def test_what_was_kept_is_known_again(tmp_path: Path) -> None:
    names = Names(tmp_path)
    names.learn("home", "currency", "CAD")
    names.learn("customers", "7", "Éric \N{LINE SEPARATOR} «l’ami»\n")
    names.learn_account("84", "Clients", Account("1100", "CAD", "receivable"))
    names.keep()
    names.learn("customers", "8", "Léa")
    names.keep()
    again = Names(tmp_path)
    assert again.home == "CAD"
    assert [again.of("customers", each) for each in ("7", "8")] == ["Éric \N{LINE SEPARATOR} «l’ami»\n", "Léa"]
    assert again.account("84") == Account("1100", "CAD", "receivable")
    assert again.control_account("receivable", "CAD") == "84"


def test_what_was_not_kept_is_not_known(tmp_path: Path) -> None:
    Names(tmp_path).learn("terms", "3", "Net 30")
    assert not (tmp_path / FILE).exists()
    assert Names(tmp_path).of("terms", "3") is None


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    names = Names(tmp_path)
    for _ in range(2):
        names.learn("terms", "3", "Net 30")
        names.keep()
    assert (tmp_path / FILE).read_text(encoding="utf-8").count("\n") == 1


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    names = Names(tmp_path)
    names.learn("terms", "3", "Net 30")
    names.learn("terms", "4", "Net 60")
    names.keep()
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-9])
    again = Names(tmp_path)
    assert (again.of("terms", "3"), again.of("terms", "4")) == ("Net 30", None)
    again.learn("terms", "5", "Net 90")
    again.keep()
    assert Names(tmp_path).of("terms", "5") == "Net 90"


def test_a_control_account_is_the_only_one_of_its_currency() -> None:
    names = Names()
    names.learn_account("84", "Clients", Account("1100", "CAD", "receivable"))
    names.learn_account("85", "Clients USD", Account("1110", "USD", "receivable"))
    names.learn_account("86", "Clients 2", Account("1120", "USD", "receivable"))
    names.learn_account("35", "Banque", Account(None, "CAD", "bank"))
    assert names.control_account("receivable", "CAD") == "84"
    assert names.control_account("receivable", "USD") is None
    names.learn_account("85", "Clients USD (deleted)", Account("1110", "USD", "receivable", active=False))
    assert names.control_account("receivable", "USD") == "86", "the other one is not in use any more"
    assert names.control_account("payable", "CAD") is None


def test_a_company_of_one_currency_may_not_say_it_of_its_accounts() -> None:
    names = Names()
    names.learn_account("84", "Clients", Account(None, None, "receivable"))
    assert names.control_account("receivable", "CAD") == "84"


def test_who_knows_is_asked_once_for_what_is_lacking() -> None:
    names, asked = Names(), list[tuple[str, str]]()

    def teach(list_: str, id_: str) -> None:
        asked.append((list_, id_))
        if id_ == "3":
            names.learn(list_, id_, "Net 30")

    names.ask(teach)
    for _ in range(2):
        assert names.of("terms", "3") == "Net 30"
        assert names.of("terms", "4") is None
        assert names.account("84") is None
        assert names.of("terms", None) is None
    for _ in range(2):
        assert names.control_account("receivable", "CAD") is None
    assert asked == [("terms", "3"), ("terms", "4"), ("accounts", "84"), ("accounts", "")]
