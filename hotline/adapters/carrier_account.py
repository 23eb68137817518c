"""Reads how the hotline's number is set up at the carrier, for `hotline doctor`."""

from __future__ import annotations

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from hotline.adapters.twilio import PointedHttpClient
from hotline.config import CarrierSettings
from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.types import PhoneNumber


def number_settings(settings: CarrierSettings, number: PhoneNumber) -> dict[str, str]:
    """voice_url, sms_url, status_callback, each with its method, and voice_fallback_url.

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
    except TwilioException as error:
        raise CarrierRefused(
            "the carrier refuses the account: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
            # Lists raise a plain TwilioException, which has no code.
            getattr(error, "code", 0) or 0,
        ) from None
    except requests.RequestException:
        raise CarrierUnavailable("the carrier does not answer: check the connection") from None
    if not found:
        raise CarrierRefused("the account does not own HOTLINE_PHONE_NUMBER")
    posted = ("voice", "sms", "status_callback")
    names = (
        *("voice_url", "sms_url", "status_callback", "voice_fallback_url"),
        *(f"{each}_method" for each in posted),
    )
    return {name: getattr(found[0], name) or "" for name in names}
