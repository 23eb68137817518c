"""H3 on the new pages: the words of a conversation, the safe word and what was written back."""

from __future__ import annotations

import pytest

from hotline.domain.contact_safety import Contact, ContactRules, to_json
from hotline.services.claims import claim, release
from hotline.services.conversation import write
from hotline.services.hand_overs import ask_to_take_over
from hotline.services.intake import take_text
from hotline.types import PhoneNumber
from tests.house import ENGLISH, SPANISH
from tests.web.routes import all_routes, ask
from tests.web.site import Site
from tests.web.test_routes import REST

CAME, WENT, WORD = "the xylophone behind the bakery", "we bring zucchini", "mangrove"
ROLES = ("asked", "outsider", "coordinator", "before", "asked to take over", "nobody")


def a_conversation(site: Site) -> tuple[str, dict[str, str | None]]:
    """A request by text that was held before, is held now, and is asked of somebody else."""
    ports = site.house.ports
    people = {
        "asked": site.volunteer("Ana"),
        "outsider": site.volunteer("Iker", (SPANISH,)),
        "coordinator": site.coordinator("Mar", (SPANISH,)),
        "before": site.volunteer("Luz"),
        "holder": site.volunteer("Rosa"),
        "asked to take over": site.volunteer("Bea"),
    }
    with ports.unit_of_work() as tx:
        sender = PhoneNumber("+12065550177")
        request = take_text(ports, tx, sender=sender, body=CAME, language=ENGLISH)
        rules = ContactRules(frozenset({Contact.TEXT, Contact.CALL}), word=WORD)
        key = tx.keys.open(request.key_id)
        tx.requests.set_contact_rules(request.id, key.seal_text("contact.rules", to_json(rules)))
    claim(ports, people["before"], request.code)
    release(ports, people["before"], request.code)
    claim(ports, people["holder"], request.code)
    write(ports, people["holder"], request.code, WENT)
    ask_to_take_over(ports, people["holder"], request.code, people["asked to take over"])
    return request.code, {**people, "nobody": None}


@pytest.mark.parametrize("role", ROLES)
def test_h3_a_conversation_is_its_holders_alone(site: Site, role: str) -> None:
    """Every route and method: also for who was asked, who had it, who coordinates, and who is
    asked to take it over but has not said yes."""
    code, people = a_conversation(site)
    client = site.client(people[role])
    tried = 0
    for method, path in all_routes(site.app, code=code, recording_id="0" * 32, **REST):
        if path.endswith(("/take-over", "/sign-out")):
            continue  # a yes makes it theirs; an end of the session ends the trial
        if path.endswith("/release") and role == "coordinator":
            continue  # theirs to do, and told to the holder: tests/web/test_queue.py
        answer = ask(client, method, path)
        tried += 1
        for words in (CAME, WENT, WORD):
            assert words not in answer.text, f"{method} {path} shows words to {role}"
    assert tried > 40
    with site.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert request
        assert request.claimed_by == people["holder"]
        audit = [who for _, who, what in tx.audit.of_subject(request.id) if what == "request:open"]
        assert people[role] not in audit


def test_h4_the_holder_sees_them_and_the_audit_says_so(site: Site) -> None:
    code, people = a_conversation(site)
    page = site.client(people["holder"]).get(f"/requests/{code}").text
    for words in (CAME, WENT, WORD):
        assert words in page
    with site.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert request
        lines = [(who, what) for _, who, what in tx.audit.of_subject(request.id)]
    assert (people["holder"], "request:open") in lines
