"""The uploads page: hand files in, and see what became of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from api.dependencies import ServicesDep, requires
from api.rendering import templates, to_persian
from api.routes.uploads import accept_files
from api.schemas.uploads import UploadsBody
from corpus.access import Role
from corpus.repository.documents import DocumentRepository
from corpus.repository.drafts import DraftRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import Document, DraftState, Upload, UploadState
from ingest.readers.kinds import accepted_names

router = APIRouter(prefix="/uploads", include_in_schema=False, dependencies=[Depends(requires(Role.CONTRIBUTOR))])

PAGE_SIZE = 50
STATE_LABELS = {
    UploadState.WAITING: "در صف",
    UploadState.READING: "در حال خواندن",
    UploadState.INDEXING: "در حال نمایه‌سازی",
    UploadState.DONE: "آماده",
    UploadState.DUPLICATE: "تکراری",
    UploadState.FAILED: "خوانده نشد",
}
FAILURE_LABELS = {"NeedsRecognition": "در انتظار خواندن از روی تصویر"}
DETAILS = {
    UploadState.WAITING: "پرونده نگه داشته شد و به نوبت خوانده می‌شود.",
    UploadState.READING: "متن پرونده در حال بیرون آمدن است.",
    UploadState.INDEXING: "متن خوانده شد و تا چند لحظهٔ دیگر یافتنی است.",
    UploadState.DUPLICATE: "همین پرونده پیش‌تر با نام دیگری رسیده است.",
}
NEXT_STEPS = {
    "UnsupportedFile": "پرونده را با یکی از قالب‌های پذیرفته ذخیره و دوباره بارگذاری کنید.",
    "EncryptedFile": "گذرواژه را از پرونده بردارید و دوباره بارگذاری کنید.",
    "NeedsRecognition": "پس از نصب، دستور tajrobe ocr همهٔ این پرونده‌ها را می‌خواند؛ یا نسخهٔ متنی پرونده را بارگذاری کنید.",
    "NeedsConverter": "پس از نصب LibreOffice دوباره بکوشید.",
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
    origin: str | None
    document_url: str | None
    minutes_url: str | None
    waiting_minutes: int
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
        waiting = _waiting(connection, [u.document_id for u in uploads if u.document_id])
        members = Counter(member.parent_id for member in repository.members([upload.id for upload in uploads]))
        parents = repository.by_ids([upload.parent_id for upload in uploads if upload.parent_id])
    origins = {parent.id: parent.file_name for parent in parents}
    context = {
        "nav": "uploads",
        "uploads": [
            _view(
                upload,
                documents,
                waiting.get(upload.document_id or "", []),
                members=members[upload.id],
                origin=origins.get(upload.parent_id or ""),
            )
            for upload in uploads
        ],
        "accepted": accepted_names(),
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


def _state_label(upload: Upload) -> str:
    label = STATE_LABELS[upload.state]
    if upload.failure:
        return FAILURE_LABELS.get(upload.failure.type, label)
    if upload.state is not UploadState.READING or upload.pages_done is None or upload.pages_total is None:
        return label
    # The page that is being read.
    number = min(upload.pages_done + 1, upload.pages_total)
    return f"{label}: صفحهٔ {to_persian(number)} از {to_persian(upload.pages_total)}"


def _waiting(connection: Connection, document_ids: list[str]) -> dict[str, list[str]]:
    """The drafts of minutes that wait for review, by the document that they are in."""
    found: dict[str, list[str]] = {}
    for draft in DraftRepository(connection).of_documents(document_ids):
        if draft.state is DraftState.WAITING:
            found.setdefault(draft.document_id, []).append(draft.id)
    return found


def _view(
    upload: Upload, documents: dict[str, Document], waiting: list[str], *, members: int, origin: str | None
) -> UploadView:
    document = documents.get(upload.document_id or "")
    failure = upload.failure
    if failure:
        detail = failure.message
    elif upload.state is UploadState.DONE and document:
        detail = document.title
    else:
        detail = DETAILS.get(upload.state, "")
    if members:
        detail = f"{detail} {to_persian(members)} پرونده از درون آن بیرون آمد و جداگانه خوانده می‌شود.".strip()
    return UploadView(
        id=upload.id,
        file_name=upload.file_name,
        size=upload.size,
        state=upload.state.value,
        state_label=_state_label(upload),
        detail=detail,
        next_step=NEXT_STEPS.get(failure.type) if failure else None,
        origin=origin,
        document_url=f"/documents/{document.id}" if document else None,
        minutes_url=(f"/minutes/{waiting[0]}" if len(waiting) == 1 else "/minutes") if waiting else None,
        waiting_minutes=len(waiting),
        retry_url=f"/uploads/{upload.id}/retry" if failure else None,
        created_at=upload.created_at,
    )
