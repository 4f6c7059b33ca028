"""What was searched in vain is summed up at night."""

from bookings.search import unmet_actions
from core.transactions import transaction

AT = "02:10"


def sum_up_unmet() -> int:
    """Sum up the searches that were not met; how many there were."""
    with transaction():
        return unmet_actions.sum_up()
