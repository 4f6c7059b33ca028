"""What the hub asks whoever books: the questions, a new one, and each of them."""

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.said import saved
from hubs.models import Hub
from hubs.questions import actions, queries, words
from hubs.questions.models import Question
from web.host.frame import host_page, hosted_hub
from web.host.question_forms import SPACE_KINDS, QuestionForm, form_of, shown
from web.host.stale import is_outdated
from web.host.today_forms import notice

blueprint = Blueprint("host_questions", __name__, url_prefix="/host/<slug>/questions")
ONE = "/<int:question_id>"


def _list(slug: str, **_args: int) -> str:
    return url_for("host_questions.index", slug=slug)


def _one(slug: str, question_id: int) -> str:
    return url_for("host_questions.edit", slug=slug, question_id=question_id)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    return _index(hosted_hub(slug), QuestionForm(formdata=None))


@blueprint.post("")
@access(HOST, come_back=_list)
def create(slug: str) -> Response:
    form = QuestionForm()
    if not form.validate():
        return page_again(lambda: _index(hosted_hub(slug), form))
    return _create(slug, form)


@when_refused(lambda error, slug, form: _index(hosted_hub(slug), form, notice(form, error)))
def _create(slug: str, form: QuestionForm) -> Response:
    actions.ask(hub=hosted_hub(slug), wanted=form.values)
    saved(_("The question has been saved. It is asked from now on."), changed=True)
    return redirect(_list(slug), 303)


@blueprint.get(ONE)
@access(HOST)
def edit(slug: str, question_id: int) -> str:
    hub = hosted_hub(slug)
    question = _question(hub, question_id)
    return _page(hub, question, form_of(question))


@blueprint.post(ONE)
@access(HOST, come_back=_one)
def change(slug: str, question_id: int) -> Response:
    form = QuestionForm()
    is_old = is_outdated(form, shown(_question(hosted_hub(slug), question_id)))
    if not form.validate() or is_old:
        return page_again(lambda: _again(slug, question_id, form))
    return _change(slug, question_id, form)


@when_refused(lambda error, slug, question_id, form: _again(slug, question_id, form, notice(form, error)))
def _change(slug: str, question_id: int, form: QuestionForm) -> Response:
    hub = hosted_hub(slug)
    question = _question(hub, question_id)
    before = shown(question)
    actions.ask(hub=hub, wanted=form.values, known=question)
    saved(_("The question has been saved."), changed=shown(question) != before)
    return redirect(_list(slug), 303)


@blueprint.post(f"{ONE}/deletion")
@access(HOST, come_back=_one)
def remove(slug: str, question_id: int) -> Response:
    hub = hosted_hub(slug)
    actions.remove(hub=hub, question=_question(hub, question_id))
    saved(_("The question has been deleted, and with it the answers."), changed=True)
    return redirect(_list(slug), 303)


def _question(hub: Hub, question_id: int) -> Question:
    return queries.question_in(hub.id, question_id) or abort(404)


def _index(hub: Hub, form: QuestionForm, error: DomainError | None = None) -> str:
    asked = queries.questions_of(hub.id)
    more = {"words": words, "kinds": SPACE_KINDS}
    return host_page("host/questions.html", hub, form=form, error=error, questions=asked, **more)


def _again(slug: str, question_id: int, form: QuestionForm, error: DomainError | None = None) -> str:
    hub = hosted_hub(slug)
    return _page(hub, _question(hub, question_id), form, error)


def _page(hub: Hub, question: Question, form: QuestionForm, error: DomainError | None = None) -> str:
    return host_page("host/question.html", hub, question=question, form=form, error=error)
