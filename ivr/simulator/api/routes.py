"""All routes of the REST API under one roof, behind one door."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ivr.simulator.api.calls import add_calls
from ivr.simulator.api.conferences import add_conferences
from ivr.simulator.api.messages import add_messages
from ivr.simulator.api.numbers import add_numbers
from ivr.simulator.api.recordings import add_recordings
from ivr.simulator.api.replies import Refused, as_response, check_access
from ivr.simulator.api.shapes import Shapes
from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import API_VERSION


def build_api(exchange: Exchange) -> Blueprint:
    """The account's resources; every route asks for the account's password first."""
    blueprint = Blueprint("api", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")
    shapes = Shapes(exchange)
    blueprint.before_request(lambda: check_access(exchange))
    blueprint.register_error_handler(Refused, as_response)
    add_messages(blueprint, exchange, shapes)
    add_calls(blueprint, exchange, shapes)
    add_recordings(blueprint, exchange, shapes)
    add_numbers(blueprint, exchange, shapes)
    add_conferences(blueprint, exchange, shapes)
    return blueprint


def build_account(exchange: Exchange) -> Blueprint:
    """The account itself, whose address is the only one that ends right behind its sid."""
    blueprint = Blueprint("account", __name__, url_prefix=f"/{API_VERSION}")
    shapes = Shapes(exchange)
    blueprint.before_request(lambda: check_access(exchange))
    blueprint.register_error_handler(Refused, as_response)

    @blueprint.get("/Accounts/<account>.json")
    def show_account(account: str) -> Response:
        return jsonify(shapes.account())

    return blueprint
