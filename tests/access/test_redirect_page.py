"""The page that an owner puts on a site: it shows an address, and can do nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "quickbooks-redirect.html"


@pytest.fixture(scope="module")
def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def inside(text: str, tag: str) -> str:
    [found] = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize("tag", ["style", "script"])
def test_its_policy_allows_what_is_in_it_and_nothing_else(text: str, tag: str) -> None:
    digest = base64.b64encode(hashlib.sha256(inside(text, tag).encode()).digest()).decode()
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert len(policy) == 1
    assert f"{tag}-src 'sha256-{digest}';" in policy[0]
    assert policy[0].startswith("default-src 'none';")


def test_it_loads_and_sends_nothing(text: str) -> None:
    assert re.findall(r"\b(?:src|href|action|fetch|import|XMLHttpRequest|sendBeacon|WebSocket)\s*[=(]", text) == []
    assert re.findall(r"innerHTML|document\.write|eval|localStorage|cookie", text) == []
    assert '<meta name="referrer" content="no-referrer">' in text
    assert "://" not in text


def test_it_says_everything_in_both_languages(text: str) -> None:
    for tag in ("h1", "p", "span"):
        english, french = (len(re.findall(rf'<{tag} (?:class|lang)="{each}"', text)) for each in ("en", "fr"))
        assert english == french > 0


def test_what_it_looks_for_is_there(text: str) -> None:
    wanted = set(re.findall(r'getElementById\("(\w+)"\)', text)) | {"answer", "refused", "nothing"}
    assert wanted == set(re.findall(r'\bid="(\w+)"', text))
