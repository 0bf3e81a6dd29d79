"""The review form as it comes back: what was typed, and which of its buttons was pressed."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData

from corpus.drafts import RESOLUTION_FIELDS, SESSION_FIELDS, EditedMinutes, EditedResolution
from ingest.drafting import field_name

MOST_FIELDS = 50_000


async def _form(request: Request) -> FormData:
    return await request.form(max_fields=MOST_FIELDS, max_files=0)


FormDep = Annotated[FormData, Depends(_form)]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button's `action` and what it is pressed for; `rev` is the draft's as the form was made from it."""

    action: str
    target: str
    rev: int
    part: int
    published_meeting_id: str | None
    insist: tuple[str, ...]


def pressed(form: FormData) -> Pressed:
    action, _, target = _text(form, "action").partition(":")
    return Pressed(
        action=action or "save",
        target=target,
        rev=_whole(form, "rev"),
        part=_whole(form, "part"),
        published_meeting_id=_text(form, "published_meeting_id") or None,
        insist=tuple(_text(form, "insist").split()),
    )


def typed(form: FormData, known: EditedMinutes) -> EditedMinutes:
    """The session as it was typed. Resolutions that the form does not show are as they are in `known`."""
    of_key = {one.key: one for one in known.resolutions}
    keys = [key for key in form.getlist("key") if isinstance(key, str)]
    shown = [_resolution(form, of_key.get(key, EditedResolution(key))) for key in dict.fromkeys(keys)]
    texts: dict[str, Any] = {name: _text(form, name) for name in (*SESSION_FIELDS, "by")}
    removals = tuple(value for value in form.getlist("removal") if isinstance(value, str))
    return replace(known, resolutions=tuple(_in_place(shown, known)), removals=removals, **texts)


def _in_place(shown: list[EditedResolution], known: EditedMinutes) -> list[EditedResolution]:
    """Those that the form shows, with each of the others after the one that it followed."""
    placed, keys = list(shown), {one.key for one in shown}
    for position, one in enumerate(known.resolutions):
        if one.key not in keys:
            before = {other.key for other in known.resolutions[:position]}
            at = max((place + 1 for place, other in enumerate(placed) if other.key in before), default=0)
            placed.insert(at, one)
            keys.add(one.key)
    return placed


def _resolution(form: FormData, known: EditedResolution) -> EditedResolution:
    texts: dict[str, Any] = {name: _text(form, field_name(known.key, name)) for name in RESOLUTION_FIELDS}
    return replace(known, removed=False, **texts)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _whole(form: FormData, name: str) -> int:
    value = _text(form, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
