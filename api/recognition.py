"""Reading what waits for the recognition of letters: files that came in while the program for it was not installed."""

from api.ingestion import Progress, Summary, finish
from api.services import Services
from corpus.errors import ConfigurationError
from corpus.repository.documents import DocumentRepository
from corpus.repository.uploads import UploadRepository
from ingest.readers.ocr import PAGE_WAITS, WAITING_FAILURE, can_recognise

NOT_INSTALLED = (
    "برنامهٔ tesseract یا دادهٔ فارسی آن نصب نیست. آن‌ها را نصب کنید (در دبیان: tesseract-ocr و tesseract-ocr-fas) "
    "و دوباره همین دستور را بدهید."
)


def recognise_waiting(services: Services, *, owning: bool, progress: Progress) -> Summary:
    """Line up every file that waits for recognition, also those that were read but for some pages, and wait for them.

    Raises `ConfigurationError` while the program or its Persian data is missing.
    """
    if not can_recognise():
        raise ConfigurationError(NOT_INSTALLED)
    with services.database.transaction() as connection:
        uploads = UploadRepository(connection)
        waiting = [uploads.retry(upload.id) for upload in uploads.failed_with(WAITING_FAILURE)]
        for document_id in DocumentRepository(connection).with_page_warning(PAGE_WAITS):
            waiting += uploads.read_again(document_id)
    return finish(services, {upload.id: upload.file_name for upload in waiting}, owning=owning, progress=progress)
