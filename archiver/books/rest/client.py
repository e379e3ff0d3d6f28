"""Questions to a service, and its answers as plain JSON: numbers are ``int`` or ``Decimal``, never ``float``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import msgspec

from archiver.access.getter import Answer, Getter
from archiver.books.rest.pagers import BEYOND, NO_HEADERS, NOTHING, Listed, Pager, Question
from archiver.books.rest.values import Item, Params, at
from archiver.errors import Unintelligible
from archiver.words import N_, Phrase, phrase

NOT_JSON = N_("it is not JSON")
NO_ROWS = N_("“{path}” has no list where one was expected")
ELSEWHERE = N_("it names another place to go on at: {address}")

_decoder = msgspec.json.Decoder(float_hook=Decimal)


class Client:
    """Asks one service. ``read`` makes a decoded answer plain JSON where it is not.

    ``moment`` is the service's own time at its first answer, else ours. Errors: the getter's; ``Unintelligible``.
    """

    def __init__(
        self, getter: Getter, title: str, clock: Callable[[], datetime], read: Callable[[object], object] | None = None
    ) -> None:
        self.getter, self.title = getter, title
        self._clock, self._read = clock, read
        self._turns = threading.Semaphore()
        self.began: datetime | None = None

    def side_by_side(self, most: int) -> None:
        """Ask so many questions at a time; one, until this is said."""
        self._turns = threading.Semaphore(most)

    @property
    def moment(self) -> datetime:
        """When the first answer came; that is before any list was read."""
        if self.began is None:
            self.began = self._clock()
        return self.began

    def get(self, path: str, params: Params = NOTHING, headers: Mapping[str, str] = NO_HEADERS) -> object:
        """The answer to a question."""
        return self.decoded(self.answer(path, params, headers))

    def answer(self, path: str, params: Params = NOTHING, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        """The same as it came."""
        with self._turns:
            answer = self.getter.ask(path, params, headers=headers)
        if self.began is None:
            self.began = _said(answer) or self._clock()
        return answer

    def page(self, path: str, params: Params, question: Question) -> Answer:
        """One page of a list, as it came."""
        if not question.link:
            return self.answer(path, {**params, **question.params}, question.headers)
        address = self.getter.within(question.link)
        if address is None:
            raise self._odd(phrase(ELSEWHERE, address=question.link))
        parts = urlsplit(address)
        return self.answer(parts.path, parse_qs(parts.query, keep_blank_values=True), question.headers)

    def listed(self, answer: Answer, path: str, records: str) -> Listed:
        """The rows of such an answer; ``records`` is where they stand in it. What there is one of is a list of one."""
        if answer.status == BEYOND:
            return Listed((), None, answer.headers, BEYOND)
        body = self.decoded(answer)
        rows = [body] if isinstance(body, dict) and not records else at(body, records)
        if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
            raise self._odd(phrase(NO_ROWS, path=path))
        return Listed(rows, body, answer.headers, answer.status)

    def all(self, path: str, params: Params, pages: Pager, records: str = "") -> Iterator[Item]:
        """Every row of a short list, such as is needed before books can be read."""
        pages = replace(pages, laps=False)
        place: str | None = pages.first
        seen, before = 0, None
        while place is not None:
            listed = self.listed(self.page(path, params, pages.question(place)), path, records)
            if not listed.rows or listed.rows == before:  # some services give the last page again, for ever
                return
            yield from listed.rows
            seen, before, total = seen + len(listed.rows), listed.rows, pages.told(listed)
            if seen == total or (total is None and len(listed.rows) < pages.most):
                return
            place = pages.after(place, listed)

    def decoded(self, answer: Answer) -> object:
        """What an answer says."""
        try:
            found = _decoder.decode(answer.body)
            return self._read(found) if self._read else found
        except (msgspec.MsgspecError, RecursionError):
            raise self._odd(phrase(NOT_JSON)) from None

    def _odd(self, reason: Phrase) -> Unintelligible:
        return Unintelligible(service=self.title, reason=reason)


def _said(answer: Answer) -> datetime | None:
    """The time that the service's own clock shows."""
    try:
        found = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
