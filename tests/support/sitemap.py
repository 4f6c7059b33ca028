"""All addresses of the site that answer a GET, from the URL map, with sample arguments from the demo district."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select, update
from werkzeug.routing import Rule

from bookings.door.models import DoorSign
from bookings.mails import facts
from bookings.models import Booking
from bookings.reminders import links as quick_links
from bookings.series.models import Series
from bookings.unconfirmed import links as first_links
from bookings.waiting import links as waiting_links
from bookings.waiting.models import WaitingEntry
from calendars.models import Feed, OutsideCalendar
from core import outbox
from core.clock import now, today
from core.db import db
from core.identifiers import new_id
from core.outbox import OutboxMail
from core.tokens import digest
from core.transactions import transaction
from demo.accounts import CANNOT_LOG_IN, DEMO_PASSWORD
from demo.companies import EMPLOYER
from demo.inductions import WORKSHOP
from hubs.inductions import actions as induction_actions
from hubs.inductions.models import Induction
from hubs.inductions.rules import InductionValues
from hubs.models import Hub, Space
from hubs.operators.models import Operator
from hubs.people.links import membership_link
from hubs.people.models import HostInvitation
from hubs.plan import actions as picture_actions
from hubs.plan import queries as picture_queries
from hubs.plan.pictures import make
from hubs.questions import actions as question_actions
from hubs.questions.models import Question
from hubs.questions.rules import QuestionFacts
from members import links
from members.models import Member
from payments import histories
from payments.companies.models import Company, CompanyMember
from payments.invoices import issuing_actions
from payments.invoices.models import Invoice, InvoiceReader
from payments.models import Fee
from payments.passes.models import Pass, PassProduct, Settlement
from payments.terms import actions as terms_actions
from payments.transfers import references
from payments.withdrawals import actions as withdrawal_actions
from payments.withdrawals.models import Withdrawal
from tests.support.invoiced import draft

HUB, MEMBER, UNCONFIRMED = "coppenbruegge", "member@example.org", "unconfirmed@example.org"
HOST = "host@example.org"
OPERATOR = "coppenbruegge"
SIGN = "sign-at-the-door-of-the-hub-for-tests-only"
FEED = "feed-of-the-bookings-of-a-member-for-tests-only"


@dataclass(frozen=True)
class Samples:
    """What the addresses name. `booking` is a coming one of MEMBER, `space` one of HUB, `hosted` a booking there,
    `person` has bookings in HUB. `demo_company` is looked after by the demo's admin, `company` by nobody. No space
    needs `induction`, which is HUB's; `demo_induction` is of another hub, and the demo's host gives it."""

    booking: str
    space: int
    day: str
    confirm_token: str
    reset_token: str
    hosted: str
    code: str
    sign: str
    sign_id: int
    person: int
    host_invitation: str
    membership_link: str
    picture: str
    unsubscribe: str
    check_in_token: str
    cancel_token: str
    calendar: int
    mail: int
    fee: str
    product: int
    own_pass: str
    settlement: int
    invoice: str
    open_fee: str
    company: int
    company_person: int
    company_invitation: str
    demo_company: int
    demo_person: int
    withdrawal: str
    induction: int
    demo_induction: int
    question: int
    series: str
    group: str
    proposal: str
    leave_token: str
    first_token: str
    own_first_token: str


ADDRESSES: dict[str, Callable[[Samples], list[str]]] = {
    "places.suggest": lambda _: ["/places?q=ham"],
    "search.show": lambda s: ["/", "/?near=Hachm%C3%BChlen&date=tomorrow", "/?near=Nirgendwo&part=range&from=17:00"],
    "admin.job": lambda _: ["/admin/jobs/prune"],
    "bookings.new": lambda s: [
        f"/bookings/new?space={s.space}&date={s.day}&from=09:00&to=11:00",
        f"/bookings/new?hub={HUB}&kind=desk&date={s.day}&from=03:00&to=02:00",
    ],
    "bookings.show": lambda s: [f"/bookings/{s.booking}"],
    "series.new": lambda s: [
        f"/series/new?space={s.space}&date={s.day}&from=09:00&to=11:00&unit=week&count=3",
        f"/series/new?hub={HUB}&kind=desk&date={s.day}&days=MO&days=TU&days=WE&days=TH&days=FR&days=SU&count=12",
    ],
    "series.show": lambda s: [f"/series/{s.series}"],
    "series.edit": lambda s: [f"/series/{s.series}/edit"],
    "series.cancel_form": lambda s: [f"/series/{s.series}/cancellation", f"/series/{s.series}/cancellation?to=x"],
    "groups.new": lambda s: [
        f"/groups/new?hub={HUB}&date={s.day}&from=09:00&to=11:00&number=3",
        f"/groups/new?space={s.space}&date={s.day}&from=09:00&to=11:00",
    ],
    "groups.show": lambda s: [f"/groups/{s.group}"],
    "groups.cancel_form": lambda s: [f"/groups/{s.group}/cancellation", f"/groups/{s.group}/cancellation?booking=x"],
    "groups.guest_form": lambda s: [f"/bookings/{s.booking}/guest"],
    "series_api.show": lambda s: [f"/api/v1/series/{s.series}"],
    "waiting.new": lambda s: [
        f"/waiting/new?space={s.space}&date={s.day}&from=09:00&to=11:00",
        f"/waiting/new?hub={HUB}&kind=desk&date={s.day}&from=03:00&to=02:00",
    ],
    "waiting.take_form": lambda s: [f"/bookings/{s.proposal}/acceptance", f"/bookings/{s.booking}/acceptance"],
    "bookings.confirm_form": lambda s: [
        f"/bookings/first/{s.first_token}",
        f"/bookings/first/{s.own_first_token}",
        "/bookings/first/broken",
    ],
    "waiting.leave_by_link_form": lambda s: [f"/mails/waiting/{s.leave_token}", "/mails/waiting/broken"],
    "bookings.calendar_file": lambda s: [f"/bookings/{s.booking}/calendar.ics"],
    "bookings.cancel_form": lambda s: [f"/bookings/{s.booking}/cancellation"],
    "bookings.edit": lambda s: [f"/bookings/{s.booking}/edit"],
    "bookings.day_plan": lambda s: [f"/hubs/{HUB}/days/{s.day}", f"/hubs/{HUB}/days/2026-12-25"],
    "bookings.choose_day": lambda s: [f"/hubs/{HUB}/days?date={s.day}"],
    "host.space": lambda s: [f"/host/{HUB}/spaces/{s.space}"],
    "host.space_rules": lambda s: [f"/host/{HUB}/spaces/{s.space}/rules"],
    "hours_pages.preview": lambda s: [f"/host/{HUB}/hours/preview?opening_hours=Mo-Fr+10:00-12:00;+PH+off"],
    "impact.put_away_form": lambda s: [f"/host/{HUB}/spaces/{s.space}/put-away"],
    "host_pictures.show": lambda s: [s.picture],
    "calendars.edit": lambda s: [f"/host/{HUB}/calendars/{s.calendar}"],
    "door.scan": lambda s: [f"/q/{s.code}", "/q/unknowncde"],
    "door.sign": lambda s: [f"/door/{s.sign}", "/door/switched-off"],
    "door.sign_now": lambda s: [f"/door/{s.sign}/now"],
    "door.sign_booking": lambda s: [f"/door/{s.sign}/booking?space={s.space}"],
    "door.sign_handover": lambda s: [f"/door/{s.sign}/handover", "/door/switched-off/handover"],
    "door_signs.edit": lambda s: [f"/host/{HUB}/door-signs/{s.sign_id}"],
    "labels.sheet": lambda s: [f"/host/{HUB}/labels", f"/host/{HUB}/labels?size=3x8&first=99"],
    "demo.mail": lambda s: [f"/demo/outbox/{s.mail}"],
    "demo.html": lambda s: [f"/demo/outbox/{s.mail}/html"],
    "demo.attachment": lambda s: [f"/demo/outbox/{s.mail}/attachments/1"],
    "companies.show": lambda s: [f"/companies/{s.company}", f"/companies/{s.demo_company}?month=2026-11"],
    "companies.days_csv": lambda s: [f"/companies/{s.company}/days.csv"],
    "companies.days_xlsx": lambda s: [f"/companies/{s.company}/days.xlsx"],
    "companies.invite_form": lambda s: [f"/companies/{one}/people/new" for one in (s.company, s.demo_company)],
    "companies.person": lambda s: [
        f"/companies/{s.company}/people/{s.company_person}",
        f"/companies/{s.demo_company}/people/{s.demo_person}",
    ],
    "companies.invoices": lambda s: [f"/companies/{one}/invoices" for one in (s.company, s.demo_company)],
    "operator.company": lambda s: [f"/operators/{OPERATOR}/companies/{s.company}"],
    "operator.edit_company": lambda s: [f"/operators/{OPERATOR}/companies/{s.company}/details"],
    "passes.leave_form": lambda s: [f"/passes/employers/{s.company_person}/leaving"],
    "invitations.company": lambda s: [f"/invitations/company/{s.company_invitation}", "/invitations/company/broken"],
    "feeds.feed": lambda _: [f"/feeds/{FEED}.ics"],
    "feeds.of_hub": lambda _: [f"/hubs/{HUB}/calendar.ics"],
    "hubs.show": lambda s: [f"/hubs/{HUB}", f"/hubs/{WORKSHOP}"],
    "host_questions.edit": lambda s: [f"/host/{HUB}/questions/{s.question}"],
    "host_inductions.edit": lambda s: [f"/host/{HUB}/inductions/{s.induction}"],
    "trainer.index": lambda s: [f"/trainer/{HUB}"],
    "trainer.show": lambda s: [
        f"/trainer/{HUB}/inductions/{s.induction}",
        f"/trainer/{WORKSHOP}/inductions/{s.demo_induction}?q=member@example.org",
    ],
    "invoices.pdf": lambda s: [f"/invoices/{s.invoice}.pdf"],
    "invoices.buyer": lambda s: [f"/payments/{s.fee}/buyer"],
    "operator.invoice": lambda s: [f"/operators/{OPERATOR}/invoices/{s.invoice}"],
    "operator.invoice_pdf": lambda s: [f"/operators/{OPERATOR}/invoices/{s.invoice}.pdf"],
    "members.confirm": lambda s: [f"/signup/confirm/{s.confirm_token}", "/signup/confirm/broken"],
    "members.unsubscribe_form": lambda s: [s.unsubscribe, "/mails/unsubscribe/broken"],
    "members.reset": lambda s: [f"/password/reset/{s.reset_token}", "/password/reset/broken"],
    "payments.show": lambda s: [f"/payments/{s.fee}"],
    "payments.returned": lambda s: [f"/payments/{s.fee}/return"],
    "pages.problem_type": lambda s: ["/problems/slot-taken"],
    "passes.offer": lambda s: [f"/passes/products/{s.product}"],
    "passes.show": lambda s: [f"/passes/{s.own_pass}"],
    "operator.edit_pass": lambda s: [f"/operators/{OPERATOR}/passes/{s.product}"],
    "operator.settlement_file": lambda s: [f"/operators/{OPERATOR}/settlements/{s.settlement}/visits.csv"],
    "people.show": lambda s: [f"/host/{HUB}/people/{s.person}"],
    "invitations.host": lambda s: [f"/invitations/host/{HUB}/{s.host_invitation}", f"/invitations/host/{HUB}/broken"],
    "invitations.member": lambda s: [f"/invitations/member/{s.membership_link}", "/invitations/member/broken"],
    "bookings_api.show": lambda s: [f"/api/v1/bookings/{s.booking}"],
    "hubs_api.show": lambda s: [f"/api/v1/hubs/{HUB}"],
    "hubs_api.index": lambda s: ["/api/v1/hubs?near=52.1,9.5"],
    "quick_links.check_in_form": lambda s: [
        f"/mails/bookings/check-in/{s.check_in_token}",
        "/mails/bookings/check-in/broken",
    ],
    "quick_links.cancel_form": lambda s: [
        f"/mails/bookings/cancel/{s.cancel_token}",
        "/mails/bookings/cancel/broken",
    ],
    "operator.edit_terms": lambda _: [f"/operators/{OPERATOR}/terms/house-rules/edit"],
    "operator.withdrawal": lambda s: [f"/operators/{OPERATOR}/withdrawals/{s.withdrawal}"],
    "operator_texts.show": lambda _: [f"/operators/{OPERATOR}/terms/withdrawal"],
    "operator.open_item": lambda s: [f"/operators/{OPERATOR}/open-items/{s.open_fee}"],
    "today.booking": lambda s: [f"/host/{HUB}/bookings/{s.hosted}"],
    "today.slip": lambda s: [f"/host/{HUB}/bookings/{s.hosted}/slip"],
    "today.fault": lambda s: [f"/host/{HUB}/today/faults/{s.space}"],
    "availability_api.of_hub": lambda s: [f"/api/v1/hubs/{HUB}/availability?from={s.day}T09:00Z&to={s.day}T11:00Z"],
    "availability_api.of_all": lambda s: [f"/api/v1/availability?from={s.day}T09:00Z&to={s.day}T11:00Z&kind=desk"],
}
"""By endpoint, where the bare rule is not enough."""


def prepare(app: Flask) -> Samples:
    """Samples for a database with the demo district; adds an account that is not confirmed yet."""
    with app.app_context(), transaction():
        member = _one(select(Member).where(Member.email == MEMBER))
        fresh = db.session.scalars(select(Member).where(Member.email == UNCONFIRMED)).one_or_none()
        if fresh is None:
            fresh = Member(email=UNCONFIRMED, name="Uta Muster", password_hash=CANNOT_LOG_IN, locale="de")
            db.session.add(fresh)
            db.session.flush()
        hub = _one(select(Hub).where(Hub.slug == HUB))
        coming = select(Booking).where(
            Booking.member_id == member.id, Booking.status == "confirmed", Booking.starts_at > now()
        )
        booking = _one(coming.order_by(Booking.starts_at.desc()))
        elsewhose = select(Booking).where(Booking.hub_id == hub.id, Booking.id != booking.id, Booking.held_for == "")
        hosted = _one(elsewhose.order_by(Booking.starts_at.desc(), Booking.id))
        desk = _one(select(Space).where(Space.hub_id == hub.id, Space.kind == "desk").order_by(Space.id))
        _feed(member)
        return Samples(
            booking=str(booking.id),
            space=desk.id,
            day=today(hub.time_zone).isoformat(),
            confirm_token=links.confirm_link(fresh.id, fresh.password_hash, None, ""),
            reset_token=links.reset_link(member.id, member.password_hash, None),
            hosted=str(hosted.id),
            code=str(desk.qr_code),
            sign=SIGN,
            sign_id=_door_sign(hub),
            person=_one(select(Booking.member_id).where(Booking.hub_id == hub.id, Booking.member_id.is_not(None))),
            host_invitation=_invitation(hub),
            membership_link=membership_link(HUB, MEMBER),
            picture=_picture(hub),
            unsubscribe=links.unsubscribe_path(member.id, "digest"),
            check_in_token=quick_links.token(quick_links.CHECK_IN, booking.id),
            cancel_token=quick_links.token(quick_links.CANCEL, booking.id),
            calendar=_calendar(hub, desk),
            mail=_mail(member, booking, hub, desk),
            fee=_fee(member, booking),
            product=_product(),
            own_pass=_pass(member),
            settlement=_settlement(),
            invoice=_invoice(member, hub),
            open_fee=_open_fee(hub, hosted),
            company=_company(),
            company_person=_company_row(member_id=member.id),
            company_invitation=_company_invitation(),
            demo_company=_one(select(Company.id).where(Company.name == EMPLOYER.name)),
            demo_person=_one(select(CompanyMember.id).where(CompanyMember.cost_centre == "4711")),
            withdrawal=_withdrawal(hub),
            induction=_induction(hub),
            question=_question(hub),
            demo_induction=_one(select(Induction.id).join(Hub).where(Hub.slug == WORKSHOP)),
            series=_series(member, booking),
            group=_group(booking),
            proposal=_proposal(member, hub, desk),
            leave_token=waiting_links.token(_entry(member, hub)),
            first_token=first_links.token(_held_first(hub, desk)),
            own_first_token=first_links.token(booking.id),
        )


def _group(booking: Booking) -> str:
    """One of that booking alone, for somebody else."""
    if booking.group_id is None:
        booking.group_id, booking.guest_name = new_id(), "Erika Gast"
        db.session.flush()
    return str(booking.group_id)


def _series(member: Member, booking: Booking) -> str:
    """One to which the booking belongs, made once."""
    if booking.series_id is None:
        day = booking.starts_at.date()
        what = {"every": 1, "unit": "week", "days": "", "count": 2, "first_on": day}
        left_out = [[(day + timedelta(days=7)).isoformat(), "outside-opening-hours", "Feiertag"]]
        row = Series(hub_id=booking.hub_id, member_id=member.id, left_out=left_out, **what)
        row.starts_minute, row.ends_minute = 540, 660
        db.session.add(row)
        db.session.flush()
        booking.series_id, booking.series_at = row.id, booking.starts_at
        db.session.flush()
    return str(booking.series_id)


def _proposal(member: Member, hub: Hub, desk: Space) -> str:
    """A place that the waiting list holds for MEMBER, made once; nobody is told, and it takes no place."""
    own = select(Booking.id).where(Booking.member_id == member.id, Booking.held_for == "taking")
    found = db.session.scalars(own).first()
    if found is None:
        start = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
        what = {"hub_id": hub.id, "space_id": desk.id, "member_id": member.id, "held_for": "taking"}
        times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "expires_at": start - timedelta(hours=1)}
        row = Booking(status="held", **what, **times)
        db.session.add(row)
        db.session.flush()
        db.session.add(_waiting(member, hub, start, booking_id=row.id))
        db.session.flush()
        found = row.id
    return str(found)


def _held_first(hub: Hub, desk: Space) -> uuid.UUID:
    """A place that is held until an address is confirmed, made once; it takes no place."""
    found = db.session.scalars(select(Booking.id).where(Booking.held_for == "address")).first()
    if found is None:
        start = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=41)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "expires_at": start}
        row = Booking(status="held", held_for="address", hub_id=hub.id, space_id=desk.id, **times)
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def _entry(member: Member, hub: Hub) -> uuid.UUID:
    """What MEMBER waits for, made once."""
    own = select(WaitingEntry.id).where(WaitingEntry.member_id == member.id, WaitingEntry.booking_id.is_(None))
    found = db.session.scalars(own).first()
    if found is None:
        row = _waiting(member, hub, now().replace(minute=0, second=0, microsecond=0) + timedelta(days=41))
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def _waiting(member: Member, hub: Hub, start: datetime, **more: Any) -> WaitingEntry:
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    return WaitingEntry(hub_id=hub.id, member_id=member.id, kind="workshop", **times, **more)


def _fee(member: Member, booking: Booking) -> str:
    """What MEMBER has to pay for the booking, by transfer."""
    key = histories.last_fee_of(booking.id)
    if key is None:
        key, hub = new_id(), db.session.get_one(Hub, booking.hub_id)
        about = {"operator_id": hub.operator_id, "hub_id": hub.id, "booking_id": booking.id, "member_id": member.id}
        taxed = {"vat_treatment": "standard", "vat_rate": 19, "service_on": today(hub.time_zone)}
        how = {"gross_cents": 600, "covered_by": "transfer", "reference": references.random("LR")}
        db.session.add(Fee(id=key, root_id=key, **about, **taxed, **how))
    return str(key)


def _open_fee(hub: Hub, booking: Booking) -> str:
    """An item of OPERATOR's that is still to be paid at the hub, made once."""
    unpaid = select(Fee).where(Fee.operator_id == hub.operator_id, Fee.buyer["name"].as_string() == "Offen")
    found = db.session.scalars(unpaid).first()
    if found is None:
        key = new_id()
        vat = {"vat_treatment": "standard", "vat_rate": 19, "service_on": today(hub.time_zone)}
        of = {"operator_id": hub.operator_id, "hub_id": hub.id, "booking_id": booking.id, "buyer": {"name": "Offen"}}
        free = update(Fee).where(Fee.booking_id == booking.id, Fee.superseded_at.is_(None))
        db.session.execute(free.values(superseded_at=now()))
        found = Fee(id=key, root_id=key, gross_cents=600, covered_by="on_site", **vat, **of)
        db.session.add(found)
        db.session.flush()
    return str(found.id)


