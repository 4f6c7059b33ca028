"""What the pages about an operator's money say: ways, refunds, what bank transfers seem to be for, what differs."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

WAYS: dict[str, Any] = {
    "online": _l("online"),
    "transfer": _l("bank transfer"),
    "on_site": _l("at the hub"),
}
REDEEMED = _l("visit with a pass (VAT due at the visit)")
"""Where a list of takings names the way: a multi-purpose voucher is redeemed, and no money comes."""
WHYS: dict[str, Any] = {
    "cancelled": _l("The member cancelled."),
    "by_host": _l("The hub cancelled."),
    "moved": _l("The booking was moved and now costs less."),
    "late": _l("The payment came too late; the place was gone."),
    "twice": _l("More was paid than was due."),
    "withdrawn": _l("The member withdrew from the contract."),
    "mistake": _l("A payment was noted by mistake."),
    "goodwill": _l("As a goodwill gesture."),
    "elsewhere": _l("It was given back in Stripe’s dashboard."),
}
MATCHES: dict[str, Any] = {
    "exact": _l("Reference and amount fit."),
    "amount_differs": _l("The reference is right, but the amount is not what is due."),
    "paid_twice": _l(
        "What this is for has been paid already or is not owed any more. Please transfer it back, then set it aside."
    ),
    "reference_unknown": _l("It has a payment reference, but none that we know. Perhaps it is for another recipient."),
    "looks_like": _l("There is no valid reference, but it looks like this item. Please check the name and the amount."),
    "nothing": _l("Nothing fits it any more. Perhaps the item was settled in another way."),
}
DISPUTES: dict[str, Any] = {"open": _l("open"), "won": _l("won"), "lost": _l("lost")}


class DifferenceWords(NamedTuple):
    """What differs, in a few words, what that means, and what to do."""

    title: Any
    meaning: Any
    advice: Any


_LOOK_AT_STRIPE = _l("Please compare it with the payment in Stripe’s dashboard.")
_ASK = _l("Please tell whoever runs this site; this is a fault of the software.")
DIFFERENCES: dict[str, DifferenceWords] = {
    "booked-not-paid": DifferenceWords(
        _l("Booked, but not paid online"),
        _l("A place that was to be paid online is booked, and the money is not here."),
        _l("Please ask the person to pay, or note the money among the open items."),
    ),
    "paid-not-booked": DifferenceWords(
        _l("Paid, but not booked"),
        _l("More money was kept than is owed."),
        _l("Please give back what is too much, and tell whoever runs this site."),
    ),
    "invoice-missing": DifferenceWords(
        _l("Paid, but without an invoice"), _l("Something was paid, and there is no invoice for it."), _ASK
    ),
    "invoiced-twice": DifferenceWords(
        _l("Invoiced twice"),
        _l("There is more than one valid invoice for the same booking or pass."),
        _l("Please cancel one of the two invoices."),
    ),
    "invoice-sum": DifferenceWords(
        _l("An invoice does not add up"), _l("The lines of an invoice are not its sum."), _ASK
    ),
    "too-many-uses": DifferenceWords(
        _l("Used too often"), _l("A pass or a monthly allowance was used more often than it allows."), _ASK
    ),
    "payment-hangs": DifferenceWords(
        _l("A payment has been open for too long"),
        _l("The time to pay online is over, and nothing has been heard of the payment."),
        _LOOK_AT_STRIPE,
    ),
    "event-waits": DifferenceWords(
        _l("A message from Stripe is waiting"), _l("It could not be dealt with so far."), _ASK
    ),
    "refund-failed": DifferenceWords(
        _l("A refund has failed"),
        _l("The bank sent the money back, so the member does not have it."),
        _l("Try it again on the page “Refunds”, or ask the member for an account and transfer it."),
    ),
    "refund-elsewhere": DifferenceWords(
        _l("A refund from Stripe’s dashboard"),
        _l("Somebody gave money back in Stripe’s dashboard. The booking still stands."),
        _l("If the booking is not wanted any more, please cancel it too."),
    ),
    "dispute-opened": DifferenceWords(
        _l("A cardholder disputes a payment"),
        _l("Their bank may take the money back. Meanwhile nothing is given back automatically."),
        _l("Please answer in Stripe’s dashboard before the time there is over."),
    ),
    "dispute-lost": DifferenceWords(
        _l("A disputed payment is lost"),
        _l("The bank has taken the money back."),
        _l("Please ask the person to pay in another way, or write the amount off."),
    ),
}
OTHER = DifferenceWords(
    _l("Something differs between this site and Stripe"),
    _l("What Stripe says is not what stands here. Nothing was changed."),
    _LOOK_AT_STRIPE,
)


def difference_words(kind: str) -> DifferenceWords:
    return DIFFERENCES.get(kind, OTHER)
