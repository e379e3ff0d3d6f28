"""Dropbox's ``users/…`` and ``auth/…`` routes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from tests.emulators.dropbox.routes import Asked, Serving
from tests.emulators.dropbox.tree import Tree
from tests.emulators.exchange import Json

Plan = Literal["basic", "pro", "business"]


@dataclass
class Account:
    """A person with a Dropbox, and the plan that they pay for."""

    email: str
    tree: Tree
    plan: Plan = "basic"


def account_id(email: str) -> str:
    """The account's id, 40 characters as the real ones."""
    digest = hashlib.sha256(email.encode()).digest()
    return "dbid:" + base64.urlsafe_b64encode(digest).decode()[:35]


class Users:
    """Who an account belongs to, and how much room it has."""

    def __init__(self, accounts: Mapping[str, Account], revoke: Callable[[str], None]) -> None:
        self._accounts = accounts
        self._revoke = revoke
        self.serving: Mapping[str, Serving] = {
            "users/get_current_account": Serving(self._account, "account_info.read"),
            "users/get_space_usage": Serving(self._space, "account_info.read"),
            "auth/token/revoke": Serving(self._end, None),
        }

    def _account(self, asked: Asked) -> Json:
        account = self._accounts[asked.caller.account]
        name = account.email.partition("@")[0].capitalize()
        names = ("given_name", "surname", "familiar_name", "display_name", "abbreviated_name")
        return {
            "account_id": account_id(account.email),
            "name": dict.fromkeys(names, name),
            "email": account.email,
            "email_verified": True,
            "disabled": False,
            "country": "CH",
            "locale": "fr",
            "referral_link": "https://www.dropbox.com/referrals/AAA",
            "is_paired": False,
            "account_type": {".tag": account.plan},
            "root_info": {".tag": "user", "root_namespace_id": "3235641", "home_namespace_id": "3235641"},
        }

    def _space(self, asked: Asked) -> Json:
        tree = asked.caller.tree
        return {"used": tree.used(), "allocation": {".tag": "individual", "allocated": tree.limit}}

    def _end(self, asked: Asked) -> None:
        self._revoke(asked.caller.token)
