"""A hub's day as its hosts run it: who comes, who is here, what is free, and what they do about it."""
