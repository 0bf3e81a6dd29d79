"""What Tajrobe is and how to search in it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.rendering import templates

router = APIRouter(include_in_schema=False)


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    return templates(request).TemplateResponse(request, "about.html", {"nav": "about"})
