"""What becomes of each thing that people do, and what they are told: the naive model's own answer.

Where something has run out and no job has written it down yet, two answers may be right, and both are named.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from tests.bookings.naive import ALIVE, HOLD, LEAD, OPEN, RULES, SPACES, TAKES, Claim, Naive, Wait, midnight, on, wall

Codes = set[str]
YES: Codes = {""}
NO_STEP: Codes = {"step-not-allowed"}
Times = tuple[int, int]
Found = Callable[[Wait, Sequence[str]], tuple[Any, str]]
"""Which booking was made for who waits, and which of these spaces they have."""


class Acting(Naive):
    """Each says first what is to be answered; `do_…` is what has changed after a yes."""

    def book(self, who: str, space: str, start: int, end: int) -> str:
        refused = self.may_have(who, space, start, end)
        return refused or ("" if self.is_free(space, start, end) else "slot-taken")

    def book_group(self, who: str, spaces: Sequence[str], start: int, end: int) -> Codes:
        """All of these spaces of one hub, or none."""
        if any(other in TAKES[space] for space in spaces for other in spaces if other != space):
            return {"not-together"}
        if refused := {code for space in spaces if (code := self.refused_time(space, start, end))}:
            return refused
        if not all(self.may_use(who, space, end) for space in spaces):
            return {"induction-needed"}
        if self.is_at_limit(who, SPACES[spaces[0]], len(spaces)):
            return {"limit-reached"}
        return YES if all(self.is_free(space, start, end) for space in spaces) else {"slot-taken"}

    def move(self, claim: Claim, space: str, start: int, end: int) -> Codes:
        if (claim.space, claim.start, claim.end) == (space, start, end) and claim.status in ALIVE:
            if self.is_gone(claim) or claim.end <= self.now:
                return NO_STEP | YES
            return YES
        if self.reads(claim) not in ALIVE or claim.is_proposal:
            return NO_STEP
        has_begun = claim.start <= self.now or claim.status == "checked_in"
        if has_begun and (claim.space, claim.start) != (space, start):
            return {"already-begun"}
        keeps, in_series = start == claim.start, claim.series is not None
        if refused := self.refused_time(space, start, end, keeps_start=keeps, series=in_series):
            return {refused}
        if not self.may_use(claim.who, space, end):
            return {"induction-needed"}
        return YES if self.is_free(space, start, end, claim.key) else {"slot-taken"}

    def do_move(self, claim: Claim, space: str, start: int, end: int, *, alone: bool = True) -> None:
        if (claim.space, claim.start, claim.end) == (space, start, end):
            return
        has_begun = claim.start <= self.now
        claim.release = claim.release if has_begun else self.release_at(space, start)
        claim.space, claim.start, claim.end = space, start, end
        claim.is_own = claim.is_own or (alone and claim.series is not None)
        if claim.status in {"requested", "confirmed"} and not has_begun:
            asks = self.hosts_decide(claim.who, claim.hub, with_no_shows=claim.status == "requested")
            claim.status = "requested" if asks else "confirmed"
            claim.until = self.answer_until(claim.hub, start) if asks else None

    def cancel(self, claim: Claim) -> Codes:
        if claim.status == "cancelled":
            return YES
        if claim.status in {"requested", "held"}:
            return NO_STEP | YES if self.is_gone(claim) else YES
        if claim.status != "confirmed":
            return NO_STEP
        if self.now <= claim.start - RULES[claim.hub]["cancel"]:
            return YES
        return {"too-late-to-cancel"} | (NO_STEP if self.is_gone(claim) else set())

    def do_cancel(self, claim: Claim) -> None:
        claim.status = "cancelled"
        self.waits = [one for one in self.waits if one.claim is not claim]

    def cancel_by_host(self, claim: Claim) -> Codes:
        may = claim.status == "cancelled" or self.reads(claim) in {"requested", "held", "confirmed"}
        return YES if may else NO_STEP

    def approve(self, claim: Claim) -> Codes:
        if self.reads(claim) != "requested":
            return {"already-answered"}
        return YES if self.may_use(claim.who, claim.space, claim.end) else {"induction-needed"}

    def do_approve(self, claim: Claim) -> None:
        claim.status, claim.until = "confirmed", None
        self.spare(claim)

    def decline(self, claim: Claim) -> Codes:
        return YES if self.reads(claim) == "requested" else {"already-answered"}

    def check_in(self, claim: Claim, *, by_host: bool) -> Codes:
        if claim.status == "checked_in":
            return YES
        if claim.status not in {"confirmed", "no_show"}:
            return NO_STEP
        opens = claim.start - LEAD
        if by_host:
            opens = min(opens, midnight(wall(claim.start).date()))
        if not opens <= self.now < claim.end:
            return {"not-that-day" if by_host else "not-now"}
        if not self.may_use(claim.who, claim.space, claim.end):
            return {"induction-needed"}
        is_there = self.reads(claim) == "confirmed" or self.is_free(claim.space, self.now, claim.end, claim.key)
        return YES if is_there else {"slot-taken"}

    def check_out(self, claim: Claim) -> Codes:
        if claim.has_left:
            return YES
        is_there = claim.status == "checked_in" or (self.reads(claim) == "confirmed" and claim.start <= self.now)
        return YES if is_there and self.now < claim.end else NO_STEP

    def do_check_out(self, claim: Claim) -> None:
        claim.status, claim.has_left = "completed", True

    def undo_check_in(self, claim: Claim) -> Codes:
        if claim.status == "confirmed" and self.is_gone(claim):
            return NO_STEP | YES
        may = claim.status == "confirmed" or (claim.status == "checked_in" and self.now < claim.end)
        return YES if may else NO_STEP

    def do_undo_check_in(self, claim: Claim) -> None:
        if claim.status == "checked_in":
            claim.status = "confirmed"
            self.spare(claim)

    def close(self) -> None:
        """At three in the morning hosts have had time to say who came the day before."""
        shown = wall(self.now)
        before = midnight(shown.date() if shown.hour >= 3 else shown.date() - timedelta(days=1))
        for one in self.claims:
            if one.end <= before and one.status in {"confirmed", "checked_in"}:
                is_noted = one.hub == "schmiede" or one.release is not None
                one.status = "no_show" if one.status == "confirmed" and is_noted else "completed"

    def plan(self, who: str, space: str, days: Iterable[date], times: Times) -> list[tuple[date, int, int]]:
        """The dates that can be had."""
        found = []
        for day in days:
            start, end = on(day, times[0]), on(day, times[1])
            if start is None or end is None or self.refused_time(space, start, end, series=True):
                continue
            if self.is_free(space, start, end) and self.may_use(who, space, end):
                found.append((day, start, end))
        return found

    def of_series(self, series: Any, first: date) -> list[Claim]:
        found = [one for one in self.claims if one.series == series and one.day is not None and one.day >= first]
        return sorted(found, key=lambda one: one.day or first)

    def cancel_series(self, chosen: Sequence[Claim]) -> tuple[Codes, list[Claim]]:
        going = [one for one in chosen if self.reads(one) in ALIVE and self.cancel(one) == YES]
        is_late = not going and any(self.reads(one) == "confirmed" for one in chosen)
        return ({"too-late-to-cancel"} if is_late else YES), going

    def move_series(self, chosen: Sequence[Claim], times: Times) -> tuple[Codes, list[tuple[Claim, int, int]]]:
        going = [one for one in chosen if self.reads(one) in ALIVE - {"checked_in"} and one.start > self.now]
        going = [one for one in going if not one.is_own]
        if not going:
            return {"nothing-to-move"}, []
        moves = [(one, on(one.day, times[0]), on(one.day, times[1])) for one in going if one.day]
        found = [(one, start, end) for one, start, end in moves if start is not None and end is not None]
        if len(found) < len(moves):
            return {"no-such-time"}, []
        found = [(one, start, end) for one, start, end in found if (one.start, one.end) != (start, end)]
        for one, start, end in found:
            if refused := self.refused_time(one.space, start, end, keeps_start=start == one.start, series=True):
                return {refused}, []
        own = [one.key for one, _start, _end in found]
        for one, _start, end in found:
            if not self.may_use(one.who, one.space, end):
                return {"induction-needed"}, []
        is_free = all(self.is_free(one.space, start, end, *own) for one, start, end in found)
        return (YES, found) if is_free else ({"slot-taken"}, [])

    def state(self, wait: Wait) -> str:
        if wait.passed or (wait.claim is not None and self.reads(wait.claim) == "expired"):
            return "passed"
        return "proposed" if wait.claim is not None else "waiting"

    def join(self, who: str, spaces: Sequence[str], start: int, end: int) -> str:
        if refused := self.refused_time(spaces[0], start, end):
            return refused
        usable = [space for space in spaces if self.may_use(who, space, end)]
        if self.is_at_limit(who, Claim("", who, spaces[0], start, end, "").hub):
            return "limit-reached"
        if not usable:
            return "induction-needed"
        return "is-free" if any(self.is_free(space, start, end) for space in usable) else ""

    def do_join(self, key: Any, who: str, spaces: tuple[str, ...], start: int, end: int, at_once: bool) -> None:
        known = next((w for w in self.waits if (w.who, w.spaces, w.start, w.end) == (who, spaces, start, end)), None)
        if known is not None and self.state(known) != "passed":
            known.at_once = at_once
            return
        self.waits = [one for one in self.waits if one is not known]
        self.waits.append(Wait(key, who, spaces, start, end, at_once))

    def take(self, claim: Claim) -> Codes:
        if claim.status in ALIVE and not claim.is_proposal:
            return YES
        if self.reads(claim) != "held":
            return {"proposal-over"}
        return YES if self.may_use(claim.who, claim.space, claim.end) else {"induction-needed"}

    def do_take(self, claim: Claim) -> None:
        if claim.is_proposal:
            claim.status, claim.until = self.begins(claim.who, claim.space, claim.start)
            claim.is_proposal = False
            self.spare(claim)
            self.waits = [one for one in self.waits if one.claim is not claim]

    def do_leave(self, wait: Wait) -> None:
        if wait.claim is not None and self.reads(wait.claim) == "held":
            wait.claim.status = "cancelled"
        self.waits.remove(wait)

    def propose(self, find: Found) -> None:
        """What is free goes to who waits, the first one first."""
        for hub in sorted(OPEN):
            while (due := self._next(hub)) is not None:
                wait, free = due
                self._give(wait, *find(wait, free))

    def _next(self, hub: str) -> tuple[Wait, list[str]] | None:
        for wait in self.waits:
            if wait.hub == hub and self.state(wait) == "waiting" and wait.start > self.now and not self._is_busy(wait):
                spaces = [space for space in wait.spaces if self.is_free(space, wait.start, wait.end)]
                free = [one for one in spaces if not self.may_have(wait.who, one, wait.start, wait.end)]
                if free:
                    return wait, free
        return None

    def _is_busy(self, wait: Wait) -> bool:
        """They are somewhere else, or there already, at that time."""
        own = [one for one in self.claims if one.who == wait.who and self.reads(one) in ALIVE]
        return any(one.start < wait.end and wait.start < one.end for one in own)

    def _give(self, wait: Wait, key: Any, space: str) -> None:
        made = self.add(key, wait.who, space, wait.start, wait.end)
        if wait.at_once:
            self.waits.remove(wait)
            return
        left = wait.start - self.now
        made.status, made.until, made.is_proposal = "held", self.now + min(HOLD, max(left / 2, min(5, left))), True
        wait.claim = made
