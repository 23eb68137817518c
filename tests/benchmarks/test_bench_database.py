"""A bench that is pointed at a database in use, by mistake, writes nothing there."""

from __future__ import annotations

import click
import pytest
from sqlalchemy import create_engine, inspect, text

from hotline.commands.bench_webhooks import Stage


def test_a_bench_refuses_a_database_that_has_anything_in_it(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'live.sqlite3'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table help_requests (id text)"))
    monkeypatch.setenv("HOTLINE_BENCH_DATABASE_URL", url)
    stage = Stage(tmp_path, with_bare=False)
    with pytest.raises(click.UsageError, match="not empty"):
        stage.start()
    stage.end()
    assert inspect(engine).get_table_names() == ["help_requests"], "not even migrated"
