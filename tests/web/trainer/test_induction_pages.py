"""Inductions on pages: set up by hosts, recorded by trainers, seen by whose they are and by nobody else."""

import re
from typing import Any

from sqlalchemy import select

from bookings.reminders import links
from core.db import db
from core.transactions import transaction
from hubs.inductions import queries
from hubs.inductions.models import Induction, InductionGrant
from hubs.models import Space
from hubs.queries import any_hub
from members.models import Member
from tests.support import people
from tests.support.hosts import HOST, appoint
from tests.support.house import at, house
from tests.support.inductions import TODAY, TOMORROW, TRAINER, Workshop, email_of

ANNA, BERT = email_of("none"), email_of("valid")
HUB = "coppenbruegge"
HOSTS_PAGE = f"/host/{HUB}/inductions"
NEW = {"name": "Laser", "text": "Eine Stunde.", "valid": "months", "months": "12", "months_minor": "6"}


def trainers_page(made: Workshop) -> str:
    return f"/trainer/{HUB}/inductions/{made.induction}"


def id_of(made: Workshop, email: str) -> int:
    with made.app.app_context():
        return db.session.scalars(select(Member.id).where(Member.email == email)).one()


def grants(made: Workshop) -> list[InductionGrant]:
    with made.app.app_context():
        return list(db.session.scalars(select(InductionGrant).order_by(InductionGrant.id)))


def test_from_asking_to_booking(made: Workshop) -> None:
    """Anna asks, the trainer finds her, looks away, and she books at once."""
    anna, trainer = made.client(ANNA), made.client(TRAINER)
    wish = {"space": str(made.home.spaces["Drucker A"]), "date": TOMORROW, "from": "10:00", "to": "11:00"}
    refused = anna.post("/bookings", data=wish)
    assert refused.status_code == 403
    assert "You need an induction for this place: 3D-Druck." in refused.text
    assert "030 23125-103" in refused.text
    assert anna.post(f"/hubs/{HUB}/inductions/{made.induction}/wish").status_code == 303
    assert "They have asked for it" in trainer.get(trainers_page(made)).text
    assert trainer.post(f"{trainers_page(made)}/grants", data={"member": id_of(made, ANNA)}).status_code == 303
    assert "You have it, until Wed 24 Nov 2027." in anna.get(f"/hubs/{HUB}").text
    assert anna.post("/bookings", data=wish).status_code == 303


def test_page_of_the_place_says_what_is_needed_and_whether_one_has_it(made: Workshop) -> None:
    address = f"/bookings/new?space={made.home.spaces['Drucker A']}"
    needed, has = "You need an induction for this place: 3D-Druck.", "You have it."
    made.grant(BERT)
    shown = {who: made.client(who).get(address).text for who in (ANNA, BERT)}
    visitor = made.app.test_client().get(address, headers={"Accept-Language": "en"}).text
    assert all(needed in text for text in (*shown.values(), visitor))
    assert [has in text for text in (*shown.values(), visitor)] == [False, True, False]
    assert "induction" not in made.client(ANNA).get(f"/bookings/new?space={made.home.spaces['Platz 1']}").text


def test_trainer_who_is_no_host_sees_the_people_of_the_hub_by_their_address_alone(made: Workshop) -> None:
    made.have(ANNA, "10:00", "11:00", TOMORROW, "Platz 1")
    trainer, host = made.client(TRAINER), made.client(HOST)
    button = f'value="{id_of(made, ANNA)}"'
    assert button in trainer.get(f"{trainers_page(made)}?q={ANNA}").text
    assert button not in trainer.get(f"{trainers_page(made)}?q=None").text
    assert "None" in host.get(f"{trainers_page(made)}?q=Non").text
    assert host.get(f"{trainers_page(made)}?q=Non").status_code == trainer.get(trainers_page(made)).status_code == 200


