"""The sample files hold what was written, in every layout, and come out the same again."""

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from pdfminer.high_level import extract_text
from selectolax.lexbor import LexborHTMLParser

from corpus.samples import corpus, dates, lessons, make, minutes, noise, numerals, printing, source

FOLDING = str.maketrans("يك" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹" + "٫ۀ", "یک" + "0123456789" * 2 + "/ه")


def fold(text: str) -> str:
    return re.sub(r"[\s\u200c\ufeff]+", "", text).translate(FOLDING)


def docx_text(document) -> str:
    """Every paragraph of the body, of its tables' cells and of headers and footers, each cell once."""
    parts = [document.element.body]
    parts += [part._element for section in document.sections for part in (section.header, section.footer)]
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for part in parts for p in part.iter(qn("w:p")))


def sheet_text(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value)


def pdf_text(path: Path) -> str:
    """Chromium draws presentation forms from left to right: turned round, with the numbers turned back."""
    lines = extract_text(path).split("\n")
    turned = (unicodedata.normalize("NFKC", "".join(reversed(line))) for line in lines)
    return "\n".join(re.sub(r"[0-9۰-۹٫/]+", lambda number: number[0][::-1], line) for line in turned)


def plain_text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1256")


READERS = {
    ".docx": lambda path: docx_text(docx.Document(path)),
    ".xlsx": sheet_text,
    ".pdf": pdf_text,
    ".html": lambda path: LexborHTMLParser(path.read_text("utf-8")).body.text(),
    ".htm": lambda path: LexborHTMLParser(path.read_text("utf-8")).body.text(),
    ".txt": plain_text,
}


def read(path: Path) -> str:
    return READERS[path.suffix](path)


@cache
def folded_text_of(source_id: str) -> str:
    [path] = [path for path, ids in corpus.manifest().items() if source_id in ids]
    return fold(read(corpus.FILES / path))


def missing(texts, held: str) -> list[str]:
    return [text for text in texts if fold(text) not in held]


def texts_of(meeting: source.WrittenMeeting) -> list[str]:
    texts = [meeting.title, meeting.body, meeting.host_city, *meeting.attendees, *meeting.agenda, *meeting.discussion]
    for resolution in meeting.resolutions:
        texts += [resolution.text, *resolution.responsible, resolution.horizon, resolution.status]
        texts += [meeting.group_name(resolution), *filter(None, [resolution.due_text])]
    return texts


def undated(meeting: source.WrittenMeeting, held: str) -> list[str]:
    days = [meeting.date_jalali, *(one.due_jalali for one in meeting.resolutions if one.due_jalali)]
    return [day for day in days if not any(fold(form(day)) in held for form in dates.FORMS)]


def test_every_file_is_in_the_manifest_and_every_source_in_one_file():
    held = corpus.manifest()
    assert sorted(held) == sorted(path.relative_to(corpus.FILES).as_posix() for path in corpus.sample_files())
    ids = [source_id for ids in held.values() for source_id in ids]
    meetings = source.meetings()
    assert max(Counter(ids).values()) == 1
    assert set(ids) == {
        *(meeting.id for meeting in meetings),
        *(meeting.resolution_id(resolution) for meeting in meetings for resolution in meeting.resolutions),
        *(lesson.id for lesson in source.lessons()),
        *(document.id for document in source.documents()),
    }


def test_judged_queries_point_at_what_the_files_hold():
    held = {source_id for ids in corpus.manifest().values() for source_id in ids}
    queries = corpus.judged_queries()
    assert len(queries) == 120
    assert {source_id for query in queries for source_id in query.relevant} <= held


@pytest.mark.parametrize("meeting", source.meetings(), ids=lambda meeting: meeting.id)
def test_minutes_hold_the_whole_session(meeting):
    held = folded_text_of(meeting.id)
    assert missing(texts_of(meeting), held) == []
    assert undated(meeting, held) == []


@pytest.mark.parametrize("lesson", source.lessons(), ids=lambda lesson: lesson.id)
def test_lessons_hold_every_field(lesson):
    texts = [lesson.title, lesson.city, lesson.project, lesson.project_type, lesson.phase, lesson.working_group]
    texts += [lesson.summary, lesson.context, lesson.problem, lesson.cause, lesson.action, lesson.outcome]
    texts += [lesson.recommendation, *lesson.impact.values(), *lesson.keywords, lesson.contact_role]
    texts += [dates.month_of_year(lesson.event_date_jalali), lessons.OUTCOMES[lesson.polarity]]
    assert missing(texts, folded_text_of(lesson.id)) == []


@pytest.mark.parametrize("document", source.documents(), ids=lambda document: document.id)
def test_documents_hold_every_section(document):
    held = folded_text_of(document.id)
    texts = [document.title, document.kind, document.city or "کمیسیون فنی و عمرانی"]
    texts += [text for section in document.sections for text in (section.heading, section.text)]
    if corpus_path(document.id).suffix == ".pdf":
        # Page numbers fall into sentences and brackets are mirrored, so letters are compared, sentence by sentence.
        held = letters(held)
        texts = [letters(sentence) for text in texts for sentence in re.split("[.؛]", text)]
        assert len(missing(texts, held)) <= 0.03 * len(texts)
    else:
        assert missing(texts, held) == []
        assert undated_document(document, held) is False


def corpus_path(source_id: str) -> Path:
    return next(Path(path) for path, ids in corpus.manifest().items() if source_id in ids)


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def undated_document(document: source.WrittenDocument, held: str) -> bool:
    return not any(fold(form(document.date_jalali)) in held for form in dates.FORMS)


