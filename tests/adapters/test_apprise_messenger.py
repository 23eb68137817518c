"""Other services than texts: what is let in, and a real message to a real server on this machine."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hotline.adapters.apprise_messenger import AppriseMessenger
from hotline.errors import CarrierRefused, CarrierUnavailable


@pytest.mark.parametrize(
    "address",
    [
        "",
        "   ",
        "rosa",
        "+15550100001",
        "https://example.org/hook",
        "json://example.org/",
        "xml://example.org/",
        "form://example.org/",
        "syslog://",
        "dbus://",
        "file:///etc/passwd",
        "ntfy://localhost/topic",
        "ntfy://127.0.0.1/topic",
        "ntfy://127.1/topic",
        "ntfy://0x7f.1/topic",
        "ntfy://2130706433/topic",
        "ntfy://[::1]/topic",
        "ntfy://[::ffff:10.0.0.1]/topic",
        "gotify://192.168.1.1/tokentoken",
        "gotify://router.lan/tokentoken",
        "matrix://user:pass@169.254.169.254/",
        "mailto://u:p@127.0.0.1",
        "mailto://u:p@example.org?smtp=127.0.0.1",
        "ntfy://127.0.0.1?to=topic",
        "ntfy://127.0.0.1?mode=private",
        "ntfy://exa mple.org/topic",
        "ntfy://[broken/topic",
        "tgram://short",
        "rosa@example.org",
        "ntfy://example.org/" + "x" * 500,
        "NTFY://LOCALHOST/topic",
        # What would send a file of this machine along, or call another server as well.
        "discord://1234567890/abcdefghij?template=file:///etc/passwd",
        "discord://1234567890/abcdefghij/?%74emplate=file:///etc/passwd",
        "discord://1234567890/abcdefghij?tags=x;template=http://127.0.0.1/",
        "discord://1234567890/abcdefghij#?template=/etc/passwd",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=file:///etc/passwd",
        "tgram://123456789:abcdefg_hijklmnop/123/?template=file:///etc/passwd",
        "ntfy://ntfy.example.org/topic?attach=http://127.0.0.1/",
        "ntfy://ntfy.example.org/topic?retry=100&wait=600",
        "mailto://u:p@example.org?pgp=yes&pgpkey=file:///etc/passwd",
        "ntfy://[64:ff9b::7f00:1]/topic",
    ],
)
def test_what_is_no_address_or_reaches_into_this_network_is_refused(address):
    """B1's spirit: a volunteer's setting must not make the server call what lies beside it."""
    messenger = AppriseMessenger()
    assert not messenger.can_use(address)
    with pytest.raises(CarrierRefused):
        messenger.send(address, "words")


@pytest.mark.parametrize(
    "address",
    ["ntfy://my-topic", "ntfys://ntfy.example.org/topic", "mailto://u:p@example.org", "gotifys://g.example.org/tokentoken"],
)  # fmt: skip
def test_addresses_of_services_are_let_in(address):
    assert AppriseMessenger().can_use(address)


def test_a_plain_e_mail_address_needs_the_mail_account_of_the_network():
    assert AppriseMessenger("mailtos://hotline:secret@example.org").can_use("rosa@example.org")
    messenger = AppriseMessenger("mailtos://hotline:secret@example.org")
    assert not messenger.can_use("rosa@example.org?to=all@example.org")
    assert not messenger.can_use("rosa@example.org,all@example.org")


class Ntfy:
    """A server that keeps what was posted, and answers as it is told."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, object]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                outer.bodies.append(json.loads(self.rfile.read(length)))
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"ntfy://127.0.0.1:{self.server.server_port}/rosa"


@pytest.fixture
def ntfy():
    service = Ntfy()
    yield service
    service.server.shutdown()
    service.server.server_close()


def test_the_words_arrive_and_nothing_else(ntfy):
    AppriseMessenger(allow_private=True).send(ntfy.address, "a request is waiting (472b)")
    (body,) = ntfy.bodies
    assert body["message"] == "a request is waiting (472b)"
    assert body["topic"] == "rosa"
    assert "attach" not in body


@pytest.fixture
def names_lead_here(monkeypatch):
    """Every name of the world resolves to this machine, as whoever owns a name can have it."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more)
    )


@pytest.mark.parametrize("scheme", ["ntfy", "gotify", "mmost", "rocket"])
def test_a_public_name_that_leads_inside_is_not_called(ntfy, names_lead_here, scheme, caplog):
    """B1's spirit: looked at in the moment of connecting, not only when it is written down."""
    port = ntfy.server.server_port
    address = {
        "ntfy": f"ntfy://rebind.example.org:{port}/rosa",
        "gotify": f"gotify://rebind.example.org:{port}/tokentoken",
        "mmost": f"mmost://rebind.example.org:{port}/3ccdd113474722377935511fc85d3dd4",
        "rocket": f"rocket://u:p@rebind.example.org:{port}/room",
    }[scheme]
    messenger = AppriseMessenger()
    assert messenger.can_use(address)
    with pytest.raises(CarrierUnavailable):
        messenger.send(address, "words")
    assert ntfy.bodies == []
    assert "rebind" not in caplog.text


def test_after_it_the_thread_may_connect_as_before(ntfy, names_lead_here):
    """Only the sending is watched: the worker's own database may well be inside."""
    with pytest.raises(CarrierUnavailable):
        AppriseMessenger().send(f"ntfy://x.example.org:{ntfy.server.server_port}/r", "words")
    AppriseMessenger(allow_private=True).send(ntfy.address, "words")
    assert len(ntfy.bodies) == 1


def test_a_service_that_is_down_is_a_passing_fault_that_tells_no_address(ntfy, caplog, capfd):
    ntfy.status = 500
    with pytest.raises(CarrierUnavailable) as failed:
        AppriseMessenger(allow_private=True).send(ntfy.address, "words")
    said = str(failed.value) + caplog.text + "".join(capfd.readouterr())
    assert "127.0.0.1" not in said
    assert "rosa" not in said


def test_the_mail_server_of_the_network_may_stand_inside():
    """An organiser set it, not a volunteer."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(10)
        port = listening.getsockname()[1]
        messenger = AppriseMessenger(
            f"mailto://u:p@example.org:{port}?smtp=127.0.0.1&mode=insecure"
        )
        came = []

        def answer() -> None:
            connection, _ = listening.accept()
            came.append(True)
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(CarrierUnavailable):
            messenger.send("rosa@example.org", "words")
        thread.join()
    assert came
