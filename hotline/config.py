"""Settings: a pure function of the environment into frozen values.

It refuses what is unsafe with one sentence that says what to set. Secrets have a
blank repr and may also come from a file named by `<NAME>_FILE`.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from hotline.config_live import read_live
from hotline.config_money import read_money
from hotline.config_push import read_push_hosts
from hotline.config_registration import NO_REGISTRATION, Registration, read_registration
from hotline.config_time import read_cover, read_preflight, read_time_zone
from hotline.config_whatsapp import read_whatsapp_number, read_whatsapp_templates
from hotline.data_dir import default_data_dir
from hotline.domain.gaps import SHIFT_HOURS, CoverHours
from hotline.domain.house_words import OWN_WORDS, HouseWords
from hotline.domain.preflight import PREFLIGHT_AHEAD
from hotline.domain.ringing import RingPolicy
from hotline.domain.spending import DEFAULT_MONEY, MoneyRules
from hotline.errors import NotAPhoneNumber, SettingsError
from hotline.types import Language, PhoneNumber, is_sid

MASTER_KEY_FILE = "master.key"
DATABASE_FILE = "hotline.sqlite3"
#: Of the name in texts: the dearest of ours still fits its segments with it.
LONGEST_NAME = 30


@dataclass(frozen=True)
class Secret:
    """A secret string: repr and str stay blank, reveal() gives it."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        return self._value

    def __str__(self) -> str:
        return "•••"


@dataclass(frozen=True)
class CarrierSettings:
    """The account at the carrier. `api_url` points the SDK at a stand-in, if set.

    `previous_auth_token` is accepted beside the current one while a token is being
    rotated (promise A2).
    """

    account_sid: str
    auth_token: Secret
    previous_auth_token: Secret | None = None
    api_url: str | None = None
    #: The sender on WhatsApp, if it is not the hotline's own number.
    whatsapp_number: PhoneNumber | None = None