@pytest.mark.parametrize("layout", minutes.LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_layout_holds_every_session(layout):
    for meeting in source.meetings():
        held = fold(docx_text(minutes.render_minutes(meeting, layout)))
        assert missing(texts_of(meeting), held) == [], meeting.id
        assert undated(meeting, held) == [], meeting.id
        statuses = Counter(fold(resolution.status) for resolution in meeting.resolutions)
        assert all(held.count(status) >= times for status, times in statuses.items()), meeting.id


@pytest.mark.parametrize("spoil", noise.NOISES, ids=lambda spoil: spoil.__name__)
def test_noise_changes_the_text_but_not_what_it_says(spoil):
    meeting = source.meetings()[2]
    for layout in minutes.LAYOUTS:
        clean = docx_text(minutes.render_minutes(meeting, layout))
        spoilt = docx_text(minutes.render_minutes(meeting, layout, spoil))
        assert spoilt != clean
        assert fold(spoilt) == fold(clean)


def test_noise_is_what_it_is_called():
    assert noise.arabic_letters("یک پل") == "يك پل"
    assert noise.lost_half_spaces("می‌شود و می‌رود") == "می شود و میرود"
    spoilt = noise.mixed_digits("۱۳۸۸/۰۸/۲۰ و ۱۲ و ۷")
    assert {"1", "١", "۱"} & set(spoilt) and re.search(r"1388/08/20|۱۳۸۸/۰۸/۲۰|١٣٨٨/٠٨/٢٠", spoilt)
    assert len({digit for digit in spoilt if digit.isdigit()} & set("0123456789")) > 0


def test_layouts_are_as_different_as_they_say():
    meeting = source.meetings()[2]
    shown = {layout.__name__: minutes.render_minutes(meeting, layout) for layout in minutes.LAYOUTS}
    assert len(shown) == len(source.meetings()) == 12
    assert [len(shown[name].tables) for name in ("resolution_table", "form", "cards", "clauses")] == [2, 1, 12, 0]
    assert shown["merged_table"].element.body.xpath(".//w:vMerge") and shown["form"].element.body.xpath(".//w:gridSpan")
    assert len(shown["automatic_lists"].element.body.xpath(".//w:p/w:pPr/w:numPr")) == 11 + 11
    assert "۱ـ" in docx_text(shown["dashed_paragraphs"]) and "بند ۱-" in docx_text(shown["clauses"])
    assert "مصوبات اضطراری" in docx_text(shown["by_horizon"])


@pytest.mark.parametrize("layout", minutes.LAYOUTS, ids=lambda layout: layout.__name__)
def test_word_files_are_written_from_right_to_left(layout):
    body = minutes.render_minutes(source.meetings()[0], layout).element.body
    paragraphs = [p for p in body.iter(qn("w:p")) if p.xpath("./w:r")]
    assert paragraphs
    assert all(p.xpath("./w:pPr/w:bidi") and p.xpath("./w:r/w:rPr/w:rtl") for p in paragraphs)
    assert all(table.xpath("./w:tblPr/w:bidiVisual") for table in body.iter(qn("w:tbl")))


def test_one_paper_is_in_an_old_code_page_and_one_in_utf8():
    texts = [path.read_bytes() for path in corpus.sample_files() if path.suffix == ".txt"]
    assert sorted(content.startswith(b"\xef\xbb\xbf") for content in texts) == [False, True]
    old = next(content for content in texts if not content.startswith(b"\xef\xbb\xbf")).decode("windows-1256")
    assert "ي" in old and "ی" not in old


def test_numbers_and_dates_in_words():
    assert [numerals.ordinal(n) for n in (1, 16, 20, 23, 30)] == ["یکم", "شانزدهم", "بیستم", "بیست و سوم", "سی‌ام"]
    assert dates.worded("1388-08-20") == "بیستم آبان‌ماه یک‌هزار و سیصد و هشتاد و هشت"
    assert dates.end_of_month("1391-06-31") == "پایان شهریور ۱۳۹۱"
    assert dates.end_of_month("1391-12-29") == "۲۹ اسفند ۱۳۹۱"  # a leap year
    assert dates.end_of_month("1390-12-29") == "پایان اسفند ۱۳۹۰"
    assert dates.weekday("1403-01-01") == "چهارشنبه"


def test_the_committed_files_are_small():
    assert sum(path.stat().st_size for path in corpus.sample_files()) < 3_000_000


def test_made_again_they_are_the_same(tmp_path):
    with_pdf = printing.browser() is not None
    make.make(tmp_path, with_pdf=with_pdf)
    wanted = [path for path in corpus.sample_files() if with_pdf or path.suffix != ".pdf"]
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file() and path.name != corpus.MANIFEST)
    names = [path.relative_to(corpus.FILES) for path in wanted]
    assert [path.relative_to(tmp_path) for path in made] == names
    if with_pdf:
        assert (tmp_path / corpus.MANIFEST).read_bytes() == (corpus.FILES / corpus.MANIFEST).read_bytes()
    for again, committed in zip(made, wanted, strict=True):
        if committed.suffix == ".pdf":
            assert letters(fold(read(again))) == letters(fold(read(committed)))
        elif committed.suffix in (".docx", ".xlsx"):
            assert read(again) == read(committed)
        else:
            assert again.read_bytes() == committed.read_bytes()


def test_made_twice_word_files_have_the_same_bytes():
    first, second = (next(make.minutes_files()) for _ in range(2))
    assert first.content == second.content
    assert list(make.lesson_files())[-1].content == list(make.lesson_files())[-1].content
