"""Taxes on documents against the accounts that taxes are posted to, and what is to know of the tax summary.

What each document posted there should be the taxes printed on it. Everything else on these accounts is named: entries
by hand, payments to the agencies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import merge

from archiver import kinds
from archiver.controls import Tables, taxed
from archiver.controls.accounts import accounts
from archiver.controls.naming import named
from archiver.controls.open_balances import Document
from archiver.controls.taxed import Lines, Tax
from archiver.controls.unread import LEDGER, Unread, note
from archiver.model import Control, Value, Verdict
from archiver.words import N_, Label, Phrase, phrase

ZERO = Decimal(0)
BASIS = N_(
    "Taxes are summed up as printed on the documents, each on its date, paid or not (invoice basis); estimates, "
    "orders and drafts are left out. This is not a tax return."
)
UNPLACED = N_(
    "{count} taxes are in no row of the summary, for the books do not say on which day they fall, or whether they were "
    "collected or are recoverable. Documents: {documents}"
)
APART = N_(
    "{count} taxes, {amount} in all (collected less recoverable), are in no row of the summary, for they are on "
    "neither sales nor purchases: {kinds}"
)
LACKING = N_("The tax summary lacks taxes, for these could not be read whole: {kinds}")
LEFT_OUT = N_("The tax summary lacks taxes, for these were left out: {kinds}")
NO_ACCOUNTS = N_("The books do not say which accounts taxes are posted to, so the summary was not tied to any.")
TIES = N_("{accounts}: the taxes on documents, {taxes}, are the balance.")
EXPLAINED = N_(
    "{accounts}: the taxes on documents, {taxes}, are what these posted. The balance is {balance}, with other entries: "
    "{others}"
)
DIFFERS = N_(
    "{accounts}: the taxes on documents are {taxes}, and these posted {posted}. Documents that posted more or less "
    "than their taxes ({count}): {documents}"
)
UNNAMED = N_(
    "{accounts}: the taxes on documents are {taxes}, and the balance is {balance}. No posting there says which "
    "document it is of, so that taxes are not told from other entries, such as payments to agencies."
)
UNRATED = N_("Foreign taxes that are not compared, for there is no rate to convert them at ({count}): {documents}")
WITHOUT_RATE = N_("Foreign documents without a rate")
NOWHERE = N_("Documents with taxes that are in no row of the summary")
WHOLE = Unread(())
Where = tuple[str, str]
"""An account, or nothing where tax lines name none and all tax accounts are one; and a currency."""


@dataclass(slots=True)
class _Odd:
    """What a document posted less the taxes on it, how much of that may be rounding, and whether it did either."""

    number: Value = None
    amount: Decimal = ZERO
    rounding: Decimal = ZERO
    posted: bool = False
    printed: bool = False


@dataclass(slots=True)
class _Sums:
    """Taxes on documents, what these posted, and what other entries did, by what they are.

    ``odd`` has the documents whose taxes are not what they posted, or not yet; ``apart`` what those posted that cannot
    be compared, by the reason why.
    """

    taxes: Decimal = ZERO
    posted: Decimal = ZERO
    others: dict[str, Decimal] = field(default_factory=dict)
    apart: dict[str, Decimal] = field(default_factory=dict)
    odd: dict[Document, _Odd] = field(default_factory=dict)

    def printed_on(self, tax: Tax) -> None:
        """A tax on a document."""
        self.taxes += tax.amount
        self._meet(tax, -tax.amount).printed = True

    def posted_by(self, tax: Tax) -> None:
        """A posting to the account."""
        if tax.document:
            self.posted += tax.amount
            self._meet(tax, tax.amount).posted = True
        else:
            self.others[tax.made_by] = self.others.get(tax.made_by, ZERO) + tax.amount

    def _meet(self, tax: Tax, amount: Decimal) -> _Odd:
        # A document's taxes and postings are of one day, and come together: no more than a few are ever held here.
        here = (self.odd.pop(tax.document, None) if tax.document else None) or _Odd()
        here.number = here.number or tax.number
        here.amount += amount
        here.rounding += tax.rounding
        if here.amount and tax.document:
            self.odd[tax.document] = here
        return here

    def set_apart(self, document: Document, why: str) -> None:
        """What a document posted and no tax explains is none of what is compared."""
        amount = self.odd.pop(document).amount
        self.posted -= amount
        self.apart[why] = self.apart.get(why, ZERO) + amount

    @property
    def balance(self) -> Decimal:
        """What all entries come to."""
        return sum((*self.others.values(), *self.apart.values()), self.posted)

    @property
    def differing(self) -> list[Phrase]:
        """The documents that rounding does not explain."""
        said = N_("{number}: {amount}")
        odd = ((id_, each) for (_, id_), each in self.odd.items() if abs(each.amount) > each.rounding)
        return [phrase(said, number=each.number or id_, amount=each.amount) for id_, each in odd]


def ties(tables: Tables, home: str | None, unread: Unread = WHOLE) -> Iterator[Control]:
    """What is to know of the summary, then a control for each tax account, or for all of them where lines name none;
    one alone where the ledger, its accounts, or documents with taxes are lacking.

    Taxes in foreign currencies are compared in the ``home`` currency.
    """
    drafted = taxed.drafts(tables)
    lines = taxed.lines(tables, home, drafted)
    if lines.counted:
        yield Control("taxes_summed", Verdict.NOTED, phrase(BASIS), "tax_summary")
    if lines.unplaced:
        said = phrase(UNPLACED, count=lines.unplaced, documents=list(lines.numbers))
        yield Control("taxes_summed", Verdict.NOTED, said, "tax_lines")
    yield from _apart(lines)
    needs = (*LEDGER, *_bearing(unread))
    posted = tables.kind("ledger") or any(kind.key == "ledger" for kind in unread.left_out(needs))
    if not lines.counted or not posted:
        return
    if instead := unread.instead(needs, "taxes_tie", "tax_summary"):
        yield instead
    else:
        yield from _tied(tables, home, lines, drafted)


def _apart(lines: Lines) -> Iterator[Control]:
    for currency, apart in sorted(lines.apart.items()):
        on = [kind.labels for kind in kinds.kinds() if kind.key in apart.kinds]
        said = phrase(APART, count=apart.count, amount=apart.amount, kinds=on)
        yield Control("taxes_summed", Verdict.NOTED, said, "tax_lines", currency or None)


def lacking(tables: Tables, unread: Unread) -> Iterator[Control]:
    """What is to know of the summary where documents were only partly read, or left out."""
    needs = _bearing(unread)
    for template, without in ((LACKING, unread.among(needs)), (LEFT_OUT, unread.left_out(needs))):
        if without and tables.kind("tax_lines"):
            yield note("taxes_summed", without, "tax_summary", template)


def _bearing(unread: Unread) -> list[str]:
    """The kinds that bear taxes, as the families were read that bring them."""
    return [family.main.key for family in unread.families if taxed.bears(family)]


def _tied(tables: Tables, home: str | None, lines: Lines, drafted: Collection[Document]) -> Iterator[Control]:
    ledger, chart = tables.kind("ledger"), accounts(tables)
    if ledger is None:
        return
    called = {id_: chart[id_].called for id_ in chart if chart[id_].role == "tax" or id_ in lines.accounts}
    if not called:
        yield Control("taxes_tie", Verdict.NOTED, phrase(NO_ACCOUNTS), "tax_summary")
        return
    labels = ledger.columns[ledger.keys.index("document_kind")].choices
    unnamed = _unnamed(tables, called)
    printed = taxed.printed(tables, home, drafted, foreign=lines.foreign)
    if unnamed:
        printed = (tax._replace(document=None) for tax in printed)
    found = _add_up(tables, printed, called, lines)
    yield from _unrated(found, home or "")
    _unplaced(tables, found, lines)
    for (account, currency), sums in sorted(found.items()):
        where = [called.get(account, account)] if account else sorted(called.values())
        yield _total(where, currency, sums) if unnamed else _control(where, currency, sums, labels)


def _unnamed(tables: Tables, called: Mapping[str, str]) -> bool:
    """Whether there are postings on the tax accounts, and none of them says what made it."""
    posting = None
    for posting in taxed.posted(tables, called):
        if posting.made_by:
            return False
    return posting is not None


def _add_up(tables: Tables, taxes: Iterable[Tax], called: Mapping[str, str], lines: Lines) -> dict[Where, _Sums]:
    found: dict[Where, _Sums] = {}
    printed = ((tax.day, _Sums.printed_on, tax) for tax in taxes)
    posted = ((tax.day, _Sums.posted_by, tax) for tax in taxed.posted(tables, called))
    for _, enter, tax in merge(printed, posted, key=lambda each: each[0]):
        enter(found.setdefault((tax.account if lines.named else "", tax.currency), _Sums()), tax)
    return found


def _unrated(found: dict[Where, _Sums], home: str) -> Iterator[Control]:
    """Foreign documents that nobody can convert are told once, and compared in neither currency."""
    posted = {each for (_, currency), sums in found.items() if currency == home for each in _only_posted(sums)}
    numbers = dict[Document, Value]()
    for where, sums in [each for each in found.items() if each[0][1] != home]:
        for document, odd in [each for each in sums.odd.items() if each[0] in posted and not each[1].posted]:
            numbers[document] = odd.number or document[1]
            sums.taxes += odd.amount
            del sums.odd[document]
        if not (sums.taxes or sums.posted or sums.others or sums.odd):
            del found[where]
    for (_, currency), sums in found.items():
        for document in [each for each in _only_posted(sums) if currency == home and each in numbers]:
            sums.set_apart(document, WITHOUT_RATE)
    if numbers:
        said = phrase(UNRATED, count=len(numbers), documents=named(list(numbers.values())))
        yield Control("taxes_tie", Verdict.NOTED, said, "tax_summary")


def _only_posted(sums: _Sums) -> list[Document]:
    return [document for document, odd in sums.odd.items() if odd.posted and not odd.printed]


def _unplaced(tables: Tables, found: Mapping[Where, _Sums], lines: Lines) -> None:
    """Documents with taxes that are in no row, which is told already, are not told to have posted too much."""
    odd = {document for sums in found.values() for document in sums.odd}
    for document in taxed.unplaced(tables, odd) if lines.unplaced and odd else ():
        for sums in (sums for sums in found.values() if document in sums.odd):
            sums.set_apart(document, NOWHERE)


def _total(where: list[str], currency: str, sums: _Sums) -> Control:
    """What can be said where nobody knows which document posted what."""
    ties = sums.balance == sums.taxes
    said = phrase(TIES if ties else UNNAMED, accounts=where, taxes=sums.taxes, balance=sums.balance)
    verdict = Verdict.TIES if ties else Verdict.NOTED
    return Control("taxes_tie", verdict, said, "tax_summary", currency or None, sums.balance, sums.taxes)


def _control(where: list[str], currency: str, sums: _Sums, labels: Mapping[str, Label]) -> Control:
    odd, rounded, balance = sums.differing, sums.posted - sums.taxes, sums.balance
    others = [_entries(labels.get(what), amount) for what, amount in sorted(sums.others.items()) if amount]
    others += [_entries(phrase(why), amount) for why, amount in sorted(sums.apart.items()) if amount]
    if rounded:
        others.append(_entries(phrase(N_("Rounding of foreign currencies")), rounded))
    facts: dict[str, object] = {"accounts": where, "taxes": sums.taxes, "posted": sums.posted, "balance": balance}
    if odd:
        verdict, said = Verdict.DIFFERS, phrase(DIFFERS, **facts, count=len(odd), documents=named(odd))
    elif others:
        verdict, said = Verdict.EXPLAINED, phrase(EXPLAINED, **facts, others=others)
    else:
        verdict, said = Verdict.TIES, phrase(TIES, **facts)
    return Control("taxes_tie", verdict, said, "tax_summary", currency or None, balance, sums.taxes)


def _entries(label: Label | Phrase | None, amount: Decimal) -> Phrase:
    what: object = label or phrase(N_("Entries without a document, such as payments to agencies"))
    return phrase(N_("{what}: {amount}"), what=what, amount=amount)
