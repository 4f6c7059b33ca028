"""A calendar file becomes busy times: bytes in, stretches of time out, nothing else.

To be read in this order: `text`, `zones` and `values` (clocks, times, lengths), `rrules` and `repeating` (rules, and
when they come true), `file_zones`, `warnings`, `entries`, `series`, and `busy`, which is asked.
Nothing here knows the database or the web: it runs in a process of its own, which has to be ready soon.
"""
