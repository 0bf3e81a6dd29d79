"""Two versions of a document beside each other: what went and what came, by page where both have the same pages."""

from dataclasses import dataclass

from markupsafe import Markup

from api.addresses import item_url
from api.pages.changes import changes
from api.pages.facts import CityNames, document_facts
from api.rendering import to_persian
from corpus.types import Document, ItemKind


@dataclass(frozen=True, slots=True)
class ComparedView:
    title: str
    url: str
    facts: list[str]
    file_name: str


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """`pieces` as `changes` gives them; `label` is None where the documents are compared as a whole."""

    label: str | None
    pieces: list[Markup | None]


def compared_view(document: Document, cities: CityNames) -> ComparedView:
    facts = document_facts(document, cities)
    return ComparedView(document.title, item_url(ItemKind.DOCUMENT, document.id), facts, document.file_name)


def compared_pages(before: Document, after: Document) -> list[ComparedPage]:
    """The pages that differ; none where the texts are the same."""
    if len(before.pages) != len(after.pages) or len(before.pages) < 2:
        whole = changes(before.text, after.text)
        return [ComparedPage(None, whole)] if whole else []
    compared = (
        ComparedPage(
            f"صفحهٔ {to_persian(old.number)}", changes(before.text[old.start : old.end], after.text[new.start : new.end])
        )
        for old, new in zip(before.pages, after.pages, strict=True)
    )
    return [page for page in compared if page.pieces]
