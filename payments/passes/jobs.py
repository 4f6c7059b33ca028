"""What of passes comes round by itself."""

from core.clock import today
from core.formats import DEFAULT_ZONE
from core.transactions import transaction
from payments.passes import pass_actions, rules, settlement_actions

EVERY_SECONDS = 300
SETTLE_EVERY_SECONDS = 6 * 3600


def drop_unpaid() -> int:
    """Passes that nobody has paid for in time; how many."""
    with transaction():
        return pass_actions.expire_unpaid()


def settle() -> int:
    """The last three months that are over, where it was not done yet; how many settlements were written."""
    done = 0
    for month in rules.settled_months(today(DEFAULT_ZONE)):
        with transaction():
            done += settlement_actions.settle(month=month)
    return done