def _withdrawal(hub: Hub) -> str:
    """One that is about the open item, made once; its operator has published the notice that leads to it."""
    operator = db.session.get_one(Operator, hub.operator_id)
    terms_actions.publish(operator=operator, kind="withdrawal", text_de="# Widerruf\n\nBinnen 14 Tagen.", by=None)
    found = db.session.scalars(select(Withdrawal).where(Withdrawal.name == "Offen")).first()
    if found is None:
        fees = select(Fee.booking_id).where(Fee.operator_id == operator.id, Fee.buyer["name"].as_string() == "Offen")
        found = withdrawal_actions.declare(str(db.session.scalars(fees).one()), "Offen", MEMBER, "de", [])
    return str(found.id)


def _question(hub: Hub) -> int:
    """One for workshops, of which the hub has none: nobody who books is asked."""
    found = db.session.scalars(select(Question).where(Question.hub_id == hub.id).limit(1)).first()
    wanted = QuestionFacts(0, "Welches Werkzeug?", "choice", ("Säge", "Bohrer"), space_kinds=("workshop",))
    return (found or question_actions.ask(hub=hub, wanted=wanted)).id


def _induction(hub: Hub) -> int:
    """One that no space needs, made once."""
    found = db.session.scalars(select(Induction).where(Induction.hub_id == hub.id)).first()
    return (found or induction_actions.define(hub=hub, values=InductionValues(name="Beamer"))).id


