"""How the money of a booking or a pass stands, in words."""

from flask_babel import lazy_gettext as _l

STATES = {
    "none": ("plain", _l("payable at the hub")),
    "covered": ("success", _l("nothing to pay")),
    "paid": ("success", _l("paid")),
    "processing": ("info", _l("payment on its way")),
    "asked": ("info", _l("payable once the hosts have accepted")),
    "held": ("warning", _l("waiting for payment")),
    "due": ("warning", _l("not paid yet")),
    "over": ("plain", _l("time to pay is over")),
    "ended": ("plain", _l("nothing to pay")),
    "sent": ("info", _l("refund on its way")),
    "done": ("success", _l("refunded")),
    "failed": ("danger", _l("refund failed")),
}
"""By state: the kind of badge and its words."""

HEADLINES = {
    "none": _l("Payable at the hub"),
    "covered": _l("Nothing to pay"),
    "paid": _l("Paid, thank you!"),
    "processing": _l("Your payment is on its way"),
    "asked": _l("Nothing to pay yet"),
    "held": _l("Please pay now"),
    "due": _l("Still to be paid"),
    "over": _l("The time to pay is over"),
    "ended": _l("Nothing to pay"),
    "sent": _l("Your money is on its way back"),
    "done": _l("You have got your money back"),
    "failed": _l("The refund has failed"),
}

EXPLAINED = {
    "none": _l("The hub collects the money itself. Nothing is paid on this site."),
    "processing": _l("You have chosen a way to pay that takes a few days. You need not do anything."),
    "asked": _l("The hosts decide on your request first. You only pay if they accept."),
    "over": _l("Nothing was charged. The place can be booked by others again."),
    "ended": _l("Nothing is owed any more, and nothing was charged."),
    "sent": _l("How long it takes depends on your bank: usually 5 to 10 days."),
    "failed": _l("Your bank did not accept the money. The hub knows and will get in touch with you."),
}
"""What one should know besides; what needs more than a sentence stands in the template."""

WAYS = {"online": _l("online"), "transfer": _l("by bank transfer"), "on_site": _l("at the hub")}

COVERED_BY = {
    "trial": _l("your free first day"),
    "pass": _l("your pass"),
    "contingent": _l("your employer"),
}

REFUNDS = {
    "wanted": _l("on its way"),
    "sent": _l("on its way"),
    "done": _l("with your bank"),
    "failed": _l("failed"),
}