@dataclass(frozen=True)
class Settings:
    """Everything the hotline is told from outside."""

    data_dir: Path
    database_url: str
    master_key: Secret | None
    public_url: str | None = None
    phone_number: PhoneNumber | None = None
    redis_url: str | None = None
    models_dir: Path | None = None
    flow_path: Path | None = None
    language_numbers: Mapping[PhoneNumber, Language] = field(default_factory=dict)
    #: Numbers for relay and TTY callers: no menus, and a minute of patience (V12).
    relay_numbers: frozenset[PhoneNumber] = frozenset()
    volunteer_number: PhoneNumber | None = None
    live: RingPolicy | None = None
    carrier: CarrierSettings | None = None
    stand_ins: bool = True
    time_zone: str = "UTC"
    #: The file that says who is asked when; none: the data folder's, else the shipped one.
    escalation_file: str | None = None
    #: The network's own ready answers, if they do not lie in the data folder.
    replies_file: str | None = None
    #: Apprise's address of the network's own mail account (a secret), for e-mail to volunteers.
    mail_account: Secret | None = None
    #: Push services besides those of the browsers' makers; None: no notices in browsers.
    push_hosts: tuple[str, ...] | None = ()
    cover: CoverHours = SHIFT_HOURS
    preflight_ahead: timedelta = PREFLIGHT_AHEAD
    money: MoneyRules = DEFAULT_MONEY
    house: HouseWords = OWN_WORDS
    #: By language, the template that may be sent when WhatsApp's 24 hours are over.
    whatsapp_templates: Mapping[Language, str] = field(default_factory=dict)
    security_contact: str | None = None
    #: Whether anybody may read how requests ended, month by month (C9, N7).
    public_figures: bool = False
    registration: Registration = NO_REGISTRATION

    @property
    def own_numbers(self) -> frozenset[PhoneNumber]:
        """Every number at which this hotline is called."""
        single = (self.phone_number, self.volunteer_number)
        known = frozenset(number for number in single if number)
        return known | frozenset(self.language_numbers) | self.relay_numbers

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the environment. Raises SettingsError for what is there and wrong.

        What is absent is None here; `require_*` below says so where it is needed, so
        that `hotline volunteers list` does not ask for a carrier account.
        """
        data_dir = Path(environ.get("HOTLINE_DATA_DIR") or default_data_dir())
        return cls(
            data_dir=data_dir,
            database_url=environ.get("HOTLINE_DATABASE_URL")
            or f"sqlite:///{data_dir / DATABASE_FILE}",
            master_key=_master_key(environ, data_dir),
            public_url=_public_url(environ.get("HOTLINE_PUBLIC_URL")),
            phone_number=_phone_number(environ.get("HOTLINE_PHONE_NUMBER")),
            redis_url=environ.get("HOTLINE_REDIS_URL") or None,
            models_dir=_folder(environ, "HOTLINE_MODELS_DIR"),
            flow_path=Path(environ["HOTLINE_FLOW"]) if environ.get("HOTLINE_FLOW") else None,
            live=read_live(environ),
            volunteer_number=_phone_number(
                environ.get("HOTLINE_VOLUNTEER_NUMBER"), "HOTLINE_VOLUNTEER_NUMBER"
            ),
            language_numbers=_language_numbers(environ.get("HOTLINE_LANGUAGE_NUMBERS", "")),
            relay_numbers=_relay_numbers(environ.get("HOTLINE_RELAY_NUMBERS", "")),
            carrier=_carrier(environ),
            time_zone=read_time_zone(environ),
            escalation_file=environ.get("HOTLINE_ESCALATION") or None,
            replies_file=environ.get("HOTLINE_REPLIES") or None,
            mail_account=_secret(environ, "HOTLINE_MAIL_ACCOUNT"),
            push_hosts=read_push_hosts(environ),
            cover=read_cover(environ),
            preflight_ahead=read_preflight(environ),
            stand_ins=stand_ins_allowed(environ),
            money=read_money(environ),
            house=_house_words(environ),
            whatsapp_templates=read_whatsapp_templates(environ),
            registration=read_registration(environ),
            security_contact=_security_contact(environ.get("HOTLINE_SECURITY_CONTACT")),
            public_figures=_public_figures(environ.get("HOTLINE_PUBLIC_FIGURES") or "off"),
        )

    def require_master_key(self) -> bytes:
        """The 32 bytes of the master key. Raises SettingsError when there is none."""
        if self.master_key is None:
            raise SettingsError(
                "There is no master key: run `hotline up` once, which makes one, or set "
                "HOTLINE_MASTER_KEY (or HOTLINE_MASTER_KEY_FILE) to 32 random bytes in base64."
            )
        return decode_master_key(self.master_key.reveal())

    def require_redis_url(self) -> str:
        """The address of Redis. Raises SettingsError when there is none."""
        if self.redis_url is None:
            raise SettingsError(
                "Set HOTLINE_REDIS_URL to your Redis server (redis://... or unix:///...), or "
                "start everything with `hotline up`, which brings its own."
            )
        return self.redis_url

    def require_public_url(self) -> str:
        """Where the carrier reaches us. Raises SettingsError when it is not set."""
        if self.public_url is None:
            raise SettingsError(
                "Set HOTLINE_PUBLIC_URL to the https address under which the phone company "
                "reaches this machine, for example https://hotline.example.org."
            )
        return self.public_url

    def require_phone_number(self) -> PhoneNumber:
        """The hotline's own number. Raises SettingsError when it is not set."""
        if self.phone_number is None:
            raise SettingsError(
                "Set HOTLINE_PHONE_NUMBER to the hotline's number with its country code, "
                "for example +15550100000."
            )
        return self.phone_number

    def require_carrier(self) -> CarrierSettings:
        """The carrier account. Raises SettingsError when it is not set."""
        if self.carrier is None:
            raise SettingsError(
                "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to your carrier account, or use "
                "`hotline up` without them: it brings a simulated carrier."
            )
        return self.carrier