def _invitation(hub: Hub) -> str:
    """A link for MEMBER to become a host of the hub, made once."""
    secret = "an-invitation-for-tests"
    if db.session.scalars(select(HostInvitation).where(HostInvitation.digest == digest(secret))).first() is None:
        until = now() + timedelta(days=14)
        db.session.add(HostInvitation(hub_id=hub.id, email=MEMBER, digest=digest(secret), expires_at=until))
    return secret


def _picture(hub: Hub) -> str:
    """The address of a photograph of the hub."""
    if not picture_queries.pictures_of(hub.id):
        out = BytesIO()
        Image.new("RGB", (160, 120), (120, 160, 90)).save(out, "PNG")
        picture_actions.add_picture(hub=hub, made=make(out.getvalue()), purpose="photo", alt_de="Der große Raum")
    picture = picture_queries.pictures_of(hub.id)[0]
    return f"/hubs/{hub.slug}/pictures/{picture.id}-{picture.digest[: picture_queries.DIGEST_SIGNS]}.jpg"


def _door_sign(hub: Hub) -> int:
    """The id of a sign at which one can book; its token is SIGN."""
    sign = db.session.scalars(select(DoorSign).where(DoorSign.digest == digest(SIGN))).one_or_none()
    if sign is None:
        sign = DoorSign(hub_id=hub.id, name="Eingang", digest=digest(SIGN), pin_hash="-")
        db.session.add(sign)
        db.session.flush()
    return sign.id