def test_whether_a_stranger_has_an_account_is_not_told(made: Workshop) -> None:
    people.add(made.app, "fremd@example.org", "Fremde Person")
    known, unknown = (
        made.client(TRAINER).get(f"{trainers_page(made)}?q={who}@example.org").text.replace(who, "")
        for who in ("fremd", "niemand")
    )
    assert known == unknown
    answer = made.client(TRAINER).post(
        f"{trainers_page(made)}/grants", data={"member": id_of(made, "fremd@example.org")}
    )
    assert answer.status_code == 404
    assert grants(made) == []


def test_minor_has_it_for_six_months_and_nothing_else_is_written_down(made: Workshop) -> None:
    made.client(ANNA).post(f"/hubs/{HUB}/inductions/{made.induction}/wish")
    made.client(TRAINER).post(
        f"{trainers_page(made)}/grants", data={"member": id_of(made, ANNA), "minor": "y", "note": "x"}
    )
    [row] = grants(made)
    assert row.ends_at == at("2027-05-25", "0:00")


def test_older_page_of_a_trainer_does_not_lift_the_limit_of_a_minor(made: Workshop) -> None:
    """Meanwhile another has recorded it, for somebody under 18: what the page shows comes along, and is compared."""
    trainer, page = made.client(TRAINER), trainers_page(made)
    made.client(ANNA).post(f"/hubs/{HUB}/inductions/{made.induction}/wish")
    form = {"member": id_of(made, ANNA)}
    older = form | {"seen": trainer.get(page).text.split('name="seen" value="')[1].split('"')[0]}
    for _click in range(2):
        assert trainer.post(f"{page}/grants", data=older | {"minor": "y"}).status_code == 303
    for sent in (older, form, form | {"seen": "1 no day"}, form | {"seen": "x"}):
        refused = trainer.post(f"{page}/grants", data=sent)
        assert refused.status_code == 409
        assert "The person has it already, until Mon 24 May 2027." in refused.text
        assert [row.ends_at for row in grants(made)] == [at("2027-05-25", "0:00")]
    newer = trainer.get(f"{page}?q={ANNA}").text
    assert "Has it already:" in newer
    trainer.post(f"{page}/grants", data=form | {"seen": newer.split('name="seen" value="')[1].split('"')[0]})
    assert [row.ends_at for row in grants(made)] == [at("2027-11-25", "0:00")]


def test_taken_back_is_told_with_what_is_left(made: Workshop) -> None:
    made.grant(BERT)
    booking = made.have(BERT, "9:00", "11:00")
    [row] = grants(made)
    path = f"{trainers_page(made)}/grants/{row.id}/revocation"
    assert made.client(TRAINER).post(path, data={"reason": "Verletzt am Finger"}).status_code == 422
    page = made.client(TRAINER).post(path, data={"reason": "changed"}, follow_redirects=True).text
    assert "The person has 1 upcoming booking that needs it." in page
    assert "Induction missing: 3D-Druck" in made.client(HOST).get(f"/host/{HUB}/today").text
    assert "Bookings without a valid induction" in made.client(HOST).get(HOSTS_PAGE).text
    own = made.client(BERT).get(f"/bookings/{booking.id}").text
    assert "You need an induction before you can check in here" in own
    assert f"/bookings/{booking.id}/check-in" not in own
    with made.app.app_context():
        link = f"/mails/bookings/check-in/{links.token(links.CHECK_IN, booking.id)}"
    mailed = made.client(BERT).get(link).text
    assert "You need an induction for this place: 3D-Druck." in mailed
    assert "I am here: check in" not in mailed
    refused = made.client(BERT).post(f"/bookings/{booking.id}/check-in")
    assert (refused.status_code, made.status(booking)) == (403, "confirmed")


def test_own_inductions_stand_on_the_profile_of_nobody_else(made: Workshop) -> None:
    made.grant(BERT)
    assert "valid until Wed 24 Nov 2027" in made.client(BERT).get("/profile").text
    assert "3D-Druck" not in made.client(ANNA).get("/profile").text
    assert f"/trainer/{HUB}" in made.client(TRAINER).get("/profile").text


