"""The API's description for people: every operation of `/api/openapi.json` with its fields, without a script or another site's help."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.rendering import templates

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FieldView:
    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """`anchor` is unique on the page; `body` are the fields of what is sent."""

    anchor: str
    method: str
    path: str
    summary: str
    fields: tuple[FieldView, ...]
    body: tuple[FieldView, ...]


@router.get("/api/docs")
def api_description(request: Request) -> HTMLResponse:
    schema = request.app.openapi()
    groups: dict[str, list[OperationView]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            view = OperationView(
                anchor=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                fields=tuple(_parameters(operation)),
                body=tuple(_body(operation, schema["components"]["schemas"])),
            )
            groups.setdefault(operation["tags"][0], []).append(view)
    told = [(tag["name"], tag["description"], groups[tag["name"]]) for tag in schema["tags"] if tag["name"] in groups]
    return templates(request).TemplateResponse(request, "api_description.html", {"nav": None, "groups": told})


def _parameters(operation: dict[str, Any]) -> Iterator[FieldView]:
    for one in operation.get("parameters", ()):
        if one["in"] == "query":
            yield FieldView(one["name"], _kind(one["schema"]), bool(one.get("required")), one.get("description", ""))


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> Iterator[FieldView]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        shape = schemas.get(content["schema"].get("$ref", "").rpartition("/")[2], {})
        for name, field in shape.get("properties", {}).items():
            yield FieldView(name, _kind(field), name in shape.get("required", ()), field.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    """«string», «list of integer», «Visibility»; several ways are parted by «or»."""
    if reference := schema.get("$ref"):
        return str(reference).rpartition("/")[2]
    if ways := schema.get("anyOf"):
        return " or ".join(_kind(way) for way in ways if way.get("type") != "null")
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))