def _feed(member: Member) -> None:
    """MEMBER's bookings as a calendar program reads them."""
    if db.session.scalars(select(Feed).where(Feed.digest == digest(FEED))).one_or_none() is None:
        db.session.add(Feed(member_id=member.id, digest=digest(FEED)))


def _calendar(hub: Hub, space: Space) -> int:
    """A calendar from outside, which has not been read yet."""
    of_hub = select(OutsideCalendar).where(OutsideCalendar.hub_id == hub.id)
    found = db.session.scalars(of_hub).first()
    if found is None:
        found = OutsideCalendar(hub_id=hub.id, space_id=space.id, name="Gemeinde", url="https://example.org/c.ics")
        db.session.add(found)
        db.session.flush()
    return found.id


def _mail(member: Member, booking: Booking, hub: Hub, space: Space) -> int:
    """One with a calendar entry, which has been sent."""
    key = "a-mail-for-tests"
    stamps = {"sequence": 0, "changed_at": booking.changed_at.isoformat(), "created_at": booking.created_at.isoformat()}
    calendar = {"status": "confirmed"} | stamps
    about = {"name": member.name, "space": space.name, "cancel_token": "", **facts(booking, hub)}
    more = {"template": "booking-confirmed", "calendar": calendar, **about}
    outbox.queue_once(key, to=member.email, locale="de", stale_at=now(), **more)
    return int(_one(select(OutboxMail.id).where(OutboxMail.key == key)))


