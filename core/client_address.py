"""From where a request comes, for counting attempts."""

from ipaddress import IPv6Address, ip_address

from flask import request


def network() -> str:
    """The caller's address; of IPv6 the /64, which one household or attacker has whole.

    Behind proxies it is right when TRUSTED_PROXIES is their number: see docs/settings.md.
    """
    text = request.remote_addr or "unknown"
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return text
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
