"""What a person may not see is not there: not by its address, not in a list, not in a count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from api.services import Services
from corpus import tables
from corpus.access import Role, Viewer, audience, seen_by
from corpus.desk import DeskFilter
from corpus.errors import NotFound
from corpus.repository.desk import DeskRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.types import ItemKind, Visibility

VISITOR = Viewer()
ENGINEER = Viewer(Role.ENGINEER, "e", "مهندس", "karaj")
OF_TEHRAN = Viewer(Role.CONTRIBUTOR, "c", "کارشناس", "tehran")
SECRETARIAT = Viewer(Role.SECRETARIAT, "s", "دبیرخانه")
EVERYBODY = (VISITOR, ENGINEER, OF_TEHRAN, SECRETARIAT)
TODAY = date(2026, 3, 21)


@pytest.mark.parametrize(
    ("visibility", "sees"),
    [
        (Visibility.PUBLIC, (True, True, True, True)),
        (Visibility.MEMBERS, (False, True, True, True)),
        (Visibility.CITY, (False, False, True, True)),
    ],
)
def test_documents_are_there_for_whom_they_are_meant(
    services: Services, ingest: Callable[..., None], visibility: Visibility, sees: tuple[bool, ...]
) -> None:
    ingest(services, حفاری="ترمیم نوار حفاری در معابر شهری")
    with services.database.transaction() as connection:
        documents = DocumentRepository(connection)
        held = documents.get(documents.recent(1)[0].id)
        documents.save(replace(held, visibility=visibility, city_id="tehran"))
    for who, expected in zip(EVERYBODY, sees, strict=True):
        with seen_by(who), services.database.reading() as connection:
            documents = DocumentRepository(connection)
            assert bool(documents.recent(None)) is expected
            assert bool(documents.summaries([held.id])) is expected
            assert bool(documents.of_city("tehran", 10)) is expected
            assert bool(documents.titles()) is expected
            assert (documents.find(held.id) is not None) is expected
            assert who.sees(visibility, "tehran") is expected
            if not expected:
                with pytest.raises(NotFound):
                    documents.get(held.id)


def test_a_document_of_no_city_is_of_nobody_s_own(services: Services, ingest: Callable[..., None]) -> None:
    ingest(services, حفاری="ترمیم نوار حفاری در معابر شهری")
    with services.database.transaction() as connection:
        connection.execute(update(tables.documents).values(visibility="city", city_id=None))
    for who in (ENGINEER, Viewer(Role.ENGINEER, "x", "بی‌شهر")):
        assert not who.sees(Visibility.CITY, None)
        with seen_by(who), services.database.reading() as connection:
            assert DocumentRepository(connection).recent(None) == []


def test_resolutions_of_a_city_are_of_the_host_of_their_session(published: Services) -> None:
    with published.database.transaction() as connection:
        of_tehran = select(tables.meetings.c.id).where(tables.meetings.c.host_city_id == "tehran")
        hidden = tables.resolutions.c.meeting_id.in_(of_tehran)
        ids = list(connection.execute(select(tables.resolutions.c.id).where(hidden)).scalars())
        total = ResolutionRepository(connection).count()
        connection.execute(update(tables.resolutions).where(hidden).values(visibility="city"))
        related = list(connection.execute(select(tables.resolution_relations.c.newer_id)).scalars())
        all_relations = RelationRepository(connection).of(related)
    touched = [one for one in all_relations if {one.newer_id, one.older_id} & set(ids)]
    assert ids and touched
    for who, sees in zip(EVERYBODY, (False, False, True, True), strict=True):
        with seen_by(who), published.database.reading() as connection:
            records, desk = ResolutionRepository(connection), DeskRepository(connection, TODAY)
            left = total if sees else total - len(ids)
            assert desk.standing(DeskFilter()).total == left
            assert len(desk.rows(DeskFilter())) == left
            assert sum(cell.count for cell in desk.matrix(DeskFilter())) == left
            assert sum(one.total for one in desk.by_meeting(DeskFilter()).values()) == left
            assert sum(period.decided for period in desk.progress(DeskFilter())) == left
            laid = desk.by_city(DeskFilter())
            assert (len(records.by_ids(ids)) > 0) is sees
            shown = RelationRepository(connection).of(related)
            assert [one for one in all_relations if one not in touched or sees] == shown
            for meeting in MeetingRepository(connection).register():
                if meeting.host_city_id == "tehran":
                    assert bool(records.of_meeting(meeting.id)) is sees
        with published.database.reading() as connection:
            everything = DeskRepository(connection, TODAY).by_city(DeskFilter())
        assert (laid == everything) is sees


def test_titles_are_completed_for_whom_they_are_meant(services: Services, ingest: Callable[..., None]) -> None:
    ingest(services, حفاری="ترمیم نوار حفاری در معابر شهری")
    assert services.completer.complete("ترمی")
    with services.database.transaction() as connection:
        documents = DocumentRepository(connection)
        held = documents.get(documents.recent(1)[0].id)
        documents.save(replace(held, visibility=Visibility.CITY, city_id="tehran"))
        OutboxRepository(connection).add(ItemKind.DOCUMENT, held.id)
    for who, expected in zip(EVERYBODY, (False, False, True, True), strict=True):
        with seen_by(who):
            assert bool(services.completer.complete("ترمی")) is expected


def test_an_audience_is_one_word() -> None:
    assert audience(Visibility.CITY, "karaj") == "city:karaj"
    assert audience(Visibility.MEMBERS, "karaj") == "members"
    assert Viewer(Role.ENGINEER, "e", "", "karaj").audiences == ("public", "members", "city:karaj")
    assert VISITOR.audiences == ("public",) and SECRETARIAT.audiences is None
