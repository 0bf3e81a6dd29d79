"""Errors on their way out: one table from type to HTTP status; JSON for programs, a page for people."""

import logging
from secrets import token_hex

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.rendering import templates
from corpus import errors

STATUS: tuple[tuple[type[errors.TajrobeError], int], ...] = (
    (errors.NotFound, 404),
    (errors.FileTooLarge, 413),
    (errors.UploadRefused, 422),
    (errors.EditConflict, 409),
    (errors.DraftConflict, 409),
    (errors.RevisionRefused, 422),
    (errors.NotMinutes, 422),
    (errors.InvalidRecord, 422),
    (errors.InvalidQuery, 422),
    (errors.UnreadableFile, 422),
    (errors.IndexFailure, 503),
    (errors.ConfigurationError, 503),
)
TITLES = {
    404: "پیدا نشد",
    409: "متن در این میان تغییر کرده است",
    405: "این کار اینجا شدنی نیست",
    413: "پرونده بزرگ است",
    422: "درخواست کامل نیست",
    503: "سامانه آماده نیست",
}
NEXT_STEPS = {
    404: "نشانی را بازبینی کنید یا از صفحهٔ جست‌وجو آغاز کنید.",
    413: "پرونده را کوچک‌تر یا به چند بخش کنید و دوباره بارگذاری کنید.",
    503: "اندکی دیگر دوباره بکوشید؛ اگر ادامه داشت، مسئول سامانه را خبر کنید.",
}

logger = logging.getLogger(__name__)


def status_of(error: errors.TajrobeError) -> int:
    """The HTTP status that the error is answered with."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(errors.TajrobeError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.TajrobeError)
    return _respond(request, status_of(error), error.type, str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = (
        "چیزی در این نشانی نیست." if error.status_code == 404 else TITLES.get(error.status_code, str(error.detail))
    )
    return _respond(request, error.status_code, "NotFound" if error.status_code == 404 else "HttpError", message)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = "، ".join(str(e["loc"][-1]) for e in error.errors())
    return _respond(request, 422, "InvalidRequest", f"این بخش‌های درخواست درست نیست: {fields}")


def _unexpected(request: Request, error: Exception) -> Response:
    reference = token_hex(4)
    logger.error("unexpected error %s", reference, exc_info=error)
    message = "خطایی پیش آمد که پیش‌بینی نکرده بودیم؛ آنچه پیش‌تر پذیرفته شده بود نگه داشته شده است."
    return _respond(request, 500, "InternalError", message, reference)


def _respond(request: Request, status: int, error_type: str, message: str, reference: str | None = None) -> Response:
    if request.url.path.startswith(("/api/", "/health/")):
        body = {"error": {"type": error_type, "message": message} | ({"reference": reference} if reference else {})}
        return JSONResponse(body, status)
    context = {
        "nav": None,
        "status": status,
        "title": TITLES.get(status, "خطا"),
        "message": message,
        "next_step": NEXT_STEPS.get(status, "به صفحهٔ جست‌وجو برگردید و دوباره بکوشید."),
        "reference": reference,
    }
    return templates(request).TemplateResponse(request, "error.html", context, status)
