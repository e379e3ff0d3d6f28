"""Questions in Tryton's own form."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

from archiver.books.tryton.asking import Written, params


def decoded(text: object) -> object:
    assert isinstance(text, str)
    return json.loads(urlsafe_b64decode(text))


def test_a_domain_an_order_and_fields() -> None:
    asked = params([("type", "=", "out")], ["number", "party.name"])
    assert decoded(asked["d"]) == [["type", "=", "out"]]
    assert decoded(asked["o"]) == [["id", "ASC"]]
    assert asked["f"] == ["number", "party.name"]
    assert "d" not in params((), ["id"])


def test_what_was_written_since_or_shows_what_was() -> None:
    since = datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
    day = {"year": 2026, "month": 2, "day": 3}
    moment = {"__class__": "datetime", **day, "hour": 4, "minute": 5, "second": 6, "microsecond": 7}
    assert decoded(Written([("type", "=", "out")], ["party."]).params(since)["d"]) == [
        ["type", "=", "out"],
        ["OR", ["create_date", ">=", moment], ["write_date", ">=", moment], ["party.write_date", ">=", moment]],
    ]
