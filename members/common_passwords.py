"""Passwords that are tried first: the 30,000 most used ones that the package zxcvbn brings, and those of here."""

import re
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
SHORTEST = 4
"""Letters of a word that counts: a shorter one between others is none of the lists'."""


def is_common(password: str) -> bool:
    """Whether the password, however its letters are written, or the word that it is made of, is guessed first."""
    folded = password.strip().casefold()
    core = core_of(folded)
    tried = {folded, core, folded.translate(LOOKS_LIKE), core_of(core.translate(LOOKS_LIKE))}
    half = len(core) // 2
    if len(core) % 2 == 0 and core[:half] == core[half:]:
        tried.add(core[:half])
    return any(word in most_used() for word in tried if len(word) >= SHORTEST)


def core_of(word: str) -> str:
    """What is left without the digits and signs around it."""
    return TAIL.sub(r"\1", word)


@lru_cache(maxsize=1)
def most_used() -> frozenset[str]:
    """In lower case. Read when somebody chooses a password for the first time: it takes 10 MB and a moment."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return OF_HERE | {word.casefold() for word in FREQUENCY_LISTS["passwords"]}
