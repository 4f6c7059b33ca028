"""The grid of times at which a hub's bookings begin and end, by the clock on its wall. Pure functions."""

from datetime import datetime, timedelta

from core.clock import local

MINUTE = timedelta(minutes=1)
MINUTES_OF_DAY = 24 * 60


def on_grid(moment: datetime, grid_minutes: int, zone: str) -> bool:
    """Whether the hub's wall clock shows a whole number of grid steps since midnight.

    By the clock on the wall, not by minutes passed: 9:30 fits a grid of 30 also on days of 23 or 25 hours.
    """
    shown = local(moment, zone)
    if shown.second or shown.microsecond:
        return False
    return (shown.hour * 60 + shown.minute) % grid_minutes == 0


def next_on_grid(moment: datetime, grid_minutes: int, zone: str) -> datetime:
    """The first moment at or after `moment` that is on the grid."""
    whole = this_minute(moment)
    at = whole if whole == moment else whole + MINUTE
    minutes = _minutes_shown(at, zone)
    left = min(-minutes % grid_minutes, MINUTES_OF_DAY - minutes)  # the count begins anew at midnight
    if _runs_evenly(at, at + left * MINUTE, zone):
        return at + left * MINUTE
    while not on_grid(at, grid_minutes, zone):
        at += MINUTE
    return at


def last_on_grid(moment: datetime, grid_minutes: int, zone: str) -> datetime:
    """The last moment at or before `moment` that is on the grid."""
    at = this_minute(moment)
    over = _minutes_shown(at, zone) % grid_minutes
    if _runs_evenly(at - over * MINUTE, at, zone):
        return at - over * MINUTE
    while not on_grid(at, grid_minutes, zone):
        at -= MINUTE
    return at


def _minutes_shown(moment: datetime, zone: str) -> int:
    shown = local(moment, zone)
    return shown.hour * 60 + shown.minute


def _runs_evenly(start: datetime, end: datetime, zone: str) -> bool:
    """Whether no clock change lies between the two."""
    return start == end or local(start, zone).utcoffset() == local(end, zone).utcoffset()


def this_minute(moment: datetime) -> datetime:
    """The begun minute: what somebody who has just come in books from."""
    return moment.replace(second=0, microsecond=0)
