"""How long, how many, how often: the numbers of accounts, each once."""

from dataclasses import dataclass

MIN_PASSWORD, MAX_PASSWORD = 10, 200
MAX_NAME = 120
MAX_TOKENS = 20

DAY = 24 * 3600
SESSION_DAYS = 30
"""So long a log-in may rest until it is over."""
SESSION_HOURS_OF_ROLES = 12
"""The same for hosts, reviewers and admins, who see other people's data."""
SESSION_LONGEST_DAYS = 365
"""After so long everybody logs in anew."""
USE_MINUTES = 10
"""A use of a log-in is written down when the last one is older."""
CONFIRMED_MINUTES = 10
"""So long after the password was given nobody is asked for it again."""
CONFIRM_SECONDS = 3 * DAY
UNCONFIRMED_DAYS = 7
"""So long after its last link an account waits for its confirmation; then it is tidied away."""
RENEW_SECONDS = UNCONFIRMED_DAYS * DAY
"""A confirmation link too old to confirm may for this long still be exchanged for a new one. No longer than its
account lives: SQLite gives the number of a deleted account to the next one."""
RESET_SECONDS = 2 * 3600

UNSUBSCRIBE_SECONDS = 10 * 365 * DAY
"""A mail may be old: who does not want more of its kind can still say so."""


@dataclass(frozen=True)
class AttemptLimit:
    """`count` attempts in `seconds`, counted by `core.ratelimit` under the name `scope`."""

    scope: str
    count: int
    seconds: int


LOGIN_PER_EMAIL = AttemptLimit("login", 10, 15 * 60)
"""For an e-mail from one network: others cannot lock a member out."""
LOGIN_PER_ADDRESS = AttemptLimit("login-address", 100, 15 * 60)
"""A hub's visitors share one address; right passwords do not count."""
MAIL_PER_EMAIL = AttemptLimit("mail", 5, 3600)
"""Mails that anybody can cause to one mailbox by a form."""
SIGNUP_PER_ADDRESS = AttemptLimit("signup-address", 40, 3600)
FORGOT_PER_ADDRESS = AttemptLimit("forgot-address", 40, 3600)
LINK_PER_ADDRESS = AttemptLimit("link-address", 60, 3600)
RESEND_PER_EMAIL = AttemptLimit("resend", 3, 3600)
PASSWORD_PER_MEMBER = AttemptLimit("password", 10, 15 * 60)
INVITATIONS_PER_HOST = AttemptLimit("invitations", 30, 3600)
"""Mails that a host sends to addresses of their choice."""
GUESTS_PER_MEMBER = AttemptLimit("guests", 120, 3600)
"""Mail addresses of their choice for whom a member books."""
INVITATIONS_PER_MANAGER = AttemptLimit("company-invitations", 20, 3600)
"""Forms by which an employer's manager invites people, each to several addresses."""
