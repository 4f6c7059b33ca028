"""The one way to make bookings, whoever makes them: members, hosts for callers and walk-ins, somebody at the door."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bookings import codes, confiding, guest_actions, mails, rules, signals
from bookings.answering import Answers
from bookings.booked_for import BookedFor
from bookings.cover import Cover
from bookings.errors import SlotTaken
from bookings.models import Booking, QuestionAnswer
from bookings.place_actions import lock_rooms, occupy
from bookings.slots import Booked, Slot
from bookings.step_actions import Step, record_all
from core.clock import now
from core.db import StaleState, db, insert_objects
from core.identifiers import new_id
from hubs.models import Hub
from members.models import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A booking to be made. Without a `member` it is a guest's. `is_there`: who has it stands before the place, and is
    checked in with it. `why` goes into its audit row. `series_id`, `series_at`: for which date of which series
    (`Booking`). `answers`: what is kept of those to the hub's questions (`answering.check`). `group_id`: what is booked
    together has the same. `guest`: whom it is for, where there is more to keep than a name."""

    slot: Slot
    cover: Cover
    member: Member | None = None
    title: str = ""
    origin: str = "member"
    guest_name: str = ""
    pickup_code: str | None = None
    is_there: bool = False
    why: str = ""
    series_id: UUID | None = None
    series_at: datetime | None = None
    answers: Answers = ()
    group_id: UUID | None = None
    guest: BookedFor | None = None

    @property
    def status(self) -> str:
        return "checked_in" if self.is_there else self.cover.status

    @property
    def expires_at(self) -> datetime | None:
        """Who is there does not run out, whatever is still to be paid."""
        return None if self.is_there else self.cover.expires_at

    @property
    def release_at(self) -> datetime | None:
        """Only members are reminded to check in, so only theirs are released."""
        if self.member is None or self.is_there:
            return None
        return rules.release_at(self.slot.place.rules, self.slot.span.start)


def create(*, drafts: Sequence[Draft], actor: Member | None, tells: bool = True) -> list[Booking]:
    """Make these bookings, all of one hub, in their order: all or none. Each with its audit row and, for members, its
    mail, in which all that are theirs stand (without `tells` the caller sends it, for what is made at several hubs at
    once); `signals.booked` tells of all that is not held for something (`Cover.held_for`), with their covers. As many
    statements for one as for fifty.

    That they may be made was looked at before; that the places are free, the database decides: SlotTaken. StaleState
    when the hub was changed meanwhile. NoTitleHere for one with a title at a confidential place, NoGuestHere for one
    with a guest; there each has a code, by which it is known at the hub. GuestNameMissing.
    """
    hub, moment = drafts[0].slot.hub, now()
    drafts = _with_codes(drafts, moment)
    lock_rooms(hub, *[draft.slot.place for draft in drafts])
    made, booked = list[Booking](), list[Booked]()
    for draft in drafts:
        made.append(_booking(draft, moment))
        booked.append(Booked(made[-1], draft.slot.place))
    insert_objects(made)
    if occupy(booked) not in {None, hub.setup_stamp}:
        raise StaleState
    steps: dict[str, list[Step]] = {}
    for one, draft in zip(made, drafts, strict=True):
        steps.setdefault(draft.why, []).extend(_steps(one, draft))
    for why, of_these in steps.items():
        record_all(of_these, actor, why)
    _write(booked, drafts, hub, tells=tells)
    _tell_booked(made, drafts)
    return made


def create_first(*, drafts: Iterable[Draft], actor: Member | None) -> Booking:
    """Make the first of these bookings whose place is free; when somebody takes one in between, the next is tried.
    SlotTaken when none is left; StaleState."""
    for draft in drafts:
        try:
            with db.session.begin_nested():
                return create(drafts=[draft], actor=actor)[0]
        except SlotTaken:
            continue
    raise SlotTaken


def _write(booked: Sequence[Booked], drafts: Sequence[Draft], hub: Hub, *, tells: bool) -> None:
    """What goes along with these bookings: answers, guests, and the mails to members."""
    told, guests = list[tuple[Booked, Member, Mapping[str, str]]](), list[tuple[Booked, BookedFor, Member | None]]()
    answers = list[QuestionAnswer]()
    for own, draft in zip(booked, drafts, strict=True):
        if draft.answers:
            answers.extend(answer_rows(own.booking, draft.answers))
        if draft.member is not None:
            told.append((own, draft.member, draft.cover.told))
        if draft.guest is not None:
            guests.append((own, draft.guest, draft.member))
    if answers:
        insert_objects(answers)
    if tells:
        mails.booked(told, hub)
    if guests:
        guest_actions.keep(guests, hub)


def answer_rows(booking: Booking, answers: Answers) -> list[QuestionAnswer]:
    """What is kept of what was answered for a booking, to be inserted."""
    return [QuestionAnswer(booking_id=booking.id, question_id=key, text=text) for key, text in answers]


def _tell_booked(made: Sequence[Booking], drafts: Sequence[Draft]) -> None:
    """What is held until somebody takes it, or until an address is confirmed, is booked then."""
    booked, covers = list[Booking](), list[Cover]()
    for one, draft in zip(made, drafts, strict=True):
        if not draft.cover.held_for:
            booked.append(one)
            covers.append(draft.cover)
    if booked:
        signals.booked.send(bookings=booked, covers=covers)


def _with_codes(drafts: Sequence[Draft], moment: datetime) -> Sequence[Draft]:
    """A query where a place is confidential, else none."""
    lacking = list[Draft]()
    for draft in drafts:
        if draft.slot.place.is_confidential:
            confiding.check_title(draft.slot.place, draft.title)
            lacking += [draft] if draft.pickup_code is None else []
    if not lacking:
        return drafts
    new = codes.new_codes(lacking[0].slot.hub.id, len(lacking), moment)
    given = {id(draft): code for draft, code in zip(lacking, new, strict=True)}
    return [replace(one, pickup_code=given[id(one)]) if id(one) in given else one for one in drafts]


def _booking(draft: Draft, moment: datetime) -> Booking:
    slot, cover = draft.slot, draft.cover
    return Booking(
        id=new_id(),
        hub_id=slot.hub.id,
        space_id=slot.place.id,
        member_id=draft.member.id if draft.member else None,
        starts_at=slot.span.start,
        ends_at=slot.span.end,
        status=draft.status,
        expires_at=draft.expires_at,
        release_at=draft.release_at,
        title=draft.title,
        price_cents=cover.price_cents,
        origin=draft.origin,
        guest_name=draft.guest.name if draft.guest else draft.guest_name,
        pickup_code=draft.pickup_code,
        checked_in_at=moment if draft.is_there else None,
        held_for=cover.held_for,
        created_at=moment,
        changed_at=moment,
        sequence=0,
        series_id=draft.series_id,
        series_at=draft.series_at,
        group_id=draft.group_id,
        is_confidential=slot.place.is_confidential,
    )


def _steps(booking: Booking, draft: Draft) -> list[Step]:
    """Who takes a place at the door has booked it and then checks in; a host notes of a walk-in that they are there."""
    if draft.is_there and draft.origin == "door":
        return [(booking.id, None, draft.cover.status), (booking.id, draft.cover.status, draft.status)]
    return [(booking.id, None, booking.status)]
