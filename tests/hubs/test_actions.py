"""Setting hubs up: what is written, what is refused, and that what is in memory is never out of date."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from core.clock import now
from core.db import db
from hubs import actions, queries
from hubs.hours import InvalidOpeningHours
from hubs.models import BookingRules, Hub, Space, Tariff
from hubs.setup import setup_of
from hubs.setup_errors import InvalidSetup
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support import places, samples


@pytest.fixture
def hub(db_session: Any) -> Hub:
    return samples.hub(samples.desk("Desk 1"), samples.desk("Room", kind="room", capacity=8))


def stamp_of(hub: Hub) -> str:
    return str(db.session.execute(text("SELECT setup_stamp FROM hub WHERE id = :id"), {"id": hub.id}).scalar_one())


def space_of(hub: Hub, name: str) -> Space:
    return db.session.scalars(select(Space).where(Space.hub_id == hub.id, Space.name == name)).one()


def test_hub_with_a_slug_that_is_taken_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidSetup) as refused:
        actions.create_hub(values=samples.values())
    assert (refused.value.field, refused.value.reason) == ("slug", "taken")


def test_hub_of_an_unknown_municipality_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidSetup) as refused:
        actions.create_hub(values=samples.values(slug="other", municipality_key="99999999"))
    assert refused.value.field == "municipality.key"


def test_slug_of_a_hub_stays(hub: Hub) -> None:
    with pytest.raises(InvalidSetup):
        actions.update_hub(hub=hub, values=samples.values(slug="other"))


def test_updated_hub_is_what_was_said(hub: Hub) -> None:
    actions.update_hub(hub=hub, values=samples.values(name="Neue Schule", step_free=True))
    db.session.expire(hub)
    assert (hub.name, hub.step_free) == ("Neue Schule", True)


def test_hours_are_kept_as_they_were_understood(hub: Hub) -> None:
    """Whoever reads them from us (the API, a file) reads them with a program of their own."""
    actions.update_hub(hub=hub, values=samples.values(opening_hours="Mo - Fr 8–17 Uhr, Sa, So zu"))
    assert hub.opening_hours == "Mo-Fr 08:00-17:00, Sa,Su off"
    actions.set_opening_hours(hub=hub, text="Di 14-18 Uhr")
    assert hub.opening_hours == "Tu 14:00-18:00"
    new = actions.create_hub(values=samples.values(slug="new", opening_hours="täglich 8-20"))
    assert new.opening_hours == "Mo-Su 08:00-20:00"


def test_hours_from_before_that_would_be_refused_keep_nobody_from_other_changes(hub: Hub) -> None:
    hub.opening_hours = "Mo-Fr 09:00-18:00; Sa"
    actions.update_hub(hub=hub, values=samples.values(opening_hours=hub.opening_hours, phone="05151 1234"))
    assert (hub.phone, hub.opening_hours) == ("05151 1234", "Mo-Fr 09:00-18:00; Sa")
    with pytest.raises(InvalidOpeningHours):
        actions.update_hub(hub=hub, values=samples.values(opening_hours="Mo-Fr 09:00-18:00; Su"))


def test_space_with_a_name_that_is_taken_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidSetup) as refused:
        actions.create_space(hub=hub, values=samples.desk("Desk 1"))
    assert (refused.value.field, refused.value.reason) == ("name", "taken")


def test_space_keeps_its_own_name(hub: Hub) -> None:
    actions.update_space(hub=hub, space=space_of(hub, "Desk 1"), values=samples.desk("Desk 1", features=("quiet",)))
    assert setup_of(hub).places[0].features == ("quiet",)


def test_desk_in_a_room_of_another_hub_is_refused(hub: Hub) -> None:
    other = actions.create_hub(values=samples.values(slug="other"))
    with pytest.raises(InvalidSetup) as refused:
        actions.create_space(hub=other, values=samples.desk(room_id=space_of(hub, "Room").id))
    assert refused.value.field == "room"


def test_desk_in_a_desk_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidSetup):
        actions.create_space(hub=hub, values=samples.desk("Desk 2", room_id=space_of(hub, "Desk 1").id))


def test_desk_cannot_be_moved_into_a_room(hub: Hub) -> None:
    values = samples.desk(room_id=space_of(hub, "Room").id)
    with pytest.raises(InvalidSetup) as refused:
        actions.update_space(hub=hub, space=space_of(hub, "Desk 1"), values=values)
    assert (refused.value.field, refused.value.reason) == ("room", "moved")


def test_space_that_is_put_away_cannot_be_booked_and_comes_back(hub: Hub) -> None:
    desk = space_of(hub, "Desk 1")
    actions.put_away(hub=hub, space=desk)
    assert [place.name for place in setup_of(hub).places] == ["Room"]
    actions.update_space(hub=hub, space=desk, values=samples.desk("Desk 1"))
    assert {place.name for place in setup_of(hub).places} == {"Desk 1", "Room"}


def test_rules_are_set_once_for_the_hub_and_for_each_space(hub: Hub) -> None:
    actions.set_rules(hub=hub, values=RuleValues(grid_minutes=15))
    actions.set_rules(hub=hub, values=RuleValues(grid_minutes=30, max_active=0))
    actions.set_rules(hub=hub, space=space_of(hub, "Room"), values=RuleValues(max_minutes=120))
    assert len(db.session.scalars(select(BookingRules)).all()) == 2
    desk, room = setup_of(hub).places
    assert (desk.rules.grid_minutes, desk.rules.max_minutes, desk.rules.max_active) == (30, 600, None)
    assert (room.rules.grid_minutes, room.rules.max_minutes) == (30, 120)


def test_cleared_exceptions_are_gone(hub: Hub) -> None:
    room = space_of(hub, "Room")
    actions.set_rules(hub=hub, space=room, values=RuleValues(max_minutes=120))
    actions.clear_rules(hub=hub, space=room)
    actions.clear_rules(hub=hub, space=room)
    assert setup_of(hub).places[1].rules == setup_of(hub).rules


def test_tariff_without_prices_is_free_of_charge(hub: Hub) -> None:
    actions.set_tariff(hub=hub, kind="desk", values=TariffValues(None, 700, 1200))
    actions.set_tariff(hub=hub, kind="desk", values=TariffValues(100))
    assert queries.plain_prices_of(hub.id) == {"desk": TariffValues(100)}
    actions.set_tariff(hub=hub, kind="desk", values=TariffValues())
    assert queries.plain_prices_of(hub.id) == {}
    assert db.session.scalars(select(Tariff)).all() == []


def test_closure_that_ends_before_it_starts_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidSetup):
        actions.close(hub=hub, start=now(), end=now() - timedelta(hours=1))


def test_closed_hub_can_be_opened_again(hub: Hub) -> None:
    closure = actions.close(hub=hub, start=now(), end=now() + timedelta(days=1), reason=" Kirmes ")
    assert setup_of(hub).closures[0].reason == "Kirmes"
    actions.reopen(hub=hub, closure=closure)
    assert setup_of(hub).closures == ()


def test_municipality_is_brought_up_to_date(hub: Hub) -> None:
    actions.set_municipality(key=samples.KEY, name="Flecken", lat=52.0, lon=9.0, population=1, population_year=2025)
    db.session.expire_all()
    assert hub.municipality.name == "Flecken"


@pytest.mark.parametrize("key", ["", "0325200", "0325200x", "٠٣٢٥٢٠٠٤"])
def test_municipality_with_a_wrong_key_is_refused(db_session: Any, key: str) -> None:
    with pytest.raises(InvalidSetup):
        actions.set_municipality(key=key, name="X", lat=52.0, lon=9.0)


WRITES = {
    "space": "UPDATE space SET name = 'Other' WHERE name = 'Desk 1'",
    "space gone": "DELETE FROM space WHERE name = 'Desk 1'",
    "new space": "INSERT INTO space (hub_id, name, kind, capacity, features, turnaround_minutes, position, is_active) "
    "SELECT id, 'New', 'desk', 1, '[]', 0, 9, true FROM hub WHERE slug = 'musterdorf'",
    "new rules": "INSERT INTO booking_rules (hub_id, grid_minutes) SELECT id, 15 FROM hub WHERE slug = 'musterdorf'",
    "new tariff": "INSERT INTO tariff (hub_id, kind, day_cents) SELECT id, 'desk', 5 FROM hub",
    "new closure": "INSERT INTO closure (hub_id, starts_at, ends_at, reason) "
    "SELECT id, '2026-11-24 00:00:00', '2030-11-25 00:00:00', '' FROM hub WHERE slug = 'musterdorf'",
}


@pytest.mark.parametrize("write", WRITES)
def test_raw_write_renews_the_stamp_and_what_is_in_memory(hub: Hub, write: str) -> None:
    before, stamp = setup_of(hub), stamp_of(hub)
    db.session.execute(text(WRITES[write]))
    assert stamp_of(hub) != stamp
    db.session.expire_all()
    assert setup_of(hub) is not before
    assert _said(setup_of(hub)) != _said(before)


@pytest.mark.parametrize("table", ["booking_rules", "tariff", "closure"])
def test_raw_change_and_removal_of_a_part_renew_the_stamp(hub: Hub, table: str) -> None:
    actions.set_rules(hub=hub, values=RuleValues(grid_minutes=15))
    actions.set_tariff(hub=hub, kind="desk", values=TariffValues(5))
    actions.close(hub=hub, start=now(), end=now() + timedelta(days=1))
    stamps = [stamp_of(hub)]
    for statement in (f"UPDATE {table} SET hub_id = hub_id", f"DELETE FROM {table}"):
        db.session.execute(text(statement))
        stamps.append(stamp_of(hub))
    assert len(set(stamps)) == 3


def test_part_that_moves_to_another_hub_renews_both_stamps(hub: Hub) -> None:
    other = actions.create_hub(values=samples.values(slug="other"))
    actions.set_tariff(hub=hub, kind="desk", values=TariffValues(5))
    before = stamp_of(hub), stamp_of(other)
    db.session.execute(text("UPDATE tariff SET hub_id = :id"), {"id": other.id})
    assert stamp_of(hub) != before[0]
    assert stamp_of(other) != before[1]


def test_write_to_one_hub_leaves_the_other_in_memory(hub: Hub) -> None:
    other = actions.create_hub(values=samples.values(slug="other"))
    kept = setup_of(other)
    actions.create_space(hub=hub, values=samples.desk("Desk 2"))
    db.session.expire_all()
    assert setup_of(other) is kept


def test_unchanged_hub_is_read_from_memory(hub: Hub) -> None:
    assert setup_of(hub) is setup_of(hub)


def test_rolled_back_change_leaves_no_trace_in_memory(app: Any) -> None:
    with app.app_context():
        hub = samples.hub(samples.desk("Desk 1"))
        db.session.commit()
        actions.create_space(hub=hub, values=samples.desk("Desk 2"))
        assert len(setup_of(hub).places) == 2
        db.session.rollback()
        assert len(setup_of(hub).places) == 1


def _said(setup: Any) -> tuple[Any, ...]:
    return [place.name for place in setup.places], setup.rules, setup.tariffs, setup.closures


@pytest.mark.parametrize("name", ["bu\u0308ro", "BÜRO", " Büro", "Bü\u00adro", "Büro\u200b", "Ｂüro"])
def test_space_whose_name_looks_like_another_is_refused(hub: Hub, name: str) -> None:
    actions.create_space(hub=hub, values=samples.desk("Büro"))
    with pytest.raises(InvalidSetup) as refused:
        actions.create_space(hub=hub, values=samples.desk(name))
    assert (refused.value.field, refused.value.reason) == ("name", "taken")


def test_spaces_that_look_alike_from_before_can_still_be_changed(hub: Hub) -> None:
    """Each keeps its name as it is, or takes one of its own."""
    one, two = (places.a_space(hub, name) for name in ("Büro", "Bu\u0308ro"))
    for space in (one, two):
        assert actions.update_space(hub=hub, space=space, values=samples.desk(space.name, capacity=3)).capacity == 3
    assert actions.update_space(hub=hub, space=two, values=samples.desk("Büro 2")).name == "Büro 2"
    assert actions.update_space(hub=hub, space=two, values=samples.desk("BÜRO 2")).name == "BÜRO 2"
    with pytest.raises(InvalidSetup):
        actions.update_space(hub=hub, space=two, values=samples.desk("büro"))


@pytest.mark.parametrize("field", ["name", "village", "slug"])
@pytest.mark.parametrize("blank", [" ", "\u200b", "\u00a0\u2060", "\u3164"])
def test_hub_without_anything_to_be_seen_is_refused(db_session: Any, field: str, blank: str) -> None:
    with pytest.raises(InvalidSetup) as refused:
        samples.hub(**{field: blank})
    assert (refused.value.field, refused.value.reason) == (field, "required")


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        (9.5487, 52.1185, "swapped"),
        (48.137, 11.575, "far"),
        (52.7, 9.5487, "far"),
        (0.0, 0.0, "far"),
        (-52.1, 9.5, "far"),
    ],
)
def test_hub_that_is_far_from_its_municipality_is_refused(db_session: Any, lat: float, lon: float, reason: str) -> None:
    with pytest.raises(InvalidSetup) as refused:
        samples.hub(lat=lat, lon=lon)
    assert (refused.value.field, refused.value.reason) == ("lat", reason)


def test_hub_within_fifty_kilometres_is_taken(db_session: Any) -> None:
    assert samples.hub(lat=52.55, lon=9.5487).lat == 52.55


def test_hub_that_has_always_been_far_away_can_be_changed_but_not_moved(db_session: Any) -> None:
    samples.municipality()
    made = places.a_hub("far", 0, lat=48.137, lon=11.575)
    there = samples.values(slug="far", lat=48.137, lon=11.575)
    assert actions.update_hub(hub=made, values=replace(there, name="Anders")).name == "Anders"
    with pytest.raises(InvalidSetup):
        actions.update_hub(hub=made, values=replace(there, lat=48.2))


@pytest.mark.parametrize(
    ("lat", "lon", "reason"), [(9.5487, 52.1185, "swapped-abroad"), (0.0, 0.0, "abroad"), (52.1, -9.5, "abroad")]
)
def test_municipality_outside_the_country_is_refused(db_session: Any, lat: float, lon: float, reason: str) -> None:
    with pytest.raises(InvalidSetup) as refused:
        actions.set_municipality(key=samples.KEY, name="Coppenbrügge", lat=lat, lon=lon)
    assert (refused.value.field, refused.value.reason) == ("municipality.lat", reason)


@pytest.mark.parametrize("typed", ["mailto:Dorf@Example.org", "Das Dorf <dorf@ｅxample.org>", "\u200bdorf@example.org"])
def test_hubs_address_is_kept_in_its_one_form(db_session: Any, typed: str) -> None:
    assert samples.hub(email=typed).email == "dorf@example.org"
