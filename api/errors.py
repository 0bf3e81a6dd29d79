"""Errors on their way out: one table from type to HTTP status; JSON for programs, a page for people."""

import logging
from secrets import token_hex
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.people.identity import identity_of
from api.problem import OTHER_TITLE, TITLES, problem
from api.rendering import templates
from corpus import errors

STATUS: tuple[tuple[type[errors.TajrobeError], int], ...] = (
    (errors.NotFound, 404),
    (errors.SignInNeeded, 401),
    (errors.InvalidToken, 401),
    (errors.TooManyAttempts, 429),
    (errors.SignInRefused, 401),
    (errors.NotAllowed, 403),
    (errors.InvalidFormToken, 403),
    (errors.LinkUsed, 410),
    (errors.FileTooLarge, 413),
    (errors.UploadRefused, 422),
    (errors.EditConflict, 409),
    (errors.DraftConflict, 409),
    (errors.RevisionRefused, 422),
    (errors.NotMinutes, 422),
    (errors.NotLesson, 422),
    (errors.UnusableSheet, 422),
    (errors.InvalidRecord, 422),
    (errors.InvalidQuery, 422),
    (errors.UnreadableFile, 422),
    (errors.AnswersOff, 404),
    (errors.AnswersBusy, 429),
    (errors.AnswerFailure, 503),
    (errors.IndexFailure, 503),
    (errors.ConfigurationError, 503),
)
NEXT_STEPS = {
    403: "به صفحهٔ پیش برگردید یا با حساب دیگری وارد شوید.",
    410: "از مدیر سامانه پیوند تازه‌ای بخواهید.",
    429: "پس از این زمان دوباره بکوشید.",
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
    if isinstance(error, errors.SignInNeeded) and not _is_for_programs(request):
        return _to_sign_in(request)
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
    if _is_for_programs(request):
        return problem(status, error_type, message, reference=reference)
    context = {
        "nav": None,
        "status": status,
        "title": TITLES.get(status, OTHER_TITLE),
        "message": message,
        "next_step": NEXT_STEPS.get(status, "به صفحهٔ جست‌وجو برگردید و دوباره بکوشید."),
        "reference": reference,
    }
    return templates(request).TemplateResponse(request, "error.html", context, status)


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/health/"))


def _to_sign_in(request: Request) -> Response:
    """To the sign-in page and from there back to this one, or to the page whose form this was."""
    page = request.url
    if request.method not in ("GET", "HEAD"):
        page = request.url.replace(path="/", query="")
        came_from = urlsplit(request.headers.get("referer", ""))
        if came_from.netloc == request.url.netloc:
            page = page.replace(path=came_from.path, query=came_from.query)
    back = page.path + (f"?{page.query}" if page.query else "")
    fields = {"next": back} | ({"ended": "1"} if identity_of(request).ended else {})
    return RedirectResponse(f"/sign-in?{urlencode(fields)}", 303)
