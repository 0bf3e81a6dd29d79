"""A submission's form as it comes back: what was typed, the files that were chosen, and which button was pressed."""

from dataclasses import dataclass
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from api.lessons.handing_in import Typed
from corpus.lesson_form import FIELD_NAMES, LessonForm
from corpus.types import Visibility

MOST_FIELDS, MOST_FILES = 1000, 50


async def _form(request: Request) -> FormData:
    return await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)


FormDep = Annotated[FormData, Depends(_form)]


@dataclass(frozen=True, slots=True)
class Sent:
    """A button's `action` and what it is pressed for; `rev` is the submission's as the form was made from it.

    `typed` is None for a form of buttons alone. `files` are (what they hold, their name).
    """

    action: str
    target: str
    rev: int
    key: str
    typed: Typed | None
    files: tuple[tuple[BinaryIO, str], ...]


def sent_form(form: FormData) -> Sent:
    # The buttons are named `do`: a lesson has an action of its own.
    action, _, target = _text(form, "do").partition(":")
    rev = _text(form, "rev")
    return Sent(
        action=action or "save",
        target=target,
        rev=int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 10 else 0,
        key=_text(form, "key")[:64],
        typed=_typed(form) if "title" in form else None,
        files=chosen_files(form),
    )


def chosen_files(form: FormData) -> tuple[tuple[BinaryIO, str], ...]:
    uploads = (one for one in form.getlist("files") if isinstance(one, UploadFile))
    return tuple((one.file, one.filename) for one in uploads if one.filename)


def _typed(form: FormData) -> Typed:
    visibility = _text(form, "visibility")
    return Typed(
        LessonForm(**{name: _text(form, name) for name in FIELD_NAMES}),
        # What is no choice of ours opens nothing to everybody.
        Visibility(visibility) if visibility in set(Visibility) else Visibility.MEMBERS,
        _text(form, "anonymous") == "1",
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""
