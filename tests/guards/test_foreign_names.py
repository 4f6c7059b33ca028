"""No page that a host can open names people of another hub, or what they do there."""

from datetime import timedelta

import pytest
from flask import Flask

from bookings.models import Booking
from core.clock import now
from core.db import db
from core.journal import JournalEntry
from core.transactions import transaction
from demo.accounts import CANNOT_LOG_IN
from hubs.models import Hub, Space
from hubs.people.models import HostInvitation, HubMember
from hubs.queries import any_hub
from members.models import Member, MemberRole
from tests.support import sitemap

pytestmark = pytest.mark.one_database
THERE = "fischbeck"
FOREIGN = (
    "Frieda Fremdgast",
    "Willi Fremdwirt",
    "fremdeinladung@example.org",
    "Fremdtitel",
    "Fremdgrund",
    "Fremdnotiz",
)
OWN = "Ottilie Beidesorts"


@pytest.fixture
def app(demo_app: Flask) -> Flask:
    """The demo district with people who are known in fischbeck only, and one who books in both hubs."""
    with demo_app.app_context(), transaction():
        if db.session.scalars(db.select(Member).where(Member.name == OWN)).first() is None:
            seed()
    return demo_app


def seed() -> None:
    guest, host, both = (person(name) for name in (*FOREIGN[:2], OWN))
    here, there = any_hub(sitemap.HUB), any_hub(THERE)
    assert here is not None
    assert there is not None
    db.session.add(MemberRole(member_id=host.id, role="host", hub_slug=THERE))
    db.session.add(HubMember(hub_id=there.id, member_id=guest.id, restricted_at=now(), reason="Fremdgrund"))
    db.session.add(
        HubMember(hub_id=there.id, member_id=both.id, is_member=True, restricted_at=now(), reason="Fremdgrund")
    )
    until = now() + timedelta(days=3)
    db.session.add(
        HostInvitation(hub_id=there.id, email="fremdeinladung@example.org", digest="x" * 64, expires_at=until)
    )
    for member, hub, title in ((guest, there, "Fremdtitel"), (both, there, "Fremdtitel"), (both, here, "Hier")):
        for hours in (-50, -1, 0, 30):
            add_booking(member, hub, title, hours)
    look = {"hub_slug": THERE, "what": "member", "hour": now(), "seen_at": now()}
    db.session.add_all(JournalEntry(actor_id=host.id, subject_id=m.id, **look) for m in (guest, both))


def person(name: str) -> Member:
    email = f"{name.split()[1].lower()}@example.org"
    member = Member(email=email, name=name, password_hash=CANNOT_LOG_IN, email_confirmed_at=now())
    db.session.add(member)
    db.session.flush()
    return member


def add_booking(member: Member, hub: Hub, title: str, hours: int) -> None:
    """The history only: places of the demo stay as they are."""
    space = db.session.scalars(db.select(Space.id).where(Space.hub_id == hub.id)).first()
    start = now() + timedelta(hours=hours)
    note = "Fremdnotiz" if hub.slug == THERE else ""
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "status": "confirmed"}
    db.session.add(Booking(hub_id=hub.id, space_id=space, member_id=member.id, title=title, note=note, **times))


def test_no_page_of_a_hub_names_people_of_another(app: Flask) -> None:
    client = app.test_client()
    sitemap.log_in(client, sitemap.HOST)
    samples = sitemap.prepare(app)
    addresses = {a for found in sitemap.addresses(app, samples).values() for a in found}
    addresses |= {f"/host/{sitemap.HUB}/people/{number}" for number in everybody(app)}
    addresses |= {f"/host/{sitemap.HUB}/people?q={word}" for word in ("Fremd", "Frieda", "Beidesorts")}
    shown = {address: client.get(address).get_data().decode(errors="replace") for address in sorted(addresses)}
    wrong = [
        f"{address} names {word}" for address, text in shown.items() for word in FOREIGN if named(word, text, address)
    ]
    assert wrong == []
    assert any(OWN in text for text in shown.values()), "who books in both hubs is known here, for what happens here"


def named(word: str, text: str, address: str) -> bool:
    """The search field repeats what was searched for."""
    return word in text.replace(f'value="{address.partition("q=")[2]}"', "")


def everybody(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(db.select(Member.id).where(Member.name.in_([*FOREIGN, OWN]))))
