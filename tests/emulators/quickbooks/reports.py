"""The reports of the API that are emulated, all of one ledger."""

from __future__ import annotations

from collections.abc import Mapping

from tests.emulators.exchange import Answer
from tests.emulators.quickbooks.aging import SIDES, aged
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.general_ledger import general_ledger
from tests.emulators.quickbooks.refusals import refuse
from tests.emulators.quickbooks.rows import encoded
from tests.emulators.quickbooks.selecting import JSON
from tests.emulators.quickbooks.statement import Ledger, period
from tests.emulators.quickbooks.statements import STATEMENTS


class Reports:
    """One company's; the ledger is kept until the books change."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._ledger: Ledger | None = None
        self._version = -1

    def answer(self, name: str, asked: Mapping[str, str]) -> Answer:
        """The report of that name."""
        if not self._company.reports:
            raise refuse("5020")
        if asked.get("accounting_method", "Accrual") != "Accrual":
            raise refuse("4001", "accounting_method: only the accrual basis is emulated")
        if self._ledger is None or self._version != self._company.version:
            self._ledger, self._version = Ledger(self._company), self._company.version
        days = period(self._ledger, asked)
        if name in STATEMENTS:
            found = STATEMENTS[name](self._ledger, days)
        elif name in SIDES:
            found = aged(self._ledger, name, days)
        elif name == "GeneralLedger":
            found = general_ledger(self._ledger, days, asked)
        else:
            raise refuse("5020", f"Permission Denied Error : report {name}")
        return Answer(200, encoded(found), JSON)
