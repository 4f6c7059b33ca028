"""A mail to hosts at the beginning of the week: how the last one was, and what is coming."""
