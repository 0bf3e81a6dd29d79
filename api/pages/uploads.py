"""The uploads page: hand files in, and see what became of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import ServicesDep
from api.rendering import templates, to_persian
from api.routes.uploads import accept_files
from api.schemas import UploadsBody
from corpus.repository.documents import DocumentRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import Document, Upload, UploadState
from ingest.readers.registry import accepted_sentence

router = APIRouter(prefix="/uploads", include_in_schema=False)

PAGE_SIZE = 50
STATE_LABELS = {
    UploadState.WAITING: "در صف",
    UploadState.READING: "در حال خواندن",
    UploadState.INDEXING: "در حال نمایه‌سازی",
    UploadState.DONE: "آماده",
    UploadState.DUPLICATE: "تکراری",
    UploadState.FAILED: "خوانده نشد",
}
DETAILS = {
    UploadState.WAITING: "پرونده نگه داشته شد و به نوبت خوانده می‌شود.",
    UploadState.READING: "متن پرونده در حال بیرون آمدن است.",
    UploadState.INDEXING: "متن خوانده شد و تا چند لحظهٔ دیگر یافتنی است.",
    UploadState.DUPLICATE: "همین پرونده پیش‌تر با نام دیگری رسیده است.",
}
NEXT_STEPS = {
    "UnsupportedFile": "پرونده را با یکی از قالب‌های پذیرفته ذخیره و دوباره بارگذاری کنید.",
    "EncryptedFile": "گذرواژه را از پرونده بردارید و دوباره بارگذاری کنید.",
    "NoText": "اگر نسخهٔ متنی پرونده را دارید همان را بارگذاری کنید.",
    "DamagedFile": "پرونده را دوباره از مبدأ بگیرید و بارگذاری کنید.",
}
WORKING = (UploadState.WAITING, UploadState.READING, UploadState.INDEXING)


@dataclass(frozen=True, slots=True)
class UploadView:
    id: str
    file_name: str
    size: int
    state: str
    state_label: str
    detail: str
    next_step: str | None
    document_url: str | None
    retry_url: str | None
    created_at: datetime


@router.get("")
def uploads_page(
    request: Request,
    services: ServicesDep,
    page: Annotated[int, Query(ge=1)] = 1,
    message: str = "",
    error: str = "",
) -> HTMLResponse:
    with services.database.reading() as connection:
        repository = UploadRepository(connection)
        uploads = repository.newest(limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        total = repository.count()
        working = repository.count(*WORKING) > 0
        documents = DocumentRepository(connection).summaries([u.document_id for u in uploads if u.document_id])
    context = {
        "nav": "uploads",
        "uploads": [_view(upload, documents) for upload in uploads],
        "accepted": accepted_sentence(),
        "max_size": services.settings.max_upload_bytes,
        "message": message[:500],
        "error": error[:1000],
        "working": working,
        "next_url": f"/uploads?page={page + 1}" if page * PAGE_SIZE < total else None,
        "previous_url": f"/uploads?page={page - 1}" if page > 1 else None,
    }
    return templates(request).TemplateResponse(request, "uploads.html", context)


@router.post("")
def upload(services: ServicesDep, files: Annotated[list[UploadFile] | None, File()] = None) -> RedirectResponse:
    chosen = [file for file in files or [] if file.filename]
    if not chosen:
        return _back(error="پرونده‌ای برگزیده نشده بود؛ یک یا چند پرونده برگزینید.")
    return _back(**_outcome(accept_files(services, chosen)))


@router.post("/{upload_id}/retry")
def retry(upload_id: str, services: ServicesDep) -> RedirectResponse:
    services.ingestor.retry(upload_id)
    services.worker.wake()
    return _back(message="پرونده دوباره در صف خواندن است.")


def _back(**flash: str) -> RedirectResponse:
    return RedirectResponse("/uploads?" + urlencode({k: v for k, v in flash.items() if v}, errors="replace"), 303)


def _outcome(body: UploadsBody) -> dict[str, str]:
    fresh = sum(not upload.known for upload in body.uploads)
    known = len(body.uploads) - fresh
    told = []
    if fresh:
        told.append(f"{to_persian(fresh)} پرونده پذیرفته شد.")
    if known:
        told.append(f"{to_persian(known)} پرونده پیش‌تر هم رسیده بود.")
    refused = " ".join(f"«{r.file_name}»: {r.failure.message}" for r in body.refused)
    return {"message": " ".join(told), "error": refused}


def _view(upload: Upload, documents: dict[str, Document]) -> UploadView:
    document = documents.get(upload.document_id or "")
    failure = upload.failure
    if failure:
        detail = failure.message
    elif upload.state is UploadState.DONE and document:
        detail = document.title
    else:
        detail = DETAILS.get(upload.state, "")
    return UploadView(
        id=upload.id,
        file_name=upload.file_name,
        size=upload.size,
        state=upload.state.value,
        state_label=STATE_LABELS[upload.state],
        detail=detail,
        next_step=NEXT_STEPS.get(failure.type) if failure else None,
        document_url=f"/documents/{document.id}" if document else None,
        retry_url=f"/uploads/{upload.id}/retry" if failure else None,
        created_at=upload.created_at,
    )
