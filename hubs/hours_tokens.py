"""The words of an opening_hours text, as people type them: in OpenStreetMap's language, in German, in English.

What is cheap and certain is forgiven here: any dash, any quotation marks, `09.00`, `Uhr`, German names of days and
months, `bis`, `und`, `Feiertage`, `geschlossen`. What could mean two things (`werktags`, `ganztägig`) is not known.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from hubs.hours_errors import InvalidOpeningHours

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Token(NamedTuple):
    """One word, number or sign; `value` is what it stands for, and it is written at text[start:end]."""

    kind: str
    value: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text with one sign for what is written in many ways: dashes, quotation marks, blanks, full-width letters.
    Remarks between quotation marks stay as they are."""
    parts = _REMARKS.split(text.translate(_QUOTES))
    parts[::2] = [_SINGLE_QUOTES.sub(r'"\1"', part) for part in parts[::2]]
    parts = _REMARKS.split("".join(parts))
    parts[::2] = [unicodedata.normalize("NFKC", part.translate(_SIGNS)).translate(_SIGNS) for part in parts[::2]]
    parts[::2] = [_ISO_INTERVAL.sub(r"\1-", part) for part in parts[::2]]
    return "".join(parts)


def tokens(text: str) -> list[Token]:
    """The words of a `plain` text with an "end" behind them. Raises InvalidOpeningHours at a word that is not known."""
    found: list[Token] = []
    at = 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        if match[0].casefold() in {"am", "a.", "p."} and found and found[-1].kind in {"time", "number"}:
            raise InvalidOpeningHours("twelve-hours")
        if token := _token(text, match):
            found.append(token)
    if at < len(text):
        raise InvalidOpeningHours("quotes" if text[at] == '"' else "syntax", rest=text[at : at + 40])
    found.append(Token("end", "", at, at))
    return _without_idle_breaks([_closed_by_dash(found, n) for n in range(len(found))])


def _token(text: str, match: re.Match[str]) -> Token | None:
    """None for what has no meaning: blanks, `Uhr`."""
    kind, shown = str(match.lastgroup).rstrip("2"), match[0]
    if kind == "blank":
        return None
    if kind == "word":
        kind, shown = _WORDS.get(shown.casefold().rstrip("."), ("", ""))
        if not kind:
            raise InvalidOpeningHours("syntax", rest=text[match.start() :][:40])
        if kind in _REFUSED:
            raise InvalidOpeningHours(kind)
        if kind == "noise":
            return None
    elif kind in _MEANINGS:
        kind, shown = _MEANINGS[kind](shown)
    return Token(kind, shown, match.start(), match.end())


def _sign(shown: str) -> tuple[str, str]:
    """All dashes are one, however many."""
    sign = "," if shown == "&" else "-" if shown.startswith("-") else shown
    return sign, sign


def _phrase(shown: str) -> tuple[str, str]:
    words = " ".join(shown.casefold().split())
    if words.startswith(("im ", "des ", "of ")):
        return "monthly", words
    if words.startswith(("gerade", "ungerade")):
        return "weeks", "01-53/2" if words.startswith("un") else "02-52/2"
    if words.startswith(("rund", "24")):
        return "always", words
    if words.endswith(("tag", "day", "tage")):
        return "day", "Mo-Su"
    if words.endswith("-"):
        return _WORDS.get(f"{words.rstrip(' -')}tag", ("holiday", "PH"))
    if words.endswith(("holiday", "holidays")):
        return "holiday", "PH"
    return "appointment", f'"{shown}"'


_MEANINGS: dict[str, Callable[[str], tuple[str, str]]] = {
    "sign": _sign,
    "phrase": _phrase,
    "nothing": lambda _shown: ("state", "off"),
    "ordinal": lambda shown: ("ordinal", shown.rstrip(".stndrhSTNDRH") + "."),
}


def _closed_by_dash(found: list[Token], n: int) -> Token:
    """`Di: –` at the end of a line or a rule is a closed day, as in a table on the door: it never leads on to the
    next."""
    token = found[n]
    is_alone = token.kind == "-" and n > 0 and found[n - 1].kind in {"day", "holiday", "date", "month", ":"}
    if is_alone and found[n + 1].kind in {"break", ";", ",", "end"}:
        return token._replace(kind="state", value="off")
    return token


def _without_idle_breaks(found: list[Token]) -> list[Token]:
    """A line of its own is a rule of its own, unless it only goes on with times or a sign separates it already."""
    kept: list[Token] = []
    for n, token in enumerate(found):
        after = found[n + 1].kind if n + 1 < len(found) else "break"
        if token.kind != "break":
            kept.append(token)
        elif kept and kept[-1].kind == ":" and after in _NEW_DAYS:
            kept.append(
                Token(";", ";", token.start, token.end)
            )  # Di: and nothing behind it is no list with the next day
        elif kept and kept[-1].kind not in _SEPARATORS and after not in _SEPARATORS:
            sign = "," if after in {"time", "number"} else ";"
            kept.append(Token(sign, sign, token.start, token.end))
    return kept


