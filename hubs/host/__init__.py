"""The hosts' pages: a hub is set up here, and everything that hosts do hangs on their menu."""
