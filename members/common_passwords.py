"""Passwords that are tried first: the 30,000 most used ones that the package zxcvbn brings, and those of here."""

import re
import unicodedata
from functools import lru_cache

OF_HERE = frozenset(
    """
    0123456789 12345678910 123456789a 9876543210 1234512345 1122334455 1q2w3e4r5t 1qaz2wsx3edc qwertzuiop qwertyuiop
    qwertz asdfghjkl asdfghjklö yxcvbnm abcdefghij abcd123456 abc1234567
    passwort kennwort meinpasswort mypassword geheim geheimnis hallo hallohallo hallowelt schatz schatzi liebling
    ichliebedich iloveyou sonnenschein sonne sommer winter herbst frühling fruehling fussball handball
    willkommen administrator letmein testtest start changeme gastgeber standort landkreis gemeinde deutschland
    niedersachsen hannover hameln pyrmont weser weserbergland heimat dorfladen coworking lebens-raum lebensraum
    """.split()  # noqa: SIM905
)
"""What people here take, in lower case: the list is of the whole world."""

TAIL = re.compile(r"^[\W\d_]{0,4}(.*?)[\W\d_]{0,6}$", re.DOTALL)
"""A word between few digits and signs: behind "Sommer2026!" stands "sommer"."""
LOOKS_LIKE = str.maketrans("@4$5031!7", "aassoeiit")
"""Signs that are taken for letters: everybody who guesses tries them too."""
TWICE = re.compile(r"^(.+)[\W\d_]{0,6}\1$", re.DOTALL)
"""The same word once more, with little in between."""
BETWEEN = re.compile(r"[\W_]+")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertzuiopü+asdfghjklöä#yxcvbnm,.-", "qwertyuiopasdfghjklzxcvbnm", "1234567890ß")
SO_LONG = 20
"""From here on even two signs by turns are many."""
SHORTEST = 4
"""Letters of a word that counts: a shorter one between others is none of the lists'."""


def is_common(password: str) -> bool:
    """Whether the password, however its letters are written, or the word that it is made of, is guessed first."""
    folded = unicodedata.normalize("NFKC", password).strip().casefold()
    if core_of(folded) == "" or _runs(folded) or (len(folded) < SO_LONG and len(set(folded)) <= 2):
        return True
    readings = {folded, folded.translate(LOOKS_LIKE), BETWEEN.sub("", folded)}
    readings |= {core_of(word) for word in readings} | {core_of(core_of(folded).translate(LOOKS_LIKE))}
    readings |= {core_of(twice[1]) for word in readings if (twice := TWICE.match(word))}
    return any(word in most_used() for word in readings if len(word) >= SHORTEST)


def _runs(folded: str) -> bool:
    """Keys or letters that follow each other, forwards or backwards: cvbnmlkjhg is none, zyxwvutsrq is."""
    return any(core in row or core[::-1] in row for row in ROWS for core in (folded, core_of(folded)))


def core_of(word: str) -> str:
    """What is left without the digits and signs around it."""
    return TAIL.sub(r"\1", word)


@lru_cache(maxsize=1)
def most_used() -> frozenset[str]:
    """In lower case, with the names of people, which the package counts apart. Read when somebody chooses a password
    for the first time: it takes 10 MB and a moment."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    names = (FREQUENCY_LISTS[kind] for kind in ("passwords", "female_names", "male_names", "surnames"))
    return OF_HERE | {word.casefold() for words in names for word in words}
