"""What a company may be, how many days it may pay for, and who may be invited."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hubs.setup_errors import InvalidSetup
from payments.companies import rules
from payments.companies.errors import TooManyInvited
from payments.companies.rules import CompanyValues

GOOD: dict[str, Any] = {"name": "Hofladen GmbH", "address": "Weg 1\n31785 Hameln", "email": "lohn@example.org"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 161),
        ("address", ""),
        ("address", "x" * 501),
        ("email", ""),
        ("email", "lohn"),
        ("vat_id", "DE123456789"),
    ],
)
def test_company_whose_invoice_could_not_be_written_is_refused(field: str, value: str) -> None:
    with pytest.raises(InvalidSetup) as refused:
        rules.check_company(CompanyValues(**GOOD | {field: value}))
    assert refused.value.field == field


def test_company_with_a_right_vat_id_is_fine() -> None:
    rules.check_company(CompanyValues(**GOOD, vat_id="DE 811 907 980"))


@pytest.mark.parametrize("size", [-1, 0, 10_001])
def test_month_has_at_least_one_day_and_not_too_many(size: int) -> None:
    rules.check_size(1)
    rules.check_size(10_000)
    with pytest.raises(InvalidSetup):
        rules.check_size(size)


def test_contingent_is_changed_from_this_month_to_a_year_ahead() -> None:
    today = date(2026, 12, 31)
    months = rules.months_to_choose(today)
    assert (months[0], months[1], months[-1], len(months)) == (
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 12, 1),
        13,
    )
    rules.check_month(date(2027, 2, 1), today)
    for wrong in (date(2026, 11, 1), date(2028, 1, 1), date(2027, 2, 2)):
        with pytest.raises(InvalidSetup):
            rules.check_month(wrong, today)


def test_at_most_fifty_are_invited_at_once_and_a_thousand_belong_to_a_company() -> None:
    fifty = [f"{number}@example.org" for number in range(50)]
    rules.check_invited(fifty, 950)
    for emails, there in ((fifty, 951), ([*fifty, "one.more@example.org"], 0)):
        with pytest.raises(TooManyInvited):
            rules.check_invited(emails, there)


def test_invitation_is_over_at_its_end_to_the_second() -> None:
    end = datetime(2026, 12, 1, tzinfo=UTC)
    assert rules.is_over(end, end)
    assert not rules.is_over(end, end - timedelta(seconds=1))
    assert rules.is_over(None, end)


def test_month_in_which_somebody_joined_goes_by_the_local_day() -> None:
    last_evening = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    assert rules.has_begun(last_evening, date(2026, 12, 1))
    assert not rules.has_begun(last_evening + timedelta(minutes=1), date(2026, 12, 1))
    assert not rules.has_begun(None, date(2026, 12, 1))
