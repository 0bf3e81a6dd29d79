"""The document page: its text by page, what matched marked in it, the original one click away."""

from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.addresses import document_url
from api.citation import document_citation, permanent_link
from api.dependencies import ServicesDep, requires
from api.kept_file import is_shown, kept_file
from api.pages.comparing import compared_pages, compared_view
from api.pages.facts import CityNames, document_facts
from api.pages.minutes import draft_links
from api.pages.nearest import nearest_view
from api.pages.readings import ReadingView, reading_view
from api.pages.versions import VersionView, version_view
from api.people.audience import set_document_audience
from api.rendering import direction, marked, templates, to_persian, unconfirmed
from api.search_log.reading import note_read_later
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import IndexFailure, InvalidQuery, NotFound
from corpus.repository.documents import DocumentRepository
from corpus.repository.drafts import DraftRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.terms import VISIBILITY_NAMES
from corpus.text.half_space import repair_half_spaces
from corpus.text.keys import Analyzer
from corpus.text.numbers import to_ascii_digits
from corpus.types import BlockKind, Document, DocumentBlock, DocumentPage, ItemKind, Version, Visibility
from ingest.page_text import table_rows
from ingest.readers.kinds import kind_name
from search.expand import Expansion, expand, searched_keys
from search.highlight import Span, highlights

router = APIRouter(include_in_schema=False)

# A book is shown in parts: a browser on an old office computer has to draw it.
BLOCKS_A_PART = 300


@dataclass(frozen=True, slots=True)
class PartView:
    kind: str
    anchor: str
    direction: str
    html_text: Markup
    level: int | None
    rows: list[list[Markup]]


@dataclass(frozen=True, slots=True)
class PageView:
    number: int
    anchor: str
    label: str | None
    reading: ReadingView
    warnings: tuple[str, ...]
    parts: list[PartView]


class Marker:
    """Marks what matched, numbering the marks through the page."""

    def __init__(self, keys: frozenset[str], analyzer: Analyzer, *, repairing: bool = False) -> None:
        self.keys = keys
        self.analyzer = analyzer
        self.repairing = repairing
        self.count = 0

    def mark(self, text: str) -> Markup:
        text = repair_half_spaces(text) if self.repairing else text
        spans: list[Span] = highlights(text, self.keys, self.analyzer) if self.keys else []
        first = self.count + 1
        self.count += len(spans)
        return marked(text, spans, anchor="hit", first=first)


