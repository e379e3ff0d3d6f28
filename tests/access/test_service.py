"""The list of services."""

from __future__ import annotations

import pytest

from archiver.access.service import SERVICES, service


@pytest.mark.parametrize("name", SERVICES)
def test_each_is_there_under_its_name(name: str) -> None:
    assert service(name).name == name
    assert service(name).scopes
