"""The coordinators' page of partners: who may be asked to take something on, and how they are told."""

from __future__ import annotations

import contextlib

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.partners import Card, Way
from hotline.errors import NotFound, PartnerRefused
from hotline.services import partners
from hotline.web import partner_words, shown
from hotline.web.context import context, ports
from hotline.web.policy import signed_in

partner_pages = Blueprint("partners", __name__)


@partner_pages.get("/partners")
def show() -> str:
    return _page()


@partner_pages.post("/partners")
def add() -> Response | tuple[str, int]:
    card = _card()
    try:
        partners.add_partner(ports(), signed_in().volunteer_id, card)
    except PartnerRefused as refused:
        # The page comes back with what was typed: nobody types it twice (O3).
        return _page(draft=card, refused=partner_words.refusal(refused.kind)), 422
    return _done(_("%(name)s is kept.", name=shown.words(card.name)))


@partner_pages.post("/partners/<partner_id>")
def change(partner_id: str) -> Response | tuple[str, int]:
    card = _card()
    try:
        partners.change_partner(ports(), signed_in().volunteer_id, partner_id, card)
    except PartnerRefused as refused:
        problem = partner_words.refusal(refused.kind)
        return _page(draft=card, changing=partner_id, refused=problem), 422
    except NotFound:
        return _done(_("Taken off the list."))
    return _done(_("%(name)s is kept.", name=shown.words(card.name)))


@partner_pages.post("/partners/<partner_id>/remove")
def remove(partner_id: str) -> Response:
    with contextlib.suppress(NotFound):
        partners.remove_partner(ports(), signed_in().volunteer_id, partner_id)
    return _done(_("Taken off the list."))


def _page(draft: Card | None = None, changing: str = "", refused: str = "") -> str:
    return render_template(
        "partners.html",
        partners=partners.list_partners(ports()),
        languages=context().flows.current().languages,
        partner_words=partner_words,
        empty=Card(""),
        draft=draft,
        changing=changing,
        refused=refused,
    )


def _card() -> Card:
    form, there = request.form, context().flows.current().languages
    ways = [way for way in Way if way == form.get("way")]
    wanted = set(form.getlist("languages"))
    return Card(
        name=form.get("name", ""),
        does=form.get("does", ""),
        languages=tuple(each for each in there if each.tag in wanted),
        way=ways[0] if ways else Way.SCREEN,
        address=form.get("address", ""),
    )


def _done(said: str) -> Response:
    flash(said, "good")
    return redirect(url_for("partners.show"), 303)
