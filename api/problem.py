"""What an error is told as to programs: a body of RFC 9457, `application/problem+json`."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse

PROBLEM = "application/problem+json"
# A page that says what each code means; the code is the place on it.
CODES = "/api/errors"
TITLES = {
    401: "نخست وارد شوید",
    403: "این کار با این حساب شدنی نیست",
    410: "این پیوند دیگر کار نمی‌کند",
    429: "اندکی بمانید",
    404: "پیدا نشد",
    409: "متن در این میان تغییر کرده است",
    405: "این کار این‌جا شدنی نیست",
    413: "پرونده بزرگ است",
    422: "درخواست کامل نیست",
    503: "سامانه آماده نیست",
}
OTHER_TITLE = "خطا"


class ProblemResponse(JSONResponse):
    media_type = PROBLEM


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    reference: str | None = None,
    **more: Any,
) -> ProblemResponse:
    """An error as an answer: `code` is stable and for programs, `detail` a Persian sentence for people.

    `reference` finds an unexpected error in the log; `more` are members of this one's own, ready for JSON.
    """
    body = {
        "type": f"{CODES}#{code}",
        "title": TITLES.get(status, OTHER_TITLE),
        "status": status,
        "detail": detail,
        "code": code,
        **({"reference": reference} if reference else {}),
        **more,
    }
    return ProblemResponse(body, status, headers)
