"""Minutes under review: what the parser proposed, and what people have made of it so far."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from corpus.minutes import ParsedMinutes
from corpus.types import DraftState, Value

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EditedResolution(Value):
    """A resolution in the form: every field is text as it was typed, whether it can be used or not.

    `key` names it within its draft for good. `responsible` is one a line, `agenda_item` a position in the agenda from
    1, `horizon` and `status` are values of their enums. `source` cuts the document's text. One that is `removed` is
    left out of the record and can be put back.
    """

    key: str
    number: str = ""
    text: str = ""
    responsible: str = ""
    due: str = ""
    due_text: str = ""
    horizon: str = ""
    working_group: str = ""
    status: str = ""
    vote: str = ""
    agenda_item: str = ""
    removed: bool = False
    source: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class EditedMinutes(Value):
    """A session in the form, as `EditedResolution`; `present`, `absent` and `agenda` are one a line.

    `removals` are the ids of published resolutions that are not in this text and are to go. `by` is who typed last.
    """

    session_number: str = ""
    title: str = ""
    body: str = ""
    host_city: str = ""
    date: str = ""
    chair: str = ""
    secretary: str = ""
    present: str = ""
    absent: str = ""
    agenda: str = ""
    resolutions: tuple[EditedResolution, ...] = ()
    removals: tuple[str, ...] = ()
    by: str = ""

    @property
    def kept(self) -> tuple[EditedResolution, ...]:
        """The resolutions that are not removed."""
        return tuple(one for one in self.resolutions if not one.removed)

    def new_key(self) -> str:
        """A key that no resolution of the draft has, for one that the parser did not propose."""
        taken = {one.key for one in self.resolutions}
        return next(key for key in (f"n{number}" for number in range(1, len(taken) + 2)) if key not in taken)


# The texts of the form, in its order.
SESSION_FIELDS = tuple(one.name for one in fields(EditedMinutes) if one.name not in ("resolutions", "removals", "by"))
RESOLUTION_FIELDS = tuple(one.name for one in fields(EditedResolution) if one.name not in ("key", "removed", "source"))


@dataclass(frozen=True, slots=True)
class MinutesDraft(Value):
    """One session of a document on its way to the record. `rev` rises with every change: an optimistic lock.

    `position` is which of the sessions in the file it is, from 0. `proposed` was read from the document's text at
    `document_rev`; `edited` is None until somebody saves something. `meeting_id` is what a confirmed one became.
    """

    id: str
    document_id: str
    position: int
    document_rev: int
    proposed: ParsedMinutes
    rev: int = 1
    state: DraftState = DraftState.WAITING
    meeting_id: str | None = None
    edited: EditedMinutes | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


def edited_as_json(edited: EditedMinutes) -> Json:
    return asdict(edited)


def edited_from_json(body: Mapping[str, Any]) -> EditedMinutes:
    """What `edited_as_json` wrote."""
    resolutions = (EditedResolution(**one | {"source": _span(one["source"])}) for one in body["resolutions"])
    return EditedMinutes(**dict(body) | {"resolutions": tuple(resolutions), "removals": tuple(body["removals"])})


def _span(pair: list[int] | None) -> tuple[int, int] | None:
    return (pair[0], pair[1]) if pair else None
