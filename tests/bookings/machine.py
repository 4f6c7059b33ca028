"""What members, hosts, jobs and the clock may do, each compared with the model. `test_machine.py` lets them do it.

After each step both must have the same to say: who has which space, how each booking reads, who waits, what was refused
and why.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Connection

from bookings.rules import STEPS
from core.errors import DomainError
from tests.bookings.naive import ALIVE, DESKS, SPACES, Claim, Wait, midnight, opened, wall
from tests.bookings.naive_acts import NO_STEP, YES, Acting
from tests.support.house import at
from tests.support.machine_hubs import NAMES, Hubs, minutes
from tests.support.machine_rows import Written

AUTUMN = [at("2026-10-23", "7:40"), at("2026-10-24", "20:10"), at("2026-10-25", "0:20")]
SPRING = [at("2027-03-25", "7:40"), at("2027-03-27", "20:10"), at("2027-03-28", "0:20")]
"""Before the clock is set back, and forward."""
WHO = st.sampled_from(NAMES)
SPACE = st.sampled_from(sorted(SPACES))
TOGETHER = st.lists(SPACE, min_size=2, max_size=4, unique=True)
NUMBERS = st.integers(0, 30)
WHEN = st.tuples(st.sampled_from([0, 0, 1, 1, 2, 6]), st.integers(0, 5), st.sampled_from([0] * 15 + [15]))
"""In so many days, at the so many-th hour that the hub is open, and so many minutes later."""
LENGTH = st.sampled_from([30, 60, 60, 60, 90, 120, 120, 180, 300, 330])
FIRST_MINUTES = st.sampled_from([60, 120, 150, 9 * 60, 10 * 60])
HOURS = st.sampled_from([60, 90, 120])
EVERY = st.sampled_from([1, 1, 2, 7])
OFTEN = st.integers(0, 3)
ANSWER = st.sampled_from(["approve", "decline", "decline", ""])
AFTERWARDS = st.sampled_from(["take", "take", "leave", "late", "nothing"])
COMING = st.sampled_from(["check_in", "check_in", "host: check_in", "check_out", "longer", "nothing"])
LATE = st.sampled_from([-60, -20, -15, -5, 0, 5, 10, 25, 30, 35, 60])
MANY = st.sampled_from([1, 2, 2, 3])


class Machine(RuleBasedStateMachine):
    """What members, hosts, jobs and the clock may do."""

    hubs: Hubs
    clock: Any
    connection: Connection
    seen: Counter[tuple[str, str]]
    """How often each act was answered so: "" is done."""

    @initialize(start=st.sampled_from(AUTUMN))
    def begin(self, start: Any) -> None:
        self.clock.move_to(start)
        self.mark = self.connection.begin_nested()
        self.written = Written(self.connection, self.hubs)
        self.naive = Acting(minutes(start))
        self.is_winter = False
        self.last_event, self.status_of = 0, dict[Any, str | None]()

    def teardown(self) -> None:
        if hasattr(self, "mark"):
            self.mark.rollback()

    def _claim(self, number: int, may: Callable[[Claim], set[str]] | None = None) -> Claim:
        """Mostly one with which it may be done, or that is alive, and one of the last: what is long over has little to
        say."""
        alive = [one for one in self.naive.claims if self.naive.reads(one) in ALIVE]
        fit = [one for one in alive if may(one) == YES] if may else []
        recent = (fit[-6:] or alive[-6:]) if number < 25 else []
        recent = recent or self.naive.claims[-10:]
        return recent[number % len(recent)]

    def _start(self, hub: str, when: tuple[int, int, int]) -> int:
        days, hour, more = when
        day = wall(self.naive.now).date() + timedelta(days=days)
        hours = [m for m in sorted(opened(hub, day)) if m % 60 == 0 and (days or m > self.naive.now)]
        first = hours[hour % len(hours)] if hours else midnight(day) + 10 * 60
        return first + more

    def _do(self, name: str, act: Callable[[], Any], expected: set[str]) -> tuple[bool, Any]:
        """Whether it was done, and what it made; else it was refused as the model has it."""
        made, code = None, ""
        try:
            made = act()
        except DomainError as error:
            code = error.code
        assert code in expected, f"it said {code or 'yes'!r}, the model {sorted(expected)}"
        self.seen[name, code] += 1
        return not code, made

    def _agree(self) -> None:
        """Whoever waits has had their turn; then everything is compared."""
        self.hubs.look_at_waiting_list()
        rows = self.written.bookings()
        self.naive.propose(lambda wait, spaces: self._made_for(wait, spaces, rows))
        known = {one.key: one for one in self.naive.claims}
        assert rows.keys() == known.keys(), "there are bookings that the model has not, or the other way round"
        for key, row in rows.items():
            one = known[key]
            assert (row.who, row.space, row.start, row.end) == (one.who, one.space, one.start, one.end)
            assert row.status == self.naive.reads(one), f"{one} reads {row.status}"
        taken = self.written.taken()
        assert taken == self.naive.taken()
        same = [(one, other) for one, other in pairwise(taken) if one[0] == other[0] and other[1] < one[2]]
        assert not same, f"taken twice: {same}"
        self._check_waiting()
        self._check_steps(rows)

    def _made_for(self, wait: Wait, spaces: Any, rows: Any) -> tuple[Any, str]:
        known = {one.key for one in self.naive.claims}
        new = [row for row in rows.values() if row.key not in known]
        for row in new:
            if (row.who, row.start, row.end) == (wait.who, wait.start, wait.end) and row.space in spaces:
                return row.key, row.space
        raise AssertionError(f"nothing was proposed to {wait}, for whom {spaces} are free")

    def _check_waiting(self) -> None:
        waiting = self.written.waiting()
        assert waiting.keys() == {one.key for one in self.naive.waits}
        for one in self.naive.waits:
            at_once, booking, passed = waiting[one.key]
            state = self.naive.state(one)
            assert (at_once, passed or booking is not None) == (one.at_once, state != "waiting"), f"{one} is {state}"
            assert not passed or state == "passed"
            assert booking is None or (one.claim is not None and booking == one.claim.key)

    def _check_steps(self, rows: Any) -> None:
        """Each step is one of the table, and begins where the one before has ended."""
        for number, key, was, to in self.written.steps(self.last_event):
            assert was == self.status_of.get(key), f"{was} → {to} after {self.status_of.get(key)}"
            assert was is None or was == to or to in STEPS[was], f"{was} → {to}"
            self.last_event, self.status_of[key] = number, to
        assert all(self.status_of[key] == row.written for key, row in rows.items())

    @rule(who=WHO, space=SPACE, when=WHEN, length=LENGTH, answer=ANSWER)
    def book(self, who: str, space: str, when: Any, length: int, answer: str) -> None:
        """Where hosts decide, they may do so at once."""
        start = self._start(SPACES[space], when)
        end = start + length
        expected = self.naive.book(who, space, start, end)
        done, key = self._do("book", lambda: self.hubs.book(who, space, start, end), {expected})
        claim = self.naive.add(key, who, space, start, end) if done else None
        self._agree()
        if claim is not None and answer and self.naive.reads(claim) == "requested":
            self._by_host(answer, claim)

    @rule(who=WHO, when=WHEN, length=LENGTH, spaces=st.one_of(st.none(), TOGETHER))
    def book_any_or_several(self, who: str, when: Any, length: int, spaces: list[str] | None) -> None:
        if spaces is None:
            self._book_any(who, when, length)
        else:
            self._book_group(who, spaces, when, length)

    def _book_any(self, who: str, when: Any, length: int) -> None:
        start = self._start("rathaus", when)
        end, desks = start + length, DESKS["rathaus"]
        refused = self.naive.may_have(who, desks[0], start, end)
        free = [space for space in desks if self.naive.is_free(space, start, end)]
        expected = refused or ("" if free else "slot-taken")
        done, key = self._do("book_any", lambda: self.hubs.book_any(who, "rathaus", start, end), {expected})
        if done:
            space = self.written.bookings()[key].space
            assert space in free
            self.naive.add(key, who, space, start, end)
        self._agree()

    def _book_group(self, who: str, spaces: list[str], when: Any, length: int) -> None:
        spaces = [space for space in spaces if SPACES[space] == SPACES[spaces[0]]]
        start = self._start(SPACES[spaces[0]], when)
        end = start + length
        expected = self.naive.book_group(who, spaces, start, end)
        done, made = self._do("book_group", lambda: self.hubs.book_group(who, spaces, start, end), expected)
        for space, key in made if done else ():
            self.naive.add(key, who, space, start, end)
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(number=NUMBERS, when=WHEN, length=LENGTH, stays=st.booleans(), other=NUMBERS)
    def move(self, number: int, when: Any, length: int, stays: bool, other: int) -> None:
        claim = self._claim(number, lambda one: NO_STEP if one.is_proposal else YES)
        same_hub = [space for space in sorted(SPACES) if SPACES[space] == claim.hub]
        space = claim.space if stays else same_hub[other % len(same_hub)]
        start = claim.start if stays else self._start(claim.hub, when)
        self._move(claim, space, start, start + length)

    def _move(self, claim: Claim, space: str, start: int, end: int) -> None:
        expected = self.naive.move(claim, space, start, end)
        if self._do("move", lambda: self.hubs.move(claim.key, claim.who, space, start, end), expected)[0]:
            self.naive.do_move(claim, space, start, end)
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        self._cancel(self._claim(number, self.naive.cancel))

    def _cancel(self, claim: Claim) -> None:
        if self._do("cancel", lambda: self.hubs.cancel(claim.key, claim.who, claim.space), self.naive.cancel(claim))[0]:
            self.naive.do_cancel(claim)
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(number=NUMBERS)
    def check_in(self, number: int) -> None:
        self._check_in(self._claim(number, lambda one: self._comes(one, by_host=False)))

    def _comes(self, claim: Claim, *, by_host: bool) -> set[str]:
        return NO_STEP if claim.status == "checked_in" else self.naive.check_in(claim, by_host=by_host)

    def _is_expected(self, claim: Claim) -> set[str]:
        return YES if claim.status == "confirmed" and self.naive.now < claim.start + 30 else NO_STEP

    def _check_in(self, claim: Claim) -> None:
        expected = self.naive.check_in(claim, by_host=False)
        if self._do("check_in", lambda: self.hubs.check_in(claim.key, claim.who, claim.space), expected)[0]:
            claim.status = "checked_in"
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(number=NUMBERS)
    def check_out(self, number: int) -> None:
        self._check_out(self._claim(number, self.naive.check_out))

    def _check_out(self, claim: Claim) -> None:
        expected = self.naive.check_out(claim)
        if self._do("check_out", lambda: self.hubs.check_out(claim.key, claim.who, claim.space), expected)[0]:
            self.naive.do_check_out(claim)
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(number=NUMBERS, what=st.sampled_from(["cancel", "check_in", "undo_check_in", "approve"]))
    def host_does(self, number: int, what: str) -> None:
        may = {
            "approve": self.naive.approve,
            "cancel": self.naive.cancel_by_host,
            "check_in": lambda one: self._comes(one, by_host=True),
            "undo_check_in": lambda one: self.naive.undo_check_in(one) if one.status == "checked_in" else NO_STEP,
        }[what]
        self._by_host(what, self._claim(number, may))

    def _by_host(self, what: str, claim: Claim) -> None:
        expected = {
            "approve": self.naive.approve,
            "decline": self.naive.decline,
            "cancel": self.naive.cancel_by_host,
            "check_in": lambda one: self.naive.check_in(one, by_host=True),
            "undo_check_in": self.naive.undo_check_in,
        }[what](claim)
        if self._do(f"host: {what}", lambda: self.hubs.by_host(what, claim.key, claim.space), expected)[0]:
            self._host_did(what, claim)
        self._agree()

    def _host_did(self, what: str, claim: Claim) -> None:
        if what == "approve":
            self.naive.do_approve(claim)
        elif what == "cancel":
            self.naive.do_cancel(claim)
        elif what == "undo_check_in":
            self.naive.do_undo_check_in(claim)
        else:
            claim.status = {"decline": "declined", "check_in": "checked_in"}[what]

    @rule(space=SPACE, when=WHEN, length=LENGTH)
    def block(self, space: str, when: Any, length: int) -> None:
        start = max(self._start(SPACES[space], when), self.naive.now)
        mine = (space, start, start + length)
        expected = YES if self.naive.is_untouched(*mine) else {"slot-taken"}
        done, key = self._do("block", lambda: self.hubs.block(*mine), expected)
        if done:
            self.naive.blocked[key] = mine
        self._agree()

    @precondition(lambda self: self.naive.blocked)
    @rule(number=NUMBERS)
    def unblock(self, number: int) -> None:
        key = list(self.naive.blocked)[number % len(self.naive.blocked)]
        space = self.naive.blocked.pop(key)[0]
        self._do("unblock", lambda: self.hubs.unblock(key, space), YES)
        self._agree()

    @rule(who=WHO, space=SPACE, first=st.integers(0, 3), every=EVERY, at=FIRST_MINUTES, last=HOURS, then=OFTEN)
    def book_series(self, who: str, space: str, first: int, every: int, at: int, last: int, then: int) -> None:
        """Sometimes its times are others at once."""
        day = wall(self.naive.now).date() + timedelta(days=first)
        days, times = [day + timedelta(days=n * every) for n in range(3)], (at, at + last)
        found = self.naive.plan(who, space, days, times)
        expected = "limit-reached" if found and self.naive.is_at_limit(who, SPACES[space]) else ""
        done, made = self._do("book_series", lambda: self.hubs.book_series(who, space, days, times), {expected})
        if done:
            series, booked = made or (None, [])
            assert [day for _key, day in booked] == [day for day, _start, _end in found]
            for (key, _day), (day, start, end) in zip(booked, found, strict=True):
                self.naive.add(key, who, space, start, end, series=series, day=day)
        self._agree()
        if done and made and then:
            self._change_series(then, (at + 30, at + 30 + last), goes=False)

    def _of_series(self, number: int) -> tuple[Claim, date, list[Claim]] | None:
        """One of a series, and with it all from some day on."""
        known = [one for one in self.naive.claims if one.series is not None]
        coming = [one for one in known if one.start > self.naive.now and self.naive.reads(one) in ALIVE]
        known = [one for one in coming if not one.is_own] or coming or known[-6:]
        if not known:
            return None
        one = known[number % len(known)]
        first = one.day or wall(one.start).date()
        return one, first, self.naive.of_series(one.series, first)

    @precondition(lambda self: any(one.series for one in self.naive.claims))
    @rule(number=NUMBERS, goes=st.booleans(), at=FIRST_MINUTES, last=HOURS)
    def change_series(self, number: int, goes: bool, at: int, last: int) -> None:
        self._change_series(number, (at, at + last), goes=goes)

    def _change_series(self, number: int, times: tuple[int, int], *, goes: bool) -> None:
        found = self._of_series(number)
        assert found is not None
        if goes:
            self._cancel_series(*found)
        else:
            self._move_series(*found, times)
        self._agree()

    def _cancel_series(self, one: Claim, first: date, chosen: list[Claim]) -> None:
        expected, going = self.naive.cancel_series(chosen)
        act = lambda: self.hubs.cancel_series(one.series, one.who, one.space, first)  # noqa: E731
        if self._do("cancel_series", act, expected)[0]:
            for claim in going:
                self.naive.do_cancel(claim)

    def _move_series(self, one: Claim, first: date, chosen: list[Claim], times: tuple[int, int]) -> None:
        expected, moves = self.naive.move_series(chosen, times)
        act = lambda: self.hubs.move_series(one.series, one.who, one.space, first, times)  # noqa: E731
        if self._do("move_series", act, expected)[0]:
            for claim, start, end in moves:
                self.naive.do_move(claim, claim.space, start, end, alone=False)

    @rule(who=WHO, space=SPACE, any_desk=st.booleans(), when=WHEN, length=LENGTH, at_once=st.booleans())
    def join(self, who: str, space: str, any_desk: bool, when: Any, length: int, at_once: bool) -> None:
        start = self._start(SPACES[space], when)
        desks = tuple(DESKS[SPACES[space]])
        wish = Claim(None, who, space, start, start + length, "")
        self._join(who, desks if any_desk and space in desks else (space,), wish, at_once)

    def _join(self, who: str, spaces: tuple[str, ...], like: Claim, at_once: bool) -> None:
        """Each a while after the one before."""
        self._shift(5)
        start, end = like.start, like.end
        expected = self.naive.join(who, spaces, start, end)
        done, key = self._do("join", lambda: self.hubs.join(who, spaces, start, end, at_once=at_once), {expected})
        if done:
            self.naive.do_join(key, who, spaces, start, end, at_once)
        self._agree()

    @precondition(lambda self: any(one.start > self.naive.now + 90 for one in self.naive.claims))
    @rule(
        order=st.permutations(NAMES),
        many=MANY,
        number=NUMBERS,
        at_once=st.booleans(),
        goes=st.booleans(),
        then=AFTERWARDS,
    )
    def wait_for_what_is_taken(
        self, order: list[str], many: int, number: int, at_once: bool, goes: bool, then: str
    ) -> None:
        """One after the other waits for what another has, who then gives it up."""
        coming = [one for one in self.naive.claims if one.start > self.naive.now + 90]
        alive = [one for one in coming if self.naive.reads(one) in ALIVE] or coming
        claim = alive[number % len(alive)]
        desks = tuple(DESKS[claim.hub])
        spaces = desks if number % 4 == 0 and claim.space in desks else (claim.space,)
        for who in order[:many]:
            self._join(who, spaces, claim, at_once)
        if goes:
            self._cancel(claim)
        held = [one.claim for one in self.naive.waits if one.claim is not None]
        if held and then == "take":
            self._take(held[-1])
        elif self.naive.waits and then == "leave":
            self._leave(self.naive.waits[number % len(self.naive.waits)])
        elif held and then == "late":
            self._go_on(30)

    @precondition(lambda self: self.naive.waits)
    @rule(number=NUMBERS, goes=st.booleans())
    def who_waits_answers(self, number: int, goes: bool) -> None:
        """They take what is proposed to them, or wait no longer."""
        held = [one.claim for one in self.naive.waits if one.claim is not None]
        if held and not goes:
            self._take(held[number % len(held)])
        else:
            self._leave(self.naive.waits[number % len(self.naive.waits)])

    def _take(self, claim: Claim) -> None:
        if self._do("take", lambda: self.hubs.take(claim.key, claim.who, claim.space), self.naive.take(claim))[0]:
            self.naive.do_take(claim)
        self._agree()

    def _leave(self, wait: Wait) -> None:
        self._do("leave", lambda: self.hubs.leave(wait.key, wait.who, wait.spaces[0]), YES)
        self.naive.do_leave(wait)
        if wait.claim is not None and self.written.bookings()[wait.claim.key].written == "cancelled":
            wait.claim.status = "cancelled"
        self._agree()

    @rule(who=WHO, goes=st.booleans())
    def trainer_does(self, who: str, goes: bool) -> None:
        """Who has an induction loses it, or has it for longer."""
        if goes and who in self.naive.inducted:
            del self.naive.inducted[who]
            self._do("take_induction_back", lambda: self.hubs.take_induction_back(who), YES)
        else:
            self._do("induct", lambda: self.hubs.induct(who), YES)
            self.naive.inducted[who] = _a_month_later(self.naive.now)
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(number=NUMBERS, late=LATE, then=COMING)
    def time_comes(self, number: int, late: int, then: str) -> None:
        """It is the time of a booking, or nearly, and its person comes, leaves or stays longer."""
        claim = self._claim(number, self._is_expected)
        if self.naive.now < claim.start + late:
            self._go_on(claim.start + late - self.naive.now)
        if then == "longer":
            self._move(claim, claim.space, claim.start, claim.end + 30)
        elif then == "check_in":
            self._check_in(claim)
        elif then == "host: check_in":
            self._by_host("check_in", claim)
        elif then == "check_out":
            self._check_out(claim)

    @precondition(lambda self: any(self.naive.reads(one) == "requested" for one in self.naive.claims))
    @rule(number=NUMBERS, what=st.sampled_from(["approve", "decline"]))
    def host_answers(self, number: int, what: str) -> None:
        asked = [one for one in self.naive.claims if self.naive.reads(one) == "requested"]
        self._by_host(what, asked[number % len(asked)])

    @rule(late=st.sampled_from([5, 30, 60, 180, 12 * 60]), number=st.integers(0, 3), goes_on=st.booleans())
    def time_goes_by(self, late: int, number: int, goes_on: bool) -> None:
        """For some minutes, or until the next moment at which something runs out, begins or ends."""
        coming = [] if goes_on else self.naive.moments()[:4]
        self._go_on(coming[number % len(coming)] - self.naive.now if coming else late)

    def _go_on(self, late: int) -> None:
        self.seen["time", ""] += 1
        self._shift(late)
        self._agree()

    def _shift(self, late: int) -> None:
        self.clock.shift(timedelta(minutes=late))
        self.naive.now += late

    @precondition(lambda self: not self.is_winter and self.naive.now > minutes(at("2026-10-25", "4:00")))
    @rule(until=st.sampled_from(SPRING))
    def winter_goes_by(self, until: Any) -> None:
        self.seen["winter", ""] += 1
        self.clock.move_to(until)
        self.naive.now, self.is_winter = minutes(until), True
        self._agree()

    @precondition(lambda self: self.naive.claims)
    @rule(is_over=st.booleans())
    def job_runs(self, is_over: bool) -> None:
        if is_over:
            self._do("what_is_over_is_closed", self.hubs.close_past, YES)
            self.naive.close()
        else:
            self._do("what_ran_out_is_written_down", self.hubs.write_down_what_ran_out, YES)
        self._agree()

    @rule(space=SPACE, when=WHEN, length=LENGTH, all_day=st.booleans())
    def ask_what_is_free(self, space: str, when: Any, length: int, all_day: bool) -> None:
        day = wall(self.naive.now).date() + timedelta(days=when[0])
        start = max(self._start(SPACES[space], when), self.naive.now)
        if all_day:
            self.seen["free minutes", ""] += 1
            assert self.hubs.free_minutes(space, day) == self.naive.free_minutes(space, day)
        else:
            self.seen["fits", ""] += 1
            assert self.hubs.fits(space, start, start + length) == self.naive.fits(space, start, start + length)


def _a_month_later(now: int) -> int:
    day = wall(now).date()
    later = date(day.year, day.month + 1, min(day.day, 30)) if day.month < 12 else date(day.year + 1, 1, day.day)
    return midnight(later + timedelta(days=1))
