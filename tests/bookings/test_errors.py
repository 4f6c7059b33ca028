from typing import Any

import pytest

from bookings import errors
from core.errors import DomainError
from hubs.inductions.rules import InductionFacts, MissingInduction

LACKING = {"missing": [MissingInduction(InductionFacts(1, "3D"), "none")], "who": "you", "contact": "", "zone": "UTC"}
CODES = {
    errors.SlotTaken: ("slot-taken", 409, {}),
    errors.NoTitleHere: ("no-title-here", 422, {}),
    errors.NoNoteHere: ("no-note-here", 422, {}),
    errors.ConfidentialMove: ("confidential-move", 422, {}),
    errors.OutsideOpeningHours: ("outside-opening-hours", 422, {"open": []}),
    errors.TooShort: ("too-short", 422, {"min_minutes": 90}),
    errors.TooLong: ("too-long", 422, {"max_minutes": 600}),
    errors.TooEarly: ("too-early", 422, {"notice_minutes": 60}),
    errors.TooFarAhead: ("too-far-ahead", 422, {"horizon_days": 1}),
    errors.InThePast: ("in-the-past", 422, {}),
    errors.LimitReached: ("limit-reached", 422, {"max_active": 1}),
    errors.TooManyRequests: ("too-many-requests", 429, {"retry_after": 420}),
    errors.Restricted: ("restricted", 403, {"reason": "Please talk to us first."}),
    errors.MembersOnly: ("members-only", 403, {}),
    errors.GroupsOnly: ("groups-only", 403, {"groups": ("clubs",), "operator": "Musterdorf"}),
    errors.NotOnGrid: ("not-on-grid", 422, {"grid_minutes": 30}),
    errors.EndBeforeStart: ("end-before-start", 422, {}),
    errors.TooLateToCancel: ("too-late-to-cancel", 409, {"cancel_deadline_minutes": 0}),
    errors.NotNow: ("not-now", 409, {"early": True, "lead_minutes": 15}),
    errors.RangeTooLong: ("range-too-long", 422, {"days": 366}),
    errors.UnknownHub: ("unknown-hub", 422, {}),
    errors.UnknownSpace: ("unknown-space", 422, {}),
    errors.InductionNeeded: ("induction-needed", 403, LACKING),
    errors.PriceChanged: ("price-changed", 409, {"price_cents": 1200}),
    errors.AlreadyBegun: ("already-begun", 409, {}),
    errors.StepNotAllowed: ("step-not-allowed", 409, {"from_status": "held", "to_status": "held"}),
}


@pytest.mark.parametrize(("error", "contract"), CODES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_named_errors_keep_the_contract_and_say_what_to_do(
    error: type[DomainError], contract: tuple[str, int, dict[str, Any]]
) -> None:
    code, status, facts = contract
    assert (error.code, error.status) == (code, status)
    sentence = str(error(**facts).message())
    assert sentence.endswith(".")
    assert "%" not in sentence


def test_every_named_error_is_in_the_contract_test() -> None:
    assert set(CODES) == {kind for kind in DomainError.__subclasses__() if kind.__module__ == errors.__name__}


def test_lengths_are_said_in_words() -> None:
    said = [str(errors.TooShort(min_minutes=n).message()) for n in (45, 60, 90, 600)]
    assert [text.split(". ")[0] for text in said] == [
        f"A booking here must last at least {length}" for length in ("45 minutes", "1 hour", "90 minutes", "10 hours")
    ]
