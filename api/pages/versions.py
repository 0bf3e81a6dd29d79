"""Other documents that say almost the same, as pages name them."""

from dataclasses import dataclass

from api.addresses import document_url
from api.pages.facts import CityNames, document_facts
from api.rendering import to_persian
from corpus.types import Version


@dataclass(frozen=True, slots=True)
class VersionView:
    """Another document that says almost the same; `similarity` is «۹۶٪», `compare_url` leads to what differs."""

    title: str
    url: str
    facts: list[str]
    similarity: str
    compare_url: str | None = None


def version_view(version: Version, query: str, cities: CityNames, *, expand: bool) -> VersionView:
    """A line about another version, which leads to it with what a search for the query marks."""
    return VersionView(
        title=version.document.title,
        url=document_url(version.document.id, query, expand=expand),
        facts=document_facts(version.document, cities),
        similarity=f"{to_persian(round(100 * version.similarity))}٪",
    )
