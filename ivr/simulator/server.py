"""Serves the simulated carrier: one process, because calls live in its memory; many threads."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from ivr.simulator.exchange import Exchange
from ivr.simulator.settings import Settings
from ivr.simulator.web import create_app

# A phone's page keeps up to three questions for news open.
THREADS = 64


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Runs until it is told to stop (SIGTERM, SIGINT)."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._settings = settings
        self._port = port
        self._exchange: Exchange | None = None
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": [f"127.0.0.1:{self._port}"],
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 5,
            "graceful_timeout": 3,
            "timeout": 60,
            "loglevel": "warning",
            "proc_name": "simulated-carrier",
            "control_socket_disable": True,
            "worker_exit": self._close,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in the worker: threads and the database belong to it alone."""
        self._exchange = Exchange(self._settings)
        self._exchange.start()
        return create_app(self._exchange)

    def _close(self, _server: Any, _worker: Any) -> None:
        if self._exchange is not None:
            self._exchange.stop()
