"""The floor plan's editor: a form with a line for each space, which also works without the drawing."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.arguments import read_id
from core.errors import DomainError
from core.refusals import when_refused
from core.said import saved
from hubs.models import Hub
from hubs.plan import actions, drawing, queries, rules
from hubs.plan.errors import BadPlan, PlanChanged
from hubs.plan.rules import Item
from hubs.setup import setup_of
from web.host import picture_forms
from web.host.frame import host_page, hosted_hub
from web.host.picture_forms import PlanForm, PlanLine
from web.site import hub_pictures

blueprint = Blueprint("host_plan", __name__)
Outcome = str | tuple[str, int] | Response


def _page_of(slug: str) -> str:
    return url_for("host_plan.edit", slug=slug)


@blueprint.get("/host/<slug>/plan")
@access(HOST)
def edit(slug: str) -> str:
    hub = hosted_hub(slug)
    drawn = queries.drawn(hub.id)
    plan = drawn.plan if drawn else None
    form = PlanForm(
        columns=plan.columns if plan else rules.USUAL_COLUMNS,
        rows=plan.rows if plan else rules.USUAL_ROWS,
        picture=str(plan.picture_id or "") if plan else "",
        seen=actions.stamp(plan),
    )
    return _page(hub, form, picture_forms.lines_of(setup_of(hub).places, drawn.items if drawn else {}))


@blueprint.post("/host/<slug>/plan")
@access(HOST, come_back=_page_of)
def save(slug: str) -> Outcome:
    hub = hosted_hub(slug)
    form, lines = PlanForm(), picture_forms.typed_lines(setup_of(hub).places, request.form)
    form.picture.choices = _choices(hub)
    if not form.validate() or not _stand_well(form, lines):
        return _page(hub, form, lines), 422
    if _stands_so(hub, form, lines):
        saved(_("The plan has been saved."), changed=False)
        return redirect(_page_of(slug), 303)
    return _draw(slug, form, lines)


@when_refused(lambda error, slug, form, lines: _is_stale(hosted_hub(slug), form, lines, error), by=PlanChanged)
def _draw(slug: str, form: PlanForm, lines: list[PlanLine]) -> Response:
    actions.draw(
        hub=hosted_hub(slug),
        columns=form.columns.data,
        rows=form.rows.data,
        items=_items(lines),
        picture_id=read_id(form.picture.data),
        seen=form.seen.data or "",
    )
    saved(_("The plan has been saved."), changed=True)
    return redirect(_page_of(slug), 303)


def _stands_so(hub: Hub, form: PlanForm, lines: list[PlanLine]) -> bool:
    """Whether just this plan is there already."""
    drawn = queries.drawn(hub.id)
    if drawn is None:
        return False
    there = _items(picture_forms.lines_of(setup_of(hub).places, drawn.items))
    size = (drawn.plan.columns, drawn.plan.rows, str(drawn.plan.picture_id or ""))
    return _items(lines) == there and size == (form.columns.data, form.rows.data, form.picture.data or "")


def _stand_well(form: PlanForm, lines: list[PlanLine]) -> bool:
    """Puts a message at each line whose space cannot stand so."""
    by_id = {line.place.id: line for line in lines}
    for fault in rules.faults(form.columns.data, form.rows.data, _items(lines)):
        names = {"name": fault.item.name, "other": fault.other.name if fault.other else ""}
        by_id[fault.item.space_id].errors.append(BadPlan(fault.reason, fault.item.space_id, **names).message())
    return not any(line.errors for line in lines)


def _items(lines: list[PlanLine]) -> list[Item]:
    return [line.item for line in lines if line.item]


def _is_stale(hub: Hub, form: PlanForm, lines: list[PlanLine], error: DomainError) -> str:
    """What was typed, with the stamp of the plan that is there now: sent again, it takes that one's place."""
    drawn = queries.drawn(hub.id)
    form.seen.data = actions.stamp(drawn.plan if drawn else None)
    return _page(hub, form, lines, overtaken=error.message())


def _choices(hub: Hub) -> list[tuple[str, Any]]:
    found = queries.pictures_of(hub.id, "plan")
    named = [(str(p.id), _("Picture %(num)s", num=number)) for number, p in enumerate(found, 1)]
    return [("", _("none: squared paper")), *named]


def _page(hub: Hub, form: PlanForm, lines: list[PlanLine], **more: Any) -> str:
    form.picture.choices = form.picture.choices or _choices(hub)
    chosen = read_id(form.picture.data)
    found = queries.picture_of(hub.id, chosen) if chosen else None
    columns, rows = (_shown(value) for value in (form.columns.data, form.rows.data))
    placed = [item for item in _items(lines) if _is_on(item, columns, rows)]
    return host_page(
        "host/plan.html",
        hub,
        form=form,
        lines=lines,
        columns=columns,
        rows=rows,
        unit=drawing.UNIT,
        sheet_class=drawing.class_of(columns),
        shapes=drawing.shapes(placed),
        picture_url=hub_pictures.address(hub, found) if found else None,
        parts=picture_forms.PARTS,
        **more,
    )


def _shown(number: int | None) -> int:
    """A size that can be drawn, whatever was typed."""
    return min(max(number or 0, rules.LEAST_FIELDS), rules.MOST_FIELDS)


def _is_on(item: Item, columns: int, rows: int) -> bool:
    return 0 <= item.x < columns and 0 <= item.y < rows
