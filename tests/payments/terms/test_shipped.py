"""The texts that operators begin with are there in both languages, and name themselves templates."""

import pytest

from payments.terms.shipped import KINDS, LOCALES, is_filled_in, template

WORD = {"de": "Muster", "en": "Template"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "early_start"])
def test_text_names_itself_a_template_with_gaps(kind: str, locale: str) -> None:
    text = template(kind, locale)
    assert text.startswith("# ")
    assert f"**{WORD[locale]}: " in text
    assert not is_filled_in(text)


@pytest.mark.parametrize("locale", LOCALES)
def test_notice_of_withdrawal_leads_to_the_page(locale: str) -> None:
    assert "](/withdrawal)" in template("withdrawal", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_consent_to_begin_early_is_one_sentence_to_tick(locale: str) -> None:
    assert is_filled_in(template("early_start", locale))
    assert "\n" not in template("early_start", locale).strip()


def test_links_are_no_gaps() -> None:
    assert is_filled_in("Siehe [hier](/withdrawal).")
    assert not is_filled_in("Siehe [Ort].")


@pytest.mark.parametrize(("kind", "locale"), [("../secret", "de"), ("terms", "fr"), ("", "")])
def test_other_texts_are_not_there(kind: str, locale: str) -> None:
    with pytest.raises(ValueError):
        template(kind, locale)
