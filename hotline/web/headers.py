"""The headers that every answer carries, pages, errors and webhooks alike (promise G3)."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}

#: The one page that records asks for the microphone; every other page cannot.
MICROPHONE_PAGES = frozenset({"recorder.line"})
WITH_MICROPHONE = SECURITY_HEADERS["Permissions-Policy"].replace(
    "microphone=()", "microphone=(self)"
)

#: Two years: browsers that came once never ask over http again.
STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"


def install(app: Flask, *, https: bool) -> None:
    """Set them after every request; HSTS only where the public address is https."""

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        if request.endpoint in MICROPHONE_PAGES:
            response.headers["Permissions-Policy"] = WITH_MICROPHONE
        if https:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
        return response
