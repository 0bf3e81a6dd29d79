"""Items of every kind as JSON: one by its id, and all of them in the order in which they changed."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.dependencies import ServicesDep
from api.items.harvest import LARGEST_PAGE, PAGE_SIZE, harvest, moment
from api.items.record import ItemRecord, read_item
from api.schemas.common import ProblemBody
from api.schemas.items import FIELDS, IDENTITY, ItemBody, ItemsBody, TombstoneBody
from corpus.errors import InvalidFilter
from corpus.types import ItemKind

router = APIRouter(prefix="/items", tags=["items"])

FieldsParameter = Annotated[
    str, Query(description=f"Only these, by comma, beside {', '.join(IDENTITY)}: {', '.join(FIELDS)}. Empty for all.")
]


@router.get("", response_model=ItemsBody, responses={422: {"model": ProblemBody}})
def items(
    services: ServicesDep,
    modified_since: Annotated[str, Query(description="ISO or Jalali: only what changed then or later.")] = "",
    kind: Annotated[ItemKind | None, Query(description="Only items of this kind.")] = None,
    cursor: Annotated[str, Query(description="Where the page before ended, as its body says.")] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")] = PAGE_SIZE,
    fields: FieldsParameter = "",
) -> JSONResponse:
    """Everything that may be read, in the order of its last change, with a tombstone for what is gone since."""
    wanted = _wanted(fields)
    since = moment(modified_since) if modified_since.strip() else None
    with services.database.reading() as connection:
        page = harvest(connection, since=since, kind=kind, cursor=cursor.strip() or None, limit=limit)
    told = [
        _told(ItemBody.from_record(one, services.thesaurus.by_id), wanted)
        if isinstance(one, ItemRecord)
        else TombstoneBody.from_domain(one).model_dump(mode="json")
        for one in page.entries
    ]
    following = None
    if page.more and page.cursor:
        given = {"modified_since": modified_since, "kind": kind.value if kind else "", "fields": fields}
        asked = {name: value for name, value in given.items() if value} | {"limit": limit, "cursor": page.cursor}
        following = f"/api/v1/items?{urlencode(asked, errors='replace')}"
    headers = {"Link": f'<{following}>; rel="next"'} if following else None
    return JSONResponse({"items": told, "cursor": page.cursor, "next": following}, headers=headers)


@router.get("/{item_id}", response_model=ItemBody, responses={404: {"model": ProblemBody}, 422: {"model": ProblemBody}})
def item(item_id: str, services: ServicesDep, fields: FieldsParameter = "") -> JSONResponse:
    """A document, lesson or resolution by its id; `kind` says which it is."""
    wanted = _wanted(fields)
    with services.database.reading() as connection:
        record = read_item(connection, item_id)
    return JSONResponse(_told(ItemBody.from_record(record, services.thesaurus.by_id), wanted))


def _told(body: ItemBody, wanted: set[str] | None) -> dict[str, Any]:
    told: dict[str, Any] = body.model_dump(mode="json", include=wanted)
    return told


def _wanted(fields: str) -> set[str] | None:
    named = {name.strip() for name in fields.split(",") if name.strip()}
    if unknown := sorted(named.difference(FIELDS)):
        raise InvalidFilter(f"چنین فیلدی نیست: {'، '.join(unknown)}")
    return named.union(IDENTITY) if named else None
