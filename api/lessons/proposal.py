"""A lesson out of a file that was handed in: the fields that are proposed of it, for a person to confirm."""

from api.reading import reader_limits
from api.services import Services
from corpus.repository.places import PlaceRepository
from corpus.submissions import Attachment
from ingest.readers.sandbox import read_file
from ingest.structure.document import structure_document
from ingest.structure.lesson import ProposedLesson, propose_lesson
from ingest.structure.places import place_names

# A field that is less sure is to be looked at.
DOUBTFUL = 0.75


def propose(services: Services, attachment: Attachment) -> ProposedLesson:
    """What is understood of the stored file. Raises `UnreadableFile`, and `NotLesson` where it tells of none."""
    with services.database.reading() as connection:
        cities, names = PlaceRepository(connection).cities(), place_names(connection)
    path = services.files.path(attachment.file_sha256)
    with read_file(path, attachment.file_name, reader_limits(services.settings)) as reading:
        structure = structure_document(reading, attachment.file_name, cities)
    return propose_lesson(structure.text, structure.blocks, names)
