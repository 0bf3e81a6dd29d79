"""Make the sample files from their sources: `python -m corpus.samples.make [--out FOLDER] [--without-pdf]`."""

import argparse
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from corpus.samples import documents, lessons, minutes, noise, source
from corpus.samples.archive import office_bytes
from corpus.samples.corpus import FILES, MANIFEST
from corpus.samples.dates import midday
from corpus.samples.printing import font_address, print_pdf

# Most offices type well; three of the twelve show what the others do.
NOISES = {19: noise.arabic_letters, 21: noise.mixed_digits, 23: noise.lost_half_spaces}
LESSONS_IN_WORD = (0, 3, 6)  # of every ten


class SampleFile(NamedTuple):
    """`path` is below the folder of the files; `ids` are what it holds, in its own order."""

    path: str
    ids: tuple[str, ...]
    content: bytes


def make(out: Path, *, with_pdf: bool = True) -> None:
    """Write every sample file and the manifest under `out`; without PDF no browser is needed."""
    held = {}
    for file in sample_files(with_pdf):
        target = out / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
        held[file.path] = file.ids
    lines = json.dumps(dict(sorted(held.items())), ensure_ascii=False, indent=1)
    (out / MANIFEST).write_text(f"{lines}\n", "utf-8")


def sample_files(with_pdf: bool) -> Iterator[SampleFile]:
    """Every file, made as it is asked for."""
    yield from minutes_files()
    yield from lesson_files()
    yield from document_files(with_pdf)


def minutes_files() -> Iterator[SampleFile]:
    """A Word file for each session, each in another layout."""
    for meeting, layout in zip(source.meetings(), cycle(minutes.LAYOUTS), strict=False):
        document = minutes.render_minutes(meeting, layout, NOISES.get(meeting.number, noise.unchanged))
        resolution_ids = map(meeting.resolution_id, meeting.resolutions)
        name = f"صورتجلسه نشست {meeting.number} - {meeting.host_city}"
        yield SampleFile(f"minutes/{name}.docx", (meeting.id, *resolution_ids), office_bytes(document))


def lesson_files() -> Iterator[SampleFile]:
    """Three lessons of every ten as Word files, the others in one spreadsheet."""
    shapes = cycle(lessons.SHAPES)
    rows = []
    for index, lesson in enumerate(source.lessons()):
        if index % 10 in LESSONS_IN_WORD:
            content = office_bytes(lessons.render_lesson(lesson, next(shapes)))
            yield SampleFile(f"lessons/تجربه - {file_name(lesson.title)}.docx", (lesson.id,), content)
        else:
            rows.append(lesson)
    sheet = office_bytes(lessons.render_sheet(rows))
    yield SampleFile("lessons/تجربیات شهرها.xlsx", tuple(lesson.id for lesson in rows), sheet)


def document_files(with_pdf: bool) -> Iterator[SampleFile]:
    """The longer papers, each in the format in which it is likeliest to be kept."""
    papers = {paper.id: paper for paper in source.documents()}
    for paper_id, shape in zip(("D01", "D02", "D07", "D09"), documents.SHAPES, strict=True):
        yield _document_file(papers[paper_id], "docx", office_bytes(documents.render_document(papers[paper_id], shape)))
    for paper in (papers["D03"], papers["D04"]) if with_pdf else ():
        stamp = f"{midday(paper.date_jalali):%Y%m%d%H%M%S}"
        yield _document_file(paper, "pdf", print_pdf(documents.printed_page(paper, font_address()), stamp))
    yield _document_file(papers["D06"], "html", documents.site_page(papers["D06"]).encode())
    yield _document_file(papers["D08"], "htm", documents.word_page(papers["D08"]).encode())
    yield _document_file(papers["D10"], "txt", documents.plain_text(papers["D10"]).encode("utf-8-sig"))
    yield _document_file(papers["D05"], "txt", documents.in_old_code_page(documents.plain_text(papers["D05"])))


def file_name(title: str) -> str:
    """The title as people name files: no half-spaces and nothing that a disk refuses."""
    return "".join(letter for letter in title.replace("\u200c", " ") if letter not in '\\/:*?"<>|«»')


def _document_file(paper: source.WrittenDocument, suffix: str, content: bytes) -> SampleFile:
    city = f" - {paper.city}" if paper.city else ""
    return SampleFile(f"documents/{file_name(paper.title)}{city}.{suffix}", (paper.id,), content)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sample files from their sources.")
    parser.add_argument("--out", type=Path, default=FILES, help="folder to write into")
    parser.add_argument("--without-pdf", action="store_true", help="leave out the files that a browser prints")
    options = parser.parse_args()
    make(options.out, with_pdf=not options.without_pdf)


if __name__ == "__main__":
    main()
