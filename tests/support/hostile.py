"""What people might type to get out of the place where their words stand: the same a thousand each time."""

from collections.abc import Iterator
from itertools import product

PAYLOADS = (
    "Bcc: all@example.org",
    "Subject: another",
    "X-Injected: 1",
    "Content-Type: text/html",
    "END:VEVENT",
    "BEGIN:VALARM",
    "ATTENDEE:mailto:all@example.org",
    "METHOD:CANCEL",
    "\\nEND:VCALENDAR",
    '";CN=x:mailto:all@example.org',
    "^n^'x",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} %(name)s %s",
    "=?utf-8?q?x=0D=0ABcc=3A_all=40example.org?=",
    "=?utf-8?b?Cg==?= =?x?q?y?=",
    ".",
    "From here",
    "-- ",
    "a, b; c: d\\; \\, \\\\",
    "äöü ß – „Besprechung“ 🛖",
    "\u202eobmurx\u2066",
    "e\u0301" * 40,
    "x" * 1000,
    "ü" * 1000,
    "wort " * 200,
    "https://evil.example/?a=b&c=d",
    "''\"\"``",
    "\ud800",
    "",
)
BREAKS = (
    "",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\r\n\r\n",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1e",
    "\0",
    "\t",
    "\r\n ",
)
SHAPES = ("{b}{p}", "Team{b}{p}", "{p}{b}Team{b}{p}")


def titles(number: int) -> Iterator[str]:
    """So many different ones, spread over all kinds."""
    every = list(dict.fromkeys(shape.format(b=b, p=p) for p, b, shape in product(PAYLOADS, BREAKS, SHAPES)))
    assert len(every) >= number
    step = len(every) / number
    return (every[int(n * step)] for n in range(number))
