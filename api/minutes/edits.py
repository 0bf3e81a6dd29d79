"""Changes to a session's resolutions in the form, beside typing: one more, one cut in two, two made one, one left out."""

import re
from collections.abc import Callable
from dataclasses import replace

from corpus.drafts import EditedMinutes, EditedResolution
from corpus.errors import NotFound
from corpus.text.numbers import level, to_persian_digits

NO_CUT = "جای برش را با یک سطر خالی در متن نشان دهید و دوباره «جدا کن» را بزنید."

_CUT = re.compile(r"[ \t]*\n[ \t]*\n\s*")


class NoCut(ValueError):
    """A resolution's text holds no blank line, where it would be cut."""


def add(edited: EditedMinutes) -> EditedMinutes:
    """One more resolution at the end, with the next number."""
    taken = _numbers(edited)
    fresh = EditedResolution(edited.new_key(), number=to_persian_digits(max(taken, default=0) + 1))
    return replace(edited, resolutions=(*edited.resolutions, fresh))


def split(edited: EditedMinutes, key: str) -> EditedMinutes:
    """Cut a resolution in two at the first blank line in its text; the second has all else as the first has it.

    It gets the next number that is free. Raises `NoCut`, or `NotFound`.
    """
    place, one = _find(edited, key)
    first, _, second = _CUT.sub("\0", one.text.replace("\r\n", "\n").strip(), count=1).partition("\0")
    if not second:
        raise NoCut(NO_CUT)
    taken = _numbers(edited)
    own = _number(one) or 0
    number = next(number for number in range(own + 1, own + len(taken) + 2) if number not in taken)
    other = replace(one, key=edited.new_key(), number=to_persian_digits(number), text=second, source=None)
    return _with(edited, place, replace(one, text=first), other)


def merge(edited: EditedMinutes, key: str) -> EditedMinutes:
    """Join a resolution with the next that is not left out, which then is; the first one's particulars count."""
    place, one = _find(edited, key)
    for later in range(place + 1, len(edited.resolutions)):
        other = edited.resolutions[later]
        if not other.removed:
            break
    else:
        return edited
    responsible = dict.fromkeys((*one.responsible.splitlines(), *other.responsible.splitlines()))
    names = ("due", "due_text", "horizon", "working_group", "status", "vote", "agenda_item")
    joined = replace(
        one,
        text=f"{one.text.strip()} {other.text.strip()}",
        responsible="\n".join(responsible),
        **{name: getattr(one, name) or getattr(other, name) for name in names},
    )
    left_out = _with(edited, later, replace(other, removed=True))
    return _with(left_out, place, joined)


def remove(edited: EditedMinutes, key: str) -> EditedMinutes:
    """Leave a resolution out; it can be put back."""
    place, one = _find(edited, key)
    return _with(edited, place, replace(one, removed=True))


def restore(edited: EditedMinutes, key: str) -> EditedMinutes:
    """Put one that was left out back in its place."""
    place, one = _find(edited, key)
    return _with(edited, place, replace(one, removed=False))


EDITS: dict[str, Callable[[EditedMinutes, str], EditedMinutes]] = {
    "split": split,
    "merge": merge,
    "remove": remove,
    "restore": restore,
}


def _find(edited: EditedMinutes, key: str) -> tuple[int, EditedResolution]:
    for place, one in enumerate(edited.resolutions):
        if one.key == key:
            return place, one
    raise NotFound("این مصوبه دیگر در پیش‌نویس نیست.")


def _with(edited: EditedMinutes, place: int, *ones: EditedResolution) -> EditedMinutes:
    """The minutes with these in the stead of the resolution at that place."""
    return replace(edited, resolutions=(*edited.resolutions[:place], *ones, *edited.resolutions[place + 1 :]))


def _numbers(edited: EditedMinutes) -> set[int]:
    return {number for one in edited.kept if (number := _number(one))}


def _number(one: EditedResolution) -> int | None:
    plain = level(one.number).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None
