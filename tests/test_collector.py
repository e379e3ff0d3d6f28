"""The collector rests, and does its work afterwards, whatever happened."""

from __future__ import annotations

import gc
import weakref

import pytest

from archiver import collector


class Loop:
    """Holds itself."""

    def __init__(self) -> None:
        self.own = self


def test_it_rests_and_collects_afterwards() -> None:
    with collector.at_rest():
        assert not gc.isenabled()
        lost = weakref.ref(Loop())
        assert lost() is not None
        with collector.at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    assert lost() is None


def test_it_works_again_after_a_failure() -> None:
    with pytest.raises(KeyboardInterrupt), collector.at_rest():
        raise KeyboardInterrupt
    assert gc.isenabled()
