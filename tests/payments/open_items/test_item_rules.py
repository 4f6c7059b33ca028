"""Since when something is owed, who is reminded when, and what may be noted at the hub."""

from datetime import UTC, date, datetime, timedelta

import pytest

from payments.errors import NothingDue, WayNotOffered
from payments.open_items.rules import check_note_on_site, next_reminder, since

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_who_pays_at_the_hub_owes_from_the_visit_on_and_others_from_booking_on() -> None:
    visit = DAY + timedelta(days=30)
    assert since("on_site", DAY, visit) == visit
    assert since("transfer", DAY, visit) == DAY


def test_visit_that_was_written_down_later_is_owed_from_then_on() -> None:
    assert since("on_site", DAY, DAY - timedelta(days=3)) == DAY


@pytest.mark.parametrize(
    ("days", "sent", "last_days_ago", "number"),
    [
        (6, 0, None, None),
        (7, 0, None, 1),
        (40, 0, None, 1),
        (13, 1, 6, None),
        (14, 1, 7, 2),
        (40, 1, 3, None),
        (40, 1, 6, 2),
        (90, 2, 60, None),
    ],
)
def test_reminders_come_after_seven_and_fourteen_days_and_never_close_together(
    days: int, sent: int, last_days_ago: int | None, number: int | None
) -> None:
    last = None if last_days_ago is None else NOON - timedelta(days=last_days_ago)
    assert next_reminder(DAY - timedelta(days=days), sent, last, NOON, DAY) == number


def test_note_at_the_hub_is_for_what_is_due_where_money_is_taken() -> None:
    check_note_on_site(("on_site",), "on_site", 600, is_held=False)
    check_note_on_site(("on_site", "transfer"), "transfer", 600, is_held=False)
    with pytest.raises(WayNotOffered):
        check_note_on_site(("transfer",), "on_site", 600, is_held=False)
    for covered_by, due, is_held in (("on_site", 0, False), ("pass", 600, False), ("online", 600, True)):
        with pytest.raises(NothingDue):
            check_note_on_site(("on_site",), covered_by, due, is_held=is_held)