@router.get("/documents/{document_id}")
def document_page(
    request: Request,
    document_id: str,
    services: ServicesDep,
    background: BackgroundTasks,
    q: str = "",
    at: Annotated[int | None, Query(ge=0)] = None,
    part: Annotated[int | None, Query(ge=1)] = None,
    page: str = "",
    expand: bool = True,
    repaired: bool = False,
    not_minutes: bool = False,
    message: str = "",
) -> Response:
    """`page` is one as a person types its number; it leads to the part that the page is in."""
    with services.database.reading() as connection:
        document = DocumentRepository(connection).get(document_id)
        drafts = DraftRepository(connection).of_document(document_id)
        newer, older = DuplicateRepository(connection).versions(document_id)
        meetings = MeetingRepository(connection).of_document(document_id)
        known_cities = PlaceRepository(connection).cities()
    address = partial(document_url, document.id, q, expand=expand, repaired=repaired)
    if page.strip():
        found = _page_named(document, page)
        if found:
            return RedirectResponse(f"{address(at=found.start)}#page-{found.number}", 303)
        message = f"این سند {to_persian(len(document.pages))} صفحه دارد و «{page.strip()[:20]}» هیچ‌کدام از آن‌ها نیست."
    note_read_later(background, request, services, ItemKind.DOCUMENT, document.id)
    cities = CityNames(known_cities)
    marker = Marker(_keys(q, services, synonyms=expand), services.analyzer, repairing=repaired)
    shown_part, parts = _part(document, at, part)
    window = range((shown_part - 1) * BLOCKS_A_PART, shown_part * BLOCKS_A_PART)
    pages = _pages(document, window, at, marker)
    cited = _page_at(document, at)
    minutes_of = meetings[0] if len(meetings) == 1 else None

    def part_url(number: int) -> str | None:
        return address(part=number) if 1 <= number <= parts else None

    context: dict[str, Any] = {
        "nav": None,
        "query": q,
        "synonyms_on": expand,
        "document": {
            "id": document.id,
            "title": document.title,
            "file_name": document.file_name,
            "media_label": kind_name(document.media_type),
            "facts": [*([document.kind] if document.kind else []), *document_facts(document, cities)],
            "warnings": document.warnings,
            "download_url": f"/api/v1/documents/{document.id}/file",
            "view_url": f"/documents/{document.id}/original" if is_shown(document.media_type) else None,
            "json_url": f"/api/v1/documents/{document.id}",
            "pages": len(document.pages),
            "citation": document_citation(document, cities, cited, minutes_of=minutes_of),
            "permanent": permanent_link(request, services, ItemKind.DOCUMENT, document.id)
            + (f"?page={cited}" if cited else ""),
        },
        "audience": {
            "url": f"/documents/{document.id}/audience",
            "given": {"visibility": document.visibility.value, "city": document.city_id or ""},
            "visibilities": [(one.value, name) for one, name in VISIBILITY_NAMES.items()],
            "cities": [(city.id, city.name) for city in known_cities],
            "name": None if document.visibility is Visibility.PUBLIC else VISIBILITY_NAMES[document.visibility],
        },
        "message": message[:500],
        "minutes": draft_links(drafts) if viewer().role.may(Role.SECRETARIAT) else [],
        "minutes_url": f"/documents/{document.id}/minutes",
        "not_minutes": not_minutes and not drafts,
        "newer_versions": [_version_view(document, version, q, cities, expand=expand) for version in newer],
        "older_versions": [_version_view(document, version, q, cities, expand=expand) for version in older],
        "contents": _contents(document, window, address),
        "pages": pages,
        "hits": [{"anchor": f"hit-{n}", "label": to_persian(n)} for n in range(1, marker.count + 1)],
        "nearest": nearest_view(services, ItemKind.DOCUMENT, document.id, cities),
        "repaired": repaired,
        "repair_url": address(part=shown_part, repaired=not repaired) if repaired or _lacks(document, window) else None,
        "part": shown_part,
        "parts": parts,
        "next_url": part_url(shown_part + 1),
        "previous_url": part_url(shown_part - 1),
    }
    return templates(request).TemplateResponse(request, "document.html", context)


@router.get("/documents/{document_id}/original")
def original(document_id: str, services: ServicesDep) -> FileResponse:
    """The file as it came in: shown by the browser where that can do no harm, else as a download."""
    with services.database.reading() as connection:
        found = DocumentRepository(connection).get(document_id)
    return kept_file(services, found.file_sha256, found.file_name, found.media_type)


@router.get("/documents/{document_id}/compare/{other_id}")
def compare(request: Request, document_id: str, other_id: str, services: ServicesDep) -> HTMLResponse:
    """What differs between two versions. Only those that say almost the same are compared."""
    with services.database.reading() as connection:
        documents = DocumentRepository(connection)
        asked = documents.get(document_id)
        newer, older = DuplicateRepository(connection).versions(document_id)
        version = next((one for one in (*newer, *older) if one.document.id == other_id), None)
        if version is None:
            raise NotFound("این دو سند نسخه‌های یک نوشته نیستند.")
        other = documents.get(other_id)
        cities = CityNames(PlaceRepository(connection).cities())
    before, after = (asked, other) if version in newer else (other, asked)
    context = {
        "nav": None,
        "query": "",
        "before": compared_view(before, cities),
        "after": compared_view(after, cities),
        "similarity": f"{to_persian(round(100 * version.similarity))}٪",
        "pages": compared_pages(before, after),
    }
    return templates(request).TemplateResponse(request, "compare.html", context)


@router.post("/documents/{document_id}/audience", dependencies=[Depends(requires(Role.SECRETARIAT))])
def set_audience(
    document_id: str,
    services: ServicesDep,
    visibility: Annotated[str, Form()] = "",
    city: Annotated[str, Form()] = "",
) -> Response:
    problems = set_document_audience(services, document_id, visibility, city)
    told = " ".join(problems.values()) or "دسترسی عوض شد."
    return RedirectResponse(f"/documents/{document_id}?message={quote(told)}", 303)


