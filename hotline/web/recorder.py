"""The page on which speakers record the lines of the phone, and approve each other's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.prompt_recordings import BadRecording
from hotline.errors import NotFound, TranscriptionFailed
from hotline.types import Language
from hotline.web import recorder_words
from hotline.web.context import context, ports
from hotline.web.policy import signed_in
from ivr.prompt_index import RecordingRefused, speaker_of
from ivr.recorder import NotASpeaker, PromptRecorder, Speaker
from ivr.recorder_desk import RecorderDesk

recorder_pages = Blueprint("recorder", __name__)

#: A minute at 24,000 samples a second, and what other containers need; the fence reads no more.
LARGEST_UPLOAD = 5 * 1024 * 1024


@recorder_pages.url_value_preprocessor
def _allow_a_recording(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before the door reads the form, which it does for signed-in volunteers only.
    if endpoint == "recorder.take":
        request.max_content_length = LARGEST_UPLOAD + 64 * 1024


@recorder_pages.get("/prompts")
def languages() -> str:
    me = _speaker()
    return render_template(
        "prompts.html",
        rows=sorted(_recorder().progress(), key=lambda row: not me.speaks(row.language)),
        me=me,
    )


@recorder_pages.get("/prompts/<tag>")
def lines(tag: str) -> str:
    language = _language(tag)
    found = _found(lambda: _recorder().lines(language))
    return render_template(
        "prompts_language.html",
        language=language,
        lines=found,
        me=_speaker(),
        recorder_words=recorder_words,
        tally=recorder_words.tally(found),
    )


@recorder_pages.get("/prompts/<tag>/<prompt>")
def line(tag: str, prompt: str) -> str:
    language = _language(tag)
    all_lines = _found(lambda: _recorder().lines(language))
    place = next((n for n, each in enumerate(all_lines) if each.key == prompt), None)
    if place is None:
        abort(404)
    return render_template(
        "prompt.html",
        language=language,
        line=all_lines[place],
        place=place + 1,
        lines=all_lines,
        before=all_lines[place - 1] if place else None,
        after=all_lines[place + 1] if place + 1 < len(all_lines) else None,
        me=_speaker(),
        mine=speaker_of(signed_in().volunteer_id),
        recorder_words=recorder_words,
    )


@recorder_pages.post("/prompts/<tag>/<prompt>/take")
def take(tag: str, prompt: str) -> AnyResponse:
    upload = request.files.get("recording")
    sound = upload.stream.read(LARGEST_UPLOAD + 1) if upload else b""
    return _changed(
        tag,
        prompt,
        lambda recorder, me, language: recorder.take(me, language, prompt, sound) and None,
        _("This is how callers will hear it. Keep it, or record it again."),
    )


@recorder_pages.post("/prompts/<tag>/<prompt>/keep")
def keep(tag: str, prompt: str) -> AnyResponse:
    return _changed(
        tag,
        prompt,
        lambda recorder, me, language: recorder.keep(me, language, prompt),
        _("Kept. Now a second speaker listens to it."),
    )


@recorder_pages.post("/prompts/<tag>/<prompt>/approve")
def approve(tag: str, prompt: str) -> AnyResponse:
    file = request.form.get("file", "")
    return _changed(
        tag,
        prompt,
        lambda recorder, me, language: recorder.approve(me, language, prompt, file or "-"),
        _("Approved. The next caller hears it."),
    )


@recorder_pages.post("/prompts/<tag>/<prompt>/refuse")
def refuse(tag: str, prompt: str) -> AnyResponse:
    file = request.form.get("file", "")
    return _changed(
        tag,
        prompt,
        lambda recorder, me, language: recorder.refuse(me, language, prompt, file or "-"),
        _("Thrown away."),
    )


@recorder_pages.post("/prompts/<tag>/<prompt>/withdraw")
def withdraw(tag: str, prompt: str) -> AnyResponse:
    return _changed(
        tag,
        prompt,
        lambda recorder, me, language: recorder.withdraw(me, language, prompt),
        _("Taken back. Callers do not hear it any more."),
    )


@recorder_pages.post("/prompts/<tag>/by-phone")
def by_phone(tag: str) -> AnyResponse:
    language, me = _language(tag), _speaker()
    _found(lambda: _recorder().lines(language))
    if me.speaks(language):
        code = RecorderDesk(ports(), _recorder().data_dir).give_code(me, language)
        spaced = f"{code[:4]} {code[4:]}"
        flash(
            _(
                "Call the hotline, press 8, and key in %(code)s. The code is good for one call "
                "within an hour.",
                code=spaced,
            ),
            "good",
        )
    else:
        flash(recorder_words.only_speakers(), "problem")
    return redirect(url_for("recorder.lines", tag=tag), 303)


@recorder_pages.get("/prompts/<tag>/sound/<name>")
def sound(tag: str, name: str) -> Response:
    path = _found(lambda: _recorder().sound(_language(tag), name))
    return send_file(path, mimetype="audio/wav", conditional=True)


def _changed(
    tag: str,
    prompt: str,
    change: Callable[[PromptRecorder, Speaker, Language], None],
    said: str,
) -> AnyResponse:
    language = _language(tag)
    try:
        change(_recorder(), _speaker(), language)
    except NotFound:
        abort(404)
    except BadRecording as refused:
        flash(recorder_words.refusal(refused.kind), "problem")
    except TranscriptionFailed:
        flash(_("That did not work on our side. Try once more."), "problem")
    except NotASpeaker:
        flash(recorder_words.only_speakers(), "problem")
    except RecordingRefused:
        flash(_("That is not possible: the take has changed, or it is your own."), "problem")
    else:
        flash(said, "good")
    return redirect(url_for("recorder.line", tag=tag, prompt=prompt), 303)


def _found(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except NotFound:
        abort(404)


def _speaker() -> Speaker:
    me = signed_in()
    return Speaker(me.volunteer_id, me.languages)


def _recorder() -> PromptRecorder:
    found = context().recorder
    if found is None:
        abort(404)
    return found


def _language(tag: str) -> Language:
    try:
        return Language(tag)
    except ValueError:
        abort(404)
