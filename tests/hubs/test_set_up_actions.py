"""Drafts, their spaces and their order, on both databases."""

from typing import Any

import pytest
import time_machine

from hubs import actions, draft_actions, queries, space_actions
from hubs.draft_errors import NotReady
from hubs.models import Hub
from hubs.setup import setup_of
from hubs.setup_errors import InvalidSetup
from hubs.setup_rules import SpaceValues
from members.models import Member
from tests.support import samples
from tests.support.places import a_member
from tests.support.queries import counted

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def member(db_session: Any) -> Member:
    samples.municipality()
    return a_member()


def draft(member: Member, **changes: Any) -> Hub:
    return draft_actions.start(member_id=member.id, values=samples.values(**changes))


def names(hub: Hub) -> list[str]:
    return [space.name for space in queries.spaces_of(hub.id) if space.is_active]


def test_founder_hosts_the_draft_that_nobody_else_sees(member: Member, db_session: Any) -> None:
    hub = draft(member, name="Mühle Groß Berkel")
    db_session.refresh(member)
    assert (hub.slug, hub.is_public, hub.is_open_to_book) == ("muehle-gross-berkel", False, True)
    assert member.hosts(hub.slug)
    assert not member.may_open_hub
    assert queries.hub_by_slug(hub.slug) is None


def test_second_hub_of_that_name_gets_a_number(member: Member) -> None:
    assert [draft(member, name="Mill").slug for _ in range(3)] == ["mill", "mill-2", "mill-3"]


def test_wrong_values_make_no_draft(member: Member) -> None:
    with pytest.raises(InvalidSetup) as caught:
        draft(member, municipality_key="00000000")
    assert caught.value.field == "municipality.key"


def test_hub_without_spaces_is_not_opened(member: Member) -> None:
    hub = draft(member)
    with pytest.raises(NotReady) as caught:
        draft_actions.open_to_public(hub=hub)
    assert len(caught.value.facts["missing"]) == 1
    assert not hub.is_public


def test_hub_that_never_opens_is_not_opened(member: Member) -> None:
    hub = draft(member, opening_hours="2027 Jan 01 10:00-12:00")
    actions.create_space(hub=hub, values=samples.desk())
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False), pytest.raises(NotReady):
        draft_actions.open_to_public(hub=hub)


def test_open_hub_is_seen_and_can_be_withdrawn(member: Member) -> None:
    hub = draft(member, description_de="Hier.")
    actions.create_space(hub=hub, values=samples.desk())
    draft_actions.open_to_public(hub=hub)
    assert queries.hub_by_slug(hub.slug) is hub
    assert hub.description_de == "Hier."
    draft_actions.close_to_public(hub=hub)
    assert queries.hub_by_slug(hub.slug) is None


def test_spaces_in_bulk_go_on_with_the_numbers_and_stand_last(member: Member) -> None:
    hub = draft(member)
    room = space_actions.add(hub=hub, values=SpaceValues(name="Saal", kind="room"), count=1, stem="Room")[0]
    desks = SpaceValues(name="", kind="desk", room_id=room.id)
    space_actions.add(hub=hub, values=desks, count=3, stem="Desk")
    space_actions.add(hub=hub, values=desks, count=2, stem="Desk")
    assert names(hub) == ["Saal", "Desk 1", "Desk 2", "Desk 3", "Desk 4", "Desk 5"]
    assert len(setup_of(hub).by_id[room.id].inside) == 5


def test_number_of_a_space_that_was_put_away_is_not_given_again(member: Member) -> None:
    hub = draft(member)
    desk = samples.desk("")
    first = space_actions.add(hub=hub, values=desk, count=1, stem="Desk")[0]
    actions.put_away(hub=hub, space=first)
    assert space_actions.add(hub=hub, values=desk, count=1, stem="Desk")[0].name == "Desk 2"


def test_spaces_in_bulk_are_added_all_or_none(member: Member) -> None:
    hub = draft(member)
    with pytest.raises(InvalidSetup):
        actions.create_spaces(hub=hub, values=[samples.desk("A"), samples.desk("B"), samples.desk("A")])
    with pytest.raises(InvalidSetup):
        actions.create_spaces(hub=hub, values=[samples.desk("C"), samples.desk("D", capacity=0)])
    assert names(hub) == []


def test_fifty_spaces_cost_no_more_queries_than_two(member: Member, app: Any) -> None:
    hub = draft(member)
    with counted(app) as few:
        space_actions.add(hub=hub, values=samples.desk(""), count=2, stem="Desk")
    with counted(app) as many:
        space_actions.add(hub=hub, values=samples.desk(""), count=50, stem="Desk")
    assert len(many) == len(few)


def test_spaces_are_put_in_order(member: Member) -> None:
    hub = draft(member)
    a, b, c = space_actions.add(hub=hub, values=samples.desk("Desk"), count=3, stem="Desk")
    space_actions.shift(hub=hub, space=c, by=-1)
    assert names(hub) == ["Desk 1", "Desk 3", "Desk 2"]
    space_actions.shift(hub=hub, space=a, by=-1)
    space_actions.shift(hub=hub, space=b, by=1)
    assert names(hub) == ["Desk 1", "Desk 3", "Desk 2"]
    assert [place.name for place in setup_of(hub).places] == names(hub)


def test_space_that_was_put_away_is_no_neighbour(member: Member) -> None:
    hub = draft(member)
    a, b, c = space_actions.add(hub=hub, values=samples.desk("Desk"), count=3, stem="Desk")
    actions.put_away(hub=hub, space=b)
    space_actions.shift(hub=hub, space=c, by=-1)
    space_actions.shift(hub=hub, space=b, by=-1)
    assert names(hub) == ["Desk 3", "Desk 1"]
    space_actions.bring_back(hub=hub, space=b)
    assert set(names(hub)) == {a.name, b.name, c.name}


def test_room_with_desks_does_not_become_a_desk(member: Member) -> None:
    hub = draft(member)
    room = actions.create_space(hub=hub, values=samples.desk("Saal", kind="room"))
    actions.create_space(hub=hub, values=samples.desk("D", room_id=room.id))
    with pytest.raises(InvalidSetup) as caught:
        actions.update_space(hub=hub, space=room, values=samples.desk("Saal"))
    assert (caught.value.field, caught.value.reason) == ("kind", "has-desks")