def _product() -> int:
    """A pass that OPERATOR sells."""
    of_operator = select(PassProduct.id).join(Operator, Operator.id == PassProduct.operator_id)
    return int(_one(of_operator.where(Operator.slug == OPERATOR).order_by(PassProduct.id)))


def _pass(member: Member) -> str:
    """A pass of MEMBER that was never paid and is over: what they book costs what it costs."""
    found = db.session.scalars(select(Pass).where(Pass.member_id == member.id)).first()
    if found is None:
        product = db.session.get_one(PassProduct, _product())
        same = {
            name: getattr(product, name) for name in ("operator_id", "kind", "size", "price_cents", "scope", "kinds")
        }
        day = now().date()
        found = Pass(product_id=product.id, member_id=member.id, voucher="single", status="cancelled", **same)
        found.use_value_cents, found.valid_from, found.valid_until = 0, day, day
        db.session.add(found)
        db.session.flush()
    return str(found.id)


def _settlement() -> int:
    """What OPERATOR owes another for a month."""
    found = db.session.scalars(select(Settlement.id)).first()
    if found is None:
        own, *others = sorted(db.session.scalars(select(Operator)), key=lambda one: one.slug != OPERATOR)
        row = Settlement(from_operator_id=own.id, to_operator_id=others[0].id, month=date(2026, 1, 1))
        row.uses, row.amount_cents = 2, 1800
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def _company() -> int:
    """A company of OPERATOR that is not active: what MEMBER books costs what it costs."""
    found = db.session.scalars(select(Company.id).where(Company.name == "Beispiel GmbH")).first()
    if found is None:
        owner = _one(select(Operator).where(Operator.slug == OPERATOR))
        row = Company(operator_id=owner.id, name="Beispiel GmbH", address="Weg 1", email="lohn@example.org")
        row.is_active = False
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def _company_row(**of: Any) -> int:
    """The row of somebody whom that company pays for, or who is invited to it."""
    found = db.session.scalars(select(CompanyMember.id).filter_by(company_id=_company(), **of)).first()
    if found is None:
        row = CompanyMember(company_id=_company(), joined_at=now() if "member_id" in of else None, **of)
        row.expires_at = now() + timedelta(days=14)
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def _company_invitation() -> str:
    """A link for MEMBER to join another company, made once."""
    secret = "an-invitation-of-a-company-for-tests"
    there = db.session.scalars(select(CompanyMember.id).where(CompanyMember.digest == digest(secret))).first()
    if there is None:
        owner = _one(select(Operator).where(Operator.slug == OPERATOR))
        other = Company(operator_id=owner.id, name="Zweite GmbH", address="Weg 2", email="lohn@example.org")
        db.session.add(other)
        db.session.flush()
        until = now() + timedelta(days=14)
        db.session.add(CompanyMember(company_id=other.id, email=MEMBER, digest=digest(secret), expires_at=until))
    return secret


