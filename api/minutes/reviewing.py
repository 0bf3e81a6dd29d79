"""Reviewing a session's minutes: what was typed is kept at once, and confirming publishes all of it or nothing."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.minutes.checks import NOT_SEEN, Checked, check
from api.minutes.relating import propose_relations
from api.rendering import to_persian, today
from api.services import Services
from corpus.drafts import EditedMinutes, MinutesDraft
from corpus.errors import IndexFailure, InvalidQuery
from corpus.repository.audit import AuditRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.drafts import DraftRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.types import Document, DraftState, Resolution
from ingest.comparing import adopted
from ingest.drafting import anchored, draft_document, in_form, read_anew
from ingest.publishing import publish_meeting, withdraw


@dataclass(frozen=True, slots=True)
class Review:
    """A draft with its document, as it stands in the form, and what is to be said about that.

    `done` tells that it has just been published.
    """

    draft: MinutesDraft
    document: Document
    form: EditedMinutes
    checked: Checked
    done: bool = False

    @property
    def stale(self) -> bool:
        """Whether the document's text is another than the one that the draft was read in."""
        return self.draft.document_rev != self.document.rev


def open_review(services: Services, draft_id: str) -> Review:
    """Raises `NotFound`."""
    with services.database.reading() as connection:
        draft = DraftRepository(connection).get(draft_id)
        return _review(connection, draft, in_form(draft))


def look_at(services: Services, draft_id: str, typed: EditedMinutes) -> Review:
    """The draft with what was typed in the form, which nothing is kept of. Raises `NotFound`."""
    with services.database.reading() as connection:
        return _review(connection, DraftRepository(connection).get(draft_id), typed)


def save(services: Services, draft_id: str, rev: int, typed: EditedMinutes) -> Review:
    """Keep what was typed. Raises `NotFound`, or `DraftConflict` where somebody changed the draft in the meantime."""
    with services.database.transaction() as connection:
        return _save(connection, draft_id, rev, typed)


def confirm(
    services: Services,
    draft_id: str,
    rev: int,
    typed: EditedMinutes | None = None,
    *,
    meeting_id: str | None = None,
    insist: Collection[str] = (),
) -> Review:
    """Publish the session with all its resolutions in one transaction, or keep what was typed and say what holds it back.

    `typed` is what the form holds, the draft as it stands if it is not given. `meeting_id` is the meeting in the record
    that the reviewer was shown as the same session; where there is one that they were not shown, they are to see it
    first. `insist` names the warnings that they let be. Raises as `save` does.
    """
    with services.database.transaction() as connection:
        draft = DraftRepository(connection).get(draft_id, rev=rev, to_change=True)
        review = _save(connection, draft_id, rev, typed or in_form(draft))
        checked = review.checked
        if checked.published and checked.published.id != meeting_id:
            return replace(review, checked=replace(checked, warnings={"published": NOT_SEEN} | checked.warnings))
        if checked.problems or not checked.warnings.keys() <= set(insist):
            return review
        meeting_id = _publish(connection, review)
        confirmed = DraftRepository(connection).settle(review.draft, DraftState.CONFIRMED, meeting_id)
        _note(
            connection,
            "confirm",
            review.draft,
            f"تأیید شد و {to_persian(len(review.form.kept))} مصوبه‌اش در پایگاه است.",
        )
    services.worker.wake()
    _propose_relations(services, meeting_id)
    return replace(review, draft=confirmed, done=True)


def _propose_relations(services: Services, meeting_id: str) -> None:
    """What was decided before is offered to those who look at the new resolutions; the session is published without it."""
    with services.database.reading() as connection:
        published = ResolutionRepository(connection).of_meeting(meeting_id)
    with suppress(IndexFailure, InvalidQuery):
        propose_relations(services, tuple(one.id for one in published))


def discard(services: Services, draft_id: str, rev: int) -> MinutesDraft:
    """Put the draft aside; it can be brought back. Raises as `save` does."""
    return _settle(services, draft_id, rev, DraftState.DISCARDED)


def bring_back(services: Services, draft_id: str, rev: int) -> MinutesDraft:
    """Let a discarded draft wait again. Raises as `save` does."""
    return _settle(services, draft_id, rev, DraftState.WAITING)


