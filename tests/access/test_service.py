"""The list of services."""

from __future__ import annotations

import pytest

from archiver.access.service import SERVICES, service


@pytest.mark.parametrize("name", SERVICES)
def test_each_is_there_under_its_name(name: str) -> None:
    assert service(name).name == name
    assert service(name).scopes or service(name).keyed


@pytest.mark.parametrize("name", SERVICES)
def test_one_that_can_be_tried_says_so(name: str) -> None:
    assert service(name).sandbox is False
    assert service(name, sandbox=True).sandbox is (name == "quickbooks")
