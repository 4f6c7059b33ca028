"""People: member accounts, login sessions, roles."""
