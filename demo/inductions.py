"""The 3D printer of the workshop: who gives its induction, who has it, and who has asked for it."""

from collections.abc import Iterable

from core.db import db
from hubs.inductions import actions, queries
from hubs.models import Hub
from members.models import Member

WORKSHOP = "eimbeckhausen"


def add(*, hub: Hub, trainer_id: int, people: Iterable[int]) -> None:
    """The trainer gives each induction of the hub; all of the people have it but the last, who asks for it."""
    trainer = db.session.get_one(Member, trainer_id)
    *inducted, asking = [db.session.get_one(Member, person) for person in people]
    for induction in queries.inductions_of(hub.id):
        actions.appoint(induction=induction, member=trainer)
        for person in inducted:
            actions.grant(hub=hub, induction=induction, member=person, by=trainer)
        actions.ask(hub=hub, induction=induction, member=asking)
