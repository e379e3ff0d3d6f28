"""A plain client of one company, for the tests of the emulator and of those who want to look for themselves."""

from __future__ import annotations

import requests

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.emulator import LIVE, QuickBooks

API = f"https://{LIVE}"


class Reader:
    """Reads one company as its owner's application does, and never tries twice."""

    def __init__(self, quickbooks: QuickBooks, session: requests.Session) -> None:
        self.quickbooks = quickbooks
        self.session = session
        self.link()

    def link(self) -> None:
        """Take a token for the company that is served now."""
        access, _ = self.quickbooks.link()
        self.session.headers.update({"Authorization": f"Bearer {access}", "Accept": "application/json"})

    def get(self, path: str, **asked: str) -> requests.Response:
        """What a path of the company gives."""
        address = f"{API}/v3/company/{self.quickbooks.company.realm}/{path}"
        return self.session.get(address, params={**asked, "minorversion": "75"}, timeout=5)

    def query(self, text: str) -> Json:
        """What a statement gives, which has to be right."""
        answer = self.get("query", query=text)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()["QueryResponse"]
        return found

    def ids(self, text: str) -> list[str]:
        """The Ids of the rows, in their order."""
        rows: list[Json] = next((each for each in self.query(text).values() if isinstance(each, list)), [])
        return [row["Id"] for row in rows]

    def code(self, path: str, **asked: str) -> tuple[int, str]:
        """The status and the code of a refusal."""
        answer = self.get(path, **asked)
        return answer.status_code, answer.json()["Fault"]["Error"][0]["code"]