_SEPARATORS = {",", ";", "||", "-", ":", "break"}
_NEW_DAYS = {"day", "holiday", "ordinal", "date", "month", "nth", "week", "weeks", "easter"}
_REFUSED = {"sun", "school-holidays", "twelve-hours"}
_REMARKS = re.compile(r'("[^"]*")')  # every second part is a remark
_SINGLE_QUOTES = re.compile(r"""['‚‘’‹›]+([^"'‚‘’‹›]*)['‚‘’‹›]+""")  # an apostrophe alone is none
_ISO_INTERVAL = re.compile(r"(\d{4}-\d\d-\d\d)\s*/\s*(?=\d{4}-\d\d-\d\d)")  # from–to (ISO 8601), not one and the other
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″"), '"')
_SIGNS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\t\xa0\u2007\u2009\u202f\ufeff"), " "),
    ord("\r"): "\n",
}
_TOKEN = re.compile(
    r"""
      (?P<blank>[ ()]+|\.(?=\s*(?:[;\n]|$)))
    | (?P<break>\n[\s]*)
    | (?P<comment>"[^"\n]*")
    | (?P<nothing>\./\.)
    | (?P<phrase>\b(?:mon|diens|donners|frei|sams|sonn|feier)\s?-(?=\s*(?:[&+/,]|(?:und|u|sowie|oder)\b)))
    | (?P<phrase2>\b(?:
          rund\s+um\s+die\s+uhr | 24\s?/\s?7 | 24\s+stunden | (?<![-\d])(?<!-\s)(?<!bis\s)24\s?h
        | jeden\s+tag | alle\s+tage | every\s?day
        | (?:public|bank)\s+holidays?
        | (?:im|des)\s+monats? | of\s+(?:the|each|every)\s+month
        | (?:un)?geraden?\s+(?:kw|kalenderwochen?|wochen?)
        | (?:nur\s+)?nach\s+(?:(?:telefonischer|vorheriger|persönlicher)\s+)?
          (?:vereinbarung|absprache|anmeldung|terminvereinbarung)
        | (?:nur\s+)?auf\s+anfrage | by\s+appointment | on\s+request
      )\b)
    | (?P<date>\d{4}-\d\d-\d\d\b
        | \d{1,2}\.\s?\d{1,2}\.(?:\s?(?:19|20|21)\d\d(?![\d.:])|\d\d(?![\d.:]))?)
    | (?P<time>\d{1,2}[:.]\d\d(?::00)?(?![\d.:])
        | \d{1,2}(?=\s*(?:(?:-|bis|to)\s*\d{1,2}(?:[:.]\d\d)?\s*)?(?:uhr|h)\b))
    | (?P<four>\d{4}(?!\d))
    | (?P<ordinal>\d{1,2}(?:\.(?!\d|\s*(?:[;\n]|$))|(?:st|nd|rd|th)\b))
    | (?P<number>\d{1,2}(?!\d))
    | (?P<word>[^\W\d_]+\.?)
    | (?P<sign>\|\||-+|[,;:/+&\[\]])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _words() -> dict[str, tuple[str, str]]:
    words: dict[str, tuple[str, str]] = {}
    for kind, lines in _LEXICON.items():
        for line in lines.strip().splitlines():
            value, *names = line.split()
            words |= dict.fromkeys(names, (kind, value))
    return words


_LEXICON = {
    "day": """
        Mo mo mon monday mondays montag montags montage montagen
        Tu tu tue tues tuesday tuesdays di dienstag dienstags dienstage dienstagen
        We we wed wednesday wednesdays mi mittwoch mittwochs mittwoche mittwochen
        Th th thu thur thurs thursday thursdays do donnerstag donnerstags donnerstage donnerstagen
        Fr fr fri friday fridays freitag freitags freitage freitagen
        Sa sa sat saturday saturdays samstag samstags samstage samstagen sonnabend sonnabends sonnabende sonnabenden
        Su su sun sunday sundays so sonntag sonntags sonntage sonntagen
        Mo-Su täglich daily
        Sa,Su wochenende wochenenden wochenends weekend weekends
    """,
    "month": """
        Jan jan january januar jänner
        Feb feb february februar
        Mar mar march mär mrz märz maerz
        Apr apr april
        May may mai
        Jun jun june juni
        Jul jul july juli
        Aug aug august
        Sep sep sept september
        Oct oct october okt oktober
        Nov nov november
        Dec dec december dez dezember
    """,
    "date": """
        24.12. heiligabend
        31.12. silvester
        01.01. neujahr
    """,
    "nth": """
        1 erster ersten erste first
        2 zweiter zweiten zweite second
        3 dritter dritten dritte third
        4 vierter vierten vierte fourth
        -1 letzter letzten letzte last
    """,
    "holiday": "PH ph feiertag feiertage feiertagen feiertags",
    "state": """
        off off closed geschlossen geschl zu ruhetag pause mittagspause
        off betriebsferien betriebsruhe betriebsurlaub urlaub
        open open offen geöffnet
        unknown unknown
    """,
    "week": "week week weeks kw kalenderwoche kalenderwochen",
    "easter": "easter easter ostersonntag",
    "days": "days day days",
    "except": "except except außer ausser",
    "from": "from ab",
    "-": "- bis to until till through thru",
    ",": ", und u sowie and oder sonst or",
    "sun": "sun dawn sunrise sunset dusk sonnenaufgang sonnenuntergang",
    "school-holidays": "SH sh schulferien ferien",
    "twelve-hours": "PM pm",
    "noise": """
        - uhr h von vom am an den im in jeden jeweils immer
        - gesetzliche gesetzlichen öffnungszeit öffnungszeiten from on at the
    """,
}
_WORDS = _words()
