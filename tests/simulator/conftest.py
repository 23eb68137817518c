"""A carrier and a stand-in for the hotline, both real servers on ports of their own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.simulator.client import Phone
from ivr.simulator.exchange import Exchange
from ivr.simulator.settings import Settings
from ivr.simulator.web import create_app

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "not-a-secret"
HOTLINE = "+15550100000"
CALLER = "+15550100001"
VOLUNTEER = "+15550100002"


class Quiet(WSGIRequestHandler):
    def log_request(self, *_arguments: Any) -> None:
        pass


class Server:
    """A Flask application on a free port, in a thread."""

    def __init__(self, app: Flask | None = None) -> None:
        placeholder = app or Flask("empty")
        self._server = make_server(
            "127.0.0.1", 0, placeholder, threaded=True, request_handler=Quiet
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.port}"

    def serve(self, app: Flask) -> None:
        self._server.app = app
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


@dataclass
class Asked:
    """A webhook that the hotline received."""

    path: str
    method: str
    params: dict[str, str]
    token: str
    signed: bool
    at: float = field(default_factory=time.monotonic)


class StandIn:
    """Answers webhooks with what a test has laid out, and writes down what it was asked.

    An answer is TwiML without its Response, or (status, content type, body), or a function of the
    parameters that gives one of these. Several answers in a list are given one after the other.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, Any] = {}
        self._server = Server()
        self._app = Flask("hotline")
        self._app.add_url_rule(
            "/<path:path>", view_func=self._answer, methods=["GET", "POST"], endpoint="any"
        )
        self._server.serve(self._app)
        self.url = self._server.url

    def stop(self) -> None:
        self._server.stop()

    def says(self, path: str, *answers: Any) -> None:
        self.answers[path] = list(answers)

    def paths(self) -> list[str]:
        return [item.path for item in self.asked]

    def at(self, path: str) -> list[dict[str, str]]:
        return [item.params for item in self.asked if item.path == path]

    def wait_for(self, path: str, times: int = 1, seconds: float = 5.0) -> list[dict[str, str]]:
        eventually(lambda: len(self.at(path)) >= times, seconds)
        return self.at(path)

    def _answer(self, path: str) -> Response:
        path = "/" + path
        validator = RequestValidator(TOKEN)
        signature = request.headers.get("X-Twilio-Signature", "")
        form = {} if request.method == "GET" else request.form
        self.asked.append(
            Asked(
                path=path,
                method=request.method,
                params=request.values.to_dict(),
                token=request.headers.get("I-Twilio-Idempotency-Token", ""),
                signed=validator.validate(request.url, form, signature),
            )
        )
        answers = self.answers.get(path, [""])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = answer(request.values.to_dict())
        if isinstance(answer, tuple):
            status, content_type, body = answer
            return Response(body, status=status, content_type=content_type)
        return Response(f"<Response>{answer}</Response>", content_type="text/xml; charset=utf-8")


class Carrier:
    """The simulated carrier over HTTP; it can be stopped and started over the same data."""

    def __init__(self, data_dir: Path, webhook_base: str, **changes: Any) -> None:
        self.data_dir = data_dir
        self._webhook_base = webhook_base
        self._changes = changes
        self.start()

    def start(self) -> None:
        self._server = Server()
        self.url = self._server.url
        self.exchange = Exchange(
            Settings(
                account_sid=ACCOUNT, auth_token=TOKEN, numbers=(HOTLINE,),
                webhook_base=self._webhook_base, base_url=self.url, data_dir=self.data_dir,
                **({"callback_seconds": 0.02} | self._changes),
            )
        )  # fmt: skip
        self.exchange.start()
        self._server.serve(create_app(self.exchange))

    def stop(self) -> None:
        self.exchange.stop()
        self._server.stop()

    def phone(self, number: str = CALLER) -> Phone:
        return Phone(self.url, number)

    def api(self, method: str, path: str, auth: Any = (ACCOUNT, TOKEN), **arguments: Any) -> Any:
        url = f"{self.url}/2010-04-01/Accounts/{ACCOUNT}{path}"
        return requests.request(method, url, auth=auth, timeout=10, **arguments)

    def faults(self, **wishes: Any) -> None:
        answer = requests.post(f"{self.url}/control/faults", json=wishes, timeout=10)
        assert answer.status_code == 200, answer.text

    def pass_time(self, seconds: float) -> None:
        """As if so much time had passed for the limits of every call in progress."""
        answer = requests.post(f"{self.url}/control/time", json={"seconds": seconds}, timeout=10)
        assert answer.status_code == 200, answer.text

    def alerts(self) -> list[int]:
        answer = requests.get(f"{self.url}/control/alerts", timeout=10).json()
        return [alert["code"] for alert in answer["alerts"]]


def eventually(look: Callable[[], Any], seconds: float = 5.0) -> Any:
    """The first thing that `look` finds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")


def hears(call: Any, look: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The first thing that `look` finds while the call goes on and is listened to."""

    def find() -> Any:
        call.events(wait=0.2)
        return look()

    return eventually(find, seconds)


@pytest.fixture
def hotline() -> Iterator[StandIn]:
    stand_in = StandIn()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def carrier(tmp_path: Path, hotline: StandIn) -> Iterator[Carrier]:
    running = Carrier(tmp_path / "carrier", hotline.url)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def api_description(shared: Path) -> dict[str, Any]:
    """Twilio's own OpenAPI document, cut to what a hotline uses."""
    text = (shared / "twilio" / "api_v2010.hotline.json").read_text(encoding="utf-8")
    description: dict[str, Any] = json.loads(text)
    return description
