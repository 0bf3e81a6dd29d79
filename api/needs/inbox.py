"""A person's notices as people read them: what answers what, why, and where it says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from api.addresses import document_url
from api.needs.subjects import SUBJECT_NAMES, SubjectView, read_subjects
from corpus.access import viewer
from corpus.repository.documents import PassageRepository
from corpus.repository.notices import NoticeRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import Notice, StandingKind, StandingQuery, Subject
from corpus.types import Passage

if TYPE_CHECKING:
    from api.services import Services


@dataclass(frozen=True, slots=True)
class NoticeView:
    """`subject` is None for what is no more, or is not for this person any more; nothing of it is shown then."""

    notice: Notice
    query: StandingQuery
    query_url: str
    kind: str
    subject: SubjectView | None
    url: str | None

    @property
    def title(self) -> str:
        return self.subject.title if self.subject else "این مورد دیگر در دسترس نیست"

    @property
    def passage(self) -> str:
        return self.notice.passage if self.subject else ""


def notice_views(connection: Connection, notices: Sequence[Notice]) -> list[NoticeView]:
    """The notices with what they tell of as the viewer may see it, in the order given."""
    subjects = read_subjects(connection, [(one.subject, one.subject_id) for one in notices])
    queries = StandingRepository(connection).by_ids(list({one.query_id for one in notices}))
    passages = PassageRepository(connection).by_ids([one.passage_id for one in notices if one.passage_id])
    views = []
    for notice in notices:
        # A need that changed hands is not this person's to read any more.
        query = queries.get(notice.query_id)
        if query is None:
            continue
        subject = subjects.get((notice.subject, notice.subject_id))
        url = _url(notice, query, subject, passages.get(notice.passage_id or ""))
        kind = SUBJECT_NAMES[notice.subject]
        views.append(NoticeView(notice, query, query_url(query), kind, subject, url))
    return views


def query_url(query: StandingQuery) -> str:
    return f"/needs/{query.id}" if query.kind is StandingKind.NEED else f"/saved-searches/{query.id}"


def unread_notices(services: "Services") -> int | None:
    """How many notices the viewer has not read; None for visitors, who have no inbox."""
    person_id = viewer().person_id
    if person_id is None:
        return None
    with services.database.reading() as connection:
        return NoticeRepository(connection).unread(person_id)


def _url(notice: Notice, query: StandingQuery, subject: SubjectView | None, passage: Passage | None) -> str | None:
    if subject and notice.subject is Subject.DOCUMENT and passage:
        words = " ".join(query.question.split())[:300]
        return document_url(notice.subject_id, words, at=passage.start)
    return subject.url if subject else None
