"""Dropbox's ``sharing/…`` routes about links, which open a file or folder to whoever has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.emulators.clock import Clock
from tests.emulators.consent import random_text
from tests.emulators.dropbox.refusals import failure, refuse
from tests.emulators.dropbox.routes import Asked, Serving
from tests.emulators.dropbox.tree import LookupFailed, Node, shown
from tests.emulators.dropbox.users import Account
from tests.emulators.exchange import Json, Refused
from tests.emulators.traffic import Traffic


@dataclass
class Link:
    """A link that opens a file or folder."""

    url: str
    node: Node
    settings: Json
    made: datetime

    @property
    def ends(self) -> datetime | None:
        """When it stops to open."""
        text = self.settings.get("expires")
        return _moment(text) if text else None


class Links:
    """``made`` has every link that was not revoked, by its address."""

    def __init__(self, clock: Clock, traffic: Traffic, accounts: Mapping[str, Account]) -> None:
        self.made: dict[str, Link] = {}
        self._clock, self._traffic, self._accounts = clock, traffic, accounts
        self.serving: Mapping[str, Serving] = {
            "sharing/create_shared_link_with_settings": Serving(self._create_link, "sharing.write"),
            "sharing/list_shared_links": Serving(self._list_links, "sharing.read"),
            "sharing/revoke_shared_link": Serving(self._revoke_link, "sharing.write"),
        }

    def _create_link(self, asked: Asked) -> Json:
        node = self._linked(asked)
        settings = asked.argument.get("settings") or {}
        self._require_plan(settings, self._accounts[asked.caller.account].plan)
        for link in self._live_links():
            if link.node is node:
                metadata = {".tag": "metadata", "metadata": _shown_link(link, asked.caller.root)}
                error = {".tag": "shared_link_already_exists", "shared_link_already_exists": metadata}
                raise Refused(failure(error))
        kind = "fi" if node.content else "fo"
        url = f"https://www.dropbox.com/scl/{kind}/{random_text(21)}/{random_text(8)}?rlkey={random_text(25)}&dl=0"
        self.made[url] = Link(url, node, settings, self._clock.now())
        self._traffic.wrote(f"link {node.name}")
        return _shown_link(self.made[url], asked.caller.root)

    def _require_plan(self, settings: Json, plan: str) -> None:
        """What the plan does not have, and what makes no sense."""
        audience = _tag(settings.get("audience")) or _tag(settings.get("requested_visibility")) or "public"
        paid = settings.get("expires") or settings.get("require_password") or settings.get("allow_download") is False
        if plan == "basic" and (paid or audience != "public"):
            raise refuse("settings_error", "not_authorized")
        if audience in {"team", "team_only", "members"} and plan != "business":
            raise refuse("settings_error", "not_authorized")
        if settings.get("expires") and _moment(settings["expires"]) <= self._clock.now():
            raise refuse("settings_error", "invalid_settings")
        if bool(settings.get("require_password")) != bool(settings.get("link_password")):
            raise refuse("settings_error", "invalid_settings")

    def _list_links(self, asked: Asked) -> Json:
        links = list(self._live_links())
        if asked.argument.get("path"):
            node = self._linked(asked)
            direct = asked.argument.get("direct_only", False)
            links = [link for link in links if (link.node is node if direct else node.within(link.node))]
        here = [link for link in links if link.node.within(asked.caller.root)]
        return {"links": [_shown_link(link, asked.caller.root) for link in here], "has_more": False}

    def _revoke_link(self, asked: Asked) -> None:
        link = self.made.pop(asked.argument["url"], None)
        if link is None:
            raise refuse("shared_link_not_found")
        self._traffic.wrote(f"unlink {link.node.name}")

    def _linked(self, asked: Asked) -> Node:
        try:
            return asked.caller.tree.find(asked.caller.root, asked.argument["path"])
        except LookupFailed as failed:
            raise Refused(failure({".tag": "path", "path": failed.error})) from failed

    def _live_links(self) -> list[Link]:
        now = self._clock.now()
        return [each for each in self.made.values() if each.ends is None or each.ends > now]


def _shown_link(link: Link, root: Node) -> Json:
    node = shown(link.node, root)
    audience = _tag(link.settings.get("audience")) or _tag(link.settings.get("requested_visibility")) or "public"
    permissions: Json = {
        "can_revoke": True,
        "resolved_visibility": {".tag": {"team": "team_only"}.get(audience, audience)},
        "effective_audience": {".tag": {"team_only": "team"}.get(audience, audience)},
        "link_access_level": {".tag": "viewer"},
        "visibility_policies": [],
        "can_set_expiry": "expires" in link.settings,
        "can_remove_expiry": "expires" in link.settings,
        "allow_download": link.settings.get("allow_download", True),
        "can_allow_download": True,
        "can_disallow_download": False,
        "allow_comments": True,
        "team_restricts_comments": False,
        "require_password": bool(link.settings.get("require_password")),
    }
    kept = ("client_modified", "server_modified", "rev", "size") if node[".tag"] == "file" else ()
    expires = {"expires": link.settings["expires"]} if link.settings.get("expires") else {}
    same = {name: node[name] for name in (".tag", "id", "name", "path_lower", *kept)}
    return {**same, "url": link.url, "link_permissions": permissions, **expires}


def _tag(value: object) -> str | None:
    return value[".tag"] if isinstance(value, dict) else value if isinstance(value, str) else None


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
