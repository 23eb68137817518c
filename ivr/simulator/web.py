"""The simulated carrier as one web application: API, phones, and the door that guards them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, render_template, request

from ivr.simulator.api.replies import as_response, not_found
from ivr.simulator.api.routes import build_account, build_api
from ivr.simulator.control import build_control, build_phones
from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import API_VERSION
from ivr.simulator.transport import is_loopback

LARGEST_REQUEST = 64 * 1024 * 1024


def create_app(exchange: Exchange) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(build_account(exchange))
    app.register_blueprint(build_api(exchange))
    app.register_blueprint(build_phones(exchange))
    app.register_blueprint(build_control(exchange))
    # Sounds come through the carrier, never from the application straight to the page.
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "media-src 'self' blob:; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )

    @app.before_request
    def guard() -> None:
        """Only this machine's own programs and pages.

        A page from elsewhere can make a browser send requests here (and, by a name that resolves
        to 127.0.0.1, even read the answers): its Origin or its Host gives it away.
        """
        host = urlsplit(f"//{request.host}").hostname or ""
        if not is_loopback(host):
            abort(403)
        origin = request.headers.get("Origin")
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if changes and origin is not None and origin != f"http://{request.host}":
            abort(403)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(404)
    def nowhere(_problem: Exception) -> Response | tuple[str, int]:
        if request.path.startswith(f"/{API_VERSION}/"):
            return as_response(not_found())
        return "There is nothing at this address.", 404

    @app.get("/")
    def phones() -> str:
        return render_template("phones.html", hotlines=exchange.settings.numbers)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/mms-media/<address>")
    def mms_media(address: str) -> Response:
        row = exchange.store.one("SELECT * FROM media WHERE address = ?", address)
        if row is None:
            abort(404)
        response = Response(row["content"])
        response.headers["Content-Type"] = row["content_type"]
        return response

    return app
