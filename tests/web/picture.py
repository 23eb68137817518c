"""The README's picture of the queue, drawn anew: `python -m tests.web.picture FILE.png`.

A site as the tests build it, with three people who wait; a real Chromium looks at it.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from hotline.domain.transcripts import TranscriptState
from hotline.services.claims import claim
from hotline.web.live import LivePages
from tests.conftest import HeldClock
from tests.house import ENGLISH, KOREAN, SPANISH
from tests.journeys.browser import chromium
from tests.web.conftest import no_redis
from tests.web.site import Site, build_site


def draw(site: Site, clock: HeldClock, file: Path) -> None:
    """Somebody in danger, a text, and a request of one's own; looked at by a coordinator."""
    lucia = site.coordinator("Lucía", (ENGLISH, SPANISH, KOREAN))
    site.volunteer("Jisoo", (KOREAN,))
    first, _ = site.voice_request("we need diapers and milk for the baby", topic="food")
    clock.forward(minutes=9)
    site.text_request("Mi casera quiere que salgamos el viernes", SPANISH)
    clock.forward(minutes=4)
    urgent, _ = site.voice_request(
        None, state=TranscriptState.NO_MODEL, language=KOREAN, topic="safety"
    )
    with site.house.ports.unit_of_work() as tx:
        tx.requests.mark_urgent(tx.requests.by_code(urgent).id)
    claim(site.house.ports, lucia, first)
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    site.app.config["PUBLIC_URL"] = address
    try:
        with chromium() as context:
            signer = site.app.session_interface.get_signing_serializer(site.app)
            assert signer
            value = signer.dumps({"token": site.token(lucia)})
            context.add_cookies([{"name": "hotline", "value": value, "url": address}])
            page = context.new_page()
            page.set_viewport_size({"width": 860, "height": 1000})
            page.goto(f"{address}/queue?language=en")
            page.locator("li.request").first.wait_for()
            # The live line tells of this little server, which has no stream.
            page.evaluate("document.getElementById('live').remove()")
            page.screenshot(path=str(file), full_page=True)
    finally:
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        held = HeldClock()
        # The page tells by its own clock how long they have waited.
        held.moment = datetime.now(UTC) - timedelta(minutes=13)
        draw(
            build_site(Path(folder), held, LivePages(no_redis, max_streams=0)),
            held,
            Path(sys.argv[1]),
        )