def begin_anew(services: Services, draft_id: str, rev: int) -> MinutesDraft:
    """Let go of what was typed and begin from the document's present text. Raises as `save` does, or `NotMinutes`."""
    with services.database.transaction() as connection:
        fresh = read_anew(connection, DraftRepository(connection).get(draft_id, rev=rev, to_change=True))
        _note(connection, "begin_anew", fresh, "از متن کنونی سند از نو خوانده شد و آنچه نوشته شده بود کنار رفت.")
        return fresh


def extract(services: Services, document_id: str) -> list[MinutesDraft]:
    """Draft the minutes in a stored document; returns its drafts. Raises `NotFound` or `NotMinutes`."""
    with services.database.transaction() as connection:
        drafts = draft_document(connection, document_id)
        for draft in drafts:
            _note(connection, "extract", draft, "از سند بیرون کشیده شد.")
        return drafts


def next_waiting(services: Services, draft: MinutesDraft) -> MinutesDraft | None:
    """The draft that is to be reviewed after this one: the next of its file, or the one that has waited longest."""
    with services.database.reading() as connection:
        drafts = DraftRepository(connection)
        of_file = [one for one in drafts.of_document(draft.document_id) if one.state is DraftState.WAITING]
        later = [one for one in of_file if one.position > draft.position]
        waiting = [*later, *of_file, *drafts.listed(DraftState.WAITING, limit=2)]
    return next((one for one in waiting if one.id != draft.id), None)


def _settle(services: Services, draft_id: str, rev: int, state: DraftState) -> MinutesDraft:
    with services.database.transaction() as connection:
        drafts = DraftRepository(connection)
        settled = drafts.settle(drafts.get(draft_id, rev=rev, to_change=True), state)
        discarded = state is DraftState.DISCARDED
        what = "کنار گذاشته شد." if discarded else "دوباره در انتظار بازبینی است."
        _note(connection, "discard" if discarded else "bring_back", settled, what)
        return settled


def _note(connection: Connection, action: str, draft: MinutesDraft, what: str) -> None:
    number = in_form(draft).session_number.strip()
    name = f"صورتجلسهٔ نشست {to_persian(number)}" if number else "صورتجلسه‌ای بی‌شماره"
    AuditRepository(connection).note(action, "minutes", draft.id, f"{name} {what}")


def _save(connection: Connection, draft_id: str, rev: int, typed: EditedMinutes) -> Review:
    drafts = DraftRepository(connection)
    draft = drafts.get(draft_id, rev=rev, to_change=True)
    document = DocumentRepository(connection).get(draft.document_id)
    kept = anchored(typed, draft, document)
    if kept != in_form(draft):
        draft = drafts.edit(draft, kept)
        _note(connection, "edit", draft, "ویرایش شد.")
    return Review(draft, document, kept, check(connection, draft, kept, today()))


def _review(connection: Connection, draft: MinutesDraft, form: EditedMinutes) -> Review:
    document = DocumentRepository(connection).get(draft.document_id)
    return Review(draft, document, form, check(connection, draft, form, today()))


def _publish(connection: Connection, review: Review) -> str:
    """Write the session, in place of what is in the record of it; returns the meeting's id."""
    checked, published = review.checked, review.checked.published
    meeting = replace(checked.meeting, id=published.id if published else review.draft.id)
    going = [known for known in checked.comparison.gone if known.id in review.form.removals]
    for known in going:
        withdraw(connection, known.id)
    resolutions = [replace(one, meeting_id=meeting.id) for one in _records(checked)]
    if published and published.document_id != meeting.document_id:
        # What only the older paper holds stands nowhere in the new one.
        stay = [known for known in checked.comparison.gone if known not in going]
        resolutions += [replace(known, source=None) for known in stay]
    publish_meeting(connection, meeting, resolutions)
    return meeting.id


def _records(checked: Checked) -> list[Resolution]:
    if checked.published:
        return adopted(checked.comparison)
    return adopted(replace(checked.comparison, pairs=tuple((one, None) for one in checked.resolutions)))
