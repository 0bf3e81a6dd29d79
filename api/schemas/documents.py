"""Documents, their pages and the texts that a page has had."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from api.schemas.common import DateBody
from corpus.types import Document, DocumentBlock, PageText, PageVersion, ReadingMethod, Version, Visibility
from ingest.page_text import editable


class VersionBody(BaseModel):
    """Another document that says almost the same; `similarity` is the share of their text in common, 0 to 1."""

    id: str
    title: str
    url: str
    date: DateBody | None
    similarity: float

    @classmethod
    def from_domain(cls, version: Version) -> Self:
        document = version.document
        return cls(
            id=document.id,
            title=document.title,
            url=f"/documents/{document.id}",
            date=DateBody.from_domain(document.date) if document.date else None,
            similarity=round(version.similarity, 3),
        )


class PageBody(BaseModel):
    """`version` is which of the page's texts this is: 1 as it was first read."""

    number: int
    version: int
    reader: str
    quality: float | None
    warnings: list[str]
    text: str


class PageTextBody(BaseModel):
    """A page as it can be edited: an empty line between blocks, a table a line a row with « | » between cells.

    `reader` is `hand` for a text that a person corrected; `methods` are the ways in which the page can be read again.
    """

    number: int
    version: int
    reader: str
    quality: float | None
    warnings: list[str]
    text: str
    methods: list[ReadingMethod]

    @classmethod
    def from_domain(cls, page: PageText, methods: Sequence[ReadingMethod]) -> Self:
        return cls(
            number=page.number,
            version=page.version,
            reader=page.reader,
            quality=page.quality,
            warnings=list(page.warnings),
            text=editable(page),
            methods=list(methods),
        )


class PageVersionBody(BaseModel):
    """One of a page's texts, as `PageTextBody` has it."""

    version: int
    reader: str
    quality: float | None
    warnings: list[str]
    created_at: datetime
    text: str


class PageVersionsBody(BaseModel):
    """`current` is the version that the document shows and search finds."""

    current: int
    versions: list[PageVersionBody]

    @classmethod
    def from_domain(cls, current: int, versions: Sequence[PageVersion]) -> Self:
        return cls(
            current=current,
            versions=[
                PageVersionBody(
                    version=version.page.version,
                    reader=version.page.reader,
                    quality=version.page.quality,
                    warnings=list(version.page.warnings),
                    created_at=version.created_at,
                    text=editable(version.page),
                )
                for version in versions
            ],
        )


class CorrectionBody(BaseModel):
    """`base_version` is the version of the page that the text was made from."""

    text: str
    base_version: int


class ReadingBody(BaseModel):
    method: ReadingMethod


class BlockBody(BaseModel):
    """`start` and `end` cut the document's `text`; `columns` are where a table's filled cells stand, if some are empty."""

    kind: str
    start: int
    end: int
    level: int | None
    columns: list[list[int]] | None

    @classmethod
    def from_domain(cls, block: DocumentBlock) -> Self:
        columns = [list(row) for row in block.columns] if block.columns else None
        return cls(kind=block.kind, start=block.start, end=block.end, level=block.level, columns=columns)


class DocumentBody(BaseModel):
    """The versions are other documents that say almost the same, the most similar first."""

    id: str
    title: str
    file_name: str
    media_type: str
    kind: str | None
    city: str | None
    session_number: int | None
    date: DateBody | None
    rev: int
    created_at: datetime | None
    warnings: list[str]
    newer_versions: list[VersionBody]
    older_versions: list[VersionBody]
    text: str
    pages: list[PageBody]
    blocks: list[BlockBody]

    @classmethod
    def from_domain(
        cls, document: Document, city_name: str | None, newer: Sequence[Version], older: Sequence[Version]
    ) -> Self:
        return cls(
            id=document.id,
            title=document.title,
            file_name=document.file_name,
            media_type=document.media_type,
            kind=document.kind,
            city=city_name,
            session_number=document.session_number,
            date=DateBody.from_domain(document.date) if document.date else None,
            rev=document.rev,
            created_at=document.created_at,
            warnings=list(document.warnings),
            newer_versions=[VersionBody.from_domain(version) for version in newer],
            older_versions=[VersionBody.from_domain(version) for version in older],
            text=document.text,
            pages=[
                PageBody(
                    number=page.number,
                    version=page.version,
                    reader=page.reader,
                    quality=page.quality,
                    warnings=list(page.warnings),
                    text=document.text[page.start : page.end],
                )
                for page in document.pages
            ],
            blocks=[BlockBody.from_domain(block) for block in document.blocks],
        )


class PaperBody(BaseModel):
    id: str
    title: str
    url: str


class AudienceBody(BaseModel):
    visibility: Visibility
    city: str = Field(default="", description="The id of the city that the document is of; empty for none.")
