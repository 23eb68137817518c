"""Answers of the REST API: errors, pages of lists, and who may ask."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request

from ivr.simulator.exchange import Exchange
from ivr.simulator.store import Row

Item = TypeVar("Item")

# "PageSize: default 50, maximum 1000".
PAGE_SIZE = 50
LARGEST_PAGE = 1000


class Refused(Exception):
    """The API says no: an HTTP status, the carrier's own code, and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def not_found() -> Refused:
    message = f"The requested resource {request.path} was not found"
    return Refused(404, 20404, message)


def as_response(problem: Refused) -> Response:
    """`{code, message, more_info, status}`, as all errors of the API look."""
    response = jsonify(
        code=problem.code,
        message=str(problem),
        more_info=f"https://www.twilio.com/docs/errors/{problem.code}",
        status=problem.status,
    )
    response.status_code = problem.status
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return response


def check_access(exchange: Exchange) -> None:
    """Raises Refused when the API is down, or for anybody but the account itself."""
    if exchange.faults.now.api_down:
        raise Refused(503, 20503, "Service unavailable")
    given = request.authorization
    user = (given.username or "") if given else ""
    password = (given.password or "") if given else ""
    settings = exchange.settings
    right = hmac.compare_digest(user.encode(), settings.account_sid.encode())
    right &= hmac.compare_digest(password.encode(), settings.auth_token.encode())
    if not right:
        raise Refused(401, 20003, "Authenticate")
    if (request.view_args or {}).get("account") != settings.account_sid:
        raise not_found()


def page_of(
    key: str, rows: Sequence[Item], shape: Callable[[Item], dict[str, Any]]
) -> dict[str, Any]:
    """One page of a list, with the addresses of its neighbours.

    Raises Refused for a page number or size that is none.
    """
    size = min(_number("PageSize", PAGE_SIZE, least=1), LARGEST_PAGE)
    page = _number("Page", 0, least=0)
    start = page * size
    shown = rows[start : start + size]
    has_more = start + size < len(rows)
    return {
        key: [shape(row) for row in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + len(shown) - 1 if shown else start,
        "uri": _address(page, size),
        "first_page_uri": _address(0, size),
        "next_page_uri": _address(page + 1, size) if has_more else None,
        "previous_page_uri": _address(page - 1, size) if page else None,
    }


def _address(page: int, size: int) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True)]
    query = [pair for pair in kept if pair[0] not in ("Page", "PageSize", "PageToken")]
    query += [("PageSize", str(size)), ("Page", str(page))]
    return f"{request.path}?{urlencode(query)}"


def _number(name: str, default: int, least: int) -> int:
    value = request.args.get(name)
    if value is None:
        return default
    if not value.isdigit() or int(value) < least:
        raise Refused(400, 20001, f"{name} is invalid")
    return int(value)


def on_days(name: str, row: Row, column: str, as_day: Callable[[float], str]) -> bool:
    """Is a row's day within the filters `Name`, `Name<` and `Name>` of this request?

    In a query, `Name>=2026-01-01` is the parameter `Name>` with the value `2026-01-01`.
    """
    wanted = [request.args.get(name + sign, "")[:10] for sign in ("", "<", ">")]
    if not any(wanted):
        return True
    if row[column] is None:
        return False
    day = as_day(row[column])
    exact, before, after = wanted
    return (
        (not exact or day == exact)
        and (not before or day <= before)
        and (not after or day >= after)
    )