def decode_master_key(text: str) -> bytes:
    """32 bytes from base64. Raises SettingsError for anything else."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise SettingsError(
            "HOTLINE_MASTER_KEY is not 32 bytes in base64: make one with "
            '`python3 -c "import base64,os;print(base64.b64encode(os.urandom(32)).decode())"`.'
        )
    return key


def _secret(environ: Mapping[str, str], name: str) -> Secret | None:
    if environ.get(name):
        return Secret(environ[name])
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Secret(Path(path).read_text(encoding="utf-8").strip())
    except OSError as error:
        raise SettingsError(
            f"{name}_FILE names a file that cannot be read ({error.strerror}): "
            "check its path and its permissions."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{name}_FILE names a file that is not text: check its path.") from None


def _master_key(environ: Mapping[str, str], data_dir: Path) -> Secret | None:
    secret = _secret(environ, "HOTLINE_MASTER_KEY")
    own_file = data_dir / MASTER_KEY_FILE
    if secret is None and own_file.exists():
        secret = _secret({"HOTLINE_MASTER_KEY_FILE": str(own_file)}, "HOTLINE_MASTER_KEY")
    if secret is not None:
        decode_master_key(secret.reveal())
    return secret


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_fine = urlsplit(""), False
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or not port_is_fine
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise SettingsError(
            f"{name} is not a web address: write it as https://hotline.example.org."
        )
    if "_" in parts.hostname:
        raise SettingsError(
            f"{name} has an underscore in its host name, which the carrier refuses: use another name."
        )
    if parts.scheme != "https" and not _is_loopback(parts.hostname):
        raise SettingsError(
            f"{name} must begin with https:// unless it is an address of this machine: "
            "over http anyone on the way could read it."
        )
    return value.rstrip("/")


def _public_url(value: str | None) -> str | None:
    return _url("HOTLINE_PUBLIC_URL", value) if value else None


def _phone_number(value: str | None, name: str = "HOTLINE_PHONE_NUMBER") -> PhoneNumber | None:
    if not value:
        return None
    try:
        return PhoneNumber.parse(value)
    except NotAPhoneNumber:
        raise SettingsError(
            f"{name} is not a phone number: write it with its country code, as +15550100000."
        ) from None


def _security_contact(value: str | None) -> str | None:
    """An address for security.txt (RFC 9116): mailto:, https: or tel:."""
    contact = (value or "").strip()
    if not contact:
        return None
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    if not contact.startswith(("mailto:", "https://", "tel:")) or len(contact.split()) != 1:
        raise SettingsError(
            "HOTLINE_SECURITY_CONTACT is no address: write mailto:security@example.org, or an "
            "https:// page that says how to report."
        )
    return contact


def _language_numbers(value: str) -> dict[PhoneNumber, Language]:
    """Numbers that are a language themselves: '+15550100002=es, +15550100003=ht'."""
    numbers: dict[PhoneNumber, Language] = {}
    for pair in filter(None, (part.strip() for part in value.split(","))):
        number, _, tag = pair.partition("=")
        try:
            called, language = PhoneNumber.parse(number), Language(tag.strip())
        except (NotAPhoneNumber, ValueError):
            raise SettingsError(
                "HOTLINE_LANGUAGE_NUMBERS has a pair that is not a number and a language: write "
                "it as +15550100002=es,+15550100003=ht."
            ) from None
        if numbers.setdefault(called, language) != language:
            raise SettingsError("HOTLINE_LANGUAGE_NUMBERS gives one number two languages.")
    return numbers


def _public_figures(value: str) -> bool:
    if value not in {"on", "off"}:
        raise SettingsError(
            "HOTLINE_PUBLIC_FIGURES is neither on nor off: with on anybody may read at "
            "/our-figures how requests ended, month by month, with small numbers hidden."
        )
    return value == "on"


def stand_ins_allowed(environ: Mapping[str, str]) -> bool:
    """Whether recordings by a machine may be played (HOTLINE_STAND_INS). Raises SettingsError."""
    value = environ.get("HOTLINE_STAND_INS") or "on"
    if value not in {"on", "off"}:
        raise SettingsError(
            "HOTLINE_STAND_INS is neither on nor off: with off callers hear people's recordings "
            "only, never a machine's stand-in for them."
        )
    return value == "on"


def _relay_numbers(value: str) -> frozenset[PhoneNumber]:
    """Numbers with no menus: '+15550100005, +15550100006'."""
    try:
        return frozenset(
            PhoneNumber.parse(part) for part in map(str.strip, value.split(",")) if part
        )
    except NotAPhoneNumber:
        raise SettingsError(
            "HOTLINE_RELAY_NUMBERS has a part that is not a phone number: write them with their "
            "country codes, as +15550100005,+15550100006."
        ) from None


def _house_words(environ: Mapping[str, str]) -> HouseWords:
    """A neutral name for texts, and words to ask about besides our own. Raises SettingsError."""
    name = environ.get("HOTLINE_NEUTRAL_NAME", "").strip()
    if len(name) > LONGEST_NAME:
        raise SettingsError(
            f"HOTLINE_NEUTRAL_NAME is longer than {LONGEST_NAME} letters: every text carries it, "
            "so choose a short one, as Maple Neighbours."
        )
    words = (word.strip() for word in environ.get("HOTLINE_DENY_WORDS", "").split(","))
    return HouseWords(neutral_name=name, deny=tuple(filter(None, words)))


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name)
    if not value:
        return None
    if not Path(value).is_dir():
        raise SettingsError(f"{name} is not a folder: make it, or name another.")
    return Path(value)


def _carrier(environ: Mapping[str, str]) -> CarrierSettings | None:
    sid = environ.get("TWILIO_ACCOUNT_SID")
    token = _secret(environ, "TWILIO_AUTH_TOKEN")
    if not sid and token is None:
        return None
    if not sid or token is None:
        missing = "TWILIO_AUTH_TOKEN" if sid else "TWILIO_ACCOUNT_SID"
        raise SettingsError(f"{missing} is missing: set both it and its twin, or neither.")
    if not is_sid(sid, "AC"):
        raise SettingsError(
            "TWILIO_ACCOUNT_SID is not an account sid: it is AC and 32 hexadecimal digits."
        )
    api_url = environ.get("TWILIO_API_URL")
    return CarrierSettings(
        account_sid=sid,
        auth_token=token,
        previous_auth_token=_secret(environ, "TWILIO_PREVIOUS_AUTH_TOKEN"),
        whatsapp_number=read_whatsapp_number(environ),
        api_url=_url("TWILIO_API_URL", api_url) if api_url else None,
    )