def _invoice(member: Member, hub: Hub) -> str:
    """One that the hub's operator has sent to MEMBER."""
    of_member = select(InvoiceReader.invoice_id).where(InvoiceReader.member_id == member.id)
    found = db.session.scalars(of_member.join(Invoice).where(Invoice.operator_id == hub.operator_id)).first()
    if found is None:
        [made] = issuing_actions.issue(drafts=[draft(hub.operator_id, [member.id])])
        found = made.id
    return str(found)


def rules(app: Flask, method: str = "GET") -> list[Rule]:
    return sorted((r for r in app.url_map.iter_rules() if method in (r.methods or ())), key=str)


def addresses(app: Flask, samples: Samples) -> dict[str, list[str]]:
    """By endpoint. An AssertionError names the routes with arguments for which this file has no sample."""
    found = {
        rule.endpoint: ADDRESSES[rule.endpoint](samples) if rule.endpoint in ADDRESSES else [_of_the_hub(rule)]
        for rule in rules(app)
    }
    missing = [address for here in found.values() for address in here if "<" in address]
    assert not missing, f"no sample for {missing}: add one to tests/support/sitemap.py"
    return found


def _of_the_hub(rule: Rule) -> str:
    """The host of HUB looks at its pages, somebody of OPERATOR at the operator's."""
    if str(rule).startswith("/operators/"):
        return str(rule).replace("<operator>", OPERATOR)
    return str(rule).replace("<slug>", HUB) if str(rule).startswith("/host/") else str(rule)


def log_in(client: Any, email: str = MEMBER) -> None:
    """By the demo's password."""
    answer = client.post("/login", data={"email": email, "password": DEMO_PASSWORD})
    assert answer.status_code == 303, answer.text


def _one(query: Any) -> Any:
    found = db.session.scalars(query.limit(1)).first()
    assert found is not None, f"the demo district lacks what the tests need: {query}"
    return found
