"""What kinds and features of spaces, lengths of time and rules are called."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from core.formats import from_iso, from_to, listed
from core.timespans import Interval
from hubs.rules import Rules

AMENITIES: dict[str, Any] = {
    "wifi": _l("Wi-Fi"),
    "coffee": _l("Coffee and tea"),
    "kitchen": _l("Kitchen"),
    "printer": _l("Printer"),
    "parking": _l("Car park"),
    "bicycle-stand": _l("Bicycle stand"),
    "charging": _l("Charging for bicycle or car"),
    "shower": _l("Shower"),
    "toilet": _l("Toilet"),
    "accessible-toilet": _l("Accessible toilet"),
    "lockers": _l("Lockers"),
    "parcel-station": _l("Parcel station"),
    "children": _l("Children welcome"),
    "garden": _l("Garden"),
}

AMENITY_ICONS = {
    "wifi": "wifi",
    "coffee": "coffee",
    "kitchen": "kitchen",
    "printer": "printer",
    "parking": "parking",
    "bicycle-stand": "bicycle",
    "charging": "power",
    "shower": "shower",
    "accessible-toilet": "step-free",
    "lockers": "locker",
    "parcel-station": "parcel",
    "children": "family",
    "garden": "leaf",
}

KINDS: dict[str, Any] = {
    "desk": _l("Desk"),
    "room": _l("Room"),
    "booth": _l("Phone booth"),
    "workshop": _l("Workshop"),
    "locker": _l("Locker"),
}

GROUPS: dict[str, Any] = {
    "residents": _l("Residents"),
    "clubs": _l("Clubs"),
    "staff": _l("Staff"),
    "reduced": _l("Reduced price"),
}
"""Of members (`hubs.tariffs.GROUPS`)."""

FEATURES: dict[str, Any] = {
    "monitor": _l("Monitor"),
    "docking-station": _l("Docking station"),
    "height-adjustable": _l("Height-adjustable desk"),
    "quiet": _l("Quiet place"),
    "step-free": _l("Step-free access"),
    "wheelchair-space": _l("Space for a wheelchair"),
    "hearing-loop": _l("Hearing loop"),
    "window": _l("By the window"),
    "wifi": _l("Wi-Fi"),
    "video-conference": _l("Video conferencing"),
    "projector": _l("Projector"),
    "whiteboard": _l("Whiteboard"),
    "printer": _l("Printer"),
    "kitchen": _l("Kitchen"),
    "children": _l("Children welcome"),
    "charging": _l("Charging for bicycle or car"),
    "induction": _l("Induction needed"),
}

ICONS = {
    "monitor": "monitor",
    "height-adjustable": "height-adjustable",
    "quiet": "quiet",
    "step-free": "step-free",
    "wifi": "wifi",
    "projector": "projector",
    "printer": "printer",
    "kitchen": "kitchen",
    "children": "family",
    "charging": "power",
    "induction": "info",
}
"""Features that have a drawing of their own."""


def count_of(kind: str, number: int) -> Any:
    """6 desks · 1 room."""
    match kind:
        case "desk":
            return _ln("%(num)s desk", "%(num)s desks", number)
        case "room":
            return _ln("%(num)s room", "%(num)s rooms", number)
        case "booth":
            return _ln("%(num)s phone booth", "%(num)s phone booths", number)
        case "workshop":
            return _ln("%(num)s workshop place", "%(num)s workshop places", number)
        case "locker":
            return _ln("%(num)s locker", "%(num)s lockers", number)
    raise ValueError(kind)


def length(minutes: int) -> Any:
    """30 minutes · 4 hours · 2 days; what is no whole number of hours is said in minutes."""
    if minutes % (24 * 60) == 0 and minutes:
        return _ln("%(num)s day", "%(num)s days", minutes // (24 * 60))
    if minutes % 60 == 0 and minutes:
        return _ln("%(num)s hour", "%(num)s hours", minutes // 60)
    return _ln("%(num)s minute", "%(num)s minutes", minutes)


def rule_sentences(rules: Rules) -> list[Any]:
    """All rules, each as one plain sentence; what goes without saying is left out."""
    said = [sentence for say in _SENTENCES if (sentence := say(rules))]
    return said if rules.over_lunch else [*said, over_lunch(rules)]


def exceptions(rules: Rules, usual: Rules) -> list[Any]:
    """Those sentences in which a space's rules differ from its hub's."""
    said = [(say, say(rules), say(usual)) for say in (*_SENTENCES, check_in, over_lunch)]
    differing = [ours or _WITHOUT.get(say) for say, ours, theirs in said if ours != theirs]
    return [sentence for sentence in differing if sentence]


def _ahead(rules: Rules) -> Any:
    days = length(rules.horizon_days * 24 * 60)
    if not rules.notice_minutes:
        return _l("You can book up to %(days)s ahead, or for right now.", days=days)
    notice = length(rules.notice_minutes)
    return _l("You can book up to %(days)s ahead, at least %(notice)s before the start.", days=days, notice=notice)


def _lengths(rules: Rules) -> Any:
    shortest, longest, step = map(length, (rules.min_minutes, rules.max_minutes, rules.grid_minutes))
    return _l(
        "From %(shortest)s to %(longest)s, in steps of %(step)s.",
        shortest=shortest,
        longest=longest,
        step=step,
    )


def _cancelling(rules: Rules) -> Any:
    if not rules.cancel_deadline_minutes:
        return _l("You can cancel until it starts.")
    return _l("You can cancel up to %(deadline)s before it starts.", deadline=length(rules.cancel_deadline_minutes))


def _active(rules: Rules) -> Any:
    if rules.max_active is None:
        return _l("You can have any number of upcoming bookings.")
    return _ln(
        "You can have %(num)s upcoming booking at a time.",
        "You can have up to %(num)s upcoming bookings at a time.",
        rules.max_active,
    )


_EVERYONE = _l("Everybody with an account can book.")


def _admission(rules: Rules) -> Any:
    return {
        "everyone": None,
        "members": _l("Members of the hub can book; the hosts can make you a member."),
        "approval": _l("The hosts decide on each booking: you send a request and get their answer by email."),
    }[rules.admission]


def _needs_account(rules: Rules) -> Any:
    return _l("You need an account to book.") if rules.needs_account else None


def check_in(rules: Rules) -> Any:
    """From when one can check in."""
    if not rules.check_in_lead_minutes:
        return _l("You can check in from the start of your booking.")
    return _l("You can check in from %(lead)s before the start.", lead=length(rules.check_in_lead_minutes))


def over_lunch(rules: Rules) -> Any:
    """Whether a booking may go over the hub's lunch break."""
    if rules.over_lunch:
        return _l("A booking may go over the lunch break.")
    return _l("A booking cannot go over the lunch break.")


