"""The lesson parser on the sample lessons in every shape and noise, and the reading of spreadsheets: field by field."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from bench.lesson_shapes import HELD_OUT, TOLD
from bench.readers.grid import Grid
from corpus.errors import NotLesson
from corpus.gazetteer import BODIES, CITIES
from corpus.lesson_form import LessonForm
from corpus.samples import dates
from corpus.samples.lessons import SHAPES, Shape, render_lesson
from corpus.samples.noise import NOISES, Noise, unchanged
from corpus.samples.source import WrittenLesson, lessons
from corpus.text.folding import fold
from ingest.readers.child import read
from ingest.readers.workspace import Workspace
from ingest.structure.document import structure_document
from ingest.structure.lesson import propose_lesson
from ingest.structure.lesson.sheet import read_sheet
from ingest.structure.places import PlaceNames

# Headers as five offices write them, each with the field that it stands for; None for a column that is none of ours.
HEADER_SETS: dict[str, tuple[tuple[str | None, str], ...]] = {
    "office": (
        *(
            (None, "ردیف"),
            ("title", "عنوان تجربه"),
            ("city", "نام شهرداری"),
            ("project", "نام پروژه"),
            ("date", "تاریخ وقوع"),
        ),
        *(("problem", "شرح مسئله"), ("cause", "علل بروز"), ("action", "اقدامات انجام شده"), ("outcome", "نتایج حاصله")),
        *(("recommendation", "درس های آموخته"), ("keywords", "کلمات کلیدی"), ("contact_role", "نام و سمت تکمیل کننده")),
    ),
    "questions": (
        *(
            ("city", "کدام شهر؟"),
            ("title", "موضوع"),
            ("problem", "چه اتفاقی افتاد؟"),
            ("cause", "چرا این اتفاق افتاد؟"),
        ),
        *(
            ("action", "چه کردید؟ (اقدام)"),
            ("outcome", "نتیجه چه شد؟"),
            ("recommendation", "به دیگر شهرها چه توصیه می‌کنید؟"),
        ),
        *(("phase", "در کدام مرحله پروژه؟"), ("polarity", "نوع تجربه (موفق/ناموفق)"), (None, "توضیحات")),
    ),
    "english": (
        *((None, "No."), ("title", "Lesson Title"), ("city", "Municipality"), ("summary", "Abstract")),
        *(
            ("problem", "Description of Driving Event"),
            ("cause", "Root cause(s)"),
            ("recommendation", "Recommendation(s)"),
        ),
        *(("project", "Project Name"), ("phase", "Project Phase"), ("date", "Event Date"), ("cost", "Cost Impact")),
        *(("time", "Schedule Impact"), ("keywords", "Keywords")),
    ),
    "mixed": (
        *(
            ("recommendation", "پیشنهاد (Recommendation)"),
            ("cause", "ریشه‌یابی / Root Cause"),
            ("problem", "چالش / Problem"),
        ),
        *(("title", "عنوان (Title)"), ("city", "شهر - City"), ("date", "تاریخ (Date)"), ("safety", "اثر بر ایمنی HSE")),
        *(
            ("quality", "اثر کیفی"),
            ("project_type", "نوع پروژه (Type)"),
            (None, "کد"),
            ("working_group", "کارگروه مرتبط"),
        ),
    ),
    "arabic keyboard": (
        *((None, "رديف"), ("title", "عنوان درس آموخته *"), ("city", "شهرداري"), ("context", "شرايط و پيشينه")),
        *(("problem", "مشكل پيش آمده"), ("cause", "دلايل بروز مشكل"), ("action", "راهكار به كار رفته")),
        *(("outcome", "دستاوردها"), ("recommendation", "پيشنهادات براي ساير شهرداريها"), ("cost", "بار مالي")),
        *(("time", "تاثير زماني"), ("keywords", "كليد واژه ها")),
    ),
    "terse": (
        *(("title", "تیتر"), ("problem", "معضل"), ("cause", "ریشه"), ("action", "چاره"), ("outcome", "حاصل کار")),
        *(("recommendation", "توصیه"), ("city", "کلان‌شهر"), ("date", "سال"), ("polarity", "ماهیت تجربه")),
    ),
}
FIELDS = tuple(LessonForm.__dataclass_fields__)
NAMES = PlaceNames(CITIES, BODIES)


def tables() -> Iterator[Grid]:
    """Shares of fields read as written, spelling noise aside, of those that the lesson has."""
    cases = [
        (lesson, shape, noise)
        for shape in (*SHAPES, *HELD_OUT)
        for noise in (unchanged, *NOISES)
        for lesson in lessons()
    ]
    counts: dict[tuple[str, str], Counter[str]] = {}
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder, ProcessPoolExecutor(2) as pool:
        measured = pool.map(partial(_measured, Path(folder)), cases, chunksize=16)
        for (_, shape, noise), counted in zip(cases, measured, strict=True):
            counts.setdefault((_name(shape), _name(noise)), Counter()).update(counted)
        known = {key: counted for key, counted in counts.items() if key[0] not in TOLD}
        yield _grid("Lessons: by shape, all noises", known, lambda key: key[0])
        yield _grid("Lessons: by noise, the three shapes", known, lambda key: key[1])
        unknown = {key: counted for key, counted in counts.items() if key[0] in TOLD}
        yield _grid("Lessons: shapes written after the parser", unknown, lambda key: key[0])
        yield Grid(
            "Spreadsheets: columns matched without help", ("", "columns", "right"), tuple(_headers(Path(folder)))
        )


def written_form(lesson: WrittenLesson) -> LessonForm:
    """The form that a perfect reading of the lesson fills."""
    said = {name: getattr(lesson, name) for name in FIELDS if isinstance(getattr(lesson, name, None), str)}
    return LessonForm(
        **said | dict(lesson.impact),
        date=dates.month_of_year(lesson.event_date_jalali),
        keywords="، ".join(lesson.keywords),
    )


def judge(lesson: WrittenLesson, read: LessonForm | None, told: Sequence[str] = FIELDS) -> Counter[str]:
    """How often each field was there and was read right; a field that is not there and yet filled is wrong.

    `told` are the fields that the file tells at all.
    """
    written = written_form(lesson)
    counted: Counter[str] = Counter()
    for name in told:
        there, found = _plain(getattr(written, name)), _plain(getattr(read, name)) if read else ""
        if there or found:
            counted[f"{name} there"] += 1
            counted[name] += there == found
    return counted


def _headers(folder: Path) -> Iterator[tuple[str, int, float]]:
    """For each set of headers, over three lessons, the share of columns that got their field or rightly none."""
    path = folder / "sheet.xlsx"
    for label, columns in HEADER_SETS.items():
        book = Workbook()
        assert book.active is not None
        book.active.append([header for _, header in columns])
        for form in map(written_form, lessons()[:3]):
            book.active.append([getattr(form, name) if name else "—" for name, _ in columns])
        book.save(path)
        mapping = read_sheet(read(path, path.name, Workspace(folder)), NAMES).mapping
        right = sum(mapping.get(index) == name for index, (name, _) in enumerate(columns))
        yield label, len(columns), right / len(columns)


def _plain(text: str) -> str:
    """The text in one spelling; blanks are where half-spaces were lost."""
    return "".join(fold(text.replace("\u200c", "")).split())


def _measured(folder: Path, case: tuple[WrittenLesson, Shape, Noise]) -> Counter[str]:
    lesson, shape, noise = case
    told = TOLD.get(_name(shape), FIELDS)
    path = folder / f"{lesson.id}-{_name(shape)}-{_name(noise)}.docx"
    render_lesson(lesson, shape, noise).save(str(path))
    # These files are our own: no sandbox.
    structure = structure_document(read(path, path.name, Workspace(folder)), path.name, CITIES)
    path.unlink()
    try:
        proposed = propose_lesson(structure.text, structure.blocks, NAMES)
    except NotLesson:
        return judge(lesson, None, told)
    return judge(lesson, proposed.form, told)


def _grid(title: str, counts: dict[tuple[str, str], Counter[str]], by: Callable[[tuple[str, str]], str]) -> Grid:
    rows: dict[str, Counter[str]] = {}
    for key, counted in counts.items():
        for name in (by(key), "all"):
            rows.setdefault(name, Counter()).update(counted)
    ordered = [name for name in rows if name != "all"] + ["all"]
    return Grid(title, ("", *FIELDS), tuple((name, *_shares(rows[name])) for name in ordered))


def _shares(counted: Counter[str]) -> Iterator[float | str]:
    for name in FIELDS:
        there = counted[f"{name} there"]
        yield counted[name] / there if there else ""


def _name(part: Shape | Noise) -> str:
    return part.__name__.replace("_", " ")
