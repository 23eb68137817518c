"""`hotline bench`: each bench compares with a baseline in the same run."""

from __future__ import annotations

import importlib

import click

BENCHES = {
    "speech": ("hotline.commands.bench_speech", "Decode a folder of clips, four ways."),
    "calls": ("hotline.commands.bench_calls", "Whole calls through the webhooks, many at once."),
    "claims": ("hotline.commands.bench_claims", "Many claims in one instant: one winner."),
    "notices": ("hotline.commands.bench_notices", "From a message to the first notice."),
    "flood": ("hotline.commands.bench_flood", "A pump of invented numbers: what it costs."),
    "flows": ("hotline.commands.bench_flows", "Paths, seconds and keys of a flow."),
    "on-call": ("hotline.commands.bench_on_call", "Who is on call now, of thousands."),
    "texts": ("hotline.commands.bench_texts", "First messages by text against a bare view."),
    "walks": ("hotline.commands.bench_walks", "Random calls in every language of a flow."),
    "webhooks": ("hotline.commands.bench_webhooks", "The voice webhook against a bare view."),
}


class _Benches(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(BENCHES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in BENCHES:
            return None
        return getattr(importlib.import_module(BENCHES[cmd_name][0]), cmd_name.replace("-", "_"))


@click.group(cls=_Benches)
def bench() -> None:
    """Measure what the hotline promises. Quote the ratios: machines differ."""
