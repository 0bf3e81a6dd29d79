"""The page that an error's `type` leads to: every code with its status and what it means."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.error_codes import MEANINGS, OF_REQUESTS
from api.errors import status_of
from api.rendering import templates

router = APIRouter(include_in_schema=False)


@router.get("/api/errors")
def error_codes(request: Request) -> HTMLResponse:
    codes = [(kind.__name__, status_of(kind()), meaning) for kind, meaning in MEANINGS.items()]
    codes += [(name, status, meaning) for name, (status, meaning) in OF_REQUESTS.items()]
    context = {"nav": None, "codes": sorted(codes, key=lambda code: (code[1], code[0]))}
    return templates(request).TemplateResponse(request, "error_codes.html", context)
