"""Dropbox's ``sharing/…`` routes about members of files and folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.emulators.clock import Clock
from tests.emulators.consent import random_text
from tests.emulators.dropbox.refusals import failure, refuse
from tests.emulators.dropbox.routes import Asked, Serving
from tests.emulators.dropbox.tree import LookupFailed, Node, stamp
from tests.emulators.dropbox.users import Account, account_id
from tests.emulators.exchange import Json, Refused
from tests.emulators.traffic import Traffic

READ, WRITE = "sharing.read", "sharing.write"


@dataclass(frozen=True)
class Mail:
    """A mail that the vendor would send."""

    to: str
    about: str
    message: str


@dataclass
class Access:
    """Who was let in to one file or folder, and as what."""

    members: dict[str, str] = field(default_factory=dict)


class Sharing:
    """Switches: ``share_later`` (sharing a folder becomes a job that is asked after ``share_later`` times).

    ``outbox`` has the mails that went out, ``access`` who was let in to what.
    """

    def __init__(self, clock: Clock, traffic: Traffic, accounts: Mapping[str, Account]) -> None:
        self.share_later = 0
        self.outbox: list[Mail] = []
        self.access: dict[str, Access] = {}
        self._clock, self._traffic, self._accounts = clock, traffic, accounts
        self._jobs: dict[str, tuple[int, Json]] = {}
        self.serving: Mapping[str, Serving] = {
            "sharing/add_file_member": Serving(self._add_file_member, WRITE, app_folder=False),
            "sharing/list_file_members": Serving(self._list_file_members, READ, app_folder=False),
            "sharing/remove_file_member_2": Serving(self._remove_file_member, WRITE, app_folder=False),
            "sharing/share_folder": Serving(self._share_folder, WRITE, app_folder=False),
            "sharing/check_share_job_status": Serving(self._check_job, WRITE, app_folder=False),
            "sharing/add_folder_member": Serving(self._add_folder_member, WRITE, app_folder=False),
            "sharing/list_folder_members": Serving(self._list_folder_members, READ, app_folder=False),
            "sharing/remove_folder_member": Serving(self._remove_folder_member, WRITE, app_folder=False),
            "sharing/check_remove_member_job_status": Serving(self._check_job, WRITE, app_folder=False),
            "sharing/check_job_status": Serving(self._check_job, WRITE, app_folder=False),
        }

    def members(self, node: Node) -> dict[str, str]:
        """The addresses that were let in to a file or folder, each with its level."""
        return self.access.setdefault(node.id, Access()).members

    def _add_file_member(self, asked: Asked) -> list[Json]:
        node = self._file(asked)
        level = asked.argument.get("access_level", {".tag": "viewer"})
        level = level if isinstance(level, dict) else {".tag": level}
        if level[".tag"] not in {"viewer", "viewer_no_comment"}:
            raise refuse("access_error", "no_permission")
        results = []
        for member in asked.argument["members"]:
            self._let_in(asked, node, member["email"], level[".tag"])
            results.append({"member": member, "result": {".tag": "success", "success": level}})
        return results

    def _let_in(self, asked: Asked, node: Node, email: str, level: str) -> None:
        self.members(node)[email] = level
        self._traffic.wrote(f"share {node.name} {email}")
        if not asked.argument.get("quiet", False):
            self.outbox.append(Mail(email, node.name, asked.argument.get("custom_message") or ""))

    def _list_file_members(self, asked: Asked) -> Json:
        return self._shown_members(asked, self._file(asked))

    def _shown_members(self, asked: Asked, node: Node) -> Json:
        users: list[Json] = [_user(self._accounts[asked.caller.account], "owner")]
        invited: list[Json] = []
        for email, level in self.members(node).items():
            if email in self._accounts:
                users.append(_user(self._accounts[email], level))
            else:
                invited.append({**_membership(level), "invitee": {".tag": "email", "email": email}})
        return {"users": users, "groups": [], "invitees": invited}

    def _remove_file_member(self, asked: Asked) -> Json:
        node, email = self._file(asked), asked.argument["member"].get("email", "")
        if email not in self.members(node):
            return {".tag": "member_error", "member_error": {".tag": "no_explicit_access", "access_level": None}}
        del self.members(node)[email]
        self._traffic.wrote(f"unshare {node.name} {email}")
        return {".tag": "success"}

    def _file(self, asked: Asked) -> Node:
        try:
            node = asked.caller.tree.find(asked.caller.root, asked.argument["file"])
        except LookupFailed as failed:
            raise refuse("access_error", "invalid_file") from failed
        if node.content is None:
            raise refuse("access_error", "is_folder")
        return node

    def _share_folder(self, asked: Asked) -> Json:
        try:
            node = asked.caller.tree.find(asked.caller.root, asked.argument["path"])
        except LookupFailed as failed:
            raise refuse("bad_path", "invalid_path") from failed
        if node.content is not None:
            raise refuse("bad_path", "is_file")
        if node.shared_id:
            already = {".tag": "already_shared", **self._shown_folder(node, asked)}
            raise Refused(failure({".tag": "bad_path", "bad_path": already}))
        node.shared_id = str(int.from_bytes(node.id.encode()[-5:], "big"))
        self._traffic.wrote(f"share {node.name}")
        done = {".tag": "complete", **self._shown_folder(node, asked)}
        later = self.share_later or int(asked.argument.get("force_async", False))
        return self._job(done, later) if later else done

    def _job(self, done: Json, polls: int) -> Json:
        name = random_text(40)
        self._jobs[name] = (polls, done)
        return {".tag": "async_job_id", "async_job_id": name}

    def _check_job(self, asked: Asked) -> Json:
        name = asked.argument["async_job_id"]
        if name not in self._jobs:
            raise refuse("invalid_async_job_id")
        polls, done = self._jobs[name]
        self._jobs[name] = (polls - 1, done)
        return {".tag": "in_progress"} if polls > 0 else done

    def _shown_folder(self, node: Node, asked: Asked) -> Json:
        path = node.path(asked.caller.root)
        return {
            "access_type": {".tag": "owner"},
            "is_inside_team_folder": False,
            "is_team_folder": False,
            "name": node.name,
            "path_lower": path.lower(),
            "path_display": path,
            "policy": {
                "acl_update_policy": {".tag": "owner"},
                "shared_link_policy": {".tag": "anyone"},
                "member_policy": {".tag": "anyone"},
                "resolved_member_policy": {".tag": "anyone"},
            },
            "preview_url": f"https://www.dropbox.com/scl/fo/{node.id[3:]}",
            "shared_folder_id": node.shared_id,
            "time_invited": stamp(self._clock.now()),
            "access_inheritance": {".tag": "inherit"},
        }

    def _add_folder_member(self, asked: Asked) -> None:
        node = self._shared(asked)
        basic = self._accounts[asked.caller.account].plan == "basic"
        for each in asked.argument["members"]:
            level = each.get("access_level", {".tag": "viewer"})
            level = level if isinstance(level, dict) else {".tag": level}
            if level[".tag"] != "editor" and basic:
                raise refuse("insufficient_plan")
            self._let_in(asked, node, each["member"]["email"], level[".tag"])

    def _list_folder_members(self, asked: Asked) -> Json:
        return self._shown_members(asked, self._shared(asked, bare=True))

    def _remove_folder_member(self, asked: Asked) -> Json:
        node, email = self._shared(asked), asked.argument["member"].get("email", "")
        if email not in self.members(node):
            raise refuse("member_error", "not_a_member")
        del self.members(node)[email]
        self._traffic.wrote(f"unshare {node.name} {email}")
        return self._job({".tag": "complete"}, 0)

    def _shared(self, asked: Asked, *, bare: bool = False) -> Node:
        for node in asked.caller.root.walk():
            if node.shared_id == asked.argument["shared_folder_id"]:
                return node
        raise refuse("invalid_id") if bare else refuse("access_error", "invalid_id")


def _membership(level: str) -> Json:
    return {"access_type": {".tag": level}, "permissions": [], "is_inherited": False}


def _user(account: Account, level: str) -> Json:
    name = account.email.partition("@")[0]
    user = {"account_id": account_id(account.email), "email": account.email, "display_name": name, "same_team": False}
    return {**_membership(level), "user": user}
