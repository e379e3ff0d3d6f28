"""Dropbox's API as stone describes it in the SDK: the routes, what they take, and what they may answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from dropbox import auth, check, files, sharing, users
from dropbox.stone_serializers import json_compat_obj_decode
from dropbox.stone_validators import ValidationError

from tests.emulators.dropbox.oauth import App
from tests.emulators.dropbox.refusals import malformed
from tests.emulators.dropbox.tree import Node, Tree
from tests.emulators.exchange import Json, Refused, Request

HOSTS = {"api": "api.dropboxapi.com", "content": "content.dropboxapi.com", "notify": "notify.dropboxapi.com"}


@dataclass(frozen=True)
class Caller:
    """Who asks: the account's tree, and the folder that is the top of what the application sees."""

    account: str
    app: App
    token: str
    scopes: tuple[str, ...]
    tree: Tree
    root: Node


@dataclass(frozen=True)
class Asked:
    """A call of a route: its argument, decoded and known to be well formed."""

    route: str
    argument: Json
    request: Request
    caller: Caller


Handler = Callable[[Asked], object]
"""Gives the result as JSON, or a finished ``Answer``; raises ``Refused``."""


@dataclass(frozen=True)
class Serving:
    """How a route is served: the scope that it needs, whether app-folder applications may call it."""

    handler: Handler
    scope: str | None
    app_folder: bool = True


@dataclass(frozen=True)
class Route:
    """A route as the SDK describes it."""

    name: str
    host: str
    style: str
    argument: object
    result: object
    error: object

    def read(self, request: Request) -> Json:
        """The argument of a call, refused where it is not what stone says."""
        text = self._text(request)
        try:
            value = json.loads(text) if text.strip() else None
            json_compat_obj_decode(self.argument, value, strict=True)
        except (ValueError, ValidationError) as wrong:
            raise malformed(self.name, f"request body: {wrong}") from wrong
        return value if isinstance(value, dict) else {}

    def complaints(self, value: object, *, error: bool = False) -> list[str]:
        """What stone has to say against an answer."""
        try:
            json_compat_obj_decode(self.error if error else self.result, value, strict=True)
        except ValidationError as wrong:
            return [f"{self.name}: {wrong}: {json.dumps(value)[:500]}"]
        return []

    def _text(self, request: Request) -> str:
        if self.style == "rpc":
            kind = request.headers.get_content_type()
            text = request.body.read().decode()
            if text and kind != "application/json":
                raise malformed(self.name, f'Bad HTTP "Content-Type" header: "{kind}".')
            return text
        text = request.headers.get("Dropbox-API-Arg", request.query.get("arg", ""))
        if not text.isascii():
            raise malformed(self.name, 'HTTP header "Dropbox-API-Arg": could not decode input as JSON')
        return text


@cache
def routes() -> Mapping[str, Route]:
    """Every route of the API by its address below ``/2/``."""
    known = {}
    rooms = {"auth": auth, "check": check, "files": files, "sharing": sharing, "users": users}
    for room, module in rooms.items():
        for each in module.ROUTES.values():
            name = f"{room}/{each.name}" + (f"_v{each.version}" if each.version > 1 else "")
            host = HOSTS[each.attrs["host"]]
            known[name] = Route(name, host, each.attrs["style"], each.arg_type, each.result_type, each.error_type)
    return known


def refused_as(asked: Asked, refused: Refused) -> list[str]:
    """What stone has to say against an error of a route."""
    answer = refused.answer
    if answer.status != 409 or not isinstance(answer.body, bytes):
        return []
    return routes()[asked.route].complaints(json.loads(answer.body)["error"], error=True)
