"""An answer to a list: its pages, the trap behind the last one, and what it tells of changes and deletions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

from tests.emulators.exchange import Json
from tests.emulators.sage.bookkeeper import text
from tests.emulators.sage.business import PARTS, Business
from tests.emulators.sage.lists import DELETED, SINCE, SORTED

MOST = 200
ZERO = Decimal(0)
RETAINED = "RETAINED_EARNINGS"
RESULT = ("SALES", "OTHER_INCOME", "DIRECT_EXPENSES", "OVERHEADS")


class Wrong(Exception):
    """A parameter that the list does not know, or a value that it does not take."""


def listed(business: Business, path: str, asked: Mapping[str, str]) -> Json:
    """One page. Beyond the end, the last page comes again."""
    rows = _chosen(business, path, asked)
    size, page = _number(asked, "items_per_page", 20), _number(asked, "page", 1)
    if size > MOST:
        raise Wrong("items_per_page")
    last = max(1, -(-len(rows) // size))
    page = min(page, last)
    shown = [_shown(row, asked) for row in rows[(page - 1) * size : page * size]]
    if path == "ledger_accounts" and asked.get("show_balance_details") == "true":
        shown = [{**row, "balance_details": _balance(business, row["id"], asked)} for row in shown]
    envelope: Json = {"$total": len(rows), "$page": page, "$next": None, "$back": None, "$itemsPerPage": size}
    if page < last:
        envelope["$next"] = _link(path, asked, page + 1)
    if page > 1:
        envelope["$back"] = _link(path, asked, page - 1)
    return {**envelope, "$items": shown}


def _chosen(business: Business, path: str, asked: Mapping[str, str]) -> list[Json]:
    """The rows, in the order that was asked for; else those that were changed last come first."""
    if "deleted_since" in asked:
        if path not in DELETED:
            raise Wrong("deleted_since")
        after = moment(asked["deleted_since"])
        return [row for row in business.gone.get(path, {}).values() if moment(row["deleted_at"]) > after]
    rows = [row for row in business.items(path) if _is_wanted(business, row, asked)]
    if "updated_or_created_since" in asked:
        if path not in SINCE:
            raise Wrong("updated_or_created_since")
        since = moment(asked["updated_or_created_since"])
        rows = [row for row in rows if moment(row["updated_at"]) >= since]
    if "sort" in asked:
        if path not in SORTED or asked["sort"] != "created_at":
            raise Wrong("sort")
        return sorted(rows, key=lambda row: (row["created_at"], row["id"]))
    return rows


def _is_wanted(business: Business, row: Json, asked: Mapping[str, str]) -> bool:
    """Whether a row passes the filters that we use: the type of its contact, and whether it is a control account."""
    if type_ := asked.get("contact_type_id"):
        contact = business.get("contacts", row["contact"]["id"])
        return any(each["id"] == type_ for each in contact["contact_types"])
    return asked.get("show_control_accounts") != "true" or bool(row["is_control_account"])


def _shown(row: Json, asked: Mapping[str, str]) -> Json:
    wanted = asked.get("attributes", "")
    return row if wanted == "all" else {key: row[key] for key in (*PARTS, *wanted.split(",")) if key in row}


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    given = asked.get(name, str(default))
    if not given.isdecimal() or int(given) < 1:
        raise Wrong(name)
    return int(given)


def _link(path: str, asked: Mapping[str, str], page: int) -> str:
    return f"/{path}?{urlencode({**asked, 'page': page})}"


def trial_balance(business: Business, asked: Mapping[str, str]) -> Json:
    """The balances of all accounts at the end of a day; those of income and expense since another one.

    What those came to before stands with the retained earnings.
    """
    until, since = asked.get("to_date", "9999-12-31"), asked.get("from_date", "")
    balances: dict[str, Decimal] = {}
    for account in business.items("ledger_accounts"):
        sums = [_sums(business.postings(), account["id"], begin, until) for begin in ("", since)]
        ever, now = (debit - credit for debit, credit in sums)
        result = account["ledger_account_type"]["id"] in RESULT
        balances[account["id"]] = now if result else ever
        balances[RETAINED] = balances.get(RETAINED, ZERO) + (ever - now if result else ZERO)
    lines = []
    for account in business.items("ledger_accounts"):
        balance = balances[account["id"]] + (balances[RETAINED] if account["control_name"] == RETAINED else ZERO)
        if balance:
            lines.append(
                {
                    "ledger_account": {part: account[part] for part in PARTS},
                    "debit": text(max(balance, ZERO)),
                    "credit": text(max(-balance, ZERO)),
                    "balance": text(balance),
                }
            )
    return {"from_date": since or None, "to_date": until, "ledger_accounts": lines}


def _balance(business: Business, id_: str, asked: Mapping[str, str]) -> Json:
    debit, credit = _sums(business.postings(), id_, asked["from_date"], asked["to_date"])
    return {
        "balance": text(abs(debit - credit)),
        "credit_or_debit": "debit" if debit >= credit else "credit",
        "debits": text(debit),
        "credits": text(credit),
        "from_date": asked["from_date"],
        "to_date": asked["to_date"],
    }


def _sums(postings: Iterable[Json], account: str, since: str, until: str) -> tuple[Decimal, Decimal]:
    own = [each for each in postings if each["ledger_account"]["id"] == account and since <= each["date"] <= until]
    return tuple(sum((Decimal(each[side]) for each in own), ZERO) for side in ("debit", "credit"))  # type: ignore[return-value] # two of them


def moment(given: str) -> datetime:
    """A moment as it is asked for; ``Wrong`` for one without an offset."""
    found = datetime.fromisoformat(given)
    if found.tzinfo is None:
        raise Wrong("a moment without an offset")
    return found.astimezone(UTC)