def _version_view(document: Document, version: Version, query: str, cities: CityNames, *, expand: bool) -> VersionView:
    """With what differs, the older of the two first."""
    view = version_view(version, query, cities, expand=expand)
    return replace(view, compare_url=f"/documents/{document.id}/compare/{version.document.id}")


def _page_named(document: Document, typed: str) -> DocumentPage | None:
    number = to_ascii_digits(typed).strip()
    return next((page for page in document.pages if str(page.number) == number), None)


def _page_at(document: Document, at: int | None) -> int | None:
    """The page that the character stands on, where the document has pages to turn."""
    if at is None or len(document.pages) < 2:
        return None
    return next((page.number for page in document.pages if page.start <= at < page.end), None)


def _lacks(document: Document, window: range) -> bool:
    """Whether the part lost half-spaces that can be put back for reading."""
    blocks = document.blocks[window.start : window.stop]
    text = document.text[blocks[0].start : blocks[-1].end] if blocks else ""
    return repair_half_spaces(text) != text


def _keys(text: str, services: Services, *, synonyms: bool) -> frozenset[str]:
    """What a search for the text marks; a document can be read when nothing can be searched, too."""
    try:
        query = services.searcher.parse(text)
    except InvalidQuery:
        return frozenset()
    expansions: tuple[Expansion, ...] = ()
    with suppress(IndexFailure), services.live.use() as opened:
        if opened is not None and synonyms:
            expansions = expand(query, services.thesaurus, opened.vocabulary)
    return searched_keys(query, expansions)


def _part(document: Document, at: int | None, part: int | None) -> tuple[int, int]:
    parts = max(1, -(-len(document.blocks) // BLOCKS_A_PART))
    if part is None and at is not None:
        before = sum(block.end <= at for block in document.blocks)
        part = before // BLOCKS_A_PART + 1
    return min(part or 1, parts), parts


def _pages(document: Document, window: range, at: int | None, marker: Marker) -> list[PageView]:
    blocks = document.blocks[window.start : window.stop]
    starts = [block.start for block in document.blocks]
    target = next((block for block in blocks if at is not None and at < block.end), None)
    views = []
    for page in document.pages:
        parts = [
            _part_view(document, block, marker, is_target=block is target, recognised=page.recognised)
            for block in blocks
            if page.start <= block.start < page.end
        ]
        # A page without text is shown with its warning, in the part where its place is.
        place = min(bisect_left(starts, page.start), max(0, len(starts) - 1))
        if parts or (page.start == page.end and place in window):
            views.append(_page_view(document, page, parts))
    return views


def _page_view(document: Document, page: DocumentPage, parts: list[PartView]) -> PageView:
    return PageView(
        number=page.number,
        anchor=f"page-{page.number}",
        label=None if len(document.pages) == 1 else f"صفحهٔ {to_persian(page.number)}",
        reading=reading_view(document, page),
        warnings=page.warnings,
        parts=parts,
    )


def _part_view(
    document: Document, block: DocumentBlock, marker: Marker, *, is_target: bool, recognised: bool
) -> PartView:
    def shown(text: str) -> Markup:
        return unconfirmed(marker.mark(text)) if recognised else marker.mark(text)

    text = document.text[block.start : block.end]
    rows: list[list[Markup]] = []
    html_text = Markup("")
    if block.kind is BlockKind.TABLE:
        rows = [[shown(cell) for cell in row] for row in table_rows(text, block.columns)]
    else:
        html_text = shown(text)
    anchor = "at" if is_target else f"b-{block.start}"
    return PartView(block.kind.value, anchor, direction(text), html_text, block.level, rows)


def _contents(document: Document, window: range, address: Callable[..., str]) -> list[dict[str, Any]]:
    contents = []
    for number, block in enumerate(document.blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        anchor = f"#b-{block.start}"
        if number not in window:
            anchor = address(part=number // BLOCKS_A_PART + 1) + anchor
        title = " ".join(document.text[block.start : block.end].split())
        contents.append({"title": title, "level": block.level or 1, "url": anchor})
    return contents