def closed_meanwhile(breaks: Iterable[Interval], zone: str) -> str:
    """What whoever has a booking over these breaks (`hubs.lunch.crossed`) has to know; "" where there are none."""
    times = listed(list(dict.fromkeys(from_to(*gap, zone) for gap in breaks)))
    if not times:
        return ""
    return str(_("The hub is closed %(times)s. You cannot get in during this time.", times=times))


def closed_told(breaks: Iterable[Sequence[str]], zone: str) -> str:
    """The same of breaks as a mail carries them: from and to as texts."""
    return closed_meanwhile((Interval(from_iso(start), from_iso(end)) for start, end in breaks), zone)


def _release(rules: Rules) -> Any:
    if rules.release_minutes is None:
        return None
    after = length(rules.release_minutes)
    return _l("If nobody has checked in %(after)s after the start, the place is free for others.", after=after)


def _no_shows(rules: Rules) -> Any:
    if rules.most_no_shows is None:
        return None
    return _ln(
        "If you miss %(num)s booking within %(days)s without cancelling, the hosts decide on your next ones.",
        "If you miss %(num)s bookings within %(days)s without cancelling, the hosts decide on your next ones.",
        rules.most_no_shows,
        days=length(rules.no_show_days * 24 * 60),
    )


def _answering(rules: Rules) -> Any:
    if rules.answer_hours is None or rules.admission != "approval":
        return None
    return _l("The hosts answer requests within %(time)s.", time=length(rules.answer_hours * 60))


def _held(rules: Rules) -> Any:
    return {
        "whole": None,
        "ends": _l("Things may stay overnight and while the hub is closed. You need it open to put in and take out."),
        "any": _l("Things may stay overnight. You can put in and take out at any time, also while the hub is closed."),
    }[rules.held]


def _gap(rules: Rules) -> Any:
    if rules.gap_minutes is None:
        return None
    return _l("At least %(gap)s must lie between two of your bookings.", gap=length(rules.gap_minutes))


def _groups(rules: Rules) -> Any:
    if not rules.groups:
        return None
    return _l("Only for: %(groups)s.", groups=listed([str(GROUPS[group]) for group in rules.groups]))


_SENTENCES = (
    *(_admission, _groups, _needs_account, _answering, _ahead, _lengths, _held),
    *(_cancelling, _active, _gap, _release, _no_shows),
)
_WITHOUT: dict[object, Any] = {
    _admission: _EVERYONE,
    _groups: _EVERYONE,
    _needs_account: _l("You can book it without an account."),
    _gap: _l("Your bookings may follow each other directly."),
    _release: _l("The place stays yours, also if nobody checks in."),
}
"""What is said of a space whose hub has a rule that it has not."""
