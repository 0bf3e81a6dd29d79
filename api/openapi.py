"""What the API says of itself: `/api/openapi.json`, made from the routes and completed here."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.problem import PROBLEM
from api.schemas.common import ProblemBody

TITLE = "Tajrobe"
VERSION = "1"
DESCRIPTION = """\
Lessons, resolutions and documents of Iran's metropolises, with search in Persian.

Everything is read as whoever asks may see it: a visitor, or the owner of the personal token that is sent as
`Authorization: Bearer …` (made at `/account`). Errors are `application/problem+json`; `/api/errors` lists their codes. Every
JSON answer to a `GET` has an `ETag`, and is 304 without a body where `If-None-Match` names it. `HEAD` is answered wherever
`GET` is. There are no rate limits.
"""
TAGS = {
    "search": "Search, suggestions, and what is like something.",
    "searches": "What was of use, and what is missing.",
    "items": "Items of every kind by id, and all of them in the order in which they changed.",
    "answer": "Short answers from what was found, where the site has a language model.",
    "explore": "The experience by topic, and what is new.",
    "documents": "Papers with their text, pages and files.",
    "pages of documents": "A page's text, its versions and its picture.",
    "resolutions": "Resolutions with their history, relations and precedents.",
    "lessons": "Published lessons, what came of them, and those under review.",
    "submissions": "Lessons on their way in.",
    "sessions": "The register of sessions.",
    "places": "Cities and bodies.",
    "desk": "The secretariat's desk.",
    "minutes": "Minutes under review.",
    "uploads": "Files on their way in.",
    "needs": "What cities look for.",
    "saved searches": "Searches that somebody keeps.",
    "inbox": "What was found for somebody since.",
    "health": "For whoever watches the site.",
    "people": "Accounts, tokens and the trail of changes.",
}
_METHODS = ("get", "put", "post", "delete", "patch")


def describe(app: FastAPI) -> None:
    """Let the application tell of itself as it is here, once it is asked."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def typed_fields(names: Sequence[str]) -> dict[str, Any]:
    """Tells of the fields of the address that a handler reads as they are typed; `openapi_extra` of its route."""
    told = [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in names]
    return {"parameters": told}


def operation_id(route: APIRoute) -> str:
    """The handler's module and name: short, and names what a generated client's methods are called."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def _schema(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(title=TITLE, version=VERSION, description=DESCRIPTION, routes=app.routes)
    schema["servers"] = [{"url": "/", "description": "This site."}]
    components = schema.setdefault("components", {})
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A personal token, made at /account."}
    }
    # The empty one says that visitors may ask as well, for what is theirs to see.
    schema["security"] = [{"token": []}, {}]
    bodies = components.setdefault("schemas", {})
    bodies.setdefault("ProblemBody", ProblemBody.model_json_schema())
    used: set[str] = set()
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            if method in _METHODS:
                used.update(operation.get("tags", ()))
                _summarise(operation)
                _tell_problems(operation)
    for name in ("HTTPValidationError", "ValidationError"):
        bodies.pop(name, None)
    schema["tags"] = [{"name": tag, "description": TAGS.get(tag, "")} for tag in sorted(used)]
    return schema


def _summarise(operation: dict[str, Any]) -> None:
    """What the handler says it does, up to the end of its first sentence; better than its name in capitals."""
    said = " ".join(operation.get("description", "").partition("\n\n")[0].split())
    if said:
        operation["summary"] = said.partition(". ")[0].removesuffix(".")


def _tell_problems(operation: dict[str, Any]) -> None:
    """Errors have a media type of their own, and every operation may end in one."""
    problem = {"$ref": "#/components/schemas/ProblemBody"}
    responses = operation["responses"]
    for status, response in responses.items():
        if not status.startswith(("4", "5")):
            continue
        body = response.get("content", {}).get("application/json", {}).get("schema", problem)
        if body.get("$ref", "").endswith("/HTTPValidationError"):
            response["description"], body = "Unprocessable Content", problem
        response["content"] = {PROBLEM: {"schema": body}}
    responses.setdefault("default", {"description": "Any other error.", "content": {PROBLEM: {"schema": problem}}})
