import pytest

from core.errors import DomainError
from core.mailboxes import BadEmail, clean_email
from members import common_passwords, rules
from members.errors import BadName, BadRole, PasswordTooCommon, PasswordTooLong, PasswordTooShort


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@example.org", "anna@example.org"),
        ("  Anna@Example.ORG ", "anna@example.org"),
        ("anna+dorf@example.org", "anna+dorf@example.org"),
        ("anna@Müller.de", "anna@xn--mller-kva.de"),
    ],
)
def test_email_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@example",
        "anna@localhost",
        "a b@example.org",
        "anna@exa mple.org",
        "anna@example.org\r\nBcc: x@example.org",
        "anna\x00@example.org",
        "x" * 1_000_000 + "@example.org",
        "änna@example.org",
        "anna@example.org,bert@example.org",
    ],
)
def test_email_that_mail_cannot_reach_is_refused(typed: str) -> None:
    with pytest.raises(BadEmail):
        clean_email(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Anna   Muster\n", "Anna Muster"),
        ("Anna\r\nBcc: x@example.org", "Anna Bcc: x@example.org"),
        ("Anna\u202e\x00\u200bMuster", "Anna Muster"),
        ("<b>Anna</b>", "<b>Anna</b>"),
        ("Ju\u0308rgen", "J\u00fcrgen"),
        ("x" * 120, "x" * 120),
    ],
)
def test_name_is_one_visible_line(typed: str, kept: str) -> None:
    assert rules.clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "\x00\u200b", "x" * 121])
def test_name_that_is_empty_or_too_long_is_refused(typed: str) -> None:
    with pytest.raises(BadName):
        rules.clean_name(typed)


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("kurz12345", PasswordTooShort),
        ("x1" * 100 + "x", PasswordTooLong),
        ("passwort123", PasswordTooCommon),
        ("QWERTZUIOP", PasswordTooCommon),
        ("aaaaaaaaaaaa", PasswordTooCommon),
        ("Anna@Example.org", PasswordTooCommon),
    ],
)
def test_weak_password_is_refused(password: str, error: type[DomainError]) -> None:
    with pytest.raises(error):
        rules.check_password(password, "anna@example.org")


@pytest.mark.parametrize("password", ["vier bunte Enten", "lange Reihe 1", "x1" * 100, "äöüßäöüßäö"])
def test_long_password_of_any_signs_is_taken(password: str) -> None:
    rules.check_password(password, "anna@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "password2026",
        "Password2026!",
        "P@ssw0rt2026",
        "1.Passwort!!",
        "sunshine1234",
        "Sommer2026!!",
        "passwortpasswort",
        "lebensraum2026",
        "Fußball2026",
        "Hameln123456",
        "qwertz123456",
        "annamuster1",
        "Anna.Muster99",
        "Michael1990",
        "jennifer!!12",
        "SCHNEIDER2026",
        "01.01.1990",
        "1990-01-01",
        "zyxwvutsrq",
        "qwertzuiopü",
        "asdfghjklöä",
        "poiuztrewq1",
        "Sommer1Sommer",
        "sun-shine-2026",
        "pass wort 2026",
        "ｐａｓｓｗｏｒｔ１２",
        "ababababab",
        " " * 12,
        "\u3000".join("aaaaaaaaaa"),
    ],
)
def test_password_that_many_have_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        rules.check_password(password, "annamuster@example.org" if "." not in password else "anna.muster@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "dragon und 7 zwerge",
        "sommer48151623",
        "Weserradweg bei Emmern",
        "vier bunte Enten baden",
        "kx7-2fq9-vvte",
        "Michael mag Kakteen",
        "0151 2345 6789 0",
    ],
)
def test_password_that_holds_a_common_word_among_others_is_taken(password: str) -> None:
    rules.check_password(password, "anna@example.org")


def test_list_of_common_passwords_is_long_and_folded() -> None:
    words = common_passwords.most_used()
    assert len(words) >= 10_000
    assert all(word == word.casefold() for word in words)
    assert {"password", "passwort", "sommer"} <= words


def test_roles_are_parsed() -> None:
    assert rules.parse_roles("member, host:coppenbruegge,admin") == [("admin", None), ("host", "coppenbruegge")]


@pytest.mark.parametrize("text", ["boss", "admin:coppenbruegge", "", "host:", "member,,"])
def test_unknown_role_is_refused(text: str) -> None:
    with pytest.raises(BadRole):
        rules.parse_roles(text)
