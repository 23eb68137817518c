"""Every route of an app as requests that a test can make, generated from its url_map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.site import form_token


def all_routes(app: Flask, **values: str) -> Iterator[tuple[str, str]]:
    """(method, path) for each rule and method, with `values` in the places of its names."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        given: dict[str, Any] = {name: values[name] for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, adapter.build(rule.endpoint, given, method=method)


def ask(client: FlaskClient, method: str, path: str) -> TestResponse:
    """The answer, with a good form token when something is to change."""
    if method != "POST":
        return client.open(path, method=method)
    token = form_token(client.get("/queue", follow_redirects=True).text)
    return client.post(path, data={"form_token": token})
