"""Messages and their media in the REST API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ivr.simulator.api.replies import Refused, not_found, on_days, page_of
from ivr.simulator.api.shapes import Shapes
from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import as_day, bare, by_the_same_way, is_address
from ivr.simulator.refusals import TextRefused
from ivr.simulator.store import Row

_FINAL = frozenset({"delivered", "undelivered", "failed", "received", "read", "canceled"})


def add_messages(blueprint: Blueprint, exchange: Exchange, shapes: Shapes) -> None:
    store = exchange.store

    def find(sid: str) -> Row:
        row = store.get("messages", sid)
        if row is None or store.get("deleted_messages", sid) is not None:
            raise not_found()
        return row

    def find_media(message: str, sid: str) -> Row:
        row = store.get("media", sid)
        if row is None or row["message_sid"] != message:
            raise not_found()
        return row

    @blueprint.post("/Messages.json")
    def send_message(account: str) -> tuple[Response, int]:
        form = request.form
        recipient, sender = form.get("To", ""), form.get("From", "")
        body, media = form.get("Body", ""), tuple(form.getlist("MediaUrl"))
        if not recipient:
            raise Refused(400, 21604, "A 'To' phone number is required.")
        service = form.get("MessagingServiceSid")
        if not sender and not service:
            raise Refused(400, 21603, "A 'From' phone number is required.")
        if not body and not media and not form.get("ContentSid"):
            raise Refused(400, 21602, "Message body is required.")
        if not is_address(recipient):
            raise Refused(400, 21211, f"Invalid 'To' Phone Number: {recipient}")
        if sender and exchange.number(bare(sender)) is None:
            raise Refused(
                400, 21606, f"The 'From' phone number {sender} is not a valid, SMS-capable number."
            )
        if sender and by_the_same_way(sender, recipient) != sender:
            raise Refused(400, 63007, "The 'From' and the 'To' are not of the same channel.")
        try:
            row = exchange.texts.send(
                sender=sender or exchange.settings.numbers[0],
                recipient=recipient,
                body=body,
                direction="outbound-api",
                status_callback=form.get("StatusCallback") or None,
                service_sid=service,
                template=form.get("ContentSid") or None,
                media_urls=media,
            )
        except TextRefused as problem:
            raise Refused(400, problem.code, str(problem)) from None
        return jsonify(shapes.message(row)), 201

    @blueprint.get("/Messages.json")
    def list_messages(account: str) -> Response:
        rows = store.all(
            "SELECT * FROM messages WHERE (? = '' OR recipient = ?) AND (? = '' OR sender = ?) "
            "AND sid NOT IN (SELECT sid FROM deleted_messages) "
            "ORDER BY created DESC, rowid DESC",
            request.args.get("To", ""), request.args.get("To", ""),
            request.args.get("From", ""), request.args.get("From", ""),
        )  # fmt: skip
        rows = [row for row in rows if on_days("DateSent", row, "sent", as_day)]
        return jsonify(page_of("messages", rows, shapes.message))

    @blueprint.get("/Messages/<sid>.json")
    def show_message(account: str, sid: str) -> Response:
        return jsonify(shapes.message(find(sid)))

    @blueprint.post("/Messages/<sid>.json")
    def change_message(account: str, sid: str) -> Response:
        """An empty Body redacts; Status=canceled is for scheduled texts, which are not here."""
        row = find(sid)
        if request.form.get("Status"):
            raise Refused(400, 30409, "Messages can only be canceled while they are scheduled.")
        if request.form.get("Body") != "":
            raise Refused(400, 20001, "Body can only be updated to an empty string.")
        if row["status"] not in _FINAL:
            raise Refused(400, 20009, "Cannot update this resource before it is complete.")
        store.update("messages", sid, body="")
        return jsonify(shapes.message(find(sid)))

    @blueprint.delete("/Messages/<sid>.json")
    def delete_message(account: str, sid: str) -> tuple[str, int]:
        """Takes its media along; "not while it is queued or sending".

        It is gone from the log alone: what has arrived on a phone stays on the phone.
        """
        if find(sid)["status"] not in _FINAL | {"sent"}:
            raise Refused(409, 20009, "Cannot delete message because delivery is not complete.")
        store.execute("DELETE FROM media WHERE message_sid = ?", sid)
        store.execute("INSERT OR IGNORE INTO deleted_messages VALUES (?)", sid)
        return "", 204

    @blueprint.get("/Messages/<message>/Media.json")
    def list_media(account: str, message: str) -> Response:
        find(message)
        rows = store.all("SELECT * FROM media WHERE message_sid = ? ORDER BY rowid", message)
        return jsonify(page_of("media_list", rows, shapes.media))

    @blueprint.get("/Messages/<message>/Media/<sid>.json")
    def show_media(account: str, message: str, sid: str) -> Response:
        return jsonify(shapes.media(find_media(message, sid)))

    @blueprint.get("/Messages/<message>/Media/<sid>")
    def fetch_media(account: str, message: str, sid: str) -> AnyResponse:
        """Leads to another address, which needs no password: as the real one does."""
        row = find_media(message, sid)
        return redirect(f"{exchange.settings.base_url}/mms-media/{row['address']}", 307)

    @blueprint.delete("/Messages/<message>/Media/<sid>.json")
    def delete_media(account: str, message: str, sid: str) -> tuple[str, int]:
        find_media(message, sid)
        store.execute("DELETE FROM media WHERE sid = ?", sid)
        store.update("messages", message, media_count=_media_count(message))
        return "", 204

    def _media_count(message: str) -> Any:
        query = "SELECT COUNT(*) AS n FROM media WHERE message_sid = ?"
        row = store.one(query, message)
        return row["n"] if row else 0