def test_trainer_of_one_induction_sees_no_other(made: Workshop) -> None:
    made.client(HOST).post(HOSTS_PAGE, data=NEW)
    trainer = made.client(TRAINER)
    assert "Laser" not in trainer.get(f"/trainer/{HUB}").text
    assert trainer.get(f"/trainer/{HUB}/inductions/{made.induction + 1}").status_code == 404
    assert (
        trainer.post(f"/trainer/{HUB}/inductions/{made.induction + 1}/grants", data={"member": "1"}).status_code == 404
    )
    assert trainer.get(HOSTS_PAGE).status_code == 404
    assert made.client(ANNA).get(f"/trainer/{HUB}").status_code == 404


def test_induction_of_another_hub_does_not_exist_here(made: Workshop) -> None:
    house(made.app, "anderswo")
    with made.app.app_context():
        host_id = id_of(made, HOST)
    appoint(made.app, host_id, "anderswo")
    made.grant(BERT)
    host = made.client(HOST)
    assert host.get(f"/host/anderswo/inductions/{made.induction}").status_code == 404
    assert host.get(f"/trainer/anderswo/inductions/{made.induction}").status_code == 404
    for path in (
        f"/host/anderswo/inductions/{made.induction}",
        f"/host/anderswo/inductions/{made.induction}/deletion",
        f"/host/anderswo/inductions/{made.induction}/trainers",
        f"/trainer/anderswo/inductions/{made.induction}/grants",
        f"/trainer/anderswo/inductions/{made.induction}/grants/{grants(made)[0].id}/revocation",
        f"/hubs/anderswo/inductions/{made.induction}/wish",
    ):
        assert host.post(path, data=NEW | {"email": HOST, "member": "1", "reason": "wish"}).status_code == 404, path
    assert len(grants(made)) == 1


def test_host_sets_up_an_induction_with_its_spaces_and_trainers(made: Workshop) -> None:
    host = made.client(HOST)
    space = str(made.home.spaces["Platz 1"])
    page = host.post(HOSTS_PAGE, data=NEW | {"spaces": [space]}, follow_redirects=True)
    assert page.request.path == f"{HOSTS_PAGE}/{made.induction + 1}"
    host.post(f"{HOSTS_PAGE}/{made.induction + 1}/trainers", data={"email": HOST})
    listed = host.get(HOSTS_PAGE).text
    assert "Needed for: Platz 1" in listed
    assert "Trainers: Hanna Gastgeberin" in listed
    answer = made.api("GET", f"/hubs/{HUB}", ANNA).json["spaces"]
    assert [one["inductions"] for one in answer if one["name"] == "Platz 1"] == [["Laser"]]
    host.post(f"{HOSTS_PAGE}/{made.induction + 1}", data=NEW | {"name": "Laser und Plotter"})
    assert "No place needs it yet." in host.get(HOSTS_PAGE).text
    host.post(f"{HOSTS_PAGE}/{made.induction + 1}/trainers/{id_of(made, HOST)}/removal")
    assert "Nobody gives it yet." in host.get(HOSTS_PAGE).text
    host.post(f"{HOSTS_PAGE}/{made.induction + 1}/deletion")
    assert "Laser" not in host.get(HOSTS_PAGE).text


