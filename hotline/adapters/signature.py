"""Is this webhook really the carrier's? Checked on the configured public URL.

Source: reference 1.3. The URL is rebuilt from HOTLINE_PUBLIC_URL and the raw path
and query, never from Host or forwarding headers (promise A3); the current and the
previous token both pass while a token is being rotated (A2).
"""

from __future__ import annotations

from collections.abc import Mapping

from twilio.request_validator import RequestValidator

from hotline.config import CarrierSettings


class WebhookSignature:
    """Checks X-Twilio-Signature."""

    def __init__(self, settings: CarrierSettings, public_url: str) -> None:
        tokens = [settings.auth_token, settings.previous_auth_token]
        self._validators = [RequestValidator(token.reveal()) for token in tokens if token]
        self._account_sid = settings.account_sid
        self._public_url = public_url

    def is_genuine_fetch(self, raw_path: str, signature: str) -> bool:
        """True when one of our tokens signed a GET, which has no form and names no account."""
        url = self._public_url + raw_path
        return any(validator.validate(url, {}, signature) for validator in self._validators)

    def is_genuine(self, raw_path: str, form: Mapping[str, str], signature: str) -> bool:
        """True when one of our tokens signed it for our account. `form` is a MultiDict."""
        if form.get("AccountSid") != self._account_sid:
            return False
        url = self._public_url + raw_path
        return any(validator.validate(url, form, signature) for validator in self._validators)
