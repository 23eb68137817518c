"""/healthz: the process lives. /readyz: everything it needs answers, or the reason."""

from __future__ import annotations

from collections.abc import Callable

import redis
from flask import Blueprint, Flask, Response, jsonify

from hotline.adapters.signs_of_life import is_alive
from hotline.domain.outbox import QUEUES


def register_health(
    app: Flask, database_state: Callable[[], str], redis_factory: Callable[[], redis.Redis]
) -> None:
    """Mount the two addresses; they tell states and no data."""
    health = Blueprint("health", __name__)
    connection = redis_factory()

    @health.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @health.get("/readyz")
    def ready() -> tuple[Response, int]:
        checks = check_readiness(database_state, connection)
        good = all(answer == "ok" for answer in checks.values())
        return jsonify(status="ready" if good else "not ready", checks=checks), 200 if good else 503

    app.register_blueprint(health)


def check_readiness(database_state: Callable[[], str], connection: redis.Redis) -> dict[str, str]:
    """Each part by name: 'ok', or what is wrong and what to do."""
    checks: dict[str, str] = {}
    checks["database"] = database_state()
    try:
        connection.ping()
        checks["redis"] = "ok"
        for name in ("relay", *QUEUES):
            part = name if name == "relay" else f"worker {name}"
            remedy = f"no sign of life: start `hotline worker {name}`"
            checks[part] = "ok" if is_alive(connection, name) else remedy
    except redis.RedisError:
        checks["redis"] = "does not answer: check HOTLINE_REDIS_URL"
    return checks
