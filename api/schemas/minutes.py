"""Minutes under review."""

from dataclasses import replace
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from api.minutes.reviewing import Review
from api.schemas.common import ProblemBody
from corpus.drafts import EditedMinutes, EditedResolution, MinutesDraft, edited_as_json
from corpus.types import Document, DraftState
from ingest.comparing import same_decision
from ingest.drafting import doubts, in_form, sources


class ResolutionFormBody(BaseModel):
    """A resolution as it was typed; every field is text, also what cannot be read.

    `responsible` is one a line, `due` a Jalali date, `agenda_item` a position in the agenda from 1. `source` cuts the
    document's text and is worked out here. One without `key` is new.
    """

    key: str = Field("", pattern=r"^([np][0-9]{1,6})?$")
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


class MinutesFormBody(BaseModel):
    """A session as it was typed; `present`, `absent` and `agenda` are one a line.

    `removals` are ids of published resolutions that this text does not hold and that are to go.
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
    resolutions: list[ResolutionFormBody] = []
    removals: list[str] = []
    by: str = ""

    @classmethod
    def from_domain(cls, form: EditedMinutes) -> Self:
        return cls.model_validate(edited_as_json(form))

    def to_domain(self) -> EditedMinutes:
        named = [EditedResolution(**one.model_dump()) for one in self.resolutions]
        form = EditedMinutes(resolutions=tuple(named))
        for place, one in enumerate(named):
            if not one.key or one.key in {before.key for before in named[:place]}:
                named[place] = replace(one, key=form.new_key())
                form = replace(form, resolutions=tuple(named))
        texts = self.model_dump(exclude={"resolutions", "removals"})
        return replace(form, removals=tuple(self.removals), **texts)


class MinutesDraftBody(BaseModel):
    """A session of a document on its way to the record: a line of the list of drafts. `doubts` are how many there are."""

    id: str
    url: str
    document_id: str
    file_name: str
    position: int
    rev: int
    state: DraftState
    meeting_id: str | None
    session_number: str
    title: str
    date: str
    resolutions: int
    doubts: int
    updated_at: datetime | None

    @classmethod
    def from_domain(cls, draft: MinutesDraft, document: Document) -> Self:
        form = in_form(draft)
        return cls(
            id=draft.id,
            url=f"/minutes/{draft.id}",
            document_id=draft.document_id,
            file_name=document.file_name,
            position=draft.position,
            rev=draft.rev,
            state=draft.state,
            meeting_id=draft.meeting_id,
            session_number=form.session_number,
            title=form.title,
            date=form.date,
            resolutions=len(form.kept),
            doubts=len(doubts(draft, form)),
            updated_at=draft.updated_at,
        )


class MinutesDraftsBody(BaseModel):
    total: int
    drafts: list[MinutesDraftBody]


class ResolutionDifferenceBody(BaseModel):
    """A resolution of the new text beside the one in the record that it is: `change` is same, changed, new or gone.

    `key` names the one in the form, `resolution_id` the one in the record.
    """

    change: str
    key: str | None
    resolution_id: str | None
    before: str | None
    after: str | None


class ReviewBody(BaseModel):
    """A draft as it stands in the form. `doubts`, `problems` and `warnings` are in Persian and by field name.

    A resolution's fields are named «key-field». `sources` are [start, end) spans of the document's text by field name.
    `published_meeting_id` is the same session in the record; confirming makes the `differences` true there.
    `stale` tells that the document's text has changed since it was read for this draft.
    """

    draft: MinutesDraftBody
    form: MinutesFormBody
    notices: list[str]
    doubts: dict[str, str]
    problems: dict[str, str]
    warnings: dict[str, str]
    sources: dict[str, list[tuple[int, int]]]
    published_meeting_id: str | None
    differences: list[ResolutionDifferenceBody]
    stale: bool

    @classmethod
    def from_domain(cls, review: Review) -> Self:
        checked = review.checked
        pairs = [
            ResolutionDifferenceBody(
                change="new" if known is None else "same" if same_decision(one, known) else "changed",
                key=one.id,
                resolution_id=known.id if known else None,
                before=known.text if known else None,
                after=one.text,
            )
            for one, known in checked.comparison.pairs
        ]
        gone = [
            ResolutionDifferenceBody(change="gone", key=None, resolution_id=one.id, before=one.text, after=None)
            for one in checked.comparison.gone
        ]
        return cls(
            draft=MinutesDraftBody.from_domain(review.draft, review.document),
            form=MinutesFormBody.from_domain(review.form),
            notices=list(review.draft.proposed.notices),
            doubts=doubts(review.draft, review.form),
            problems=checked.problems,
            warnings=checked.warnings,
            sources=sources(review.draft, review.document),
            published_meeting_id=checked.published.id if checked.published else None,
            differences=pairs + gone,
            stale=review.stale,
        )


class ReviewSaveBody(BaseModel):
    """`rev` is the revision that the form was made from."""

    rev: int
    form: MinutesFormBody


class ReviewRevBody(BaseModel):
    rev: int


class ReviewConfirmBody(BaseModel):
    """`form` is the draft as it stands if it is not given.

    `published_meeting_id` and `insist`, the names of the warnings to let be, are what the answer to an earlier try gave.
    """

    rev: int
    form: MinutesFormBody | None = None
    published_meeting_id: str | None = None
    insist: list[str] = []


class HeldBackBody(ProblemBody):
    """Why a session was not published; what was typed is kept in the draft, whose new `rev` is in `review`."""

    review: ReviewBody
