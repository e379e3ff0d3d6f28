"""The counter where the browser comes back: patient with everything but the one answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from archiver.access.loopback import Counter
from archiver.access.oauth import Answer
from archiver.errors import CodeRefused, LinkRefused, LinkTimedOut, PortTaken, ScopesMissing
from archiver.words import Words

STATE = "the-right-state"


class Browser:
    """A person's browser: each visit is a tab of its own, and ``pages`` holds what they show, by address."""

    def __init__(self, address: str) -> None:
        self._port = urlsplit(address).port
        self._tabs: list[threading.Thread] = []
        self.pages: dict[str, tuple[int, str]] = {}

    def visit(self, path: str, host: str | None = None, method: str = "GET") -> None:
        """Open a page, and wait until it is there."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request(method, path, headers={"Host": host or f"127.0.0.1:{self._port}"})
        answer = connection.getresponse()
        self.pages[path] = answer.status, answer.read().decode()
        connection.close()

    def tab(self, path: str) -> None:
        """Open a page in another tab."""
        self._tabs.append(threading.Thread(target=self.visit, args=(path,)))
        self._tabs[-1].start()

    def close(self) -> None:
        """Wait for every tab."""
        for tab in self._tabs:
            tab.join(20)


def answer(**given: str) -> str:
    return f"/?{urlencode({'state': STATE, **given})}"


def expecting(words: Words | None = None, address: str | None = None) -> Counter:
    """A counter that waits for the answer to our question."""
    counter = Counter(words or Words("en"), "Google Drive", address)
    counter.expect(STATE)
    return counter


def answers(address: str, target: str) -> Browser:
    """A browser that will soon bring this answer."""
    browser = Browser(address)
    threading.Timer(0.1, browser.tab, (target,)).start()
    return browser


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("language", ["en", "fr-CA"])
def test_takes_the_code_and_says_thank_you_when_it_is_done(closing: ExitStack, language: str) -> None:
    words = Words(language)
    with expecting(words) as counter:
        browser = Browser(counter.address)
        closing.callback(browser.close)
        counter_state = threading.Timer(0.1, browser.tab, (answer(code="4/0A-code"),))
        counter_state.start()
        assert counter.wait(10) == Answer("4/0A-code")
        assert browser.pages == {}  # the page waits for what becomes of it
    browser.close()
    status, page = browser.pages[answer(code="4/0A-code")]
    assert status == 200
    assert f'lang="{language}"' in page
    assert "Google Drive" in page
    assert "4/0A-code" not in page


def test_listens_on_this_machine_only() -> None:
    with expecting() as counter:
        assert counter.address.startswith("http://127.0.0.1:")
        assert counter._server.socket.getsockname()[0] == "127.0.0.1"


def test_comes_back_to_the_address_that_the_service_was_told() -> None:
    port = free_port()
    address = f"http://localhost:{port}/back"
    target = f"/back{answer(code='a-code', realmId='123')[1:]}"
    with expecting(address=address) as counter:
        assert counter.address == address
        browser = answers(address, target)
        assert counter.wait(10) == Answer("a-code", "123")
        elsewhere = Browser(address)
        elsewhere.visit("/")
        assert elsewhere.pages["/"][0] == 404
    browser.close()
    assert browser.pages[target][0] == 200


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            expecting(address=f"http://localhost:{port}/")
    assert (refused.value.exit_code, refused.value.facts["port"]) == (2, port)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def test_waits_past_everything_that_is_not_the_answer() -> None:
    with expecting() as counter:
        browser = Browser(counter.address)
        idle = socket.create_connection(("127.0.0.1", urlsplit(counter.address).port or 0))  # browsers keep some ready

        def wander() -> None:
            for path in ("/favicon.ico", "/", "/?code=other", "/?state=wrong&code=other", "/?state=%C3%A9&code=x"):
                browser.visit(path)
            browser.visit(f"/?state={STATE}")
            browser.visit("/robots.txt", method="POST")
            browser.tab(answer(code="the-code"))

        threading.Timer(0.1, wander).start()
        assert counter.wait(10).code == "the-code"
    browser.close()
    idle.close()
    assert {path: status for path, (status, _) in browser.pages.items()} == {
        "/favicon.ico": 404,
        "/": 200,
        "/?code=other": 400,
        "/?state=wrong&code=other": 400,
        "/?state=%C3%A9&code=x": 400,
        f"/?state={STATE}": 400,
        "/robots.txt": 501,
        answer(code="the-code"): 200,
    }
    assert "waits for your answer" in browser.pages["/"][1]


def test_the_first_answer_counts_and_a_reload_gets_the_same_page() -> None:
    with expecting() as counter:
        browser = Browser(counter.address)

        def twice() -> None:
            browser.tab(answer(code="first"))
            time.sleep(0.2)
            browser.tab(answer(code="second"))

        threading.Timer(0.1, twice).start()
        assert counter.wait(10).code == "first"
        time.sleep(0.4)
    browser.close()
    assert browser.pages[answer(code="first")] == browser.pages[answer(code="second")]


@pytest.fixture
def pages() -> dict[str, tuple[int, str]]:
    """What the browser showed at the end, by address."""
    return {}


def judged(pages: dict[str, tuple[int, str]], target: str, wrong: Exception | None = None) -> None:
    """A browser brings this answer; whatever goes wrong with it comes out."""
    browser = None
    try:
        with expecting() as counter:
            browser = answers(counter.address, target)
            counter.wait(10)
            if wrong:
                raise wrong
    finally:
        if browser:
            browser.close()
            pages |= browser.pages


def test_a_no_is_a_no_with_a_friendly_page(pages: dict[str, tuple[int, str]]) -> None:
    with pytest.raises(LinkRefused) as refused:
        judged(pages, answer(error="access_denied"))
    assert refused.value.exit_code == 6
    [(status, page)] = pages.values()
    assert status == 200
    assert "No link was made" in page


def test_another_refusal_is_told_with_its_word(pages: dict[str, tuple[int, str]]) -> None:
    with pytest.raises(CodeRefused) as refused:
        judged(pages, answer(error="invalid_scope"))
    assert "invalid_scope" in str(refused.value)


def test_the_page_tells_what_went_wrong_afterwards(pages: dict[str, tuple[int, str]]) -> None:
    with pytest.raises(ScopesMissing):
        judged(pages, answer(code="the-code"), ScopesMissing(service="Google Drive", scopes=["drive.file"]))
    [(_, page)] = pages.values()
    assert "without these permissions: drive.file" in page


def test_an_answer_may_come_before_anybody_waits_for_it() -> None:
    with expecting() as counter:
        browser = Browser(counter.address)
        browser.tab(answer(code="early"))
        time.sleep(0.3)
        assert counter.wait(10).code == "early"
    browser.close()


def test_does_not_wait_for_ever() -> None:
    began = time.monotonic()
    with pytest.raises(LinkTimedOut) as late, expecting() as counter:
        counter.wait(0.2)
    assert time.monotonic() - began < 5
    assert late.value.exit_code == 6


def test_a_name_that_only_leads_here_by_a_trick_is_turned_away() -> None:
    with expecting() as counter:
        browser = Browser(counter.address)
        browser.visit(answer(code="the-code"), host="evil.example:80")
    assert browser.pages[answer(code="the-code")][0] == 404


def test_says_nothing_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    with expecting() as counter:
        browser = Browser(counter.address)
        threading.Timer(0.1, browser.tab, (answer(code="the-code"),)).start()
        counter.wait(10)
    browser.close()
    assert capfd.readouterr() == ("", "")
