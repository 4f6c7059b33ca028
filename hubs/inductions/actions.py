"""What hosts set of inductions, and what trainers do with them. Each flushes and never commits; what is not allowed is
a named error."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from core.clock import now, today
from core.db import StaleState, db, insert_into
from core.outbox import OutboxMail
from core.text import alike, lines, one_line
from hubs.actions import flush_part_of
from hubs.inductions import mails, queries, rules
from hubs.inductions.errors import InvalidInduction
from hubs.inductions.models import Induction, InductionGrant, InductionTrainer, InductionWish, SpaceInduction
from hubs.inductions.rules import InductionValues, SeenGrant
from hubs.models import Hub, Space
from hubs.people.queries import hosts_of
from members.models import Member


def define(*, hub: Hub, values: InductionValues, known: Induction | None = None) -> Induction:
    """A new induction of the hub, or this one anew. What was given before keeps its end. InvalidInduction."""
    values = replace(values, name=one_line(values.name), text=lines(values.text))
    rules.check_values(values, today(hub.time_zone), known.until_date if known else None)
    others = [one for one in queries.inductions_of(hub.id) if one is not known]
    if alike(values.name) in {alike(one.name) for one in others}:
        raise InvalidInduction("name", "taken")
    induction = known or Induction(hub_id=hub.id)
    induction.name, induction.text, induction.valid = values.name, values.text, values.valid
    induction.months = values.months if values.valid == "months" else None
    induction.until_date = values.until_date if values.valid == "until" else None
    induction.months_minor = values.months_minor
    induction.lapses_after_months = values.lapses_after_months
    db.session.add(induction)
    flush_part_of(hub)
    return induction


def require_for(*, hub: Hub, induction: Induction, space_ids: Collection[int]) -> None:
    """These spaces of the hub need the induction from now on, and no others. Bookings that are there stay; who comes
    is asked for it at check-in. InvalidInduction for a space of another hub."""
    wanted = set(space_ids)
    own = set(db.session.scalars(select(Space.id).where(Space.hub_id == hub.id, Space.id.in_(wanted))))
    if wanted - own:
        raise InvalidInduction("spaces", "space")
    before = {space_id for space_id, ids in queries.needs_of(hub.id).items() if induction.id in ids}
    _set_needs(hub, {(space_id, induction.id) for space_id in wanted - before}, add=True)
    _set_needs(hub, {(space_id, induction.id) for space_id in before - wanted}, add=False)
    flush_part_of(hub)


def set_needs_of(*, hub: Hub, space: Space, induction_ids: Collection[int]) -> None:
    """The space needs these inductions of its hub, and no others."""
    before, wanted = queries.needs_of(hub.id).get(space.id, set()), set(induction_ids)
    _set_needs(hub, {(space.id, one) for one in wanted - before}, add=True)
    _set_needs(hub, {(space.id, one) for one in before - wanted}, add=False)
    flush_part_of(hub)


def remove(*, hub: Hub, induction: Induction) -> None:
    """Nothing needs it any more, and nobody has it."""
    db.session.delete(induction)
    flush_part_of(hub)


def appoint(*, induction: Induction, member: Member) -> None:
    """The member may give it from now on. A second time changes nothing."""
    row = insert_into(InductionTrainer).values(induction_id=induction.id, member_id=member.id)
    db.session.execute(row.on_conflict_do_nothing())


def dismiss(*, induction: Induction, member_id: int) -> None:
    """The member gives it no longer; what they have given stays."""
    own = (InductionTrainer.induction_id == induction.id, InductionTrainer.member_id == member_id)
    db.session.execute(delete(InductionTrainer).where(*own))


def ask(*, hub: Hub, induction: Induction, member: Member) -> None:
    """The member would like to have it: trainers (where there are none, hosts) find them on their list and get a mail.
    A second time changes nothing."""
    row = insert_into(InductionWish).values(induction_id=induction.id, member_id=member.id, asked_at=now())
    put = row.on_conflict_do_nothing().returning(InductionWish.member_id)
    if db.session.scalar(put) is not None:
        mails.asked(induction, hub, member, queries.trainers_of(induction.id) or hosts_of(hub))


def take_back_wish(*, induction: Induction, member_id: int) -> None:
    """The member no longer asks for it, or need not."""
    own = (InductionWish.induction_id == induction.id, InductionWish.member_id == member_id)
    db.session.execute(delete(InductionWish).where(*own))


def let_go(member: Member) -> None:
    """The account ends: no mail to a trainer names the person any more."""
    about = OutboxMail.key.startswith(mails.asked_key(member), autoescape=True)
    db.session.execute(delete(OutboxMail).where(about))


def grant(
    *,
    hub: Hub,
    induction: Induction,
    member: Member,
    by: Member,
    is_minor: bool = False,
    seen: SeenGrant | None = None,
) -> InductionGrant:
    """The member has been shown how it is done, and has it from this moment on. Who has it already, as the trainer has
    `seen`, has it anew, until the new end. A second click changes nothing. CannotGrantSelf, NotTheTrainer,
    GrantedMeanwhile, InvalidInduction where it would be over at once."""
    moment = now()
    ends = rules.ends_at(induction.validity, moment, hub.time_zone, is_minor=is_minor)
    trainers = [trainer.id for trainer in queries.trainers_of(induction.id)]
    rules.check_grant(by=by.id, member_id=member.id, trainers=trainers, ends=ends, now=moment)
    there = queries.open_grant(induction.id, member.id, lock=True)
    if there and (there.granted_by, there.ends_at) == (by.id, ends):
        return there
    rules.check_seen(seen, queries.seen(there), hub.time_zone)
    row = there or _new_grant(induction, member)
    row.granted_by, row.granted_at, row.ends_at, row.ending_told_at = by.id, moment, ends, None
    take_back_wish(induction=induction, member_id=member.id)
    db.session.flush()
    return row


def revoke(*, hub: Hub, induction: Induction, row: InductionGrant, reason: str) -> None:
    """The member has it no longer, and is told why (one of `rules.REASONS`). Their bookings stay, and wait for a new
    one. A second time changes nothing. InvalidInduction."""
    if reason not in rules.REASONS:
        raise InvalidInduction("reason", "unknown")
    if row.revoked_at is None:
        row.revoked_at, row.reason = now(), reason
        db.session.flush()
        mails.revoked(row, induction, hub, db.session.get_one(Member, row.member_id))


def tell_of_endings(*, limit: int) -> int:
    """Queue the mail for some of those whose induction ends soon, each once for that end; returns how many were looked
    at."""
    moment = now()
    due = queries.ending(moment, moment + rules.TOLD_BEFORE, limit)
    for row, induction, hub in due:
        if row.ends_at is not None and rules.is_due_to_tell(row.ends_at, row.granted_at, moment):
            mails.ending(row, induction, hub, db.session.get_one(Member, row.member_id))
        row.ending_told_at = moment
    db.session.flush()
    return len(due)


def _set_needs(hub: Hub, pairs: Collection[tuple[int, int]], *, add: bool) -> None:
    for space_id, induction_id in sorted(pairs):
        if add:
            row = insert_into(SpaceInduction).values(space_id=space_id, induction_id=induction_id, hub_id=hub.id)
            db.session.execute(row.on_conflict_do_nothing())
        else:
            of = (SpaceInduction.space_id == space_id, SpaceInduction.induction_id == induction_id)
            db.session.execute(delete(SpaceInduction).where(*of))


def _new_grant(induction: Induction, member: Member) -> InductionGrant:
    row = InductionGrant(induction_id=induction.id, member_id=member.id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:  # another trainer was a moment faster
        raise StaleState from error
    return row