def test_what_is_wrong_comes_back_at_its_field_with_what_was_typed(made: Workshop) -> None:
    host = made.client(HOST)
    for wrong, said in (
        ({"months": ""}, "Please enter a number of months from 1 to 120."),
        ({"name": "3d-druck"}, "There is already an induction with this name here."),
        ({"spaces": ["999999"]}, "This place does not belong to this hub."),
        ({"valid": "until", "until_date": ""}, "Please fill this in."),
    ):
        answer = host.post(HOSTS_PAGE, data=NEW | wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert "Eine Stunde." in answer.text


def test_host_with_an_older_form_does_not_undo_what_another_saved(made: Workshop) -> None:
    """One says that a desk needs it, too, and for how long; the other has had the page open since before that."""
    host, page = made.client(HOST), f"{HOSTS_PAGE}/{made.induction}"
    spaces = [str(made.home.spaces[name]) for name in ("Drucker A", "Drucker B", "Platz 1")]
    older = {"seen": seen_on(host.get(page).text), "spaces": spaces[:2]} | NEW | {"name": "3D-Druck"}
    assert host.post(page, data=older | {"spaces": spaces, "months": "3"}).status_code == 303
    refused = host.post(page, data=older | {"text": "Neu getippt"})
    assert refused.status_code == 422
    assert "Somebody has changed this in the meantime." in refused.text
    assert "Neu getippt" in refused.text
    with made.app.app_context():
        kept = db.session.get_one(Induction, made.induction)
        assert (kept.months, len(queries.spaces_needing(kept.id))) == (3, 3)
    again = host.post(page, data=older | {"seen": seen_on(refused.text)})
    assert again.status_code == 303, "who sends it again has read that"


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_guest_is_let_in_by_a_tick_of_a_host_who_is_trainer(made: Workshop) -> None:
    form = {"space": str(made.home.spaces["Drucker A"]), "to": "10:00", "guest_name": "Gabi", "form_key": "a"}
    appoint(made.app, id_of(made, TRAINER))
    board = made.client(TRAINER).get(f"/host/{HUB}/today").text
    assert 'name="vouches"' in board
    answers = [
        made.client(who).post(f"/host/{HUB}/today/walk-in", data=form | {"form_key": key} | tick).status_code
        for key, who, tick in (("a", HOST, {"vouches": "y"}), ("b", TRAINER, {}), ("c", TRAINER, {"vouches": "y"}))
    ]
    assert answers == [403, 403, 303]


def test_caller_is_booked_for_by_a_tick_too(made: Workshop) -> None:
    appoint(made.app, id_of(made, TRAINER))
    times = {"date": TODAY, "from": "12:00", "to": "13:00"}
    form = {"space": str(made.home.spaces["Drucker A"]), "guest_name": "Gabi", "form_key": "a"} | times
    refused = made.client(TRAINER).post(f"/host/{HUB}/bookings", data=form)
    assert "Guests may use this place only under the eyes of a trainer" in refused.text
    done = made.client(TRAINER).post(f"/host/{HUB}/bookings", data=form | {"vouches": "y"})
    assert done.status_code == 303
    shown = made.client(HOST).get(done.location.removesuffix("/slip")).text
    assert "in the presence of a trainer" in shown


def test_hub_without_inductions_shows_none_and_asks_nothing(made: Workshop) -> None:
    house(made.app, "anderswo")
    page = made.client(ANNA).get("/hubs/anderswo").text
    assert 'id="inductions"' not in page
    with made.app.app_context(), transaction():
        hub: Any = any_hub(HUB)
        hub.is_public = False
    assert made.client(ANNA).post(f"/hubs/{HUB}/inductions/{made.induction}/wish").status_code == 404


def test_asking_twice_and_taking_it_back_leaves_nothing(made: Workshop) -> None:
    anna = made.client(ANNA)
    for _ in range(2):
        anna.post(f"/hubs/{HUB}/inductions/{made.induction}/wish")
    assert "You have asked for it." in anna.get(f"/hubs/{HUB}").text
    anna.post(f"/hubs/{HUB}/inductions/{made.induction}/wish/withdrawal")
    assert "You have asked for it." not in anna.get(f"/hubs/{HUB}").text
    assert "They have asked for it" not in made.client(TRAINER).get(trainers_page(made)).text


def test_plain_word_of_older_files_is_offered_only_where_a_space_has_it(made: Workshop) -> None:
    address = f"/host/{HUB}/spaces/{made.home.spaces['Platz 1']}"
    assert 'value="induction"' not in made.client(HOST).get(address).text
    with made.app.app_context(), transaction():
        db.session.get_one(Space, made.home.spaces["Platz 1"]).features = ["induction"]
    assert 'value="induction" checked' in made.client(HOST).get(address).text
    assert "Induction needed" in made.client(ANNA).get(f"/hubs/{HUB}").text
    wish = {"space": str(made.home.spaces["Platz 1"]), "date": TOMORROW, "from": "10:00", "to": "11:00"}
    assert made.client(ANNA).post("/bookings", data=wish).status_code == 303, "a word, which nothing checks"
