"""Operators, their VAT, prices and groups in the database: what is kept, who is told, and that set-ups are renewed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.outbox import OutboxMail
from hubs import actions as hub_actions
from hubs import exporting, file_actions, hub_file, naming, tariff_actions
from hubs import queries as hub_queries
from hubs.models import Hub
from hubs.operators import actions, queries
from hubs.operators.models import Operator
from hubs.operators.rules import STANDARD, OperatorValues, Vat
from hubs.refund_tiers import RefundTier
from hubs.setup import setup_of
from hubs.setup_errors import InvalidSetup
from hubs.tariff_actions import Scope
from hubs.tariffs import ALWAYS, TariffValues
from members.models import Member, MemberRole
from tests.support import samples
from tests.support.places import a_member

START, END = datetime(2026, 11, 25, 8, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
"""Half an hour before midnight in Berlin."""


@pytest.fixture
def hub(db_session: Any) -> Hub:
    return samples.hub(samples.desk("Desk 1"), samples.desk("Desk 2"), samples.desk("Room", kind="room", capacity=8))


@pytest.fixture
def operator(hub: Hub) -> Operator:
    return queries.operator_of(hub)


def stamp_of(hub: Hub) -> str:
    return str(db.session.execute(text("SELECT setup_stamp FROM hub WHERE id = :id"), {"id": hub.id}).scalar_one())


def test_new_hub_belongs_to_the_operator_of_its_municipality(hub: Hub, operator: Operator) -> None:
    other = hub_actions.create_hub(values=samples.values(slug="other"))
    assert other.operator_id == hub.operator_id
    assert operator.legal_name == hub.municipality.name
    assert operator.slug == naming.slug_stem(hub.municipality.name)
    assert not operator.takes_money
    assert setup_of(hub).operator == operator.facts
    assert not setup_of(hub).tells_vat


def test_prefixes_of_operators_with_the_same_name_differ(db_session: Any) -> None:
    both = [actions.create_operator(values=OperatorValues(legal_name="Bad Münder")) for _ in range(2)]
    assert [(one.slug, one.prefix) for one in both] == [("bad-muender", "BADM"), ("bad-muender-2", "BADM2")]


def test_values_are_kept_without_blanks(operator: Operator) -> None:
    values = OperatorValues(
        legal_name="  Dorfladen\neG ",
        address=" Musterstraße 1 \r\n\r\n31863  Musterdorf ",
        iban="de02 1203 0000 0000 2020 51",
        prefix=" dl1 ",
        email=" ",
    )
    actions.update_operator(operator=operator, values=values, actor=a_member())
    assert (operator.legal_name, operator.address) == ("Dorfladen eG", "Musterstraße 1\n31863 Musterdorf")
    assert (operator.iban, operator.prefix, operator.email) == ("DE02120300000000202051", "DL1", None)


def test_prefix_of_another_operator_is_refused(operator: Operator) -> None:
    other = actions.create_operator(values=OperatorValues(legal_name="Dorfladen", prefix="DLM"))
    with pytest.raises(InvalidSetup) as refused:
        actions.update_operator(
            operator=operator, values=OperatorValues(legal_name="A", prefix="dlm"), actor=a_member()
        )
    assert (refused.value.field, refused.value.reason) == ("prefix", "taken")
    assert other.prefix == "DLM"


def test_database_lets_nobody_take_money_without_a_tax_number(operator: Operator) -> None:
    with pytest.raises(IntegrityError, match="tax_number_to_take_money"):
        db.session.execute(text("UPDATE operator SET takes_money = true"))


@pytest.mark.parametrize(("treatment", "rate"), [("standard", 16), ("small", 19), ("reduced", 0), ("free", 0)])
def test_database_keeps_rates_to_their_treatment(operator: Operator, treatment: str, rate: int) -> None:
    row = "INSERT INTO vat_rule (operator_id, product, valid_from, treatment, rate, reason)"
    values = {"id": operator.id, "treatment": treatment, "rate": rate}
    with pytest.raises(IntegrityError, match="rate_of_treatment"):
        db.session.execute(text(f"{row} VALUES (:id, 'space', '2026-01-01', :treatment, :rate, '')"), values)


def test_vat_of_a_booking_is_that_of_its_day_by_the_hubs_clock(hub: Hub, operator: Operator) -> None:
    reason = "Nicht steuerbar nach § 2b UStG"
    actions.set_vat(operator=operator, product="space", valid_from=ALWAYS, treatment="outside", reason=reason)
    actions.set_vat(operator=operator, product="space", valid_from=date(2027, 1, 1), treatment="standard")
    setup = setup_of(hub)
    assert setup.vat("space", setup.day_of(NEW_YEARS_EVE)) == Vat("outside", 0, reason)
    assert setup.vat("space", setup.day_of(NEW_YEARS_EVE.replace(hour=23))) == STANDARD
    assert setup.tells_vat


def test_second_rule_for_the_same_day_replaces_the_first(operator: Operator) -> None:
    for treatment in ("standard", "small"):
        actions.set_vat(operator=operator, product="space", valid_from=ALWAYS, treatment=treatment)
    [rule] = queries.vat_rules_of(operator.id)
    assert (rule.treatment, rule.rate) == ("small", 0)
    actions.remove_vat(operator=operator, rule=rule)
    assert queries.vat_rules_of(operator.id) == []


def test_change_of_account_is_mailed_to_all_who_may_change_it(operator: Operator) -> None:
    own, admin, stranger = (a_member(f"{name}@example.org") for name in ("own", "admin", "stranger"))
    db.session.add(MemberRole(member_id=own.id, role="operator", operator_slug=operator.slug))
    db.session.add(MemberRole(member_id=admin.id, role="admin"))
    db.session.flush()
    values = OperatorValues(legal_name="Dorfladen", prefix="DLM", iban="DE02120300000000202051")
    assert actions.moves_money(operator, values)
    actions.update_operator(operator=operator, values=values, actor=own)
    assert _told() == {own.email, admin.email}
    assert not actions.moves_money(operator, replace(values, iban="DE02 1203 0000 0000 2020 51", phone="1"))
    actions.update_operator(operator=operator, values=replace(values, phone="030 23125"), actor=own)
    assert len(list(db.session.scalars(select(OutboxMail)))) == 2
    assert stranger.email not in _told()


def test_prices_come_from_the_operator_where_a_hub_has_none(hub: Hub, operator: Operator) -> None:
    prices = TariffValues(hour=300)
    tariff = tariff_actions.set_prices(scope=Scope(operator_id=operator.id, kind="desk"), values=prices)
    desk = setup_of(hub).places[0]
    assert setup_of(hub).price(desk, START, END) == 1200
    hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues(hour=100))
    assert setup_of(hub).price(desk, START, END) == 400
    hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues())
    tariff_actions.remove(tariff=tariff)
    assert setup_of(hub).price(desk, START, END) == 0


def test_price_is_that_of_the_space_and_the_group(hub: Hub) -> None:
    hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues(hour=200))
    assert not setup_of(hub).has_groups
    best, usual = setup_of(hub).places[:2]
    tariff_actions.set_prices(scope=Scope(hub_id=hub.id, space_id=best.id), values=TariffValues(hour=500))
    clubs = Scope(hub_id=hub.id, kind="desk", group="clubs")
    tariff_actions.set_prices(scope=clubs, values=TariffValues(hour=0))
    setup = setup_of(hub)
    assert setup.has_groups
    assert [setup.price(place, START, END) for place in (best, usual)] == [2000, 800]
    assert [setup.price(place, START, END, "clubs") for place in (best, usual)] == [2000, 0]
    assert setup.lowest_price([best, usual], START, END) == 800
    assert setup.lowest_price([best], START, END, "clubs") == 2000
    assert hub_queries.plain_prices_of(hub.id) == {"desk": TariffValues(hour=200)}


def test_price_is_that_of_the_day_on_which_a_booking_begins(hub: Hub) -> None:
    hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues(hour=200))
    later = Scope(hub_id=hub.id, kind="desk", valid_from=date(2027, 1, 1))
    tariff_actions.set_prices(scope=later, values=TariffValues(hour=250))
    setup = setup_of(hub)
    desk, midnight = setup.places[0], NEW_YEARS_EVE.replace(hour=23, minute=0)
    assert setup.price(desk, NEW_YEARS_EVE, midnight) == 200
    assert setup.price(desk, midnight, midnight.replace(minute=30)) == 250


@pytest.mark.parametrize(
    ("field", "scope", "values", "until"),
    [
        ("group", {"kind": "desk", "group": "friends"}, TariffValues(1), None),
        ("kind", {"kind": "sofa"}, TariffValues(1), None),
        ("kind", {}, TariffValues(1), None),
        ("kind", {"kind": "desk", "space_id": 1}, TariffValues(1), None),
        ("kind", {"space_id": 99_999}, TariffValues(1), None),
        ("day_cents", {"kind": "desk"}, TariffValues(day=-1), None),
        ("day_cents", {"kind": "desk"}, TariffValues(), None),
        ("valid_until", {"kind": "desk", "valid_from": date(2027, 1, 2)}, TariffValues(1), date(2027, 1, 1)),
    ],
)
def test_prices_that_cannot_be_are_refused_at_their_field(
    hub: Hub, field: str, scope: dict[str, Any], values: TariffValues, until: date | None
) -> None:
    with pytest.raises(InvalidSetup) as refused:
        tariff_actions.set_prices(scope=Scope(hub_id=hub.id, **scope), values=values, valid_until=until)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "columns",
    [
        "hub_id, kind) SELECT id, 'desk'",
        "operator_id, kind) SELECT operator_id, 'desk'",
        "hub_id, kind, \"group\") SELECT id, 'desk', 'clubs'",
    ],
)
def test_database_keeps_prices_for_the_same_once(hub: Hub, columns: str) -> None:
    insert = text(f"INSERT INTO tariff ({columns} FROM hub")
    db.session.execute(insert)
    with pytest.raises(IntegrityError):
        db.session.execute(insert)


@pytest.mark.parametrize(
    "write",
    [
        "INSERT INTO tariff (operator_id, kind, day_cents) SELECT operator_id, 'desk', 5 FROM hub",
        "INSERT INTO vat_rule (operator_id, product, valid_from, treatment, rate, reason)"
        " SELECT operator_id, 'space', '2026-01-01', 'small', 0, '' FROM hub",
        "UPDATE operator SET trial_day = true",
        "UPDATE hub SET refund_tiers = '[[24, 50]]'",
        "UPDATE hub SET time_zone = 'Europe/Lisbon'",
    ],
)
def test_raw_write_of_what_an_operator_has_renews_the_stamp(hub: Hub, write: str) -> None:
    before, stamp = setup_of(hub), stamp_of(hub)
    db.session.execute(text(write))
    assert stamp_of(hub) != stamp
    db.session.expire_all()
    after = setup_of(hub)
    assert after is not before
    assert _said(after) != _said(before)


@pytest.mark.parametrize("table", ["tariff", "vat_rule"])
def test_raw_removal_of_what_an_operator_has_renews_the_stamp(hub: Hub, operator: Operator, table: str) -> None:
    actions.set_vat(operator=operator, product="space", valid_from=ALWAYS, treatment="small")
    tariff_actions.set_prices(scope=Scope(operator_id=operator.id, kind="desk"), values=TariffValues(5))
    stamp = stamp_of(hub)
    db.session.execute(text(f"DELETE FROM {table}"))
    assert stamp_of(hub) != stamp


def test_change_of_one_operator_leaves_hubs_of_others_in_memory(hub: Hub) -> None:
    other = actions.create_operator(values=OperatorValues(legal_name="Dorfladen"))
    kept = setup_of(hub)
    actions.set_vat(operator=other, product="space", valid_from=ALWAYS, treatment="small")
    db.session.expire_all()
    assert setup_of(hub) is kept


def test_hub_that_is_given_to_another_operator_has_its_vat(hub: Hub) -> None:
    other = actions.create_operator(values=OperatorValues(legal_name="Dorfladen"))
    actions.set_vat(operator=other, product="space", valid_from=ALWAYS, treatment="small")
    hub_actions.give_to(hub=hub, operator=other)
    assert setup_of(hub).operator.slug == "dorfladen"
    assert setup_of(hub).vat("space", date(2026, 11, 25)) == Vat("small", 0)


def test_member_belongs_to_a_group_until_its_last_day(operator: Operator) -> None:
    anna, host = a_member(), a_member("host@example.org")
    actions.set_group(member=anna, operator=operator, group="clubs", actor=host, valid_until=date(2026, 12, 31))
    assert queries.group_of(anna.id, operator.id, date(2026, 12, 31)) == "clubs"
    assert queries.group_of(anna.id, operator.id, date(2027, 1, 1)) is None
    actions.set_group(member=anna, operator=operator, group="staff", actor=host)
    assert [(row.member, row.group, row.valid_until) for row in queries.groups_of(operator.id)] == [
        (anna, "staff", None)
    ]
    actions.set_group(member=anna, operator=operator, group=None, actor=host)
    assert queries.group_of(anna.id, operator.id, date(2026, 12, 31)) is None
    with pytest.raises(InvalidSetup):
        actions.set_group(member=anna, operator=operator, group="friends", actor=host)


def test_file_names_an_operator_and_tiers_and_comes_back_the_same(hub: Hub) -> None:
    actions.create_operator(values=OperatorValues(legal_name="Dorfladen"))
    file = exporting.file_of(hub)
    assert (file.operator, file.refund_tiers) == (None, None)
    changed = file.model_copy(update={"operator": "dorfladen", "refund_tiers": [[48, 100], [24, 50]]})
    written = hub_file.write(changed)
    file_actions.apply(file=hub_file.read(written))
    assert setup_of(hub).operator.slug == "dorfladen"
    assert setup_of(hub).refund_tiers == (RefundTier(48, 100), RefundTier(24, 50))
    assert hub_file.write(exporting.file_of(hub)) == written
    file_actions.apply(file=file)
    assert setup_of(hub).operator.slug == naming.slug_stem(hub.municipality.name)
    assert setup_of(hub).refund_tiers is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("operator", {"operator": "nobody"}),
        ("refund_tiers", {"refund_tiers": [[24]]}),
        ("refund_tiers", {"refund_tiers": [[24, 50], [48, 100]]}),
    ],
)
def test_file_with_an_unknown_operator_or_odd_tiers_is_refused(hub: Hub, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidSetup) as refused:
        file_actions.apply(file=exporting.file_of(hub).model_copy(update=changes))
    assert refused.value.field == field


def _told() -> set[str]:
    return set(db.session.scalars(select(OutboxMail.recipient)))


def _said(setup: Any) -> tuple[Any, ...]:
    return setup.operator, setup.tariffs, setup.vat_rules, setup.refund_tiers, setup.time_zone


def test_role_for_an_operator_is_told_apart_from_others(operator: Operator) -> None:
    member = a_member()
    db.session.add(MemberRole(member_id=member.id, role="operator", operator_slug=operator.slug))
    db.session.flush()
    db.session.expire(member)
    assert member.operates(operator.slug)
    assert not member.operates("another")
    assert not member.hosts(operator.slug)
    assert queries.operators_of(member) == [operator]
    assert queries.people_of(operator) == [member]
    assert isinstance(member, Member)
