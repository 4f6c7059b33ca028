"""Outside calendars whose busy times block a space."""
