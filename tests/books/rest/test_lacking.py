"""What becomes of a family that is refused, changes for ever, or makes no sense."""

from __future__ import annotations

import pytest

from archiver import errors, kinds
from archiver.books.rest.lacking import Short, say, speaking_of
from archiver.model import Family
from archiver.words import N_, phrase

FAMILY = Family("budgets", (kinds.kind("budgets"),))
REFUSED = errors.Refused(service="QuickBooks Online", reason=phrase(N_("it is not JSON")))
UNWELL = errors.Unwell(service="QuickBooks Online", reason=phrase(N_("it is not JSON")))


@pytest.mark.parametrize(
    ("raised", "optional", "begun", "error"),
    [
        (REFUSED, True, False, errors.FamilyNotOffered),
        (REFUSED, True, True, errors.Shortfall),
        (REFUSED, False, False, errors.FamilyFailed),
        (REFUSED, False, True, errors.Shortfall),
        (errors.Missing(service="QuickBooks Online", name="x"), True, False, errors.FamilyFailed),
        (UNWELL, True, False, errors.FamilyFailed),
        (UNWELL, False, False, errors.Unwell),
        (Short(7, 9), False, False, errors.Shortfall),
        (errors.AccessTaken(service="QuickBooks Online", name="x", reason=""), True, True, errors.AccessTaken),
    ],
)
def test_what_an_error_is_to_a_family(
    raised: Exception, *, optional: bool, begun: bool, error: type[errors.ArchiverError]
) -> None:
    with pytest.raises(errors.ArchiverError) as found, speaking_of(FAMILY, optional=optional, begun=begun):
        raise raised
    assert type(found.value) is error
    assert str(found.value)


TAKEN = errors.AccessTaken(service="QuickBooks Online", name="x", reason=phrase(N_("it is not JSON")))


@pytest.mark.parametrize(
    ("raised", "alone", "error"),
    [
        (UNWELL, True, errors.FamilyFailed),
        (UNWELL, False, errors.Unwell),
        (TAKEN, True, errors.FamilyNotOffered),
        (TAKEN, False, errors.AccessTaken),
        (REFUSED, True, errors.FamilyFailed),
        (REFUSED, False, errors.FamilyFailed),
        (errors.Throttled(service="QuickBooks Online"), True, errors.Throttled),
    ],
)
def test_a_family_may_be_alone_with_an_error(
    raised: Exception, *, alone: bool, error: type[errors.ArchiverError]
) -> None:
    of_the_company = speaking_of(FAMILY, optional=True, unoffered=(errors.AccessTaken,), alone=lambda: alone)
    with pytest.raises(errors.ArchiverError) as found, of_the_company:
        raise raised
    assert type(found.value) is error


def test_what_came_meanwhile_counts() -> None:
    def come_and_fail() -> None:
        with speaking_of(FAMILY, optional=True) as progress:
            progress.begun = True
            raise REFUSED

    with pytest.raises(errors.Shortfall) as found:
        come_and_fail()
    assert type(found.value) is errors.Shortfall
    assert str(found.value) == "Budgets could not be read whole: it is not JSON"


def test_what_makes_no_sense_is_counted_and_the_first_is_told() -> None:
    say(FAMILY, [])
    with pytest.raises(errors.Shortfall) as found:
        say(FAMILY, [REFUSED.phrase, UNWELL.phrase])
    assert "2 documents make no sense and were left out. QuickBooks Online refuses" in str(found.value)
