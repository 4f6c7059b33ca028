"""Open items: what is still owed, the notes on it (received at the hub, reminded, written off), and what is given back
by hand. The record of cash is the operator's own till; here is a note that an item is settled."""
