"""For whom a document or a resolution is: set by the secretariat, told to the index, written in the trail."""

from api.services import Services
from corpus.repository.audit import AuditRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import VISIBILITY_NAMES, resolution_title
from corpus.types import ItemKind, Visibility

UNKNOWN = "برگزینید که برای چه کسانی است."


def set_document_audience(services: Services, document_id: str, visibility: str, city_id: str) -> dict[str, str]:
    """Say for whom the document is and of which city; returns what is wrong, by field. Raises `NotFound`."""
    if visibility not in set(Visibility):
        return {"visibility": UNKNOWN}
    wanted, city = Visibility(visibility), city_id.strip() or None
    with services.database.transaction() as connection:
        documents = DocumentRepository(connection)
        held = documents.get(document_id, to_change=True)
        names = {one.id: one.name for one in PlaceRepository(connection).cities()}
        if city is not None and city not in names:
            return {"city": "این شهر شناخته نشد."}
        if wanted is Visibility.CITY and city is None:
            return {"city": "شهری را که این سند تنها برای آن است برگزینید."}
        if (wanted, city) == (held.visibility, held.city_id):
            return {}
        documents.set_audience(document_id, wanted, city)
        OutboxRepository(connection).add(ItemKind.DOCUMENT, document_id)
        of_city = f"، شهر: {names[city]}" if city else ""
        what = f"سند «{held.title}» اکنون برای {VISIBILITY_NAMES[wanted]} است{of_city}."
        AuditRepository(connection).note("visibility", "document", document_id, what)
    services.worker.wake()
    return {}


def set_resolution_visibility(services: Services, resolution_id: str, visibility: str) -> dict[str, str]:
    """Say for whom the resolution is; returns what is wrong, by field. Raises `NotFound`."""
    if visibility not in set(Visibility):
        return {"visibility": UNKNOWN}
    wanted = Visibility(visibility)
    with services.database.transaction() as connection:
        resolutions = ResolutionRepository(connection)
        held = resolutions.get(resolution_id)
        meeting = MeetingRepository(connection).get(held.meeting_id)
        if wanted is Visibility.CITY and meeting.host_city_id is None:
            return {"visibility": "شهر میزبان این نشست شناخته نشده است؛ نمی‌توان آن را تنها برای آن شهر گذاشت."}
        if wanted is held.visibility:
            return {}
        resolutions.set_visibility(resolution_id, wanted)
        OutboxRepository(connection).add(ItemKind.RESOLUTION, resolution_id)
        what = f"{resolution_title(held, meeting)} اکنون برای {VISIBILITY_NAMES[wanted]} است."
        AuditRepository(connection).note("visibility", "resolution", resolution_id, what)
    services.worker.wake()
    return {}
