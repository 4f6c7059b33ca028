"""Many at the same moment: what must hold whoever comes first, over real HTTP, on both databases.

The suite runs a part of the rounds: without the guard every round gives a place away several times (test_control), so
a few show as much as many. `make test-night` runs all that was promised: 50 rounds for one desk, 20
kills of the server, a thousand reminders.
"""

from tests.support.night import IS_NIGHT

ROUNDS = 4 if IS_NIGHT else 1
"""By how much more than in the suite is tried."""
