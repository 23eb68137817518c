"""Reads how the hotline's number is set up at the carrier, for `hotline doctor`."""

from __future__ import annotations

import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hotline.adapters.twilio import PointedHttpClient
from hotline.config import CarrierSettings
from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.types import PhoneNumber


def number_settings(settings: CarrierSettings, number: PhoneNumber) -> dict[str, str]:
    """voice_url, sms_url, status_callback, voice_fallback_url of our number.

    Raises CarrierUnavailable when nobody answers, CarrierRefused when the account is
    refused or does not own the number.
    """
    client = Client(
        settings.account_sid,
        settings.auth_token.reveal(),
        http_client=PointedHttpClient(settings.api_url),
    )
    try:
        found = client.incoming_phone_numbers.list(phone_number=number.reveal(), limit=1)
    except TwilioRestException as error:
        raise CarrierRefused(
            "the carrier refuses the account: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
            error.code or 0,
        ) from None
    except requests.RequestException:
        raise CarrierUnavailable("the carrier does not answer: check the connection") from None
    if not found:
        raise CarrierRefused("the account does not own HOTLINE_PHONE_NUMBER")
    names = ("voice_url", "sms_url", "status_callback", "voice_fallback_url")
    return {name: getattr(found[0], name) or "" for name in names}
