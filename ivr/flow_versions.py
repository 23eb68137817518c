"""The version of the flow that a call began with, also after a restart or in another process.

FlowLibrary knows the versions that this process has read. What calls and talks begin with is
kept in the store besides, so that a deploy in the middle of a call, or the next webhook in
another process, changes no question under anybody.
"""

from __future__ import annotations

from hotline.ports import Ports, Transaction
from ivr.flows.library import FlowLibrary
from ivr.flows.model import Flow


def current_flow(ports: Ports, tx: Transaction, flows: FlowLibrary) -> Flow:
    """The flow for whoever begins now; its text is kept for as long as they may come back."""
    flow = flows.current()
    name, text = flows.source(flow.version)
    tx.flow_versions.keep(flow.version, name, text, ports.clock.now())
    return flow


def flow_of_version(ports: Ports, tx: Transaction, flows: FlowLibrary, version: str) -> Flow:
    """The flow that somebody began with.

    The current one when that version is kept nowhere any more (30 days after its last use),
    or when a newer release of ours reads it no longer: the engine has a safe end for every
    step that is gone.
    """
    found = flows.version(version)
    if found is None:
        kept = tx.flow_versions.text(version)
        found = flows.take_up(*kept) if kept else None
    return found or current_flow(ports, tx, flows)
