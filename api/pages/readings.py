"""How the text of a page came about, in the words of the pages: its reader, its quality, and what can be done about it."""

from dataclasses import dataclass

from api.rendering import to_persian
from corpus.types import BY_HAND, Document, DocumentPage, PageText, ReadingMethod
from ingest.readers.quality import POOR
from ingest.readers.registry import methods_for

READERS = {
    ReadingMethod.GLYPHS.value: "خوانندهٔ نخست",
    ReadingMethod.PDFIUM.value: "خوانندهٔ دوم",
    ReadingMethod.OCR.value: "خواندن از روی تصویر",
    BY_HAND: "اصلاح با دست",
}
USUAL_READER = "خوانندهٔ پرونده"
WAYS = {
    ReadingMethod.GLYPHS: "با خوانندهٔ نخست",
    ReadingMethod.PDFIUM: "با خوانندهٔ دوم",
    ReadingMethod.OCR: "از روی تصویر",
}


@dataclass(frozen=True, slots=True)
class ReadingView:
    """`quality` is «۹۲٪», None where it was not measured; `ways` are other readings as (value, label)."""

    reader: str
    quality: str | None
    poor: bool
    recognised: bool
    by_hand: bool
    version: int
    changed: bool
    ways: list[tuple[str, str]]
    url: str

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at the text."""
        return self.poor or self.recognised


def reading_view(document: Document, page: DocumentPage | PageText) -> ReadingView:
    """How the page was read; its `url` is where its text, versions and readings are."""
    # A page that has text gives the same again when it is read in the same way.
    others = [method for method in methods_for(document.media_type) if method != page.reader or page.warnings]
    return ReadingView(
        reader=reader_label(page.reader),
        quality=quality_label(page.quality),
        poor=page.quality is not None and page.quality < POOR,
        recognised=page.reader == ReadingMethod.OCR,
        by_hand=page.reader == BY_HAND,
        version=page.version,
        changed=page.version > 1,
        ways=[(method.value, WAYS[method]) for method in others],
        url=f"/documents/{document.id}/pages/{page.number}",
    )


def reader_label(reader: str) -> str:
    return READERS.get(reader, USUAL_READER)


def quality_label(quality: float | None) -> str | None:
    return None if quality is None else f"{to_persian(round(100 * quality))}٪"
